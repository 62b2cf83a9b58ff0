"""The cells of an Excel 97-2003 sheet, row by row, as they are shown."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from core.errors import WellreadError
from core.reading.sheets.biff import BOF, EOF, ERRORS, OLD_BOFS, Records, rk_number, short_string
from core.reading.sheets.number_format import Shower, general
from core.reading.sheets.sheet import Cell, Row
from core.reading.sheets.xlsx_strings import Strings

_INTEGER, _NUMBERS, _LABELS, _BOOLEANS = 0x02, (0x03, 0x203), (0x04, 0x204, 0xD6), (0x05, 0x205)
_FORMULAS, _RESULTS, _PACKED, _MANY_PACKED, _SHARED = (0x06, 0x206, 0x406), (0x07, 0x207), 0x27E, 0xBD, 0xFD
_CELLS = frozenset({_INTEGER, *_NUMBERS, *_LABELS, *_BOOLEANS, *_FORMULAS, _PACKED, _MANY_PACKED, _SHARED})
_TEXT, _TRUTH, _ERROR = 0, 1, 2  # what a formula gives that is no number


class Cells:
    """Decodes cells. What a workbook says for all its sheets is set by who reads it.

    version: 2 to 5, or 8 from 1997 on. showers: what shows numbers, by style.
    """

    def __init__(self, strings: Strings) -> None:
        self.strings = strings
        self.version, self.codepage = 8, 1252
        self.showers: list[Shower] = []

    def rows(self, records: Records) -> Iterator[Row]:
        """The rows of the sheet that begins here. Raises WellreadError after them where it breaks off."""
        number = 0
        cells: list[Cell] = []
        trouble: WellreadError | None = None
        try:
            for kind, data in _of_sheet(records):
                (row,) = struct.unpack_from("<H", data)
                if row + 1 != number:
                    yield Row(number, cells)
                    number, cells = row + 1, []
                cells += (cell for cell in self._decoded(kind, data, records) if cell.text.strip())
        except WellreadError as error:
            trouble = error
        yield Row(number, cells)
        if trouble:
            raise trouble

    def _decoded(self, kind: int, data: bytes, records: Records) -> Iterator[Cell]:
        (column,) = struct.unpack_from("<H", data, 2)
        if kind == _MANY_PACKED:
            for at in range(4, len(data) - 7, 6):
                style, packed = struct.unpack_from("<HI", data, at)
                yield Cell(column + (at - 4) // 6, self._shown(rk_number(packed), style), is_value=True)
            return
        style, start = (data[5] & 0x3F, 7) if self.version == 2 else (struct.unpack_from("<H", data, 4)[0], 6)
        text, is_value = self._content(kind, data[start:], style, records)
        yield Cell(column, text, is_value)

    def _content(self, kind: int, data: bytes, style: int, records: Records) -> tuple[str, bool]:
        """The text of a cell, and whether it is a value."""
        if kind == _SHARED:
            return self.strings[struct.unpack_from("<I", data)[0]], False
        if kind in _LABELS:
            return short_string(data, self.version, self.codepage, wide_length=self.version > 2), False
        if kind in _BOOLEANS:
            return (ERRORS.get(data[0], ""), False) if data[1] else (_truth(data[0]), True)
        if kind in _FORMULAS and data[6:8] == b"\xff\xff":
            return self._result(data, records)
        if kind == _PACKED:
            number = rk_number(struct.unpack_from("<I", data)[0])
        else:
            (number,) = struct.unpack_from("<H" if kind == _INTEGER else "<d", data)
        return self._shown(number, style), True

    def _result(self, data: bytes, records: Records) -> tuple[str, bool]:
        """What a formula gives that is no number; text stands in the record after it, or the one after that."""
        if data[0] == _TEXT:
            for _ in range(2):
                if records.peek() in _CELLS:
                    break
                record = records.next()
                if record and record.kind in _RESULTS:
                    return short_string(record.data, self.version, self.codepage, wide_length=self.version > 2), False
            return "", False
        return (_truth(data[2]), True) if data[0] == _TRUTH else (ERRORS.get(data[2], ""), False)

    def _shown(self, number: float, style: int) -> str:
        return (self.showers[style] if style < len(self.showers) else general)(number)


def _of_sheet(records: Records) -> Iterator[tuple[int, bytes]]:
    """The records of cells, without those of charts. Raises WellreadError where the sheet breaks off, at the end."""
    depth = 0
    for kind, data, _ in records:
        if kind == BOF or kind in OLD_BOFS:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1 and kind in _CELLS and len(data) >= 4:
            yield kind, data
    raise WellreadError("This workbook is damaged: the end of a sheet is missing.")


def _truth(value: int) -> str:
    return "TRUE" if value else "FALSE"
