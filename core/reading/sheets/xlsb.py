"""Reads Excel's binary workbooks (XLSB), record by record while they unpack.

pyxlsb drops the formats of numbers and unpacks beside the scratch folder; python-calamine is ruled out as in xlsx.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

from core.errors import WellreadError
from core.reading.office.elements import Readable
from core.reading.office.opc import Package
from core.reading.office.parts import Parts
from core.reading.sheets.biff import ERRORS, rk_number
from core.reading.sheets.number_format import BUILT_IN, GENERAL, Shower, general, shower
from core.reading.sheets.sheet import MOST_COLUMNS, Cell, CellNote, Row, Sheet
from core.reading.sheets.xlsx_notes import cell_notes, drawn_texts, pictures
from core.reading.sheets.xlsx_strings import Strings

_ROW, _STRING, _FORMAT, _STYLE, _STYLES, _STYLES_END = 0, 19, 44, 47, 617, 618
_BOOK, _SHEET, _AUTHOR, _COMMENT, _COMMENT_TEXT, _RICH = 153, 156, 632, 635, 637, 62
_BLANK, _PACKED, _ERROR, _TRUTH, _NUMBER, _TEXT, _SHARED = 1, 2, 3, 4, 5, 6, 7
# Formulas, by what they give, and cells that stand right of the one before; both decode as the plain ones do.
_SAME = {8: _TEXT, 9: _NUMBER, 10: _TRUTH, 11: _ERROR}
_SHORT = {12: _BLANK, 13: _PACKED, 14: _ERROR, 15: _TRUTH, 16: _NUMBER, 17: _TEXT, 18: _SHARED}
_MOST_SHEETS = 10_000
_LONGEST_RECORD = 16 << 20
_DAMAGED = "This workbook is damaged, and not all of it could be read."


class BinaryWorkbook:
    """A workbook, opened: its sheets in their order, and the title that it states."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._package = Package(parts)
        self._main = self._package.main("xl/workbook.bin")
        self._since_1904 = False
        with _in_words():
            self._listed = list(self._list())
        self._showers: list[Shower] = []
        self._strings = Strings()

    def title(self) -> str:
        return self._package.title()

    def check_whole(self) -> None:
        self.parts.check_whole()

    def sheets(self) -> Iterator[Sheet]:
        with suppress(struct.error, WellreadError):  # then numbers are shown as they are kept
            self._showers += self._read_styles()
        with _in_words():
            for part in self._package.related(self._main, "sharedStrings"):
                for kind, data in self._records(part):
                    if kind == _STRING:
                        self._strings.append(_string(data, 1))
        for name, hidden, part in self._listed:
            notes = deque(cell_notes(self._package, part))
            with suppress(struct.error, WellreadError):
                notes += self._notes(part)
            notes = deque(sorted(notes))
            yield Sheet(
                name, partial(self._rows, part), hidden, notes, frozenset(), partial(drawn_texts, self._package, part),
                partial(pictures, self._package, part),
            )  # fmt: skip

    def _list(self) -> Iterator[tuple[str, bool, str]]:
        """Name, hidden and part of each sheet."""
        found = 0
        for kind, data in self._records(self._main):
            if kind == _BOOK and data:
                self._since_1904 = bool(data[0] & 1)
            if kind != _SHEET:
                continue
            found += 1
            (state,) = struct.unpack_from("<I", data)
            relation = _string(data, 8)
            part = self._package.target(self._main, relation)
            part = part or self._package.find(f"xl/worksheets/sheet{found}.bin")
            if part and found <= _MOST_SHEETS:
                yield _string(data, 12 + len(relation.encode("utf-16-le"))), state > 0, part

    def _read_styles(self) -> Iterator[Shower]:
        codes = dict(BUILT_IN)
        for part in self._package.related(self._main, "styles"):
            cells = False
            for kind, data in self._records(part):
                if kind == _FORMAT:
                    codes[struct.unpack_from("<H", data)[0]] = _string(data, 2)
                elif kind in (_STYLES, _STYLES_END):
                    cells = kind == _STYLES
                elif kind == _STYLE and cells:
                    (number,) = struct.unpack_from("<H", data, 2)
                    yield shower(codes.get(number, GENERAL), self._since_1904)

    def _rows(self, part: str) -> Iterator[Row]:
        number, column = 0, -1
        cells: list[Cell] = []
        with _in_words():
            for kind, data in self._records(part):
                if kind == _ROW:
                    yield Row(number, cells)
                    (before,) = struct.unpack_from("<I", data)
                    number, column, cells = before + 1, -1, []
                elif kind in _SHORT:
                    column += 1
                    cells += self._cell(_SHORT[kind], column, data)
                elif _BLANK <= kind <= 11 or kind == _RICH:
                    (stated,) = struct.unpack_from("<I", data)
                    column = stated if column < stated < MOST_COLUMNS else column + 1
                    cells += self._cell(_SAME.get(kind, kind), column, data[4:])
        yield Row(number, cells)

    def _cell(self, kind: int, column: int, data: bytes) -> Iterator[Cell]:
        text, is_value = self._content(kind, int.from_bytes(data[:3], "little"), data[4:])
        if text and not text.isspace():
            yield Cell(column, text, is_value)

    def _content(self, kind: int, style: int, data: bytes) -> tuple[str, bool]:
        """The text of a cell, and whether it is a value."""
        if kind == _SHARED:
            return self._strings[struct.unpack_from("<I", data)[0]], False
        if kind in (_TEXT, _RICH):
            return _string(data, 1 if kind == _RICH else 0), False
        if kind == _ERROR:
            return ERRORS.get(data[0], ""), False
        if kind == _TRUTH:
            return "TRUE" if data[0] else "FALSE", True
        if kind in (_PACKED, _NUMBER):
            number = (
                struct.unpack_from("<d", data)[0] if kind == _NUMBER else rk_number(struct.unpack_from("<I", data)[0])
            )
            return (self._showers[style] if style < len(self._showers) else general)(number), True
        return "", False

    def _notes(self, sheet: str) -> Iterator[CellNote]:
        for part in self._package.related(sheet, "comments"):
            authors: list[str] = []
            place, author = (0, 0), ""
            for kind, data in self._records(part):
                if kind == _AUTHOR:
                    authors.append(_string(data, 0))
                elif kind == _COMMENT:
                    number, row, _, column = struct.unpack_from("<IIII", data)
                    place, author = (row + 1, column), authors[number] if number < len(authors) else ""
                elif kind == _COMMENT_TEXT:
                    text = " ".join(_string(data, 1).removeprefix(f"{author}:").split())
                    if text and place[1] < MOST_COLUMNS:
                        yield CellNote(*place, author, text)

    def _records(self, part: str) -> Iterator[tuple[int, bytes]]:
        with _in_words(), self._package.parts.open(part) as stream:
            yield from _records(stream)


