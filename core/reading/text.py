"""Reads plain text of any encoding and any length, in pieces."""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from core.places import count_lines
from core.reading.opening import open_plain
from core.reading.recognise import byte_order_mark, unmarked_utf16
from core.reading.registry import Pages
from core.reading.source import Source
from core.types import Page

# A piece is small enough to hold many of and large enough that few paragraphs meet its end.
PIECE = 200_000
_BYTES = 1 << 20
# Files up to this size are looked through whole for their encoding, longer ones only in their beginning.
_LOOK_THROUGH = 64 << 20
_SAMPLE = 64 << 10
_ENDS = (re.compile(r"\n[ \t\r]*\n"), re.compile(r"\r?\n|\r(?!\n)"), re.compile(r"[ \t]|(?<=[。！？])"))


class Piece(NamedTuple):
    """A stretch of a decoded file: the characters before it, the number of its first line (from 1), its text."""

    offset: int
    line: int
    text: str


def pages(source: Source) -> Pages:
    """One page a piece of about PIECE characters; offsets count characters of the decoded file, its mark left out."""
    for piece in pieces(source.path):
        yield Page(None, piece.text, offset=piece.offset, line=piece.line)
    return ""


def pieces(path: Path, ends: tuple[re.Pattern[str], ...] = _ENDS) -> Iterator[Piece]:
    """The decoded text of a file in pieces. Line ends stay as they are in the file.

    A piece ends after the last match of the first of `ends` that is found in its second half.
    """
    with open_plain(path) as file:
        encoding = find_encoding(file)
        file.seek(0)
        yield from _cut(_decoded(file, encoding), ends)


def find_encoding(file: IO[bytes]) -> str:
    """The name of the codec that reads a text file best. Leaves the file's position anywhere."""
    head = file.read(_SAMPLE)
    known = byte_order_mark(head) or unmarked_utf16(head)
    if known:
        return known
    file.seek(0)
    bad = _first_not_utf8(file)
    if bad is None:
        return "utf-8"
    file.seek(max(0, bad - _SAMPLE // 2))
    sample = file.read(_SAMPLE)
    return "utf-8" if _mostly_utf8(sample) else _guess(sample)


def _first_not_utf8(file: IO[bytes]) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    at = 0
    while at < _LOOK_THROUGH:
        data = file.read(_BYTES)
        try:
            decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            return at + error.start
        if not data:
            break
        at += len(data)
    return None


def _mostly_utf8(sample: bytes) -> bool:
    """A few broken characters in UTF-8 are damage, not another encoding."""
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for c in text if c > "\x7f") - broken
    return whole > 8 * broken


def _guess(sample: bytes) -> str:
    import charset_normalizer

    best = charset_normalizer.from_bytes(sample[:_SAMPLE]).best()
    return best.encoding if best else "cp1252"


def _decoded(file: IO[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    while data := file.read(_BYTES):
        yield decoder.decode(data)
    yield decoder.decode(b"", final=True)


def _cut(texts: Iterator[str], ends: tuple[re.Pattern[str], ...]) -> Iterator[Piece]:
    offset, line, held = 0, 1, ""
    for text in texts:
        held += text
        at = 0
        while len(held) - at > PIECE:
            stop = _end(held, at, ends)
            yield Piece(offset, line, held[at:stop])
            offset += stop - at
            line += count_lines(held, at, stop)
            at = stop
        held = held[at:]
    if held:
        yield Piece(offset, line, held)


def _end(text: str, start: int, ends: tuple[re.Pattern[str], ...]) -> int:
    for end in ends:
        found = deque(end.finditer(text, start + PIECE // 2, start + PIECE), maxlen=1)
        if found:
            return found[0].end()
    return start + PIECE
