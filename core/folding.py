"""Passages that say the same: of near duplicates only the first is shown."""

from __future__ import annotations

from collections.abc import Iterable

_ALIKE = 0.9  # the share of their terms that two passages have in common


class Said:
    """What was said so far."""

    def __init__(self) -> None:
        self._numbers: list[set[str]] = []
        self._words: list[set[str]] = []

    def anew(self, terms: Iterable[str]) -> bool:
        """Whether a text with these terms says anything that none before it said, and note it.

        Texts that differ in a number say different things, however alike they are: two versions of a policy, two rows.
        """
        found = set(terms)
        numbers = {term for term in found if any(map(str.isdigit, term))}
        words = found - numbers
        for before, others in zip(self._numbers, self._words, strict=True):
            if numbers == before and len(words & others) >= _ALIKE * len(words | others):
                return False
        self._numbers.append(numbers)
        self._words.append(words)
        return True
