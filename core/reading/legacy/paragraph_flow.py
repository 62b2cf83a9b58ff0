"""Blocks from a format that knows only paragraphs, one after the other, and says of each what it is (Word's own, RTF).

List items that follow each other become one list, cells become rows and rows a table, and notes follow the block that
refers to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.reading.outline import PIECE, Outline
from core.reading.sheets.header_rows import names_columns
from core.types import BlockKind, Page

# A list or table longer than this is handed on in parts.
_LONGEST = PIECE // 2
_MARKED = re.compile(r"(?:[-*•–]|\(?[0-9a-zA-Z]{1,4}[.)])\s")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its text and what it is. `level`: 1 to 6 for a heading. `marked`: a list item with its number."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    marked: bool = False


class ParagraphFlow:
    """Takes paragraphs, cells and notes in order; `pages` gives what is full, `rest` what is left."""

    def __init__(self) -> None:
        self._outline = Outline()
        self._items: list[str] = []
        self._cell: list[Paragraph] = []
        self._row: list[list[Paragraph]] = []
        self._rows: list[list[list[Paragraph]]] = []
        self._length = 0
        self._notes: list[str] = []
        self._header = False
        self._begun, self._columns = False, ""  # whether a part of the open table was handed on, and its columns
        self._ready: list[Page] = []

    def add(self, paragraph: Paragraph) -> None:
        """A paragraph outside of tables. A list item without a mark of its own gets one."""
        self._end_table()
        text = paragraph.text.strip()
        if paragraph.kind is not BlockKind.LIST:
            self._end_list()
            self._put_notes()
            self._put(paragraph)
        elif text:
            if not self._items:
                self._put_notes()
            self._items.append(text if paragraph.marked or _MARKED.match(text) else f"- {text}")
            self._length += len(text)
            if self._length > _LONGEST:
                self._end_list()

    def in_cell(self, paragraph: Paragraph) -> None:
        """A paragraph of the cell that is open."""
        if not (self._cell or self._row or self._rows):
            self._end_list()
            self._put_notes()
        self._cell.append(paragraph)
        self._length += len(paragraph.text) + 1
        if self._length > 2 * _LONGEST:
            self.end_row()

    def end_cell(self) -> None:
        self._row.append(self._cell)
        self._cell = []
        self._length += 1

    def end_row(self, header: bool = False) -> None:
        """The row is whole. `header`: the format says that it names the columns."""
        self._header = header if not self._rows else self._header
        if self._cell:
            self.end_cell()
        if self._row:
            self._rows.append(self._row)
            self._row = []
        if self._length > _LONGEST:
            self._put_table(goes_on=True)

    def note(self, text: str) -> None:
        """A note to what was added last: it follows that paragraph, or the list or table that it lies in."""
        self._notes.append(text)

    def pages(self) -> Iterator[Page]:
        """The pages that are full."""
        ready, self._ready = self._ready, []
        yield from ready
        if self._outline.full:
            yield self._outline.take()

    def rest(self) -> Iterator[Page]:
        """What is left, at the end."""
        self._end_table()
        self._end_list()
        self._put_notes()
        yield from self.pages()
        if not self._outline.empty:
            yield self._outline.take()

    def _end_list(self) -> None:
        if self._items:
            self._outline.add(BlockKind.LIST, "\n".join(self._items))
            self._items, self._length = [], 0

    def _end_table(self) -> None:
        if self._cell or self._row:
            self.end_row()
        if self._rows:
            self._put_table(goes_on=False)
        self._begun = False

    def _put_table(self, goes_on: bool) -> None:
        rows, self._rows, self._length = self._rows, [], 0
        if max(map(len, rows)) > 1 or self._begun:
            self._put_rows([[_text(cell) for cell in row] for row in rows], goes_on)
            return
        notes, self._notes = self._notes, []
        for row in rows:  # a single column is a frame around text
            for paragraph in row[0]:
                self.add(paragraph)
        self._notes += notes

    def _put_rows(self, rows: list[list[str]], goes_on: bool) -> None:
        if self._begun:  # the piece holds nothing else, so that its columns are those of its first table
            self._outline.columns = self._columns
            self._outline.add_table(rows, header=False)
        else:
            named = self._header or names_columns(rows)
            self._columns = " | ".join(" ".join(cell.split()) for cell in rows[0]) if named else ""
            self._outline.add_table(rows, header=named)
        if (goes_on or self._begun) and not self._outline.empty:
            self._ready.append(self._outline.take())
            self._outline.columns = ""
        self._begun = goes_on

    def _put(self, paragraph: Paragraph) -> None:
        if paragraph.kind is BlockKind.HEADING:
            self._outline.add(BlockKind.HEADING, " ".join(paragraph.text.split()), min(paragraph.level, 6))
        else:
            self._outline.add(paragraph.kind, paragraph.text)

    def _put_notes(self) -> None:
        notes, self._notes = self._notes, []
        for note in notes:
            self._outline.add(BlockKind.NOTE, note)


def _text(cell: list[Paragraph]) -> str:
    return "\n".join(paragraph.text for paragraph in cell)
