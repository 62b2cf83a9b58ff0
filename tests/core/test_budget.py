from __future__ import annotations

import time

import pytest

from core.budget import Budget, Pace
from core.cancel import CancelToken
from core.errors import Cancelled


def resting(pace: Pace, cancel: CancelToken | None = None) -> float:
    """The seconds of rest after a fifth of a second of work."""
    with pace.working(cancel or CancelToken()):
        time.sleep(0.2)
        ended = time.monotonic()
    return time.monotonic() - ended


def test_the_quieter_the_budget_the_longer_it_rests() -> None:
    pace = Pace(lambda: False)
    rests = []
    for budget in Budget:
        pace.choose(budget)
        rests.append(resting(pace))
    background, normal, full = rests
    assert background > 2 * normal > 4 * full


def test_on_battery_it_is_one_step_quieter() -> None:
    pace = Pace(lambda: True)
    assert pace.budget is Budget.NORMAL
    pace.choose(Budget.NORMAL)
    assert pace.budget is Budget.BACKGROUND and not pace.side_by_side
    pace.choose(Budget.BACKGROUND)
    assert pace.budget is Budget.BACKGROUND


def test_a_rest_ends_with_a_cancel() -> None:
    pace, cancel = Pace(lambda: False), CancelToken()
    pace.choose(Budget.BACKGROUND)
    cancel.cancel()
    with pytest.raises(Cancelled):
        resting(pace, cancel)
