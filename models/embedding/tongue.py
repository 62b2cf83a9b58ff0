"""Whether an embedder can make sense of a text, told from the pieces that its tokenizer makes of it.

A tokenizer knows the words of the languages that its model has seen and cuts the rest into single letters, or gives it
up: all-MiniLM-L6-v2 makes three letters a piece of English, two of other languages in Latin letters, and one or none of
Russian, Arabic or Chinese, whose meaning it knows nothing of.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category

_LETTERS_A_PIECE = 1.05
_UNKNOWN = 0.2  # the share of pieces that the tokenizer has nothing for


def words_of(text: str) -> str:
    """The words of a text, without numbers and signs: those are single pieces in every language."""
    return " ".join("".join(sign if category(sign)[0] in "LM" else " " for sign in text).split())


def familiar(words: str, pieces: Sequence[str], unknown: str | None) -> bool:
    """Whether an embedder knows the language. pieces: of the `words`; unknown: what stands for what has none."""
    if words.isascii():  # also names and codes that no tokenizer has ever seen
        return True
    letters = sum(category(sign)[0] == "L" for sign in words)
    # Some tokenizers give the blank before a word a piece of its own.
    telling = [piece for piece in pieces if any(category(sign)[0] in "LM" for sign in piece)]
    return letters > _LETTERS_A_PIECE * len(telling) and pieces.count(unknown or "") <= _UNKNOWN * len(pieces)
