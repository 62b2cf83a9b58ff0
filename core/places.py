"""Where the words of a page stand: packed small enough to keep for every page of a library.

A word is (start, end, x0, y0, x1, y1): character positions in the page's text and a box in points. They are packed as
little-endian int32 and float32 columns and compressed with Zstandard; a 600-word page takes about 6 KB.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from itertools import starmap

import numpy as np
from backports import zstd

from core.types import Box

pack_word = struct.Struct("<iiffff").pack
_PRESS = zstd.ZstdCompressor(level=1)
_WORD = np.dtype([("start", "<i4"), ("end", "<i4"), ("box", "<f4", (4,))])

_MOST_WORDS = 1_000_000  # on one page

_CARRIAGE_RETURN_ALONE = re.compile(r"\r(?!\n)")

Word = tuple[int, int, float, float, float, float]


def count_lines(text: str, start: int, end: int) -> int:
    """How many lines end in `text[start:end]`, whichever of the three line ends the file uses."""
    count = text.count("\n", start, end)
    if "\r" in text:
        count += sum(1 for _ in _CARRIAGE_RETURN_ALONE.finditer(text, start, end))
    return count


def pack_words(words: Iterable[Word]) -> bytes:
    """Pack words that are in reading order."""
    return press_words(starmap(pack_word, words))


def press_words(packed: Iterable[bytes]) -> bytes:
    """Press words that `pack_word` packed one by one."""
    # A table of numpy takes twice as long to fill, and deflate thrice as long to pack: this is done for every page.
    table = b"".join(packed)
    return _PRESS.compress(table, zstd.ZstdCompressor.FLUSH_FRAME) if table else b""


def sound_words(packed: bytes) -> bool:
    """Whether words that come from elsewhere can be unpacked, and are no more than a page may have."""
    if not packed:
        return True
    press = zstd.ZstdDecompressor()
    try:
        table = press.decompress(packed, max_length=_MOST_WORDS * _WORD.itemsize)
    except zstd.ZstdError:
        return False
    return press.eof and not press.unused_data and len(table) % _WORD.itemsize == 0


def boxes_between(packed: bytes, start: int, end: int) -> tuple[Box, ...]:
    """The boxes of the words that touch `[start, end)`, one box for each run of words on a line."""
    if not packed:
        return ()
    table = np.frombuffer(zstd.decompress(packed), dtype=_WORD)
    touched = table[(table["start"] < end) & (table["end"] > start)]
    boxes: list[Box] = []
    for word in touched["box"].tolist():
        box = Box(*word)
        if boxes and _same_line(boxes[-1], box):
            boxes[-1] = _joined(boxes[-1], box)
        else:
            boxes.append(box)
    return tuple(boxes)


def _same_line(left: Box, right: Box) -> bool:
    overlap = min(left.y1, right.y1) - max(left.y0, right.y0)
    height = min(left.y1 - left.y0, right.y1 - right.y0)
    gap = right.x0 - left.x1
    return overlap > 0.5 * height and -height < gap < 3 * height


def _joined(left: Box, right: Box) -> Box:
    return Box(min(left.x0, right.x0), min(left.y0, right.y0), max(left.x1, right.x1), max(left.y1, right.y1))
