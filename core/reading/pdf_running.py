"""Tells the heads and feet that run along from page to page, which are part of a page but of no passage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.reading.pdf_rows import Row

# A line at the edge of this many pages is a running head.
_RUNNING = 3
_EDGE = 0.1  # of the page's height
_ROWS = 4  # at each edge
_NUMBER_ALONE = re.compile(
    r"(?:page|seite|página|pagina|p\.)?\s*[-–—|]?\s*(?:\d{1,5}|[ivxlc]{1,6}|[A-Z]-\d{1,4})\s*"
    r"(?:(?:of|von|de|di|sur|/)\s*\d{1,5})?\s*[-–—|]?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_PLAIN = re.compile(r"[\W\d_]+")


@dataclass(slots=True)
class RunningHeads:
    """What stood at the edges of the pages that were seen so far, and the headings on them."""

    _edges: Counter[str] = field(default_factory=Counter)
    _headings: set[str] = field(default_factory=set)

    def see(self, rows: list[Row], height: float, tokens: list[str]) -> None:
        """Take note of a page, once."""
        for row in _edge_rows(rows, height):
            self._edges[_DIGITS.sub("#", _text(row, tokens))] += 1

    def learn_heading(self, text: str) -> None:
        """Take note of a heading: at the edge of later pages it says where they belong."""
        self._headings.add(_PLAIN.sub("", text.lower()))

    def among(self, rows: list[Row], height: float, tokens: list[str], body: float) -> set[int]:
        """The ids of those rows of a page that run along, or number it. body: how tall the file's usual text is."""
        found = set()
        for row in _edge_rows(rows, height):
            text = _text(row, tokens)
            repeats = row is rows[0] and row.height < 1.1 * body and _PLAIN.sub("", text.lower()) in self._headings
            if repeats or self._edges[_DIGITS.sub("#", text)] >= _RUNNING or _NUMBER_ALONE.fullmatch(text):
                found.add(id(row))
        if rows and _NUMBER_ALONE.fullmatch(_text(rows[-1], tokens)):
            found.add(id(rows[-1]))
        return found


def _edge_rows(rows: list[Row], height: float) -> Iterator[Row]:
    candidates = rows if len(rows) <= 2 * _ROWS else (*rows[:_ROWS], *rows[-_ROWS:])
    return (row for row in candidates if row.y1 < _EDGE * height or row.y0 > (1 - _EDGE) * height)


def _text(row: Row, tokens: list[str]) -> str:
    return " ".join(tokens[row.first : row.last])[:300]
