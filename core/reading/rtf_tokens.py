"""The pieces that rich text consists of (braces, control words, symbols, text), read in a stream of any length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import IO

_CHUNK = 1 << 20
_LONGEST = 64  # bytes of a control word with its number
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|((?:\\'[0-9a-fA-F]{2}){1,1000})|\\(.)|([{}])|([^\\{}\r\n\0]+)|[\r\n\0]+",
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
            if more and found.lastindex != _TEXT and found.end() > len(held) - _LONGEST:
                break  # what is read next may belong to it
            at = found.end()
            token = _token(found)
            if token is None:
                continue
            if token[0] is Kind.WORD and token[1] == b"bin":
                at += max(0, token[2] or 0)
            else:
                yield token
        skipped += max(0, at - len(held))
        held = held[at:]


def _token(found: re.Match[bytes]) -> Token | None:
    if word := found[_WORD]:
        return Kind.WORD, word, int(found[_NUMBER]) if found[_NUMBER] else None
    if text := found[_TEXT]:
        return Kind.TEXT, text, None
    if brace := found[_BRACE]:
        return (Kind.OPEN if brace == b"{" else Kind.CLOSE), brace, None
    if letters := found[_BYTES]:
        return Kind.TEXT, bytes.fromhex(letters.decode("ascii").replace("\\'", "")), None
    if symbol := found[_SYMBOL]:
        return Kind.SYMBOL, symbol, None
    return None
