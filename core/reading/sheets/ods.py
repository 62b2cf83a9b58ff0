"""Reads OpenDocument spreadsheets (ODS, FODS) row by row. The cells keep their text as it is shown.

python-calamine is ruled out as in xlsx, and odfpy holds the whole file as a tree of Python objects.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import partial
from typing import Any

from core.reading.office.elements import attribute, child, children, forget, local
from core.reading.office.odf import OpenDocument
from core.reading.office.odf_frames import picture_names
from core.reading.office.odf_text import comment, plain_text, read_inline
from core.reading.sheets.number_format import general
from core.reading.sheets.sheet import MOST_COLUMNS, MOST_ROWS, Cell, CellNote, Row, Sheet

_TAGS = ("style", "table", "table-row", "table-header-rows", "shapes", "dde-links", "tracked-changes")
_ASIDE = frozenset({"dde-links", "tracked-changes"})
_VALUES = frozenset({"float", "percentage", "currency", "date", "time", "boolean"})
# Cells that repeat others, over a whole sheet; a file of a few bytes may ask for millions.
_MOST_REPEATED = 50_000


class Spreadsheet:
    """A spreadsheet, opened. Its sheets must be read in their order, each to its end."""

    def __init__(self, document: OpenDocument) -> None:
        self._document = document
        self.parts = document.parts
        self._hidden: set[str] = set()  # names of the styles that hide a sheet

    def title(self) -> str:
        return self._document.title()

    def check_whole(self) -> None:
        self._document.check_whole()

    def sheets(self) -> Iterator[Sheet]:
        stream = self._document.content(_TAGS)
        aside = 0
        for event, element in stream:
            tag = local(element)
            if tag in _ASIDE:
                aside += 1 if event == "start" else -1
            elif tag == "style" and event == "end":
                self._read_style(element)
            elif tag == "table" and event == "start" and not aside:
                rows = _Rows(stream)
                yield Sheet(
                    attribute(element, "name"), rows.read, attribute(element, "style-name") in self._hidden, rows.notes,
                    rows.headers, partial(iter, rows.drawn), partial(iter, rows.pictures),
                )  # fmt: skip

    def _read_style(self, style: Any) -> None:
        if attribute(child(style, "table-properties"), "display") == "false":
            self._hidden.add(attribute(style, "name"))


class _Rows:
    """The rows of the table that has begun in a stream. What lies beside the cells is gathered on the way."""

    def __init__(self, stream: Iterator[tuple[str, Any]]) -> None:
        self._stream = stream
        self._left = _MOST_REPEATED
        self._number = 0
        self.notes: deque[CellNote] = deque()
        self.headers: set[int] = set()
        self.drawn: list[str] = []
        self.pictures: list[str] = []

    def read(self) -> Iterator[Row]:
        naming = False
        inner = 0  # tables within this one, of a chart
        for event, element in self._stream:
            tag = local(element)
            if tag == "table":
                if event == "end" and not inner:
                    return
                inner += 1 if event == "start" else -1
            elif tag == "table-header-rows":
                naming = event == "start"
            elif event == "end" and not inner:
                yield from self._ended(tag, element, naming)

    def _ended(self, tag: str, element: Any, naming: bool) -> Iterator[Row]:
        if tag == "table-row":
            yield from self._row(element, naming)
            forget(element)
        elif tag == "shapes":
            self._draw(element)

    def _row(self, element: Any, naming: bool) -> Iterator[Row]:
        cells = list(self._cells(element))
        again = _count(element, "number-rows-repeated", MOST_ROWS)
        for _ in range(self._granted(again, len(cells)) if cells else 0):
            self._number += 1
            again -= 1
            if naming:
                self.headers.add(self._number)
            yield Row(self._number, cells)
        self._number += again

    def _cells(self, row: Any) -> Iterator[Cell]:
        column = 0
        for element in children(row, "table-cell", "covered-table-cell"):
            again = _count(element, "number-columns-repeated", MOST_COLUMNS)
            for note in children(element, "annotation"):
                self._note(note, column)
            text = self._text(element)
            if text:
                is_value = attribute(element, "value-type") in _VALUES
                for at in range(self._granted(again)):
                    yield Cell(column + at, text, is_value)
            column += again
            if column >= MOST_COLUMNS:
                return

    def _granted(self, times: int, cells: int = 1) -> int:
        """How often some cells may be said: once, and again as long as not too much was repeated before."""
        more = min(times - 1, self._left // cells)
        self._left -= more * cells
        return 1 + more

    def _text(self, cell: Any) -> str:
        kind = attribute(cell, "value-type")
        if kind == "date" and (date := attribute(cell, "date-value")):
            return date.removesuffix("T00:00:00").replace("T", " ")
        lines: list[str] = []
        for paragraph in children(cell, "p"):
            inline = read_inline(paragraph)
            lines.append(inline.text)
        for frame in children(cell, "frame", "custom-shape", "rect", "g"):
            self._draw(frame)
        return "\n".join(lines).strip() or _value(cell, kind)

    def _draw(self, drawing: Any) -> None:
        self.drawn.append(plain_text(drawing))
        self.pictures += picture_names(drawing)

    def _note(self, annotation: Any, column: int) -> None:
        author = child(annotation, "creator")
        text = comment(annotation).partition(": ")[2]
        if text:
            name = " ".join((author.text or "").split()) if author is not None else ""
            self.notes.append(CellNote(self._number + 1, column, name, text))


def _value(cell: Any, kind: str) -> str:
    """What a cell without text of its own keeps: some programs leave the text to the reader."""
    if kind == "boolean":
        return attribute(cell, "boolean-value").upper()
    value = attribute(cell, "value")
    if kind not in _VALUES or not value:
        return attribute(cell, "string-value")
    try:
        return general(100 * float(value)) + "%" if kind == "percentage" else general(float(value))
    except ValueError:
        return value


def _count(element: Any, name: str, most: int) -> int:
    value = attribute(element, name)
    return min(int(value), most) if value.isdecimal() and 0 < len(value) < 10 else 1
