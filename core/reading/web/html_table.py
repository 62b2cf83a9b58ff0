"""A table of a web page while it is read: rows of cells, or else a frame that only lays out the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest

from core.reading.sheets.header_rows import names_columns

# A cell longer than this in a table without headers holds an article: the table is there for the layout.
_CELL_CHARACTERS = 600
# What rows may hold before they are handed on. Less than a piece of text, so that a piece holds them all.
_ROWS_CHARACTERS = 100_000
_MOST_COLUMNS = 200
_CELL_COST = 50
_MOST_HEADERS = 3
# A cell that reaches over several rows is said again in each, as long as it is short and the table is not made of it.
_SPANNING_CHARACTERS = 60
_SPANNING_SHARE = 4
_SPANNING_FREE = 2000


@dataclass(slots=True)
class _Cell:
    """A cell while its text is gathered. named: whether it is a th; columns, rows: how many it reaches over."""

    named: bool
    columns: int
    rows: int
    caption: bool = False
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())


class Table:
    """Gathers the rows of one table. `frame` says that it holds no data, and that nothing more is gathered."""

    def __init__(self) -> None:
        self.frame = False
        self.pending = 0  # what the open row costs, in characters
        self.caption = ""
        self.header: list[str] = []
        self._cell: _Cell | None = None
        self._rows: list[list[str]] = []
        self._row: list[_Cell] = []
        self._above: list[str] = []  # the last row of names, each said for all columns that it reaches over
        self._headers = 0  # rows of names that became the header
        self._taken = False  # whether rows were handed on before
        self._named = False  # whether any cell is a th
        self._spanning: dict[int, tuple[int, str]] = {}
        self._own = self._again = self._held = 0  # characters of its own, said again, and held now

    @property
    def words(self) -> list[str] | None:
        """Where the text of the open cell goes."""
        return self._cell.parts if self._cell else None

    @property
    def in_header(self) -> bool:
        return self._cell is not None and self._cell.named

    @property
    def full(self) -> bool:
        return self._held > _ROWS_CHARACTERS

    @property
    def columns(self) -> int:
        """How many columns hold something."""
        return len({at for row in self._rows for at, cell in enumerate(row) if cell})

    def open_caption(self) -> None:
        self.close_cell()
        self._cell = _Cell(False, 1, 1, caption=True)

    def open_cell(self, named: bool, columns: int, rows: int) -> None:
        self.close_cell()
        self._cell = _Cell(named, max(1, min(columns, _MOST_COLUMNS)), rows)
        self.pending += _CELL_COST
        self._named = self._named or named

    def close_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is not None and cell.caption:
            self.caption = self.caption or cell.text
        elif cell is not None:
            self._row.append(cell)

    def close_row(self) -> None:
        self.close_cell()
        cells, self._row, self.pending = self._row, [], 0
        if not cells:
            return
        row = self._laid_out(cells)
        self._held += sum(map(len, row)) + len(row)
        names = all(cell.named for cell in cells) and len(self._rows) == min(self._headers, 1) and not self._taken
        if names and len(cells) == 1 and not self._headers:
            self.caption = self.caption or cells[0].text  # one name for all columns is that of the table
        elif names and self._headers < _MOST_HEADERS:
            self._add_header(row, cells)
        else:
            self._rows.append(row)

    def holds_articles(self) -> bool:
        """Whether its longest cell is longer than one of data."""
        return not self._named and any(len(cell) > _CELL_CHARACTERS for row in self._rows for cell in row)

    def texts(self) -> list[str]:
        """All that it holds, cell by cell, when it turns out to hold no data. Drops the words of the open cell."""
        self._cell = None
        texts = [cell for row in self._rows for cell in row if cell] + [cell.text for cell in self._row]
        self._rows, self._row, self._held = [], [], 0
        return texts

    def take(self) -> tuple[list[list[str]], bool]:
        """The rows since the last time, and whether the first of them names the columns."""
        rows, self._rows, self._held = self._rows, [], 0
        if not self._taken and not self._named and names_columns(rows):
            self.header = rows[0]
        named = bool(self.header) and not self._taken
        self._taken = True
        return rows, named

    def _add_header(self, row: list[str], cells: list[_Cell]) -> None:
        """Several rows of names become one: a name that reaches over several columns goes to each of them."""
        if not self._headers:
            self.header = row
            self._above = [name for cell in cells for name in [cell.text] * cell.columns]
            self._rows.append(row)
        else:
            pairs = zip_longest(self._above, row, fillvalue="")
            self._above = self.header = [" ".join(dict.fromkeys(filter(None, pair))) for pair in pairs]
            self._rows[0] = self.header
        self._headers += 1

    def _laid_out(self, cells: list[_Cell]) -> list[str]:
        row: list[str] = []
        for cell in cells:
            self._say_again(row)
            text = cell.text
            self._own += len(text)
            for at, said in enumerate([text] + [""] * (cell.columns - 1), len(row)):
                if cell.rows > 1:
                    self._spanning[at] = (cell.rows - 1, said if len(said) <= _SPANNING_CHARACTERS else "")
                row.append(said)
        self._say_again(row)
        return row

    def _say_again(self, row: list[str]) -> None:
        while (at := len(row)) in self._spanning:
            left, text = self._spanning.pop(at)
            self._again += len(text)
            if self._again > _SPANNING_FREE + _SPANNING_SHARE * self._own:
                text = ""
            if left > 1:
                self._spanning[at] = (left - 1, text)
            row.append(text)
