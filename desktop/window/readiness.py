"""What of Wellread is awake, told in a sentence, from what the children announce. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.children.child import ChildNotice, ChildState

SEARCH, MEANING, WRITING = "librarian", "embedder", "generator"


@dataclass(slots=True)
class Readiness:
    """The last word of each part: "search" by keyword, "meaning", and the model that writes."""

    states: dict[str, ChildState] = field(default_factory=dict)

    def hear(self, notice: ChildNotice) -> None:
        part = notice.part or notice.child
        self.states[part] = notice.state
        afresh = part == SEARCH and notice.state in (ChildState.STARTING, ChildState.RESTARTING)
        if afresh and not self.broken(MEANING):  # a fresh librarian loads it again
            self.states.pop(MEANING, None)

    def ready(self, part: str) -> bool:
        return self.states.get(part) is ChildState.READY

    def broken(self, part: str) -> bool:
        return self.states.get(part) is ChildState.BROKEN

    def can_find(self) -> bool:
        """Whether a question is worked on at once."""
        return self.ready(SEARCH) and (self.ready(MEANING) or self.broken(MEANING))

    def sentence(self) -> str:
        broken = {part for part, state in self.states.items() if state is ChildState.BROKEN}
        if SEARCH in broken:
            return "The library can't be opened."
        if not self.ready(SEARCH):
            return "Opening the library…"
        if MEANING not in broken and not self.ready(MEANING):
            return "Keyword search is ready; meaning is loading…"
        found = "Keyword search is ready" if MEANING in broken else "Search is ready"
        if WRITING in broken or self.states.get(WRITING) is ChildState.ASIDE:
            return f"{found}; answers are the documents’ own words."
        if not self.ready(WRITING):
            return f"{found}; the model that writes is loading…"
        return "Ready. Nothing leaves this computer." if MEANING not in broken else f"{found}."
