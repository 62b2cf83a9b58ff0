"""Makes pages of a sheet: blocks of cells become tables with the names of their columns, each row with its place."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import WellreadError
from core.reading.outline import Outline
from core.reading.sheets.sheet import Row, Sheet, column_name
from core.reading.sheets.sheet_header import Head, find_head
from core.reading.sheets.sheet_table import BlockTable, row_place
from core.types import BlockKind, Page

# How many rows of a block are looked at before it is decided how it begins.
_LOOKED_AT = 60
_ROWS_CHARACTERS = 180_000  # of rows that are handed on together
# A cell longer than this in a column of its own is a paragraph, one shorter above a table its title.
_LONGEST_ITEM, _LONGEST_TITLE = 200, 120
# Empty rows between a title and what it is the title of.
_TITLE_GAP = 3


def sheet_pages(sheet: Sheet, number: int) -> Iterator[Page]:
    """The pages of one sheet, none for an empty one. Raises WellreadError after those before the damage."""
    outline = Outline(number, sheet.label)
    outline.add(BlockKind.HEADING, sheet.name, 1)
    blocks = _Blocks(outline, sheet)
    trouble: WellreadError | None = None
    try:
        for row in sheet.rows():
            blocks.add(row)
            yield from blocks.pages()
    except WellreadError as error:
        trouble = error
    blocks.end()
    for text in sheet.drawn():
        blocks.draw(text)
    yield from blocks.pages()
    if not blocks.blank and not outline.empty:
        yield outline.take()
    if trouble:
        raise trouble


class _Blocks:
    """Takes the rows of a sheet one by one; an empty row ends a block of cells."""

    def __init__(self, outline: Outline, sheet: Sheet) -> None:
        self.blank = True  # nothing but the sheet's name so far
        self._outline = outline
        self._headers = sheet.headers
        self._notes = sheet.notes
        self._last = 0  # the number of the last row
        self._head: list[Row] = []  # the first rows of a block, while it isn't decided how it begins
        self._alone: Row | None = None  # a row between empty ones, which may be the title of the next block
        self._table: BlockTable | None = None
        self._ready: list[Page] = []

    def add(self, row: Row) -> None:
        if not row.cells:
            return
        if row.number > self._last + 1:
            self._begin_table()
            if self._table is not None and not self._table.goes_on_with(row):
                self._end_block()
        self._last = row.number
        if self._table is not None:
            self._table.add(row)
            if self._table.length > _ROWS_CHARACTERS:
                self._put_table(goes_on=True)
        else:
            self._head.append(row)
            if len(self._head) >= _LOOKED_AT:
                self._begin_table()

    def end(self) -> None:
        """No more rows."""
        self._end_block()
        self._put_alone(BlockKind.PARAGRAPH)
        self._put_notes()

    def draw(self, text: str) -> None:
        self._put(BlockKind.PARAGRAPH, text)

    def pages(self) -> Iterator[Page]:
        """The pages that are full."""
        ready, self._ready = self._ready, []
        yield from ready
        if self._outline.full:
            yield self._outline.take()

    def _end_block(self) -> None:
        self._begin_table()
        if self._table is not None:
            self._put_table(goes_on=False)
        self._table = None

    def _begin_table(self) -> None:
        rows, self._head = self._head, []
        if not rows:
            return
        if self._alone and rows[0].number > self._alone.number + _TITLE_GAP:
            self._put_alone(BlockKind.PARAGRAPH)
        if len(rows) == 1:
            self._put_alone(BlockKind.PARAGRAPH)
            self._alone = rows[0]
            return
        head = find_head(rows, self._headers)
        if self._alone and len(self._alone.cells) > 1 and head == (0, 0):  # names above an empty row
            head, rows, self._alone = self._joined(self._alone, rows)
        self._put_alone(BlockKind.PARAGRAPH if head.titles else BlockKind.HEADING)
        for at, row in enumerate(rows[: head.titles]):
            self._put_row(row, BlockKind.PARAGRAPH if at else BlockKind.HEADING)
        self._table = BlockTable(rows[head.titles :])
        self._table.begin(rows[head.titles : head.titles + head.names])
        for row in rows[head.titles + head.names :]:
            self._table.add(row)

    def _joined(self, alone: Row, rows: list[Row]) -> tuple[Head, list[Row], Row | None]:
        """A row and the block below it as one, if the row names the block's columns."""
        both = [alone, *rows]
        head = find_head(both)
        return (head, both, None) if head == (0, 1) else (Head(0, 0), rows, alone)

    def _put_table(self, goes_on: bool) -> None:
        table = self._table
        if table is None:
            return
        continued = table.begun
        if continued:  # a page of its own, whose columns are those of its first table
            self._ready += [] if self._outline.empty else [self._outline.take()]
            self._outline.columns = table.columns
        if table.single:
            self._put_lines(table)
        else:
            self._outline.add_table(table.lines, header=bool(table.columns) and not continued, marks=table.marks)
        self.blank = self.blank and not table.lines
        table.clear()
        self._put_notes(self._last)
        if (continued or goes_on) and not self._outline.empty:
            self._ready.append(self._outline.take())
            self._outline.columns = ""

    def _put_lines(self, table: BlockTable) -> None:
        """A column that stands alone: long cells are paragraphs, short ones lines of a list."""
        short: list[tuple[str, str]] = []
        for (text,), mark in zip(table.lines, table.marks, strict=True):
            if len(text) <= _LONGEST_ITEM:
                short.append((text, mark))
                continue
            self._put_short(short)
            short = []
            self._put(BlockKind.PARAGRAPH, text, mark=mark)
        self._put_short(short)

    def _put_short(self, lines: list[tuple[str, str]]) -> None:
        self._outline.add_table([[text] for text, _ in lines], header=False, marks=[mark for _, mark in lines])

    def _put_alone(self, kind: BlockKind) -> None:
        alone, self._alone = self._alone, None
        if alone is not None:
            self._put_row(alone, kind)

    def _put_row(self, row: Row, kind: BlockKind) -> None:
        """A row outside of tables: a title where `kind` says so and it looks like one."""
        place = row_place(row.number, row.cells)
        first = row.cells[0]
        if len(row.cells) > 1:
            self._outline.add_table([[cell.text for cell in row.cells]], header=False, marks=[place])
            self.blank = False
        elif kind is BlockKind.HEADING and not first.is_value and len(first.text) <= _LONGEST_TITLE:
            self._put(BlockKind.HEADING, " ".join(first.text.split()), 2, mark=place)
        else:
            self._put(BlockKind.PARAGRAPH, first.text, mark=place)

    def _put_notes(self, row: int | None = None) -> None:
        """The notes on cells down to this row, all that are left without one."""
        while self._notes and (row is None or self._notes[0].row <= row):
            note = self._notes.popleft()
            place = f"{column_name(note.column)}{note.row}"
            author = f" by {note.author}" if note.author else ""
            self._put(BlockKind.NOTE, f"Comment on {place}{author}: {note.text}", mark=place)

    def _put(self, kind: BlockKind, text: str, level: int = 0, mark: str = "") -> None:
        self._outline.add(kind, text, level, mark)
        self.blank = self.blank and not text.strip()
