"""When it pays to look: a clock by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.gathering import Gathering

A, B = Path("a"), Path("b")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gathering(clock: Clock) -> Gathering:
    return Gathering(2, 20, 120, clock)


def save(gathering: Gathering, clock: Clock, path: Path, until: float) -> float | None:
    """Save a file twice a second; when it was first time to look, if it was."""
    while clock.now < until:
        gathering.note(path)
        if gathering.due():
            return clock.now
        clock.now += 0.5
    return None


def test_rapid_saves_are_one(gathering: Gathering, clock: Clock) -> None:
    assert not gathering.due()
    assert save(gathering, clock, A, 10) is None
    clock.now += 1.5
    assert gathering.due() and gathering.moving() == frozenset()
    gathering.take()
    assert not gathering.due()


def test_one_that_goes_on_does_not_hold_up_the_others_for_long(gathering: Gathering, clock: Clock) -> None:
    gathering.note(B)
    assert save(gathering, clock, A, 100) == 20
    gathering.take()
    assert gathering.moving() == {A}, "and it waits itself"
    assert save(gathering, clock, A, 60) is None
    clock.now += 2
    assert gathering.due()


def test_one_that_never_ends_is_looked_at_now_and_then(gathering: Gathering, clock: Clock) -> None:
    for _ in range(3):
        began = clock.now
        assert save(gathering, clock, A, began + 200) == began + 120
        gathering.take()
        gathering.note(A)  # the sync begins a moment later
        assert gathering.moving() == frozenset()
        assert gathering.moving() == {A}, "the next one leaves it alone again"


def test_a_storm_is_one_thing(gathering: Gathering, clock: Clock) -> None:
    for number in range(30_000):
        gathering.note(Path(f"{number}"))
    assert len(gathering._changing) <= 20_001
    assert not gathering.due()
    clock.now += 2
    assert gathering.due()
    gathering.take()
    assert not gathering.due()
