"""What came of a set of questions: kept as JSON, summed up, and compared with what came of it before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import WellreadError

if TYPE_CHECKING:  # it imports numpy, which no other command should wait for
    from core.measuring.statistics import Comparison, Estimate

Values = dict[str, dict[str, float]]  # measure, question's key


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question. measures: between 0 and 1. missed: what was not found, as a sentence; "" where all was."""

    key: str
    question: str
    measures: dict[str, float]
    missed: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """One measure beside an earlier run; the keys of the questions that it was better and worse for."""

    comparison: Comparison
    better: tuple[str, ...]
    worse: tuple[str, ...]


def by_measure(outcomes: Sequence[Outcome]) -> Values:
    values: Values = {}
    for outcome in outcomes:
        for name, value in outcome.measures.items():
            values.setdefault(name, {})[outcome.key] = value
    return values


def estimates(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    from core.measuring.statistics import estimate

    return {name: estimate(list(values.values())) for name, values in by_measure(outcomes).items()}


def changes(now: Values, before: Values) -> dict[str, Change]:
    """Measures that both runs have, over the questions that both asked. Raises WellreadError where there are none."""
    from core.measuring.statistics import compare

    shared = {name: now[name].keys() & before[name].keys() for name in now if name in before}
    if not any(shared.values()):
        raise WellreadError("The earlier run asked none of these questions.", "Compare runs of the same questions.")
    return {
        name: Change(
            compare(now[name], before[name]),
            tuple(key for key in now[name] if key in keys and now[name][key] > before[name][key] + 1e-9),
            tuple(key for key in now[name] if key in keys and now[name][key] < before[name][key] - 1e-9),
        )
        for name, keys in shared.items()
        if keys
    }


def record(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The JSON of a run, which `earlier_run` reads back."""
    return {
        "questions": len(outcomes),
        "measures": {name: asdict(value) for name, value in estimates(outcomes).items()},
        "results": [
            {
                "id": outcome.key, "question": outcome.question, "measures": outcome.measures,
                "missed": outcome.missed, "seconds": outcome.seconds,
            }
            for outcome in outcomes
        ],
    }  # fmt: skip


def earlier_run(path: Path) -> Values:
    """The values of a run that was saved. Raises WellreadError when the file holds none."""
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        outcomes = [
            Outcome(str(row["id"]), str(row["question"]), {k: float(v) for k, v in row["measures"].items()})
            for row in saved["results"]
        ]
    except OSError as error:
        raise WellreadError(f"{path} can't be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WellreadError(
            f"{path} is not a run of wellread eval.", "Save one with wellread eval SET --save FILE."
        ) from error
    return by_measure(outcomes)
