"""How well passages are found: texts with marked answers, collections of abstracts, an encyclopedia."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ways import Bench

from core.hits import cut_to_fit
from core.measuring.collection import file_names, read_collection
from core.measuring.metrics import covered, holds_answer, ndcg, precise, recall
from core.types import Hit

DEEP = 100  # hits of which documents are ranked
BUDGETS = (4000, 2000)  # characters of evidence


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def within(hits: Sequence[Hit], chars: int) -> list[Hit]:
    return cut_to_fit(list(hits), chars)


def enough(chars: int) -> int:
    """Hits that surely come to so many characters, as Search.find_within takes it."""
    return max(10, chars // 250)


def spans(bench: Bench) -> None:
    """Gold characters within the first characters of evidence, and the share of evidence that is gold."""
    rows = {row["question"]: row for row in read_lines(bench.data / "spans" / "questions.jsonl")}
    with bench.ways("spans", bench.data / "spans" / "folder") as ways:

        def measure(key: str) -> dict[str, dict[str, float]]:
            measured: dict[str, dict[str, float]] = {}
            gold = [(start, end) for start, end in rows[key]["spans"]]
            for chars in BUDGETS:
                for way in bench.names:
                    found = [
                        (hit.start, hit.end)
                        for hit in within(ways.find(way, key, enough(chars)), chars)
                        if hit.path.name == rows[key]["document"]
                    ]
                    measured.setdefault(f"gold covered in {chars:,}", {})[way] = covered(gold, found)
                    measured.setdefault(f"precision of {chars:,}", {})[way] = precise(gold, found, chars)
            return measured

        bench.ask("spans", rows, measure)


def retrieval(bench: Bench) -> None:
    """nDCG and recall over abstracts; a document ranks as its best passage does."""
    for name in ("scifact", "cran", "med"):
        collection = read_collection(bench.data / "retrieval" / name)
        names = file_names(collection)
        files = bench.libraries.written(name, {file: collection.documents[key] for file, key in names.items()})
        with bench.ways(name, files) as ways:

            def measure(key: str) -> dict[str, dict[str, float]]:
                measured: dict[str, dict[str, float]] = {}
                for way in bench.names:
                    hits = ways.find(way, collection.queries[key], DEEP)  # noqa: B023  (called within this turn)
                    ranked = list(dict.fromkeys(names[hit.path.name] for hit in hits))  # noqa: B023
                    grades = collection.grades[key]  # noqa: B023
                    measured.setdefault("nDCG@10", {})[way] = ndcg(ranked, grades, 10)
                    measured.setdefault("recall@10", {})[way] = recall(ranked, grades, 10)
                    measured.setdefault("recall@50", {})[way] = recall(ranked, grades, 50)
                return measured

            bench.ask(name, collection.queries, measure)


def wikipedia(bench: Bench) -> None:
    """The answer inside the first characters of evidence: its words anywhere, and in its own place."""
    rows = {row["id"]: row for row in read_lines(bench.data / "qa" / "wikipedia" / "questions.jsonl")}
    with bench.ways("wikipedia", bench.data / "qa" / "wikipedia" / "folder") as ways:

        def measure(key: str) -> dict[str, dict[str, float]]:
            row = rows[key]
            start, end = row["answer_span"]
            measured: dict[str, dict[str, float]] = {}
            for way in bench.names:
                hits = within(ways.find(way, row["question"], enough(2000)), 2000)
                own = any(h.path.name == row["document"] and h.start <= start and h.end >= end for h in hits)
                words = holds_answer([hit.text for hit in hits], row["answers"])
                measured.setdefault("answer in 2,000", {})[way] = words
                measured.setdefault("answer in its own place", {})[way] = own
            return measured

        bench.ask("wikipedia", rows, measure)
