"""What MuPDF's XHTML tells about the look of text: which blocks, and which first words of a block, are bold."""

from __future__ import annotations

import re

_BOLD = re.compile(r"<b>(.*?)</b>")
_TAG = re.compile(r"<[^>]*>")
_TAG_OR_SPACE = re.compile(r"<[^>]*>|&#xa0;|\s")
_SPACE = re.compile(r"(?:&#xa0;|\s)+")


class Styles:
    """The look of a page's blocks by their numbers; without any where the XHTML has other blocks than the words."""

    def __init__(self, xhtml: str, last: int) -> None:
        """last: the number of the last block that has words."""
        lines = xhtml.splitlines() if "<b>" in xhtml else ()
        blocks = [line for line in lines if line[:2] in ("<p", "<h")]
        self._blocks = blocks if len(blocks) > last else []
        self._heads: dict[int, int] = {}

    def all_bold(self, block: int) -> bool:
        """Whether all ink of a block is bold."""
        inner = self._blocks[block] if self._blocks else ""
        return "<b>" in inner and not _TAG_OR_SPACE.sub("", _BOLD.sub("", inner))

    def bold_words(self, block: int) -> int:
        """How many words at the beginning of a block are bold."""
        if not self._blocks or block >= len(self._blocks):
            return 0
        if block not in self._heads:
            self._heads[block] = _bold_words(self._blocks[block])
        return self._heads[block]


def _bold_words(inner: str) -> int:
    count = at = 0
    inner = inner[inner.find(">") + 1 :].removeprefix("<i>")
    while found := _BOLD.match(inner, at):
        text = _SPACE.sub(" ", _TAG.sub("", found[1]))
        count += len(text.split())
        at = found.end()
        space = _SPACE.match(inner, at)
        at = space.end() if space else at
    return count
