"""One ranking from two: what the words say and what the meaning says."""

from __future__ import annotations

from collections.abc import Mapping

KEYWORD_SHARE = 0.5


def fuse(keyword: Mapping[str, float], dense: Mapping[str, float]) -> list[tuple[str, float]]:
    """(passage id, score in 0..1), best first: a weighted sum of both scores, each brought to 0..1.

    keyword: BM25 scores, divided by the best one, so that a passage without any of the words counts 0.
    dense: cosine similarities of every candidate, also of those that only the words found, stretched between the
        lowest and the highest. When there are none yet, the words decide alone.

    A sum of scores keeps what rank fusion throws away: how much better the first is than the second
    (Bruch, Gai, Ingber: An Analysis of Fusion Functions for Hybrid Retrieval, ACM TOIS 2023).
    """
    best = max(keyword.values(), default=0.0) or 1.0
    low, high = min(dense.values(), default=0.0), max(dense.values(), default=1.0)
    spread = (high - low) or 1.0
    share = KEYWORD_SHARE if dense else 1.0
    scores = {
        key: share * keyword.get(key, 0.0) / best + (1 - share) * ((dense[key] - low) / spread if key in dense else 0.0)
        for key in keyword.keys() | dense.keys()
    }
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
