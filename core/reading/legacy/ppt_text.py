"""The texts of a PowerPoint presentation of 1997 to 2003: paragraphs, and which of them are items of a list."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from core.reading.legacy.ppt_file import Record, SlideFile
from core.reading.legacy.symbols import without_strays

HEADER, CHARACTERS, BYTES, STYLE = 3999, 4000, 4008, 4001
TITLES, BODIES, NOTES_TEXT = (0, 6), (1, 7, 8), 2
# The fields of a paragraph's style in their order, each with the bits that say that it is there and its bytes.
_FIELDS = (
    (0xF, 2), (0x80, 2), (0x10, 2), (0x40, 2), (0x20, 4), (0x800, 2), (0x1000, 2), (0x2000, 2), (0x4000, 2), (0x100, 2),
    (0x400, 2), (0x8000, 2), (0x100000, 0), (0x10000, 2), (0xE0000, 2), (0x200000, 2),
)  # fmt: skip
_BULLET_STATED, _TABS = 1, 0x100000
_CONTROLS = re.compile("[\x00-\x08\x0c\x0e-\x1f\x7f]")


class Line(NamedTuple):
    """A paragraph. `bullet`: whether it says to have one, None where it leaves that to the master."""

    text: str
    depth: int = 0
    bullet: bool | None = None


class Text(NamedTuple):
    """A text and what it is for: 0 and 6 titles, 1, 7 and 8 bodies, 2 notes, 4 and 5 others."""

    kind: int
    lines: tuple[Line, ...]


def texts(file: SlideFile, records: Iterable[Record]) -> Iterator[Text]:
    """The texts that lie one after the other among these records."""
    kind, letters, styles = 4, "", b""
    for record in records:
        if record.kind == HEADER:
            if letters:
                yield Text(kind, _lines(letters, styles))
            kind, letters, styles = int.from_bytes(file.body(record)[:4], "little"), "", b""
        elif record.kind == CHARACTERS:
            data = file.body(record)
            letters = data[: len(data) & ~1].decode("utf-16-le", "replace")
        elif record.kind == BYTES:
            letters = file.body(record).decode("latin-1")
        elif record.kind == STYLE:
            styles = file.body(record)
    if letters:
        yield Text(kind, _lines(letters, styles))


def _lines(letters: str, styles: bytes) -> tuple[Line, ...]:
    runs = _runs(styles)
    lines: list[Line] = []
    left, depth, bullet = 0, 0, None
    for part in letters.split("\r"):
        while left <= 0 and (run := next(runs, None)):
            count, depth, bullet = run
            left += count
        left -= len(part) + 1
        text = " ".join(_CONTROLS.sub("", without_strays(part).replace("\x0b", "\n")).split())
        if text and text != "*":  # which stands for the number of the slide, or the date
            lines.append(Line(text, depth, bullet))
    return tuple(lines)


def _runs(styles: bytes) -> Iterator[tuple[int, int, bool | None]]:
    """Runs of paragraphs: their characters, their depth, and whether they have bullets."""
    at = 0
    while at + 10 <= len(styles):
        count, depth, mask = struct.unpack_from("<IHI", styles, at)
        at += 10
        bullet = bool(styles[at] & 1) if mask & _BULLET_STATED and at < len(styles) else None
        for bits, size in _FIELDS:
            if mask & bits:
                at += 2 + 4 * int.from_bytes(styles[at : at + 2], "little") if bits == _TABS else size
        yield count, min(depth, 4), bullet
