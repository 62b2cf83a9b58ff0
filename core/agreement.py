"""What several of the best passages are about comes first, where they come from many documents.

Documents that answer the same question are alike (the cluster hypothesis, van Rijsbergen 1979), so that a passage gains
by being like others that stand well (Diaz, Regularizing ad hoc retrieval scores, CIKM 2005). That helps with a matter
that many documents treat, and harms where one place holds the answer. Two things tell them apart: how many documents
the best passages come from, and how far the first stands out from them. The first two stay where they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.ports import Vectors

_FIRST, _BEST, _RANKED = 2, 20, 60  # passages that keep their places, are compared with, and are ranked anew
_WEIGHT = 0.3
_POWER = 2  # of a cosine: far texts are not a little alike


def gains(scores: Sequence[float], docs: Sequence[str], vectors: Sequence[Vectors | None]) -> list[float]:
    """What to add to each score of a ranking, best first; 0 for all where nothing can be told.

    docs: the document of each passage. vectors: of unit length, None where a passage has none yet.
    """
    nothing = [0.0] * len(scores)
    known = [vector for vector in vectors[:_RANKED] if vector is not None]
    share = (len(set(docs[:_BEST])) - 1) / (_BEST - 1)
    if len(scores) <= _BEST or share <= 0 or scores[0] <= 0 or len(known) < len(vectors[:_RANKED]):
        return nothing
    level = scores[_BEST - 1] / scores[0]  # 1 where none stands out
    ranked = np.stack(known)
    alike = np.clip(ranked @ ranked[:_BEST].T, 0.0, 1.0) ** _POWER
    np.fill_diagonal(alike, 0.0)  # with themselves
    support = alike @ np.asarray(scores[:_BEST], dtype=np.float32)
    low, high = float(support.min()), float(support.max())
    gained = _WEIGHT * level * share**2 * (support - low) / ((high - low) or 1.0)
    gained[:_FIRST] = gained.max()
    return [*gained.tolist(), *nothing[len(known) :]]
