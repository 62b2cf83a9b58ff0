"""The pieces that rich text consists of (braces, control words, symbols, text), read in a stream of any length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import IO

_CHUNK = 1 << 20
_LONGEST = 64  # bytes of a control word with its number
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|((?:\\'[0-9a-fA-F]{2}){1,1000})|\\(.)|([{}])|"
    rb"([^\\{}\r\n\0]{1,32768})|[\r\n\0]+",
    re.DOTALL,
)
_WORD, _NUMBER, _BYTES, _SYMBOL, _BRACE, _TEXT = range(1, 7)


class Kind(IntEnum):
    """What a token is."""

    OPEN = 0
    CLOSE = 1
    WORD = 2
    SYMBOL = 3
    TEXT = 4


# The kind; the word, the symbol or the bytes of a text; the number of a word, None where it has none.
Token = tuple[Kind, bytes, int | None]


def tokens(file: IO[bytes]) -> Iterator[Token]:
    """The tokens of a file, in order; a text may come in several. Binary data is left out."""
    held, skipped, more = b"", 0, True
    while more:
        data = file.read(_CHUNK)
        more = bool(data)
        held += data[skipped:]
        skipped = max(0, skipped - len(data))
        at = 0
        while found := _TOKEN.match(held, at):
            part = found.lastindex
            if part and part < _BRACE and more and found.end() > len(held) - _LONGEST:
                break  # what is read next may belong to it
            at = found.end()
            if part is None:
                continue
            if part <= _NUMBER:
                word, number = found.group(_WORD, _NUMBER)
                if word == b"bin":
                    at += max(0, int(number or 0))
                else:
                    yield Kind.WORD, word, int(number) if number else None
            elif part == _BYTES:
                yield Kind.TEXT, bytes.fromhex(found[part].translate(None, b"\\'").decode("ascii")), None
            elif part == _BRACE:
                yield Kind.OPEN if found[part] == b"{" else Kind.CLOSE, found[part], None
            else:
                yield Kind.TEXT if part == _TEXT else Kind.SYMBOL, found[part], None
        skipped += max(0, at - len(held))
        held = held[at:]
