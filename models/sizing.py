"""How much a model can be asked to read, told from its weights alone, before it is loaded."""

from __future__ import annotations

_SMALL = 600_000_000  # bytes of weights under which a model loses the thread in long evidence, and prompts take long


def evidence_budget(weights: int) -> int:
    """Characters of evidence for a generator whose file has `weights` bytes."""
    return 2_400 if weights < _SMALL else 8_000
