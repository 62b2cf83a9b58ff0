"""Confidence and comparison: known cases, and the same result every time."""

from __future__ import annotations

import pytest

from core.measuring.statistics import compare, estimate


def test_an_interval_holds_its_mean_and_narrows_with_questions() -> None:
    few, many = estimate([0.0, 1.0] * 10), estimate([0.0, 1.0] * 1000)
    assert few.mean == many.mean == 0.5
    assert few.low < 0.5 < few.high
    # The normal approximation: 1.96 * 0.5 / sqrt(n).
    assert (many.high - many.low) / 2 == pytest.approx(1.96 * 0.5 / 2000**0.5, rel=0.1)
    assert (few.high - few.low) / 2 == pytest.approx(1.96 * 0.5 / 20**0.5, rel=0.2)


def test_the_same_values_give_the_same_interval() -> None:
    values = [0.1, 0.9, 0.4, 0.7]
    assert estimate(values) == estimate(values)


def test_all_found_is_not_certainty() -> None:
    # Wilson's interval of 10 of 10 begins at 10 / (10 + 1.96²).
    found = estimate([1.0] * 10)
    assert (found.mean, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.722, abs=0.001)
    assert estimate([0.0] * 10).high == pytest.approx(0.278, abs=0.001)


def test_no_values_are_no_error() -> None:
    assert estimate([]).count == 0
    assert compare({"a": 1.0}, {"b": 1.0}).p == 1.0


def test_a_comparison_counts_questions_that_both_answered() -> None:
    result = compare(
        {"a": 1.0, "b": 0.0, "c": 0.5, "only here": 1.0}, {"a": 0.0, "b": 0.5, "c": 0.5, "only there": 1.0}
    )
    assert (result.won, result.lost, result.tied) == (1, 1, 1)
    assert result.difference == pytest.approx((1.0 - 0.5) / 3)


def test_p_tells_chance_from_a_difference() -> None:
    keys = [str(number) for number in range(30)]
    zero = dict.fromkeys(keys, 0.0)
    assert compare(dict.fromkeys(keys, 1.0), zero).p < 0.001
    mixed = {key: (1.0 if number % 2 else -1.0) for number, key in enumerate(keys)}
    assert compare(mixed, zero).p == 1.0
    assert compare(zero, zero).p == 1.0
    # Three wins of three: the signs agree by chance in 2 of 8 cases.
    three = dict.fromkeys(keys[:3], 1.0)
    assert compare(three, zero).p == pytest.approx(0.25, abs=0.03)
