"""Tells the heads and feet that run along from page to page, which are part of a page but of no passage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.reading.pdf.rows import Row

# What stands at the edge of so many pages runs along.
_RUNNING = 3
_EDGE = 0.1  # of the page's height
_ROWS = 4  # at each edge
_NUMBER_ALONE = re.compile(
    r"(?:page|seite|página|pagina|p\.)?\s*[-–—|]?\s*(?:\d{1,5}|[ivxlc]{1,6}|[A-Z]-\d{1,4})\s*"
    r"(?:(?:of|von|de|di|sur|/)\s*\d{1,5})?\s*[-–—|]?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_CHAPTER = re.compile(r"\W*\d*\W*(?:chapter|section|appendix|part|kapitel|abschnitt|chapitre|cap[ií]tulo)\b")


@dataclass(slots=True)
class RunningHeads:
    """What stood at the edges of the pages that were seen so far, and the headings on them."""

    _edges: Counter[str] = field(default_factory=Counter)
    _ahead: Counter[int] = field(default_factory=Counter)  # by how much the numbers there are ahead of the page's own
    _headings: set[str] = field(default_factory=set)

    def see(self, index: int, rows: list[Row], height: float, tokens: list[str]) -> None:
        """Take note of a page, once. index: its own number."""
        for row in _edge_rows(rows, height):
            self._edges[_DIGITS.sub("#", _text(row, tokens))] += 1
            self._ahead.update(number - index for number in _numbers(row, tokens))

    def learn_heading(self, text: str) -> None:
        """Take note of a heading: at the edge of later pages it says where they belong."""
        self._headings.add(_letters(text))

    def among(self, index: int, rows: list[Row], height: float, tokens: list[str], body: float) -> set[int]:
        """The ids of those rows of a page that run along, or number it. body: how tall the file's usual text is."""
        found = set()
        for row in _edge_rows(rows, height):
            text = _text(row, tokens)
            numbered = any(self._ahead[number - index] >= _RUNNING for number in _numbers(row, tokens))
            repeats = row is rows[0] and row.height < 1.1 * body and _letters(text) in self._headings
            if numbered or repeats or self._edges[_DIGITS.sub("#", text)] >= _RUNNING or _NUMBER_ALONE.fullmatch(text):
                found.add(id(row))
        if rows and _NUMBER_ALONE.fullmatch(_text(rows[-1], tokens)):
            found.add(id(rows[-1]))
        return found


def _edge_rows(rows: list[Row], height: float) -> Iterator[Row]:
    candidates = rows if len(rows) <= 2 * _ROWS else (*rows[:_ROWS], *rows[-_ROWS:])
    return (row for row in candidates if row.y1 < _EDGE * height or row.y0 > (1 - _EDGE) * height)


def _numbers(row: Row, tokens: list[str]) -> set[int]:
    """The numbers that a row begins or ends with."""
    ends = (tokens[row.first], tokens[row.last - 1])
    return {int(token) for token in ends if len(token) < 5 and token.isdecimal()}


def _letters(text: str) -> str:
    lower = text.lower()
    chapter = _CHAPTER.match(lower)
    return _NO_LETTERS.sub("", lower[chapter.end() :] if chapter else lower)


def _text(row: Row, tokens: list[str]) -> str:
    return " ".join(tokens[row.first : row.last])[:300]
