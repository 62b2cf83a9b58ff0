"""Mends the words that a line end parts, by the words that the file has used so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.reading.pdf.letters import SOFT_HYPHEN

HYPHENS = frozenset("-\u00ad\u2010")
_VOCABULARY = 100_000
_PENDING = 50  # pages whose words are put into the vocabulary only when it is asked for
_SURE = 3  # lines more: then a file does not part words, and a hyphen at a line's end belongs to its word
_OPENING = "(\"“‘'«„"
_CLOSING = ".,;:!?)\"'”’»"


@dataclass(slots=True)
class Hyphens:
    """Knows the words of one file."""

    _vocabulary: set[str] = field(default_factory=set)
    _pending: list[list[str]] = field(default_factory=list)
    _parting: int = 0  # by how much more often the file parted words than it ended lines after a word's own hyphen

    def learn(self, tokens: list[str]) -> None:
        """Take note of a page's words."""
        if len(self._vocabulary) < _VOCABULARY:
            self._pending.append(tokens)
            if len(self._pending) > _PENDING:
                self._known()

    def mended(self, token: str, rest: str) -> str | None:
        """How a word at a line's end is written before `rest`, the next line's first; None where no word is parted."""
        if len(token) < 3 or token[-1] not in HYPHENS or not token[-2].isalpha() or not rest[:1].isalpha():
            return None
        if token[-1] == SOFT_HYPHEN:
            return token[:-1]
        if not rest[0].islower() or self._is_compound(token[:-1].lstrip(_OPENING), rest.rstrip(_CLOSING)):
            return token
        return token[:-1]

    def _is_compound(self, left: str, right: str) -> bool:
        known = self._known()
        if left + right in known:
            self._parting += 1
            return False
        if f"{left}-{right}" in known or (left in known and right in known):
            self._parting -= 1
            return True
        return self._parting < -_SURE

    def _known(self) -> set[str]:
        for tokens in self._pending:
            self._vocabulary.update(tokens)
        self._pending.clear()
        return self._vocabulary
