"""Pictures as office files of 1997 to 2003 keep them (a "blip"): a record with a picture of some format in it."""

from __future__ import annotations

import struct

from core.reading.legacy.compound import Stream

ENTRY, ENTRY_SIZE = 0xF007, 36  # what lists a picture, and says at its byte 28 where it lies
HEADER = struct.Struct("<HHI")
# JPEG, PNG, bitmap, TIFF, JPEG again; the others are drawings.
BITMAPS = frozenset({0xF01D, 0xF01E, 0xF01F, 0xF029, 0xF02A})
_BARE = 0xF01F  # a bitmap without the header of its file
_LARGEST = 64 << 20
_FILE_HEADER = 14


def entry_place(entry: bytes) -> int | None:
    """Where the picture lies that an entry lists, None where it doesn't say."""
    return int(struct.unpack_from("<I", entry, 28)[0]) if len(entry) >= ENTRY_SIZE else None


def bitmap_at(stream: Stream, place: int) -> bytes:
    """The picture in the record at a place, as a file of its format; nothing for drawings and damage."""
    head = stream.read_at(place, 8)
    if len(head) < 8:
        return b""
    instance, kind, length = HEADER.unpack(head)
    if kind not in BITMAPS or length > _LARGEST:
        return b""
    before = 33 if instance >> 4 & 1 else 17  # one or two digests, and a byte
    data = stream.read_at(place + 8 + before, length - before)
    return _with_header(data) if kind == _BARE else data


def _with_header(data: bytes) -> bytes:
    if data[:2] == b"BM" or len(data) < 40:
        return data
    size, bits, colours = struct.unpack_from("<I10xH16xI", data)
    palette = 4 * (colours or (1 << bits if bits <= 8 else 0))
    start = (_FILE_HEADER + size + palette) & 0xFFFFFFFF
    return struct.pack("<2sIHHI", b"BM", _FILE_HEADER + len(data), 0, 0, start) + data
