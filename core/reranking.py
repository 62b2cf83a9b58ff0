"""The best passages read once more by a reranker, as far as the time for it goes."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from core.cancel import CancelToken
from core.ports import Reranker

BUDGET = 0.5  # seconds: no search takes longer than this much more
_MOST = 24  # passages
_BATCH = 4  # passages between two looks at the time
_SHARE = 0.5  # of the reranker in the score


def reranked(
    reranker: Reranker, question: str, ranked: Sequence[tuple[str, float]], texts: Mapping[str, str],
    cancel: CancelToken, budget: float = BUDGET,
) -> list[tuple[str, float]]:  # fmt: skip
    """The ranking with its first passages put in a better order; those that time does not suffice for keep theirs.

    budget: seconds. It is kept to by the time that the batch before took. The model must be loaded already.
    Raises Cancelled between two batches.
    """
    end = time.perf_counter() + budget
    read: list[float] = []
    last = 0.0
    while len(read) < min(_MOST, len(ranked)) and time.perf_counter() + last < end:
        cancel.check()
        begun = time.perf_counter()
        batch = ranked[len(read) : len(read) + _BATCH]
        read += reranker.scores(question, [texts[key] for key, _ in batch]).tolist()
        last = time.perf_counter() - begun
    if len(read) < 2:
        return list(ranked)
    first = ranked[: len(read)]
    usual = _spread([score for _, score in first])
    both = [(1 - _SHARE) * a + _SHARE * b for a, b in zip(usual, _spread(read), strict=True)]
    low, high = first[-1][1], first[0][1]  # scores stay where they were, so that the others come after
    best = sorted(zip(first, both, strict=True), key=lambda item: (-item[1], item[0][0]))
    return [(key, low + (high - low) * score) for (key, _), score in best] + list(ranked[len(read) :])


def _spread(scores: Sequence[float]) -> list[float]:
    low, high = min(scores), max(scores)
    return [(score - low) / ((high - low) or 1.0) for score in scores]
