"""A block of cells as lines of a table, each with its place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from core.reading.sheets.sheet import Cell, Row, column_name
from core.reading.sheets.sheet_header import joined_names

_LINE_CHARACTERS = 20_000  # of a row that stand on one line
# A gap between two cells that is wider than this is no place for data that are missing.
_WIDEST_GAP = 12


class BlockTable:
    """The lines of one block that wait to be put on a page, with their places."""

    def __init__(self, first: list[Row]) -> None:
        """The first rows say which columns are in use; the others only part them for the eye."""
        self._used = sorted({cell.column for row in first for cell in row.cells})
        self.columns = ""
        self.begun = False  # whether lines of it were put on a page before
        self.single = True  # whether no line has more than one cell
        self.lines: list[list[str]] = []
        self.marks: list[str] = []
        self.length = 0
        self._values: frozenset[int] = frozenset()  # the columns of the last row that hold values

    def begin(self, names: list[Row]) -> None:
        """The rows that name the columns; two become one."""
        if not names:
            return
        grid = [[text for text, _ in _spread(row.cells, self._used)] for row in names]
        line = joined_names(grid)
        self.columns = " | ".join(" ".join(name.split()) for name in line)
        first, last = names[0], names[-1]
        widest = max(names, key=lambda row: len(row.cells))
        mark = row_place(first.number, widest.cells, last.number)
        self._append(line, mark)

    def add(self, row: Row) -> None:
        line: list[str] = []
        cells: list[Cell] = []
        length = 0
        self._values = _values(row)
        for text, cell in _spread(row.cells, self._used):
            line.append(text)
            length += len(text) + 3
            if cell is None:
                continue
            cells.append(cell)
            if length > _LINE_CHARACTERS:
                self._append(line, row_place(row.number, cells))
                line, cells, length = [], [], 0
        if cells:
            self._append(line, row_place(row.number, cells))

    def goes_on_with(self, row: Row) -> bool:
        """Whether a row below an empty one has its values where the last row had them, so that it is more of this."""
        return bool(self.columns and self._values) and _values(row) == self._values

    def clear(self) -> None:
        self.lines, self.marks, self.length = [], [], 0
        self.begun = True

    def _append(self, line: list[str], mark: str) -> None:
        self.lines.append(line)
        self.marks.append(mark)
        self.length += sum(map(len, line)) + 3 * len(line)
        self.single = self.single and len(line) == 1


def _spread(cells: list[Cell], used: list[int]) -> Iterator[tuple[str, Cell | None]]:
    """The cells with empty ones for columns in use that they lack, as long as the gap is not a wide one."""
    at = 0
    for cell in cells:
        place = bisect_left(used, cell.column)
        gap = place - at
        for _ in range(gap if gap <= _WIDEST_GAP else 1):
            yield "", None
        yield cell.text, cell
        at = place + (place < len(used) and used[place] == cell.column)


def _values(row: Row) -> frozenset[int]:
    return frozenset(cell.column for cell in row.cells if cell.is_value)


def row_place(row: int, cells: list[Cell], last_row: int = 0) -> str:
    """The range that cells of a row fill: "A4:F4", or "A4" for one."""
    first = f"{column_name(cells[0].column)}{row}"
    last = f"{column_name(cells[-1].column)}{last_row or row}"
    return first if first == last else f"{first}:{last}"
