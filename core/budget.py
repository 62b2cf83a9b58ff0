"""How much of the machine indexing may take, and how it leaves the rest.

A question always goes first (core/turns.py); this is about everything else that runs on a person's machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from core.cancel import CancelToken


class Budget(StrEnum):
    """What a person may choose, the quietest first."""

    BACKGROUND = "background"
    NORMAL = "normal"
    FULL = "full"

    @property
    def quieter(self) -> Budget:
        """The next lower one; the lowest itself."""
        return Budget.BACKGROUND if self is not Budget.FULL else Budget.NORMAL


# The share of the time in which indexing works; it rests for what is left of it.
_WORKING = {Budget.BACKGROUND: 0.4, Budget.NORMAL: 0.85, Budget.FULL: 1.0}
_LONGEST_REST = 2.0  # seconds
_POWER_SECONDS = 20.0  # between two looks at where the power comes from


class Pace:
    """Shared by those who ask for a budget and the thread that keeps to it."""

    def __init__(self, on_battery: Callable[[], bool]) -> None:
        self._chosen = Budget.FULL
        self._on_battery, self._battery, self._looked = on_battery, False, float("-inf")

    def choose(self, budget: Budget) -> None:
        """From the next batch on."""
        self._chosen = budget

    @property
    def budget(self) -> Budget:
        """What holds now: on battery the next quieter than was chosen."""
        now = time.monotonic()
        if now - self._looked > _POWER_SECONDS:
            self._looked, self._battery = now, self._on_battery()
        return self._chosen.quieter if self._battery else self._chosen

    @property
    def side_by_side(self) -> bool:
        """Whether several files, or texts, may be worked on at once."""
        return self.budget is not Budget.BACKGROUND

    @contextmanager
    def working(self, cancel: CancelToken) -> Iterator[None]:
        """Around a piece of work, after which it rests as long as the budget asks. Raises Cancelled."""
        started = time.monotonic()
        yield
        share = _WORKING[self.budget]
        rest = min(_LONGEST_REST, (time.monotonic() - started) * (1 / share - 1))
        if rest > 0 and cancel.wait(rest):
            cancel.check()
