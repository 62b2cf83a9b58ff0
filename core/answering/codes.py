"""What a question names by a code ("ERR-4012", "§ 12.3", "555-0142"), and which hits have it.

An embedder knows nothing of codes, so that what is close in meaning speaks of another one as often as not.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.terms import identifiers, terms
from core.types import Hit


def holding(question: str, hits: Sequence[Hit]) -> list[int]:
    """The hits that have all codes of the question, in their text or over it; empty where it names none."""
    codes = [f" {' '.join(code)} " for code in identifiers(question)]
    if not codes:
        return []
    texts = (f" {' '.join(terms(' '.join((*hit.heading, hit.text))))} " for hit in hits)
    return [index for index, text in enumerate(texts) if all(code in text for code in codes)]


def named_codes(text: str) -> set[str]:
    """The codes of a text that have a letter, so that they are no dates or amounts; written alike."""
    return {" ".join(code) for code in identifiers(text) if any(term[0].isalpha() for term in code)}
