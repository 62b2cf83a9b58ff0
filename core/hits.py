"""Hits cut to what fits."""

from __future__ import annotations

from dataclasses import replace

from core.types import Hit


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
