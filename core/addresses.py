"""The addresses that links of Markdown lead to: part of the text, and yet not of what a person reads of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate

# In brackets after the link's words: an address that may hold brackets, or what a site's generator fills in there,
# and a title in quotes. Bounded, so that hostile text costs no more than other text.
_PLAIN = r"(?!\{[{%])[^()\s]"
_TAG = r"\{%[^%\n]{0,300}%\}|\{\{[^{}\n]{0,300}\}\}"
TARGET = rf"\((?:{_PLAIN}|\((?:{_PLAIN}){{0,300}}\)|{_TAG}){{1,2000}}(?:\s+\"[^\"\n]{{0,300}}\")?\)"
_TARGET = re.compile(rf"(?<=\]){TARGET}")


def without_addresses(text: str) -> str:
    """`text` with the words of its links, and without where they lead."""
    return _TARGET.sub("", text) if "](" in text else text


class ReadLength:
    """How much of each stretch of a text is read: its characters but for the addresses of links."""

    def __init__(self, text: str) -> None:
        spans = [target.span() for target in _TARGET.finditer(text)] if "](" in text else []
        self._starts = [start for start, _ in spans]
        self._before = list(accumulate((end - start for start, end in spans), initial=0))

    def between(self, start: int, end: int) -> int:
        """Characters that are read in `[start, end)`, but no less than half of all of them.

        start, end: where pieces of text begin and end, not inside an address.
        """
        if not self._starts:
            return end - start
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return max((end - start + 1) // 2, end - start - (self._before[last] - self._before[first]))
