"""Reads plain text of any encoding and any length, in pieces."""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from core.places import count_lines
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.text.encodings import find_encoding
from core.types import Block, BlockKind, Page

# A piece is small enough to hold many of and large enough that few paragraphs meet its end.
PIECE = 200_000
_BYTES = 1 << 20
# Where a piece may end when nothing better is found: at a line's end, else at a word's.
LINE_ENDS = (re.compile(r"\r?\n|\r(?!\n)"), re.compile(r"[ \t]|(?<=[。！？])"))
_ENDS = (re.compile(r"\n[ \t\r]*\n"), *LINE_ENDS)

_FIRST_LINES = re.compile(r"\s*(?P<line>[^\s>#*|<{\[(-][^\r\n]{2,200})(?P<gap>\s*?\n\s*)(?P<below>\S[^\r\n]{,400})")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_GOES_ON = ",;:-–—"  # ends a greeting or a line that is no title
_LONG_LINE = 160  # characters; nobody breaks lines by hand at such a width

Through = Callable[[Iterator[str]], Iterator[str]]


class Piece(NamedTuple):
    """A stretch of a decoded file: the characters before it, the number of its first line (from 1), its text."""

    offset: int
    line: int
    text: str


def pages(source: Source) -> Pages:
    """One page a piece of about PIECE characters; offsets count characters of the decoded file, its mark left out.

    A first line that is set off like a title is a heading over all that follows.
    """
    title = ""
    for piece in pieces(source.path):
        blocks: tuple[Block, ...] = ()
        if not piece.offset and (span := _title(piece.text)):
            title = piece.text[slice(*span)]
            rest = Block(BlockKind.PARAGRAPH, span[1], len(piece.text))
            blocks = (Block(BlockKind.HEADING, *span, level=1), rest)
        yield Page(None, piece.text, blocks, piece.offset, line=piece.line)
    return title


def _title(text: str) -> tuple[int, int] | None:
    """Where the first line stands, if a blank line follows it, or one so long that the lines can't be a paragraph's."""
    first = _FIRST_LINES.match(text)
    if first is None or not _LETTERS.search(first["line"]) or first["line"].rstrip()[-1] in _GOES_ON:
        return None
    below, length = first["below"], len(first["line"])
    if first["gap"].count("\n") < 2 and len(below) < max(_LONG_LINE, 2 * length):
        return None
    return (first.start("line"), first.end("line")) if _LETTERS.search(below) else None


def pieces(path: Path, ends: tuple[re.Pattern[str], ...] = _ENDS, through: Through | None = None) -> Iterator[Piece]:
    """The decoded text of a file in pieces. Line ends stay as they are in the file.

    A piece ends after the last match of the first of `ends` that is found in its second half.
    through: what the decoded text passes through before it is cut.
    """
    with open_plain(path) as file:
        encoding = find_encoding(file)
        file.seek(0)
        texts = _decoded(file, encoding)
        yield from _cut(through(texts) if through else texts, ends)


def with_last(cut: Iterator[Piece]) -> Iterator[tuple[Piece, bool]]:
    """The pieces, and whether each is the last."""
    held = next(cut, None)
    while held is not None:
        ahead = next(cut, None)
        yield held, ahead is None
        held = ahead


def _decoded(file: IO[bytes], encoding: str) -> Iterator[str]:
    """The text as it comes, character for character; the zeros of holes become spaces."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    ebcdic = "A".encode(encoding)[-1:] == b"\xc1"
    last = False
    while not last:
        data = file.read(_BYTES)
        last = not data
        text = decoder.decode(data, final=last)
        if "\0" in text:
            text = text.replace("\0", " ")
        yield text.replace("\x85", "\n") if ebcdic else text  # a mainframe's line end


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
