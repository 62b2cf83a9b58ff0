"""Hits put together, and cut to what fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from core.types import Hit


def in_turn(of_parts: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The best of each list, then the second best of each, and so on; what is in several of them once."""
    first: dict[str, Hit] = {}
    for hit in chain.from_iterable(zip_longest(*of_parts)):
        if hit is not None:
            first.setdefault(hit.passage_id, hit)
    return list(first.values())


def cut_to_fit(hits: list[Hit], chars: int) -> list[Hit]:
    """The first hits whose texts come to `chars` characters, the last one cut."""
    fitting: list[Hit] = []
    for hit in hits:
        if chars <= 0:
            break
        fitting.append(hit if len(hit.text) <= chars else shortened(hit, chars))
        chars -= len(hit.text)
    return fitting


def shortened(hit: Hit, chars: int) -> Hit:
    """The first `chars` characters of a hit."""
    return replace(hit, end=hit.start + chars, text=hit.text[:chars])
