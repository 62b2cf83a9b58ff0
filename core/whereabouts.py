"""Where on its page a passage stands, in the words of its format: lines, cells, times, and the columns of its table."""

from __future__ import annotations

import re
from bisect import bisect_right

from core.places import count_lines
from core.types import Block, BlockKind, Page

_CELLS = re.compile(r"([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})(\d+))?")
_LINES = re.compile(r"lines? (\d+)(?: to (\d+))?")
_NEXT_LINE = ("\n", "\r\n", "\r")
_LONGEST_COLUMNS = 400  # characters; what names the columns must not outweigh the row


class Whereabouts:
    """Answers for one page. Ask from its beginning to its end: lines are counted only once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._marks = [at for at, _ in page.marks]
        self._tables = [block for block in page.blocks if block.kind is BlockKind.TABLE]
        self._starts = [block.start for block in self._tables]
        self._heads = _heads(page.text, self._tables)
        self._at, self._line = 0, page.line

    def columns(self, start: int) -> str:
        """The row that names the columns of the table that a passage at `start` continues, "" where none does."""
        index = bisect_right(self._starts, start) - 1
        if index < 0 or start >= self._tables[index].end:
            return ""
        table = self._tables[self._heads[index]]
        if not table.header:
            carried = self._page.columns if table is self._tables[0] else ""
            return carried[:_LONGEST_COLUMNS]
        if start < table.start + table.header:
            return ""
        return self._page.text[table.start : table.start + table.header].strip()[:_LONGEST_COLUMNS]

    def place(self, start: int, end: int) -> str:
        """The finer place of `[start, end)`, "" where the page has none."""
        if self._marks:
            return self._marked(start, end)
        if not self._page.line:
            return ""
        first = self._line_at(start)
        last = first + count_lines(self._page.text, start, end)
        return f"line {first}" if first == last else f"lines {first} to {last}"

    def _marked(self, start: int, end: int) -> str:
        first = bisect_right(self._marks, start) - 1
        last = bisect_right(self._marks, end - 1) - 1
        if last < 0:
            return ""
        return join_places(self._page.marks[max(first, 0)][1], self._page.marks[last][1])

    def _line_at(self, position: int) -> int:
        if position < self._at:
            self._at, self._line = 0, self._page.line
        self._line += count_lines(self._page.text, self._at, position)
        self._at = position
        return self._line


def _heads(text: str, tables: list[Block]) -> list[int]:
    """For each table the one that names its columns: itself, or the one whose next line it begins on without names."""
    heads: list[int] = []
    for at, table in enumerate(tables):
        gap = text[tables[at - 1].end : table.start] if at else ""
        goes_on = at and not table.header and gap in _NEXT_LINE
        heads.append(heads[-1] if goes_on else at)
    return heads


def join_places(first: str, last: str) -> str:
    """One place from the first and the last of several: "A4:F4" and "A9:F9" are "A4:F9", "B2" and "A9:F9" "A2:F9"."""
    if first == last or not (first and last):
        return first or last
    begin, end = _CELLS.fullmatch(first), _CELLS.fullmatch(last)
    if begin and end:
        left = min(begin[1], end[1], key=_by_column)
        right = max(begin[3] or begin[1], end[3] or end[1], key=_by_column)
        rows = [int(row) for row in (*begin.group(2, 4), *end.group(2, 4)) if row]
        return f"{left}{min(rows)}:{right}{max(rows)}"
    begin, end = _LINES.fullmatch(first), _LINES.fullmatch(last)
    if begin and end:
        return f"lines {begin[1]} to {end[2] or end[1]}"
    return f"{first} to {last}"


def _by_column(letters: str) -> tuple[int, str]:
    """Columns in their order: Z comes before AA."""
    return len(letters), letters
