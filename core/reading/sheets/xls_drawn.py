"""What lies over the cells of an Excel 97-2003 sheet: notes, text boxes, and the titles of charts."""

from __future__ import annotations

import struct
from typing import NamedTuple

from core.reading.sheets.biff import BOF, EOF, LongData, Records, short_string
from core.reading.sheets.sheet import CellNote

_OBJECT, _TEXT, _NOTE, _CHART_TEXT = 0x5D, 0x1B6, 0x1C, 0x100D
_MOST = 100_000  # notes and texts of one sheet


class Drawn(NamedTuple):
    """The notes on cells, and the texts that stand for themselves."""

    notes: list[CellNote]
    texts: list[str]


def read_drawn(records: Records, version: int, codepage: int) -> Drawn:
    """Goes through one sheet and the charts within it. What is broken is left out."""
    texts: dict[int, str] = {}  # of objects, by their number
    notes: list[CellNote] = []
    titles: list[str] = []
    number = depth = 0
    for kind, data, _ in records:
        if kind == BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                break
        elif kind == _OBJECT and len(data) >= 8:
            (number,) = struct.unpack_from("<H", data, 6)
        elif kind == _TEXT and len(data) >= 12 and len(texts) < _MOST:
            texts[number] = _boxed(data, records)
        elif kind == _NOTE and len(notes) < _MOST:
            notes += _note(data, version, codepage, texts)
        elif kind == _CHART_TEXT and len(titles) < _MOST:
            titles.append(short_string(data[2:], version, codepage, wide_length=False))
    return Drawn(notes, [text for text in dict.fromkeys((*texts.values(), *titles)) if text.strip()])


def _boxed(data: bytes, records: Records) -> str:
    """The text of a box stands in the records that continue it, the first of which says how wide its letters are."""
    (count,) = struct.unpack_from("<H", data, 10)
    return LongData(b"", records).characters(count, 0) if count else ""


def _note(data: bytes, version: int, codepage: int, texts: dict[int, str]) -> list[CellNote]:
    """A note and its author; the text of its object is its own then."""
    if len(data) < 8:
        return []
    row, column, _, number = struct.unpack_from("<HHHH", data)
    if version < 8:
        return [CellNote(row + 1, column, "", short_string(data[4:], version, codepage, wide_length=True))]
    author = short_string(data[8:], version, codepage, wide_length=True)
    text = texts.pop(number, "").strip().removeprefix(f"{author}:").strip()
    return [CellNote(row + 1, column, author, " ".join(text.split()))] if text else []
