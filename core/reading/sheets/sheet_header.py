"""Where a block of cells begins with titles, and which of its rows name the columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from functools import reduce
from itertools import zip_longest
from typing import NamedTuple

from core.reading.sheets.header_rows import names_columns
from core.reading.sheets.sheet import Row

# How many rows from the top of a block its names may begin after.
_DEEPEST_HEADER = 8
_MOST_NAMES = 4
_WIDEST = 300
_LONGEST_NAME = 120
# A year, a quarter, a month or a date names a column as often as it stands in one.
_PERIOD = re.compile(
    r"(?:(?:FY|Q[1-4]|H[12])[ '/-]?)?(?:19|20)\d\d(?:[ /-]?(?:\d\d|Q[1-4]|H[12]|[AEBF])){0,2}", re.IGNORECASE
)


class Head(NamedTuple):
    """How a block begins: rows of titles, then rows that name the columns."""

    titles: int
    names: int


def find_head(rows: Sequence[Row], stated: Set[int] = frozenset()) -> Head:
    """The head of a block from its first rows. stated: rows that the file itself says are names."""
    for at, row in enumerate(rows):
        if row.number in stated:
            return Head(at, 1)
    base = min(row.cells[0].column for row in rows)
    grid = [_laid_out(row, base) for row in rows]
    width = max(map(_filled, grid))
    if width < 2:
        return Head(0, 0)
    for at in range(min(_DEEPEST_HEADER, len(grid) - 1)):
        dense = 2 * _filled(grid[at]) >= width
        names = _rows_of_names(rows[at:])
        if names > 1 < _filled(grid[at]) and (dense or _repeats(grid[at + 1])) and _joined_name(grid[at:], names):
            return Head(at, names)
        if dense:
            if _names_columns(rows[at:], grid[at:]):
                return Head(at, 1)
            break  # the data have begun
    titles = next(at for at, cells in enumerate(grid) if _filled(cells) > 1)
    return Head(titles, 0)


def joined_names(rows: Sequence[Sequence[str]]) -> list[str]:
    """Names over names as one row: what stands above goes for the empty cells to its right, too."""
    return reduce(_joined, rows, [])


def _joined(above: list[str], below: Sequence[str]) -> list[str]:
    names: list[str] = []
    group = ""
    for over, name in zip_longest(above, below, fillvalue=""):
        group = over or group
        names.append(f"{group} {name}".strip() if name else over)
    return names


def _rows_of_names(rows: Sequence[Row]) -> int:
    """How many rows from the first one may name columns together: words that stand above values."""
    if any(cell.is_value or cell.text.rstrip().endswith((":", "：")) for cell in rows[0].cells):
        return 0
    count = 1
    while count < min(_MOST_NAMES, len(rows) - 1) and _stands_above_values(rows[count], rows[count + 1 :][:10]):
        count += 1
    return count


def _stands_above_values(row: Row, below: Sequence[Row]) -> bool:
    if any(cell.is_value for cell in row.cells):
        return False
    values = Counter(cell.column for lower in below for cell in lower.cells if cell.is_value)
    above = sum(1 for cell in row.cells if 2 * values[cell.column] >= len(below))
    return 5 * above >= 4 * len(row.cells)


def _repeats(cells: Sequence[str]) -> bool:
    return len(set(filter(None, cells))) < _filled(cells)


def _joined_name(grid: Sequence[list[str]], count: int) -> bool:
    """Whether the first rows together name the columns of the others."""
    return names_columns([joined_names(grid[:count]), *grid[count:]])


def _names_columns(rows: Sequence[Row], grid: Sequence[list[str]]) -> bool:
    if _pairs(rows) or any(len(cell) > _LONGEST_NAME for cell in grid[0]):
        return False
    return names_columns(_first_of_equals(grid)) or _periods(rows)


def _first_of_equals(grid: Sequence[list[str]]) -> Sequence[list[str]]:
    """The first of several tables that stand side by side under the same names, or else all of it."""
    names = [name for name in grid[0] if name]
    again = next((at for at in range(2, len(names) // 2 + 1) if names[at] == names[0]), 0)
    if not again or names != (names[:again] * len(names))[: len(names)]:
        return grid
    width = grid[0].index(names[0], grid[0].index(names[0]) + 1)
    return [row[:width] for row in grid]


def _pairs(rows: Sequence[Row]) -> bool:
    """Whether the block is a list of names and what they stand for, with no row above it: "Name: | Ann", "Age: | 7"."""
    if any(len(row.cells) > 2 for row in rows):
        return False
    firsts = [row.cells[0].text for row in rows if row.cells]
    if 2 * sum(1 for text in firsts if text.rstrip().endswith((":", "："))) > len(firsts):
        return True
    below = [row.cells[1].is_value for row in rows[1:] if len(row.cells) == 2]
    return bool(below) and 4 * min(sum(below), len(below) - sum(below)) > len(below)


def _periods(rows: Sequence[Row]) -> bool:
    """Whether the first row holds years, months or dates one after the other, above figures."""
    cells = rows[0].cells
    periods = cells[0 if _PERIOD.fullmatch(cells[0].text) else 1 :]
    if len(periods) < 2 or len(rows) < 2 or not all(_PERIOD.fullmatch(cell.text) for cell in periods):
        return False
    if len({cell.text for cell in periods}) < len(periods):
        return False
    figures = [cell for row in rows[1:] for cell in row.cells if cell.is_value]
    return bool(figures) and not any(_PERIOD.fullmatch(cell.text) for cell in figures[: 4 * len(periods)])


def _laid_out(row: Row, base: int) -> list[str]:
    """The row's cells in their columns, counted from `base`."""
    last = min(row.cells[-1].column - base, _WIDEST) if row.cells else 0
    cells = [""] * (last + 1)
    for cell in row.cells:
        if 0 <= cell.column - base <= last:
            cells[cell.column - base] = cell.text
    return cells


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell)
