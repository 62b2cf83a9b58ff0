"""How much a model can be asked to read, told from its weights alone, before it is loaded."""

from __future__ import annotations

_SMALL = 600_000_000  # bytes of weights under which a model loses the thread in long evidence, and prompts take long


def evidence_budget(weights: int) -> int:
    """Characters of evidence for a generator whose file has `weights` bytes."""
    return 2_400 if weights < _SMALL else 8_000


def writing_threads(weights: int, cores: int) -> int:
    """Threads that write token by token; reading the prompt may use every core.

    The threads of a small model wait for each other more than they work: on two cores one writes as fast as two, and
    twice to ten times as fast when something else runs (measured). Of a large one a core is left to the person.
    """
    return 1 if weights < _SMALL else max(1, cores - 1)
