"""Joins the lines that MuPDF finds to rows: what stands side by side, in cells where wide gaps part it.

Tables come from many programs cell by cell, and a cell's text may take several lines. So a line that jumps back up, to
the right of the few lines before it, begins a cell beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.reading.pdf.frames import Placed, Rectangle, Strip
from core.reading.pdf.grid import Place

CELL = " | "
MARKER = re.compile(r"[•●▪◦■○–—*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2})*|\[\d{1,3}\]")
# A cell has at most this many lines and words and this share of the page's width, or it is a column of text.
_CELL_LINES, _CELL_WORDS = 8, 40
_CELL_WIDTH = 0.36
_SIGN = 4  # letters; shorter words that are drawn onto a line belong into it
_TEXT_WORDS = 3  # a cell of so many is a text, which may go on below
# How far back lines are looked at to see whether a jump up goes to a column beside them.
_LOOK_BACK = 200
_OPENING = frozenset({"$", "€", "£", "¥", "US$", "R$", "(", "$("})
_CLOSING = frozenset({")", "%", ")%", "€", "pp", "x"})


@dataclass(slots=True)
class Cell:
    """Words `[first, last)` of a row, between `x0` and `x1`."""

    first: int
    last: int
    x0: float
    x1: float


class Row:
    """What stands side by side: words `[first, last)`, from MuPDF's block `block`.

    y0, y1: of its first word. low0, low1: of the line that came last; bottom: of all its lines.
    cells: empty where the row is one cell.
    paragraph: rows that share it belong together. lead: what is written before its first word (empty cells).
    glued: whether it goes on in the line of the row above.
    place: that of its first cell, where it is a row of a ruled table; columns: those of all its cells.
    start, end: in the page's text, set when that is made.
    """

    # What few rows have is a matter of the class, so that rows are made quickly: a page has a hundred of them.
    cells: Sequence[Cell] = ()
    lead: str = ""
    glued: bool = False
    place: Place | None = None
    columns: Sequence[int] = ()
    start: int = 0
    end: int = 0

    def __init__(self, strip: Strip, paragraph: int) -> None:
        self.first, self.last, self.x0, self.y0, self.x1, self.y1, self.block = strip
        self.paragraph = paragraph
        self.low0 = self.y0
        self.low1 = self.bottom = self.y1

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def move(self, offset: int) -> None:
        """Count its words from further back."""
        self.first, self.last = self.first + offset, self.last + offset
        for cell in self.cells:
            cell.first, cell.last = cell.first + offset, cell.last + offset

    def split(self) -> list[Cell]:
        """Its cells, made where it was one so far."""
        if not isinstance(self.cells, list):
            self.cells = [Cell(self.first, self.last, self.x0, self.x1)]
        return self.cells


class RowBuilder:
    """Takes the lines of a page in order.

    rows: so far. after[i]: what separates word i from the next in a row. breaks: the words that end a line in a cell.
    astray: how many lines came out of their place. parted: at how many heights text stands beside what is no cell.
    """

    def __init__(self, words: list[Placed], width: float) -> None:
        self._words, self._width = words, width
        self.rows: list[Row] = []
        self.after = [" "] * len(words)
        self.breaks: list[int] = []
        self.astray = self.parted = 0
        self._parted_at = -1.0
        self._column = 0  # the first row of the column

    def begin_column(self) -> None:
        """Have nothing that follows stand beside what was added so far."""
        self._column = len(self.rows)

    def add(self, strip: Strip, paragraph: int) -> None:
        """Add the line that follows. paragraph: the number of the one it belongs to."""
        row = self.rows[-1] if len(self.rows) > self._column else None
        y0 = strip[3]
        if row is not None and row.place is None:
            low = row.low1 if not row.cells else max(row.bottom, row.low1 + 0.5 * (strip[5] - y0))
            if y0 < low and self._joined(row, strip):
                return
        self.rows.append(Row(strip, paragraph))

    def add_to_table(self, strip: Strip, place: Place) -> None:
        """Add a line that stands in a ruled table."""
        first, last, x0, y0, x1, y1, _ = strip
        row = self.rows[-1] if self.rows else None
        if row is None or row.place is None or (row.place.table, row.place.row) != (place.table, place.row):
            row = Row(strip, -1 - place.table)
            row.place, row.columns = place, [place.column]
            row.split()
            self.rows.append(row)
        elif row.columns[-1] == place.column:
            self._lengthen(row, first, last, (x0, y0, x1, y1))
        else:
            row.columns = [*row.columns, place.column]
            row.split().append(Cell(first, last, x0, x1))
            self.after[first - 1] = CELL
            row.last, row.x1, row.bottom = last, max(row.x1, x1), max(row.bottom, y1)

    def _joined(self, row: Row, strip: Strip) -> bool:
        """Whether a line that does not stand below the row before it went into it."""
        first, last, x0, y0, x1, y1, _ = strip
        height = min(row.low1 - row.low0, y1 - y0)
        if min(row.low1, y1) - max(row.low0, y0) > 0.5 * height:
            if x0 > row.x1 - 0.3 * height:
                self._extend(row, first, last, (x0, y0, x1, y1))
                return True
            self.astray += x1 < row.x0 + 0.3 * height or (last - first == 1 and len(self._words[first][4]) < _SIGN)
        elif y0 < row.low0 - 0.3 * height:
            return self._beside(first, last, (x0, y0, x1, y1))
        elif row.cells and _below_last(row.cells, x0, x1) and self._goes_on(row, x0, y0, height):
            self._lengthen(row, first, last, (x0, y0, x1, y1))
            return True
        return False

    def _goes_on(self, row: Row, x0: float, y0: float, height: float) -> bool:
        """Whether a line below the last cell of a row belongs to it: others reach as far down, or it is a text."""
        cell = row.cells[-1]
        is_text = cell.last - cell.first >= _TEXT_WORDS and abs(x0 - cell.x0) < 0.5 * height
        return y0 < row.bottom - 0.3 * height or is_text

    def _extend(self, row: Row, first: int, last: int, box: Rectangle) -> None:
        """Set a line beside the last of the row, as a cell of its own where the gap is wide."""
        x0, y0, x1, y1 = box
        if x0 - row.x1 > _gap_of_cells(self._words[first - 1][4]) * (y1 - y0) and not self._belongs(row, first, last):
            row.split().append(Cell(first, last, x0, x1))
            self.after[first - 1] = CELL
        elif row.cells:
            row.cells[-1].last, row.cells[-1].x1 = last, max(x1, row.cells[-1].x1)
        row.last, row.x1 = last, max(x1, row.x1)

    def _belongs(self, row: Row, first: int, last: int) -> bool:
        """Whether a line belongs to the cell before it however wide the gap: after a marker, a currency, before a %."""
        cell = row.cells[-1] if row.cells else row
        before, text = self._words[first - 1][4], self._words[first][4]
        if cell.last - cell.first == 1 and (before in _OPENING or (not row.cells and MARKER.fullmatch(before))):
            return True
        return last - first == 1 and text in _CLOSING and before not in _CLOSING

    def _lengthen(self, row: Row, first: int, last: int, box: Rectangle) -> None:
        """Set a line below the last of the row's last cell."""
        x0, y0, x1, y1 = box
        cell = row.cells[-1]
        cell.last, cell.x0, cell.x1 = last, min(cell.x0, x0), max(cell.x1, x1)
        row.last, row.x1, row.low0, row.low1 = last, max(row.x1, x1), y0, y1
        row.bottom = max(row.bottom, y1)
        self.breaks.append(first - 1)

    def _beside(self, first: int, last: int, box: Rectangle) -> bool:
        """Deal with a line that jumps up: a cell beside the rows before it, the top of the next column, or astray."""
        x0, y0, x1, y1 = box
        rows, slack = self.rows, 0.3 * (y1 - y0)
        at = len(rows)
        while at > self._column and len(rows) - at < _LOOK_BACK and rows[at - 1].bottom > y0 + slack:
            at -= 1
            if rows[at].x1 > x0 + slack:
                self.astray += 1
                return False
        if at == len(rows):
            return False
        while at > self._column and self._stands_above(rows[at - 1], rows[at]):
            at -= 1
        self._crown(at)
        if not self._is_cell(at, y1 - y0):
            self.parted += abs(y0 - self._parted_at) > y1 - y0
            self._parted_at = y0
            return False
        row = self._stack(at)
        row.split().append(Cell(first, last, x0, x1))
        self.after[first - 1] = CELL
        row.last, row.x1, row.low0, row.low1 = last, x1, y0, y1
        row.bottom = max(row.bottom, y1)
        return True

    def _stands_above(self, row: Row, below: Row) -> bool:
        """Whether a row is an earlier line of the text that goes on below."""
        if row.cells or below.cells or row.paragraph != below.paragraph:
            return False
        near = -0.6 * row.height < below.y0 - row.bottom < 0.6 * row.height
        return near and row.x0 < below.x1 and row.x1 > below.x0

    def _is_cell(self, at: int, height: float) -> bool:
        """Whether the rows from `at` on are the lines of one cell, or cells with a last one of several lines."""
        rows = self.rows
        cell = rows[at].cells[-1] if rows[at].cells else rows[at]
        if len(rows) - at > _CELL_LINES or rows[-1].last - cell.first > _CELL_WORDS:
            return False
        x0, x1, bottom = cell.x0, cell.x1, rows[at].bottom
        for row in rows[at + 1 :]:
            if row.cells or row.x0 > x1 or row.x1 < x0 or row.y0 - bottom > 0.6 * height:
                return False
            x0, x1, bottom = min(x0, row.x0), max(x1, row.x1), row.bottom
        return x1 - x0 < _CELL_WIDTH * self._width or len(rows) - at == 1

    def _crown(self, at: int) -> None:
        """Where the last row has cells, and those from `at` on stand above its first, make them one with it."""
        *above, row = self.rows[at:]
        if not above or not row.cells or len(above) > _CELL_LINES:
            return
        cell, bottom = row.cells[0], above[0].y0
        for line in above:
            if line.cells or line.x0 > cell.x1 or line.x1 < cell.x0 or line.y0 - bottom > 0.6 * row.height:
                return
            bottom = line.bottom
        self.breaks += [line.last - 1 for line in above]
        cell.first, cell.x0, cell.x1 = above[0].first, min(cell.x0, above[0].x0), max(cell.x1, above[0].x1)
        row.first, row.x0, row.y0, row.y1 = above[0].first, cell.x0, above[0].y0, above[0].y1
        self.rows[at:] = [row]

    def _stack(self, at: int) -> Row:
        """Make the rows from `at` on one row, whose last cell has several lines."""
        row = self.rows[at]
        for below in self.rows[at + 1 :]:
            cell = row.split()[-1]
            cell.last, cell.x0, cell.x1 = below.last, min(cell.x0, below.x0), max(cell.x1, below.x1)
            row.bottom = max(row.bottom, below.bottom)
            row.last = below.last
            self.breaks.append(below.first - 1)
        del self.rows[at + 1 :]
        row.split()
        return row


def _below_last(cells: Sequence[Cell], x0: float, x1: float) -> bool:
    """Whether what stands between `x0` and `x1` stands below the last cell and no other."""
    return x0 < cells[-1].x1 and x1 > cells[-1].x0 and (len(cells) < 2 or x0 > cells[-2].x1)


def _gap_of_cells(left: str) -> float:
    """How wide a gap parts cells, in heights of a line: justified text has wide gaps too, most of all after a stop."""
    return 2.5 if left.endswith((".", "!", "?", ":", ";", ",")) else 1.0
