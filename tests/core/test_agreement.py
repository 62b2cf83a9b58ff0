"""Passages that many documents agree with."""

from __future__ import annotations

import numpy as np
import pytest

from core.agreement import gains
from core.ports import Vectors

COUNT = 30
SCORES = [1.0 - 0.01 * place for place in range(COUNT)]
MANY = [f"doc {place}" for place in range(COUNT)]


def vectors(common: set[int]) -> list[Vectors | None]:
    """Those in `common` are about one thing, each of the others about something of its own."""
    own = np.eye(COUNT + 1, dtype=np.float32)
    shared = np.sqrt(np.float32(0.5)) * (own[COUNT] + own[:COUNT])
    return [shared[place] if place in common else own[place] for place in range(COUNT)]


def test_what_several_of_the_best_are_about_gains() -> None:
    common = set(range(0, 20, 2)) | {25}
    gained = gains(SCORES, MANY, vectors(common))
    assert min(gained[place] for place in common) > 0.2
    assert max(gained[place] for place in set(range(2, COUNT)) - common) == 0.0
    assert gained[25] == max(gained), "it is not held against itself"


def test_the_first_two_stay_where_they_are() -> None:
    close = [1.0 - 0.001 * place for place in range(COUNT)]
    gained = gains(close, MANY, vectors(set(range(2, COUNT))))
    ranked = sorted(range(COUNT), key=lambda place: -(close[place] + gained[place]))
    assert ranked[:2] == [0, 1]


def test_where_the_best_come_from_one_document_nothing_changes() -> None:
    assert gains(SCORES, ["doc"] * COUNT, vectors(set(range(10)))) == [0.0] * COUNT


def test_the_fewer_documents_the_smaller_the_gain() -> None:
    common = set(range(10))
    few = gains(SCORES, [f"doc {place % 5}" for place in range(COUNT)], vectors(common))
    assert 0 < max(few) < 0.1 * max(gains(SCORES, MANY, vectors(common)))


def test_the_more_the_first_stands_out_the_smaller_the_gain() -> None:
    common = set(range(0, 20, 2))
    outstanding = [4.0, *SCORES[1:]]
    assert 0 < max(gains(outstanding, MANY, vectors(common))) < 0.3 * max(gains(SCORES, MANY, vectors(common)))


@pytest.mark.parametrize("missing", [0, 29])
def test_as_long_as_passages_wait_for_their_vectors_nothing_changes(missing: int) -> None:
    waiting = vectors(set(range(10)))
    waiting[missing] = None
    assert gains(SCORES, MANY, waiting) == [0.0] * COUNT


def test_short_lists_stay_as_they_are() -> None:
    assert gains([], [], []) == []
    assert gains([1.0], ["doc"], [None]) == [0.0]
    assert gains(SCORES[:20], MANY[:20], vectors({1, 2})[:20]) == [0.0] * 20


def test_scores_that_say_nothing_stay_as_they_are() -> None:
    assert gains([0.0] * COUNT, MANY, vectors({1, 2})) == [0.0] * COUNT
