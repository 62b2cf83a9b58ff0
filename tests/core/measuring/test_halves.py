"""A question's half never changes, or what was tuned on would be reported."""

from __future__ import annotations

from core.measuring.halves import Half, half_of


def test_halves_are_the_same_on_every_machine() -> None:
    assert [half_of(key).value for key in ("0", "1", "2", "3", "Wie?", "56beb4343aeaaa14008c925b")] == [
        "tuning",
        "reported",
        "tuning",
        "tuning",
        "tuning",
        "reported",
    ]


def test_halves_are_about_equal() -> None:
    tuning = sum(half_of(str(number)) is Half.TUNING for number in range(10_000))
    assert 4_800 < tuning < 5_200
