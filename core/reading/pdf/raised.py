"""Parts raised signs from the words they are glued to: the number of a footnote is no part of a word."""

from __future__ import annotations

import html
import re

from core.reading.pdf.frames import Placed

_RAISED = re.compile(r"<sup>([^<\s]{1,12})\s*</sup>")
_BEFORE = re.compile(r"(?:\A|[\s>]|&#xa0;)([^\s<>]{1,60})(?:</[a-z]+>)*\Z")
_LONGEST = 80  # characters of XHTML before a raised sign: a word and some tags
_MARK = re.compile(r"\(?[\d*†‡§¶]{1,3}(?:[,–-]\d{1,3})*\)?|\([a-z]{1,2}\)")
# After these a raised number is a mark, and no power: words, stops, and numbers that nobody raises to a power.
_WORD = re.compile(r".*(?:[^\W\d_]{3}|[^\W\d_][.,;:!?)\]”’\"']+|[\d%][.,;:)%”’\"']+|(?:19|20)\d\d|\d[.,]\d+)")
_NARROW = 0.6  # how wide a raised sign is, beside the others


def parted(words: list[Placed], xhtml: str) -> list[Placed]:
    """The words, those parted in two that end in a mark. xhtml: MuPDF's, which says what is raised."""
    ends: dict[str, int] = {}
    for found in _RAISED.finditer(xhtml):
        before = _BEFORE.search(xhtml[max(0, found.start() - _LONGEST) : found.start()])
        mark = html.unescape(found[1])
        if before and _MARK.fullmatch(mark):
            word = html.unescape(before[1]).rsplit("\xa0", 1)[-1]
            if _WORD.fullmatch(word):
                ends[word + mark] = len(mark)
    if not ends:
        return words
    whole: list[Placed] = []
    for placed in words:
        mark_length = ends.get(placed[4], 0)
        whole += _two(placed, mark_length) if mark_length else (placed,)
    return whole


def _two(placed: Placed, mark_length: int) -> tuple[Placed, Placed]:
    x0, y0, x1, y1, text, block, line, number = placed
    word, mark = text[:-mark_length], text[-mark_length:]
    narrow = _NARROW * mark_length
    cut = x1 - (x1 - x0) * narrow / (len(word) + narrow)
    return (x0, y0, cut, y1, word, block, line, number), (cut, y0, x1, y1, mark, block, line, number + 1)
