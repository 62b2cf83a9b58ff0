"""How a chapter is called where it is cited, and what is no part of its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

# "12", "XIV." and "一" alone would say nothing in a citation.
_NUMERAL = re.compile(r"[\dIVXLCDM]{1,8}[.:)]?|[^\W\d_]")
_LONGEST_LABEL = 80
_BREAKS = str.maketrans("", "", "\u00ad\u2060\ufeff")


def without_breaks(text: str) -> str:
    """Without what only says where a line may be broken, or not: in the midst of a word it hides the word."""
    return text.translate(_BREAKS)


def chapter_label(titles: Sequence[str], number: int) -> str:
    """What a citation calls a chapter: in the book's own words, with those of the part it lies in where they are short.

    titles: of the parts around the chapter and its own, outermost first, "" for what has none.
    """
    named = [" ".join(title.split()) for title in titles if title.strip()]
    if not named:
        return f"Section {number}"
    own = f"Chapter {named[-1].rstrip('.:)')}" if _NUMERAL.fullmatch(named[-1]) else named[-1]
    whole = ", ".join((*named[:-1], own))
    if len(whole) <= _LONGEST_LABEL:
        return whole
    return own if len(own) <= _LONGEST_LABEL else own[:_LONGEST_LABEL].rpartition(" ")[0] + "…"
