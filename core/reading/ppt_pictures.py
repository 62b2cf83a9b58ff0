"""The pictures of a PowerPoint presentation of 1997 to 2003: where they lie, and those that may hold text."""

from __future__ import annotations

import io
import struct
from contextlib import suppress

from core.errors import WellreadError
from core.reading.bitmap import may_hold_text, open_bitmap, sight_of
from core.reading.compound import Compound
from core.reading.ppt_file import Record, SlideFile
from core.reading.source import Sight

_ENTRY, _ENTRY_SIZE = 0xF007, 36
_STREAM = "Pictures"
# JPEG, PNG, bitmap, TIFF, JPEG again; the others are drawings.
_BITMAPS = frozenset({0xF01D, 0xF01E, 0xF01F, 0xF029, 0xF02A})
_LARGEST = 64 << 20
_BMP_HEADER = 14


class SlidePictures:
    """The pictures of one presentation, counted from 1 as its shapes do."""

    def __init__(self, compound: Compound, file: SlideFile, document: Record | None) -> None:
        self._stream = compound.stream(_STREAM) if _STREAM in compound else None
        entries = file.within(document, _ENTRY) if document else ()
        self._places = [_place(file.body(entry)) for entry in entries]

    def worth_reading(self, number: int) -> bool:
        """Whether a picture is there and may hold text, by its header."""
        data = self._data(number)
        if data:
            with suppress(WellreadError), open_bitmap(io.BytesIO(data)) as image:
                return may_hold_text(image)
        return False

    def seen(self, number: int) -> Sight | None:
        """A picture as OCR sees it, None where it can't be had. Where it lies on its slide means nothing."""
        data = self._data(number)
        if data:
            with suppress(WellreadError), open_bitmap(io.BytesIO(data)) as image:
                return Sight(sight_of(image)[0].image)
        return None

    def _data(self, number: int) -> bytes:
        place = self._places[number - 1] if 0 < number <= len(self._places) else None
        head = self._stream.read_at(place, 8) if self._stream and place is not None else b""
        if self._stream is None or place is None or len(head) < 8:
            return b""
        instance, kind, length = struct.unpack("<HHI", head)
        if kind not in _BITMAPS or length > _LARGEST:
            return b""
        # Before the picture: one or two digests, and a byte.
        before = 33 if instance >> 4 & 1 else 17
        data = self._stream.read_at(place + 8 + before, length - before)
        return _with_header(data) if kind == 0xF01F else data


def _place(entry: bytes) -> int | None:
    return int(struct.unpack_from("<I", entry, 28)[0]) if len(entry) >= _ENTRY_SIZE else None


def _with_header(data: bytes) -> bytes:
    """A bitmap is kept without the header of its file."""
    if data[:2] == b"BM" or len(data) < 40:
        return data
    size, _, _, _, bits, _, _, _, _, colours = struct.unpack_from("<IiiHHIIiiI", data)
    palette = 4 * (colours or (1 << bits if bits <= 8 else 0))
    return struct.pack("<2sIHHI", b"BM", _BMP_HEADER + len(data), 0, 0, _BMP_HEADER + size + palette) + data
