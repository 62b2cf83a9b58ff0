"""Snowball's stemmers (Porter, Snowball: A language for stemming algorithms, 2001), each thread with its own."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from Stemmer import Stemmer

_own = threading.local()


def stems(words: Sequence[str], language: str) -> list[str]:
    """The stem of each of these words, which are in lower case. language: an English name in lower case, "german"."""
    stemmers: dict[str, Stemmer] = _own.__dict__.setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = Stemmer(language)
    found: list[str] = stemmers[language].stemWords(words)
    return found
