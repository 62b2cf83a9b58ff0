"""Measures of finding and answering: how much of what answers a question is in what was found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.types import Hit

Span = tuple[int, int]


@dataclass(frozen=True)
class SpanQuestion:
    """A question with the places in one file that answer it."""

    question: str
    document: str
    spans: tuple[Span, ...]


def span_questions(path: Path) -> list[SpanQuestion]:
    return [
        SpanQuestion(row["question"], row["document"], tuple((s, e) for s, e in row["spans"]))
        for row in read_lines(path)
    ]


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def within(hits: Iterable[Hit], chars: int) -> list[Hit]:
    """The hits in order until their texts come to `chars` characters, the last one cut."""
    from core.hits import cut_to_fit

    return cut_to_fit(list(hits), chars)


def coverage(question: SpanQuestion, hits: Sequence[Hit]) -> tuple[int, int, int]:
    """(gold characters covered, gold characters, characters found)."""
    gold = _characters(question.spans)
    found = _characters([(hit.start, hit.end) for hit in hits if hit.path.name == question.document])
    return len(gold & found), len(gold), sum(len(hit.text) for hit in hits)


def _characters(spans: Iterable[Span]) -> set[int]:
    return {position for start, end in spans for position in range(start, end)}


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def normal(text: str) -> str:
    return " ".join(text.casefold().split())
