"""How well questions were answered, for a person to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from core.measuring.judging import WORDING
from core.measuring.outcome import Change, Outcome, by_measure, estimates
from desktop.terminal.context import Context

_CHANCE = 0.05  # below this, chance alone seldom makes such a difference
_LISTED = 10  # questions that a change names
_WIDTH = 58


def print_card(context: Context, outcomes: Sequence[Outcome], changed: Mapping[str, Change], chars: int) -> None:
    context.out(f"{counted_questions(len(outcomes))}, evidence of {chars:,} characters, {_pace(outcomes)}\n")
    values = by_measure(outcomes)
    for name, of in estimates(outcomes).items():
        whole = set(values[name].values()) <= {0.0, 1.0}
        count = f"{sum(values[name].values()):.0f} of {of.count}" if whole else ""
        words = WORDING.get(name, name)
        words = words[0].upper() + words[1:] if name in WORDING else name
        context.out(f"{words:{_WIDTH}}{count:>12}  {of.mean:4.0%}   ({of.low:.0%} to {of.high:.0%})")
    if len(outcomes) < 100:
        context.out("\nIn brackets: where the share would lie for many questions like these, 95 times of 100.")
    _print_missed(context, outcomes)
    if changed:
        _print_changes(context, outcomes, changed)


def _pace(outcomes: Sequence[Outcome]) -> str:
    return f"{median(outcome.seconds for outcome in outcomes):.2f} seconds each"


def counted_questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count:,} questions"


def _print_missed(context: Context, outcomes: Sequence[Outcome]) -> None:
    missed = [outcome for outcome in outcomes if outcome.missed]
    if not missed:
        context.out("\nEverything was found.")
        return
    context.out(f"\nNot found: {counted_questions(len(missed))}")
    for outcome in missed:
        context.out(f"  {outcome.question}\n      {outcome.missed}")


def _print_changes(context: Context, outcomes: Sequence[Outcome], changed: Mapping[str, Change]) -> None:
    texts = {outcome.key: outcome.question for outcome in outcomes}
    context.out("\nBeside the earlier run, question by question")
    for name, change in changed.items():
        of = change.comparison
        verdict = "may be chance" if of.p >= _CHANCE else "hardly chance"
        sides = f"{of.won} better, {of.lost} worse, {of.tied} the same"
        words = WORDING.get(name, name)
        context.out(f"{words:{_WIDTH}}{of.difference:>+8.1%}   {sides}" + (f"; {verdict}" if of.won or of.lost else ""))
        for what, keys in (("better", change.better), ("worse", change.worse)):
            for key in keys[:_LISTED]:
                context.out(f"    {what}: {texts[key]}")
            if len(keys) > _LISTED:
                context.out(f"    {what}: and {len(keys) - _LISTED} more")


def change_record(changed: Mapping[str, Change]) -> dict[str, Any]:
    return {
        name: asdict(change.comparison) | {"better": list(change.better), "worse": list(change.worse)}
        for name, change in changed.items()
    }
