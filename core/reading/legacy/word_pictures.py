"""The pictures of a Word document of 1997 to 2003: those in its lines lie with the data, the others behind the text."""

from __future__ import annotations

from collections.abc import Iterator

from core.reading.legacy.blips import BITMAPS, ENTRY, ENTRY_SIZE, HEADER, bitmap_at, entry_place
from core.reading.legacy.compound import Stream
from core.reading.legacy.word_file import WordFile
from core.reading.legacy.word_marks import Marks
from core.reading.pictures.inside import seen, worth_reading
from core.reading.source import Sight
from core.types import Picture

_DRAWINGS = 50  # place of a table among the pairs of the header
_IN_LINE, _FREE = "picture in line ", "picture "
_MOST_RECORDS, _MOST = 100_000, 10_000
_CONTAINER = 0xF
_LINKED = 0x66  # its header is followed by the name of a file


class WordPictures:
    """The pictures of one document."""

    def __init__(self, word: WordFile, marks: Marks) -> None:
        self._word, self._marks = word, marks

    def worth_reading(self) -> Iterator[Picture]:
        """The pictures that may hold text, those in lines first."""
        places = {f"{_IN_LINE}{place}": None for place in self._marks.pictures}
        places |= {f"{_FREE}{place}": None for place in self._free()}
        for item in list(places)[:_MOST]:
            if worth_reading(self._data(item)):
                yield Picture(item)

    def seen(self, item: str) -> Sight | None:
        """A picture as OCR sees it, None where it can't be had."""
        return seen(self._data(item))

    def _data(self, item: str) -> bytes:
        start = _IN_LINE if item.startswith(_IN_LINE) else _FREE
        place = item.removeprefix(start)
        if not place.isdecimal():
            return b""
        if start == _FREE:
            return bitmap_at(self._word.stream, int(place))
        return _in_line(self._word.data, int(place)) if self._word.data else b""

    def _free(self) -> Iterator[int]:
        table = self._word.table(_DRAWINGS)
        at = 0
        for _ in range(_MOST_RECORDS):
            if at + 8 > len(table):
                return
            head, kind, length = HEADER.unpack_from(table, at)
            at += 8
            if kind == ENTRY:
                place = entry_place(table[at : at + ENTRY_SIZE])
                if place is not None:
                    yield place
            if head & 0xF != _CONTAINER:
                at += length


def _in_line(stream: Stream, place: int) -> bytes:
    """The picture whose description lies at a place of the data: behind its shape, in an entry or by itself."""
    head = stream.read_at(place, 8)
    size, header = int.from_bytes(head[:4], "little"), int.from_bytes(head[4:6], "little")
    at, end = place + header, place + size
    if int.from_bytes(head[6:8], "little") == _LINKED:
        at += 1 + int.from_bytes(stream.read_at(at, 1), "little")
    for _ in range(10):
        data = stream.read_at(at, 8)
        if len(data) < 8 or at >= end:
            break
        _, kind, length = HEADER.unpack(data)
        if kind in BITMAPS:
            return bitmap_at(stream, at)
        # An entry holds its picture behind its own numbers and its name.
        name = int.from_bytes(stream.read_at(at + 8 + 33, 1), "little")
        at += 8 + (ENTRY_SIZE + name if kind == ENTRY else length)
    return b""
