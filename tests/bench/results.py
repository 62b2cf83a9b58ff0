"""What the bench measured: printed as it comes, kept as JSON, compared with an earlier run question by question."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.measuring.halves import Half, half_of
from core.measuring.statistics import Comparison, compare, estimate

SINGLE = ("words", "meaning")  # ways that use one index alone

Values = dict[str, float]  # by the key of the question
Measured = dict[str, dict[str, Values]]  # measure, way, question
Ask = Callable[[str], Mapping[str, Mapping[str, float]]]  # for the key of a question: measure, way


@dataclass
class Results:
    """Everything that one run of the bench measured.

    halves: which halves of the questions are asked.
    earlier: the JSON of an earlier run, or empty.
    """

    halves: tuple[Half, ...] = (Half.REPORTED,)
    earlier: dict[str, Any] = field(default_factory=dict)
    questions: dict[str, Measured] = field(default_factory=dict)  # by "section, half"
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)  # by section: those that no questions make

    def over_halves(self, section: str, keys: Iterable[str], measure: Ask) -> None:
        """Ask the questions of each half and print what came of it."""
        keys = list(keys)
        for half in self.halves:
            asked = [key for key in keys if half_of(key) is half]
            self._ask(f"{section}, {half} half", asked, measure)

    def over_all(self, section: str, keys: Iterable[str], measure: Ask) -> None:
        """Ask all questions, for a set that is too small for halves; nothing is tuned on it."""
        self._ask(f"{section}, all", list(keys), measure)

    def _ask(self, title: str, asked: list[str], measure: Ask) -> None:
        measured: Measured = {}
        for key in asked:
            for name, ways in measure(key).items():
                for way, value in ways.items():
                    measured.setdefault(name, {}).setdefault(way, {})[key] = float(value)
        self.questions[title] = measured
        print(f"\n{title}: {len(asked)} questions")
        self._print(title, measured)

    def figure(
        self, section: str, name: str, value: float, unit: str, baseline: Mapping[str, float],
        charted: Sequence[str] = (), goal: float | None = None,
    ) -> None:  # fmt: skip
        """A figure that is not a mean over questions, beside its baselines.

        charted: the baselines that a chart shows beside it, in the same unit; without any there is no chart.
        """
        first = section not in self.figures
        self.figures.setdefault(section, {})[name] = {
            "value": value, "unit": unit, "baseline": dict(baseline), "charted": list(charted), "goal": goal,
        }  # fmt: skip
        beside = ", ".join(f"{other} {_short(number)}" for other, number in baseline.items())
        print(
            f"{chr(10) + section + chr(10) if first else ''}  {name:58} {_short(value):>9} {unit:5} {beside}",
            flush=True,
        )

    def _print(self, title: str, measured: Measured) -> None:
        ways = list(dict.fromkeys(way for by_way in measured.values() for way in by_way))
        print(" " * 36 + "".join(f"{way:>13}" for way in ways))
        for name, by_way in measured.items():
            estimates = {way: estimate(list(by_way[way].values())) for way in ways if way in by_way}
            cells = "".join(f"{estimates[way].mean:13.3f}" if way in estimates else " " * 13 for way in ways)
            last = estimates[ways[-1]]
            print(f"  {name:34}{cells}   ({last.low:.3f} to {last.high:.3f})", flush=True)
            self._print_comparisons(title, name, by_way, ways)

    def _print_comparisons(self, title: str, name: str, by_way: dict[str, Values], ways: list[str]) -> None:
        others = [way for way in ways[:-1] if way in by_way]
        if others and ways[-1] in by_way:
            single = max(
                (way for way in others if way in SINGLE), key=lambda way: sum(by_way[way].values()), default=""
            )
            best = max(others, key=lambda way: sum(by_way[way].values()))
            for other in dict.fromkeys(filter(None, (single, best))):
                print(f"  {'':34} beside {other}: {sentence(compare(by_way[ways[-1]], by_way[other]))}")
        before = self.earlier.get("questions", {}).get(title, {}).get(name, {}).get(ways[-1])
        if before:
            print(f"  {'':34} beside the earlier run: {sentence(compare(by_way[ways[-1]], before))}", flush=True)

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        means = {
            title: {
                name: {way: asdict(estimate(list(values.values()))) for way, values in ways.items()}
                for name, ways in measured.items()
            }
            for title, measured in self.questions.items()
        }
        record = {"estimates": means, "figures": self.figures, "questions": self.questions}
        path.write_text(json.dumps(record), encoding="utf-8")


def sentence(result: Comparison) -> str:
    return (
        f"{result.difference:+.3f} ({result.low:+.3f} to {result.high:+.3f}), "
        f"won {result.won}, lost {result.lost}, tied {result.tied}, p {result.p:.3f}"
    )


def _short(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
