"""A reranker's order within its time. What stands in for the model here is a rule: its real part has its own tests."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from core.cancel import CancelToken
from core.errors import Cancelled
from core.reranking import reranked

RANKED = [(f"k{number:02}", 1.0 - number / 100) for number in range(40)]
TEXTS = {key: key for key, _ in RANKED}


class Liking:
    """Scores the texts that it is told to like highest; each batch takes so many seconds."""

    fingerprint = "liking"

    def __init__(self, liked: str, seconds: float = 0.0) -> None:
        self.liked, self.seconds, self.read = liked, seconds, 0

    def scores(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.read += len(texts)
        time.sleep(self.seconds)
        return np.array([9.0 if text == self.liked else -3.0 for text in texts], dtype=np.float32)


def test_what_the_reranker_likes_rises() -> None:
    found = reranked(Liking("k05"), "q", RANKED, TEXTS, CancelToken(), budget=60)
    assert found[0][0] == "k05"
    assert {key for key, _ in found} == set(TEXTS)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)


def test_what_was_not_read_keeps_its_place() -> None:
    liking = Liking("k39")
    found = reranked(liking, "q", RANKED, TEXTS, CancelToken(), budget=60)
    assert liking.read < len(RANKED)
    assert found[liking.read :] == RANKED[liking.read :]


def test_a_slow_one_is_not_waited_for() -> None:
    slow = Liking("k05", seconds=0.2)
    reranked(slow, "q", RANKED, TEXTS, CancelToken(), budget=0.3)
    assert slow.read == 4, "the second batch would have taken longer than there was time"


def test_without_time_nothing_changes() -> None:
    assert reranked(Liking("k05"), "q", RANKED, TEXTS, CancelToken(), budget=0) == RANKED
    assert reranked(Liking("x"), "q", [], {}, CancelToken()) == []


def test_it_can_be_cancelled() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        reranked(Liking("k05"), "q", RANKED, TEXTS, cancel, budget=60)
