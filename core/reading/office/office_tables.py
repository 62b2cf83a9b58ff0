"""Tables in the text of office files: merged cells laid out, names over several rows joined, tables within tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from core.reading.legacy.paragraph_flow import Paragraph, ParagraphFlow
from core.reading.sheets.sheet_header import joined_names
from core.types import BlockKind

_MOST_COLUMNS = 100
_MOST_NAMES = 4
_LONGEST_AGAIN = 60  # characters of a merged cell that is said again in each of its rows


class Merge(Enum):
    """Whether a cell reaches over several rows, and where this row is among them."""

    NONE = auto()
    BEGINS = auto()
    GOES_ON = auto()


@dataclass(slots=True)
class _Nested:
    """A table within a cell."""

    rows: list[list[list[Paragraph]]]


_Item = Paragraph | _Nested


@dataclass(slots=True)
class _Open:
    """A table that has begun. merged: the text of cells that reach down, by column."""

    cells: list[list[_Item]] = field(default_factory=list)
    cell: list[_Item] = field(default_factory=list)
    rows: list[list[list[Paragraph]]] = field(default_factory=list)  # of a table within another
    names: list[list[str]] = field(default_factory=list)
    merged: dict[int, str] = field(default_factory=dict)


class OfficeTables:
    """Takes what a table holds as it comes, and hands rows on when they are whole."""

    def __init__(self, flow: ParagraphFlow) -> None:
        self._flow = flow
        self._open: list[_Open] = []

    def __bool__(self) -> bool:
        """Whether any table is open."""
        return bool(self._open)

    def begin(self) -> None:
        self._open.append(_Open())

    def add(self, paragraph: Paragraph) -> None:
        """A paragraph of the cell that is open."""
        if paragraph.text:
            self._open[-1].cell.append(paragraph)

    def end_cell(self, columns: int = 1, merge: Merge = Merge.NONE) -> None:
        """The cell is whole. columns: how many it reaches over; the others have no cells of their own."""
        table = self._open[-1]
        items, table.cell = table.cell, []
        column = len(table.cells)
        if merge is Merge.GOES_ON:
            items = items or [Paragraph(table.merged.get(column, ""))]
        else:
            text = _text(items) if merge is Merge.BEGINS else ""
            table.merged[column] = text if len(text) <= _LONGEST_AGAIN else ""
        table.cells.append(items)
        table.cells += [[] for _ in range(min(columns, _MOST_COLUMNS) - 1)]

    def end_row(self, names: bool = False, before: int = 0, unseen: bool = False) -> None:
        """The row is whole. names: whether it names the columns. before: columns that it has no cells for."""
        table = self._open[-1]
        cells, table.cells = table.cells, []
        if unseen:
            return
        cells = [*([] for _ in range(min(before, _MOST_COLUMNS))), *cells]
        if len(self._open) > 1:
            table.rows.append([list(_flat(cell)) for cell in cells])
        elif names and len(table.names) < _MOST_NAMES:
            table.names.append([_text(cell) for cell in cells])
        else:
            self._put_names(table)
            self._put_row(cells)

    def end(self) -> None:
        table = self._open.pop()
        if self._open:
            if table.rows:
                self._open[-1].cell.append(_Nested(table.rows))
            return
        self._put_names(table)
        self._flow.add(Paragraph(""))

    def _put_names(self, table: _Open) -> None:
        names, table.names = table.names, []
        while len(names) > 1 and len(title := list(filter(None, names[0]))) == 1:
            self._flow.add(Paragraph(title[0], BlockKind.CAPTION))  # one name for all columns is that of the table
            names = names[1:]
        if names:
            self._put_plain([[Paragraph(name)] for name in joined_names(names)], header=True)

    def _put_row(self, cells: list[list[_Item]]) -> None:
        if not any(isinstance(item, _Nested) and _is_wide(item) for cell in cells for item in cell):
            self._put_plain([list(_flat(cell)) for cell in cells])
            return
        self._flow.add(Paragraph(""))  # the row is a frame around other tables
        for item in (item for cell in cells for item in cell):
            if isinstance(item, Paragraph):
                self._flow.add(item)
                continue
            for row in item.rows:
                self._put_plain(row)
            self._flow.add(Paragraph(""))

    def _put_plain(self, cells: list[list[Paragraph]], header: bool = False) -> None:
        for cell in cells:
            for paragraph in cell:
                self._flow.in_cell(paragraph)
            self._flow.end_cell()
        self._flow.end_row(header)


def _is_wide(nested: _Nested) -> bool:
    return max(map(len, nested.rows)) > 1


def _flat(items: list[_Item]) -> Iterator[Paragraph]:
    """The paragraphs of a cell, with those of a table in it, a row each."""
    for item in items:
        if isinstance(item, Paragraph):
            yield item
            continue
        for row in item.rows:
            if len(row) == 1:
                yield from row[0]
            else:
                yield Paragraph(" | ".join(filter(None, map(_text, row))))


def _text(items: list[_Item] | list[Paragraph]) -> str:
    return " ".join(item.text for item in items if isinstance(item, Paragraph))
