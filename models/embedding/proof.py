"""The texts that a fast form is checked with: many languages, from a few words to more than any embedder reads."""

from __future__ import annotations

from models.background import BACKGROUND

_PASSAGES = (1, 2, 4, 8, 16, 60)  # sentences in one


def checked_texts() -> list[str]:
    """Passages of all lengths and in a mixture of languages, and a few odd ones."""
    odd = ["", "   ", "§ 12.3", "ERR-4012", "| Item | Price |\n| --- | --- |\n| Bolt M8 | 0.12 € |", "x" * 400]
    mixed = [*BACKGROUND[::2], *BACKGROUND[1::2]]  # a long text is not of one language's sentences alone
    joined = [
        " ".join((mixed * 2)[start : start + count])
        for count in _PASSAGES
        for start in range(0, len(mixed), max(count, 3))
    ]
    return odd + joined


def proof_texts() -> list[str]:
    """A dozen short ones, which a form proves itself on whenever it is loaded."""
    return [*BACKGROUND[::6], " ".join(BACKGROUND[:6])]
