"""Reads Excel workbooks of 1987 to 2003 (XLS), record by record.

The libraries that read them do not fit. xlrd's licence asks for words in advertisements, and so does not go together
with ours. python-calamine holds each sheet as a full rectangle, so that two cells in opposite corners end the process,
and drops the formats of numbers.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO

from core.errors import Locked, WellreadError
from core.reading.legacy.compound import Compound
from core.reading.sheets.biff import BOF, EOF, OLD_BOFS, LongData, Record, Records, short_string
from core.reading.sheets.number_format import BUILT_IN, GENERAL, shower
from core.reading.sheets.sheet import Row, Sheet
from core.reading.sheets.xls_cells import Cells
from core.reading.sheets.xls_drawn import read_drawn
from core.reading.sheets.xlsx_strings import Strings

_SHEET, _STRINGS, _FORMAT, _STYLE, _START, _CODEPAGE, _PASSWORD = 0x85, 0xFC, 0x41E, 0xE0, 0x22, 0x42, 0x2F
_OLD_FORMATS, _OLD_STYLES = (0x1E, 0x21E), (0x43, 0x243, 0x443)
_MACROS, _MODULE = 1, 6
_STREAMS = ("Workbook", "Book")
_MOST_SHEETS = 10_000
_DAMAGED = "This workbook is damaged, and not all of it could be read."


class OldWorkbook:
    """A workbook, opened. Raises WellreadError for one that is none, Locked for one that is encrypted."""

    parts = None

    def __init__(self, file: IO[bytes]) -> None:
        self._compound = None if _is_bare(file) else Compound(file)
        self._read: Callable[[int, int], bytes] = partial(_read_at, file)
        if self._compound is not None:
            name = next((name for name in _STREAMS if name in self._compound), _STREAMS[0])
            self._read = self._compound.stream(name).read_at
        self._sheets: list[tuple[str, bool, int]] = []
        self._cells = Cells(Strings())
        self._since_1904 = False
        self._codes: dict[int, str] = dict(BUILT_IN)
        self._styles: list[int] = []
        self._formats = 0
        self._read_globals()

    def title(self) -> str:
        return self._compound.title() if self._compound else ""

    def check_whole(self) -> None:
        """A sheet that breaks off says so itself."""

    def sheets(self) -> Iterator[Sheet]:
        for name, hidden, at in self._sheets:
            notes, drawn = read_drawn(Records(self._read, at), self._cells.version, self._cells.codepage)
            yield Sheet(name, partial(self._rows, at), hidden, deque(sorted(notes)), drawn=partial(iter, drawn))

    def _rows(self, at: int) -> Iterator[Row]:
        try:
            yield from self._cells.rows(Records(self._read, at))
        except (struct.error, IndexError) as error:
            raise WellreadError(_DAMAGED) from error

    def _read_globals(self) -> None:
        records = Records(self._read)
        first = records.next()
        if first is None or first.kind not in (BOF, *OLD_BOFS) or len(first.data) < 4:
            raise WellreadError("This is not an Excel workbook, or its beginning is missing.")
        version, content = struct.unpack_from("<HH", first.data)
        self._cells.version = OLD_BOFS.get(first.kind) or (8 if version >= 0x600 else 5)
        if self._cells.version < 5 or content == 0x10:  # a sheet without a workbook around it
            self._sheets.append(("Sheet1", False, 0))
        for record in records:
            if record.kind == EOF:
                break
            try:
                self._take(record, records)
            except (struct.error, IndexError) as error:
                if record.kind == _STRINGS:
                    raise WellreadError(_DAMAGED) from error
        if self._cells.version == 2:  # its cells name formats, not styles
            self._styles = list(range(self._formats))
        self._cells.showers = [shower(self._codes.get(style, GENERAL), self._since_1904) for style in self._styles]

    def _take(self, record: Record, records: Records) -> None:
        kind, data = record.kind, record.data
        if kind == _PASSWORD:
            raise Locked("This workbook is protected with a password.")
        if kind == _SHEET:
            self._take_sheet(data)
        elif kind == _STRINGS:
            self._take_strings(data, records)
        elif kind in (_STYLE, *_OLD_STYLES):
            self._styles.append(struct.unpack_from("<H", data, 2)[0] if kind == _STYLE else data[1])
        elif kind == _START:
            self._since_1904 = data[:1] == b"\1"
        elif kind == _CODEPAGE:
            (self._cells.codepage,) = struct.unpack_from("<H", data)
        elif kind in (_FORMAT, *_OLD_FORMATS):
            self._take_format(kind, data)

    def _take_format(self, kind: int, data: bytes) -> None:
        version = self._cells.version
        number = struct.unpack_from("<H", data)[0] if version >= 5 else self._formats  # the old ones go by their order
        code = data[2:] if kind == _FORMAT else data
        self._codes[number] = short_string(code, version, self._cells.codepage, wide_length=version >= 8)
        self._formats += 1

    def _take_sheet(self, data: bytes) -> None:
        at, hidden, content = struct.unpack_from("<IBB", data)
        name = short_string(data[6:], self._cells.version, self._cells.codepage, False)
        if content not in (_MACROS, _MODULE) and len(self._sheets) < _MOST_SHEETS:
            self._sheets.append((name, bool(hidden & 3), at))

    def _take_strings(self, data: bytes, records: Records) -> None:
        long = LongData(data[8:], records)
        for _ in range(struct.unpack_from("<I", data, 4)[0]):
            text = long.string()
            if text is None:
                return
            self._cells.strings.append(text)


def _is_bare(file: IO[bytes]) -> bool:
    """Whether it is a workbook of Excel 2 to 4, which lies in no container."""
    head = file.read(2)
    file.seek(0)
    return int.from_bytes(head, "little") in (BOF, *OLD_BOFS)


def _read_at(file: IO[bytes], start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)
