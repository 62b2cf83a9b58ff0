"""Mends the letters that a PDF's fonts give: ligatures, accents beside their letters, odd forms, Arabic pairs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

SOFT_HYPHEN = "\u00ad"

_UNSEEN_CLASS = "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff"
# Ligatures, Arabic and Hebrew as they are drawn, mathematical alphabets, and the radicals that stand for Chinese words.
_FORMS_CLASS = "\ufb00-\ufdff\ufe70-\ufefc\u2e80-\u2fdf\U0001d400-\U0001d7ff"
_UNSEEN = re.compile(f"[{_UNSEEN_CLASS}]")
_FORMS = re.compile(f"[{_FORMS_CLASS}]")
_LOOSE_ACCENT = re.compile("([´¨ˆ˜¸˚ˇ])([A-Za-zı])")
_COMBINING = dict(zip("´¨ˆ˜¸˚ˇ", "\u0301\u0308\u0302\u0303\u0327\u030a\u030c", strict=True))
_ODD = re.compile(f"[{SOFT_HYPHEN}\u0300-\u036f´¨ˆ˜¸˚ˇ{_UNSEEN_CLASS}{_FORMS_CLASS}]")  # one class: searched quickly
_ALEF_LAM = re.compile("[اأإآ]ل")


def mended(tokens: list[str]) -> list[str]:
    """The words with the letters that a person would type; the same list where there is nothing to mend."""
    whole = "".join(tokens)
    if whole.isascii() or not _ODD.search(whole):
        return tokens
    return [_mend(token) if _ODD.search(token) else token for token in tokens]


def _mend(token: str) -> str:
    token = _UNSEEN.sub("", token)
    # A soft hyphen that was drawn is a hyphen. At a word's end it is kept: it says that the line parted the word.
    token = token[:-1].replace(SOFT_HYPHEN, "-") + token[-1:]
    token = _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), token)
    token = _LOOSE_ACCENT.sub(lambda found: found[2].replace("ı", "i") + _COMBINING[found[1]], token)
    return unicodedata.normalize("NFC", token)


def needs_pairs(text: str) -> bool:
    """Whether there may be pairs of Arabic letters that MuPDF turned round."""
    return _ALEF_LAM.search(text) is not None


def with_pairs(tokens: list[str], raw: dict[str, Any]) -> list[str]:
    """Lam and alef are drawn as one sign, whose two letters MuPDF gives in the wrong order; the second has no width.

    raw: MuPDF's letters of the same page, as `extractRAWDICT` gives them.
    """
    letters = _letters(raw)
    mended_tokens: list[str] = []
    for token in tokens:
        own = [next(letters, ("", False)) for _ in token]
        if [letter for letter, _ in own] != list(token):
            return tokens
        mended_tokens.append(_swapped(own))
    return mended_tokens


def _letters(raw: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each letter with ink, and whether it has no width of its own."""
    for block in raw["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for char in span["chars"]:
                    if not char["c"].isspace():
                        yield char["c"], char["bbox"][2] - char["bbox"][0] < 0.01


def _swapped(own: list[tuple[str, bool]]) -> str:
    letters = [letter for letter, _ in own]
    for at in range(len(own) - 1):
        if own[at][1] and letters[at] in "اأإآ" and letters[at + 1] == "ل":
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)
