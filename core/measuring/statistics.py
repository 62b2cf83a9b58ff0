"""How sure a figure is, and whether one way of finding is better than another on the same questions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_ROUNDS = 4_000  # resamples; the ends of a 95% interval then move in the third digit
_SAME = 1e-9  # differences below this are rounding
_Z2 = 1.959964**2  # of the normal distribution, for 95%
_SEED = 20_240_229
_CHUNK = 2_000_000  # indexes drawn at once, 16 MB


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions with its 95% confidence interval."""

    mean: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One way beside another over the questions that both answered, one by one.

    difference: of the means, the one less the other, with its 95% confidence interval.
    won, lost, tied: questions.
    p: of a difference this large or larger if neither were better (two-sided sign-flip test).
    """

    difference: float
    low: float
    high: float
    won: int
    lost: int
    tied: int
    p: float


def estimate(values: Sequence[float]) -> Estimate:
    """Mean and percentile bootstrap over the values (Efron, Tibshirani: An Introduction to the Bootstrap, 1993).

    Where every question came out as 0, or every one as 1, resampling would claim certainty; there it is the score
    interval of a share (Wilson: Probable Inference, JASA 1927).
    """
    if not values:
        return Estimate(0.0, 0.0, 0.0, 0)
    array = np.asarray(values, dtype=np.float64)
    mean, count = float(array.mean()), len(values)
    if array.min() == array.max() and mean in (0.0, 1.0):
        wrong = _Z2 / (count + _Z2)
        return Estimate(mean, max(0.0, mean - wrong), min(1.0, mean + wrong), count)
    low, high = np.percentile(_resampled_means(array), (2.5, 97.5))
    return Estimate(mean, float(low), float(high), count)


def compare(one: Mapping[str, float], other: Mapping[str, float]) -> Comparison:
    """`one` less `other`, question by question, over the questions (keys) that both have."""
    keys = sorted(one.keys() & other.keys())
    differences = np.asarray([one[key] - other[key] for key in keys], dtype=np.float64)
    if not keys:
        return Comparison(0.0, 0.0, 0.0, 0, 0, 0, 1.0)
    low, high = np.percentile(_resampled_means(differences), (2.5, 97.5))
    won, lost = int((differences > _SAME).sum()), int((differences < -_SAME).sum())
    return Comparison(
        float(differences.mean()), float(low), float(high), won, lost, len(keys) - won - lost, _sign_flips(differences)
    )


def _resampled_means(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    chance = np.random.default_rng(_SEED)
    rounds = max(1, _CHUNK // len(values))
    return np.concatenate(
        [
            values[chance.integers(0, len(values), size=(min(rounds, _ROUNDS - done), len(values)))].mean(axis=1)
            for done in range(0, _ROUNDS, rounds)
        ]
    )


def _sign_flips(differences: npt.NDArray[np.float64]) -> float:
    """The randomisation test of paired differences.

    Source: Smucker, Allan, Carterette: A Comparison of Statistical Significance Tests for Information Retrieval
    Evaluation, CIKM 2007.
    """
    moved = differences[np.abs(differences) > _SAME]
    if not len(moved):
        return 1.0
    chance = np.random.default_rng(_SEED)
    rounds = max(1, _CHUNK // len(moved))
    seen, extreme = math.fabs(float(moved.sum())) - _SAME, 0
    for done in range(0, _ROUNDS, rounds):
        signs = chance.integers(0, 2, size=(min(rounds, _ROUNDS - done), len(moved))) * 2 - 1
        extreme += int((np.abs(signs @ moved) >= seen).sum())
    return (extreme + 1) / (_ROUNDS + 1)
