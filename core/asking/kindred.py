"""Words of the library for a word that it does not have: "septicemic" for "septicemia", "Taiwanese" for "Taiwan".

Stemmers take off endings of grammar alone. A word that is nowhere in the library can only gain by its kin.
"""

from __future__ import annotations

from core.asking.spelling import Lexicon
from core.terms import asked_terms

_BEGINNING = 6  # letters that two words share at least
_OTHER_END = 2  # letters of the word's stem that may be others
_LONGER, _SHORTER = 4, 3  # letters
_MOST = 3  # words, those in most passages


def kindred(stem: str, lexicon: Lexicon) -> list[str]:
    """The terms of the words that begin as this stem does; none for short ones, numbers and other scripts."""
    if len(stem) < _BEGINNING or not (stem.isascii() and stem.isalpha()):
        return []
    beginning = stem[: max(_BEGINNING, len(stem) - _OTHER_END)]
    near = lexicon.beginning(beginning, len(stem) - _SHORTER, len(stem) + _LONGER)
    words = [word for word, _ in sorted(near, key=lambda item: (-item[1], item[0]))[:_MOST]]
    return list(dict.fromkeys(term for word in words for forms in asked_terms(word) for term in forms))