@contextmanager
def _in_words() -> Iterator[None]:
    """What records that are too short for what they claim to hold raise, as WellreadError."""
    try:
        yield
    except (struct.error, IndexError) as error:
        raise WellreadError(_DAMAGED) from error


def _records(stream: Readable) -> Iterator[tuple[int, bytes]]:
    """The kind and the data of each record; the kind takes one or two bytes, the length one to four."""
    window, at = b"", 0
    while True:
        if len(window) - at < 6:
            window, at = window[at:] + stream.read(1 << 16), 0
        if at >= len(window):
            return
        kind, at = window[at], at + 1
        if kind & 0x80:
            kind, at = (kind & 0x7F) | (window[at] & 0x7F) << 7, at + 1
        length = shift = 0
        for _ in range(4):
            byte, at = window[at], at + 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        if length > _LONGEST_RECORD:
            raise WellreadError(_DAMAGED)
        while len(window) - at < length:
            more = stream.read(max(1 << 16, length))
            if not more:
                raise WellreadError(_DAMAGED)
            window, at = window[at:] + more, 0
        yield kind, window[at : at + length]
        at += length


def _string(data: bytes, start: int) -> str:
    """A string with its length in four bytes; all ones stand for none."""
    (count,) = struct.unpack_from("<I", data, start)
    return "" if count == 0xFFFFFFFF else data[start + 4 : start + 4 + 2 * count].decode("utf-16-le", "replace")
