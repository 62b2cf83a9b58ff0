"""Measures of one ranking for one question; each is between 0 and 1, and higher is better."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

Span = tuple[int, int]

_WORD = re.compile(r"\w+")


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Normalised discounted cumulative gain of the first `depth` documents, 0 where nothing has a grade above 0.

    Gains are the grades themselves and the discount is log2(rank + 1), as trec_eval counts and BEIR reports
    (Järvelin, Kekäläinen: Cumulated gain-based evaluation of IR techniques, ACM TOIS 2002).
    """
    ideal = _discounted(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:depth])
    found = _discounted([max(0, grades.get(document, 0)) for document in ranked[:depth]])
    return found / ideal if ideal else 0.0


def _discounted(gains: Iterable[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def recall(ranked: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """The share of the relevant documents (grade above 0) that are among the first `depth`."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranked[:depth])) / len(relevant) if relevant else 0.0


def covered(gold: Sequence[Span], found: Sequence[Span]) -> float:
    """The share of the gold characters that lie in what was found; spans `[start, end)` of one text."""
    wanted = merged(gold)
    return overlap(wanted, merged(found)) / length(wanted) if wanted else 0.0


def precise(gold: Sequence[Span], found: Sequence[Span], chars: int) -> float:
    """The share of `chars` characters of evidence that are gold. found: of the gold's own text."""
    return overlap(merged(gold), merged(found)) / chars if chars else 0.0


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same characters as spans that don't touch, in order."""
    result: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def overlap(one: Sequence[Span], other: Sequence[Span]) -> int:
    """How many characters two lists of merged spans share."""
    return sum(max(0, min(end, stop) - max(start, begin)) for start, end in one for begin, stop in other)


def length(spans: Iterable[Span]) -> int:
    """How many characters merged spans have."""
    return sum(end - start for start, end in spans)


def holds_answer(texts: Iterable[str], answers: Iterable[str]) -> bool:
    """Whether any of the answers stands in any of the texts, whatever the case and the white space."""
    plain = [plainly(text) for text in texts]
    return any(plainly(answer) in text for answer in answers if answer.strip() for text in plain)


def plainly(text: str) -> str:
    """The text without differences of case and white space."""
    return " ".join(text.casefold().split())


def rank_of(wanted: Iterable[str], ranked: Sequence[str]) -> int | None:
    """The place of the first that was wanted, from 1, or None."""
    sought = set(wanted)
    return next((rank for rank, name in enumerate(ranked, start=1) if name in sought), None)


def retold(reference: str, texts: Iterable[str], run: int = 3) -> float:
    """The share of the reference's runs of `run` words that stand in any of the texts.

    For references whose white space and marks are not the document's own, so that characters can't be compared.
    """
    wanted = _runs(reference, run)
    found = set().union(*(_runs(text, run) for text in texts))
    return len(wanted & found) / len(wanted) if wanted else 0.0


def _runs(text: str, run: int) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[at : at + run]) for at in range(max(1, len(words) - run + 1))} if words else set()
