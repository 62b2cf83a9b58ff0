"""Letters that a file writes as numbers, read as letters where there are so many that it could not be searched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

# A file in which more than this share of the characters belong to escapes could not be searched as it stands.
_MOST = 0.01

Letter = Callable[[re.Match[str]], str]


def readable(texts: Iterator[str], escape: re.Pattern[str], letter: Letter, longest: int) -> Iterator[str]:
    """The text with its escapes as letters, where there are many in its beginning.

    letter: what an escape stands for. longest: characters of the longest escape, which may be cut in two by a slice.
    """
    held = next(texts, "")
    if sum(len(found[0]) for found in escape.finditer(held)) <= _MOST * len(held):
        yield held
        yield from texts
        return
    for text in texts:
        whole = max(0, len(held) - longest)
        for found in escape.finditer(held, max(0, whole - longest)):
            whole = max(whole, found.end()) if found.start() < whole else whole
        yield escape.sub(letter, held[:whole])
        held = held[whole:] + text
    yield escape.sub(letter, held)
