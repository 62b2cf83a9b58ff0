"""The target of a web page's parser: leaves out what nobody sees, and says how the rest stands in the page."""

from __future__ import annotations

from typing import NamedTuple

from core.reading.web.html_flow import Flow
from core.reading.web.html_tags import (
    INLINE,
    UNSEEN,
    Attributes,
    Standing,
    heading_level,
    is_notes,
    standing,
)

_MAIN = frozenset({"main", "article"})
_LONGEST_TITLE = 500


class _Open(NamedTuple):
    """An open element, and what holds again when it closes."""

    tag: str
    standing: Standing
    main: bool
    notes: bool
    level: int


class Walk:
    """Called by lxml for each tag and text, in order. `flow.found` is what came of it."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.title = ""
        self.mains = 0  # elements that say they hold the article, none of them within another
        self.depth = 0
        self._stack: list[_Open] = []
        self._unseen = 0  # how deep inside what nobody sees
        self._in_title = False

    def start(self, tag: str, attributes: Attributes) -> None:
        self.depth += 1
        if self._unseen:
            self._unseen += 1
            self._in_title = tag == "title" and self._unseen == 2 and self._stack[-1].tag == "head" and not self.title
            return
        flow = self.flow
        worse = max(flow.standing, standing(tag, attributes, self._stack[-1].tag if self._stack else ""))
        self._stack.append(_Open(tag, flow.standing, flow.main, flow.notes, flow.level))
        if self._is_unseen(tag) or (worse is not flow.standing and tag in INLINE):
            self._unseen = 1
            return
        if tag == "math" and "alttext" in attributes:
            flow.text(attributes["alttext"])
            self._unseen = 1
            return
        main = flow.main or tag in _MAIN
        if worse is not flow.standing or main is not flow.main:
            flow.end()
            self.mains += main is not flow.main
            flow.standing, flow.main = worse, main
        flow.open(tag, attributes)
        flow.notes = flow.notes or is_notes(attributes)
        flow.level = heading_level(tag, attributes) or flow.level

    def end(self, tag: str) -> None:
        self.depth -= 1
        if not self._stack:
            return
        self._in_title = False
        if self._unseen:
            self._unseen -= 1
            if not self._unseen:
                self._stack.pop()
            return
        before, flow = self._stack.pop(), self.flow
        flow.close(tag)
        if before.standing is not flow.standing or before.main is not flow.main:
            flow.end()
        flow.standing, flow.main, flow.notes, flow.level = before[1:]

    def data(self, text: str) -> None:
        if not self._unseen:
            self.flow.text(text)
        elif self._in_title:
            self.title = f"{self.title}{text}"[:_LONGEST_TITLE]

    def close(self) -> None:
        self.flow.end()

    def _is_unseen(self, tag: str) -> bool:
        """Buttons are controls, except in a heading, where they fold the text below it."""
        return tag in UNSEEN and not (tag == "button" and self.flow.level)
