"""Sheets as every spreadsheet format gives them: rows as they come, notes on cells, and what is drawn over them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

# The largest sheet that any program keeps.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


class Cell(NamedTuple):
    """A filled cell as it is shown. column: from 0. is_value: a number, a date or a truth value rather than words."""

    column: int
    text: str
    is_value: bool = False


class Row(NamedTuple):
    """A row with its filled cells from left to right. number: from 1, as the person sees it."""

    number: int
    cells: list[Cell]


class CellNote(NamedTuple):
    """What somebody wrote about a cell. row: from 1; column: from 0."""

    row: int
    column: int
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows` and `drawn` read the file when they are called, and give less where it is damaged.

    notes: from the top down. headers: numbers of the rows that the file itself says name columns. Both may fill while
        the rows are read.
    drawn: text boxes and titles of charts that lie over the cells, asked for after the rows. pictures: the names of
        those that do, likewise.
    """

    name: str
    rows: Callable[[], Iterable[Row]]
    hidden: bool = False
    notes: deque[CellNote] = field(default_factory=deque)
    headers: Set[int] = frozenset()
    drawn: Callable[[], Iterator[str]] = field(default=lambda: iter(()))
    pictures: Callable[[], Iterator[str]] = field(default=lambda: iter(()))

    @property
    def label(self) -> str:
        return f"Sheet {self.name}" + (" (hidden)" if self.hidden else "")


@lru_cache(maxsize=MOST_COLUMNS)
def column_name(column: int) -> str:
    """The letters of a column: "A" for 0, "AA" for 26."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name


@lru_cache(maxsize=MOST_COLUMNS)
def column_number(name: str) -> int:
    """The column of its letters: 0 for "A", 26 for "AA"."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_place(reference: str) -> tuple[int, int] | None:
    """The row (from 1) and the column (from 0) of "B7", None for what names no cell."""
    match = _REFERENCE.match(reference)
    return (int(match[2]), column_number(match[1])) if match else None
