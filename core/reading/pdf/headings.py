"""Tells the headings of a PDF by its bookmarks or by their looks, with levels that stay the same over a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from core.reading.pdf.rows import Row

# A heading is short. Longer bold or large text is a paragraph that shouts, and must stay searchable as one.
LONGEST = 150
MOST_ROWS = 3
# How much taller than the body's a heading's letters are, for its level. Slightly taller and merely bold are the same
# level: a single odd size would otherwise stand above all that follows it.
_TALLER = ((1.75, 1), (1.35, 2), (1.14, 4))
_BOLD_LEVEL = 4
_NUMBERED = re.compile(
    r"(?:(?:chapter|section|part|article|kapitel|abschnitt|teil|chapitre|cap[ií]tulo)\s)?"
    r"(\d{1,2}(?:\.\d{1,2}){0,4})(?:[.:]\s|\s+\S)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_].*[^\W\d_]", re.DOTALL)
_SENTENCE_END = (".", ",", ";", "?", "!")


@dataclass(slots=True)
class Headings:
    """The headings of one file. bookmarks: by page index, the level and title of those that lead to it."""

    bookmarks: dict[int, list[tuple[int, str]]]
    _of_depth: dict[int, int] = field(default_factory=dict)

    def marks(self, index: int) -> dict[str, int]:
        """By plain text, the levels of the bookmarks of a page."""
        return {plain(title): level for level, title in self.bookmarks.get(index, ())}

    def guessed(self, first: Row, text: str, body: float, bold: Callable[[], bool], cover: bool) -> int:
        """The level that text of at most MOST_ROWS and LONGEST has by its looks, 0 for what looks like no heading."""
        if len(text) < 3 or first.cells or text.endswith(_SENTENCE_END):
            return 0
        if not (text[0].isalnum() or text[0] in "¿¡") or not _LETTERS.search(text):
            return 0
        level = _by_looks(first.height / body, bold)
        # What stands on the cover heads no chapter, and what bookmarks don't name stands under what they do.
        if level and (cover or self.bookmarks):
            return max(level, _BOLD_LEVEL)
        return self._by_number(text, level) if level else 0

    def _by_number(self, text: str, level: int) -> int:
        """A heading with a longer number stands below those with shorter ones, whatever it looks like."""
        number = _NUMBERED.match(text)
        if not number:
            return level
        depth = number[1].count(".")
        above = max((known for at, known in self._of_depth.items() if at < depth), default=0)
        self._of_depth[depth] = min(max(level, above + 1), 6) if depth else level
        return self._of_depth[depth]


def _by_looks(ratio: float, bold: Callable[[], bool]) -> int:
    tall = next((level for least, level in _TALLER if ratio >= least), 0)
    return tall or (_BOLD_LEVEL if ratio > 0.9 and bold() else 0)


def plain(text: str) -> str:
    """Letters and digits only, for comparing titles."""
    return "".join(c for c in text.lower() if c.isalnum())
