"""How well other folders are searched: reports in PDF, help pages, passages that are needed in twos, languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from finding import enough, read_lines, within
from ways import Bench, Ways

from core.measuring.metrics import covered, holds_answer, rank_of, retold
from core.types import Hit

_FIRST = 5  # pages or paragraphs that a person looks through
_PAGES_FROM = 60  # hits, of which the first pages are taken
LANGUAGES = {"es": "Spanish", "de": "German", "zh": "Chinese"}


def filings(bench: Bench) -> None:
    """Whether a page with the evidence is among the first five; both halves, for there are few questions."""
    rows = {row["id"]: row for row in read_lines(bench.data / "qa" / "filings" / "questions.jsonl")}
    with bench.ways("filings", bench.data / "qa" / "filings" / "folder") as ways:

        def measure(key: str) -> dict[str, dict[str, float]]:
            gold = {f"{rows[key]['document']} {evidence['page_index'] + 1}" for evidence in rows[key]["evidence"]}
            measured: dict[str, dict[str, float]] = {}
            for way in bench.names:
                pages = pages_of(ways.find(way, rows[key]["question"], _PAGES_FROM))
                documents = [page.rsplit(" ", 1)[0] for page in pages]
                for first in (1, _FIRST, 10):
                    measured.setdefault(f"page among the first {first}", {})[way] = bool(gold & set(pages[:first]))
                measured.setdefault("report of the first page", {})[way] = documents[:1] == [rows[key]["document"]]
            return measured

        bench.ask_all("filings", rows, measure)


def pages_of(hits: list[Hit]) -> list[str]:
    """The pages that hits stand on, the first of each, as "name number"."""
    return list(dict.fromkeys(f"{hit.path.name} {hit.page}" for hit in hits))


def helpdesk(bench: Bench) -> None:
    """How much of the reference context is in the evidence, and whether its page comes first."""
    folder = bench.data / "qa" / "helpdesk" / "folder"
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}
    rows = {
        row["query"]: " ".join(row["reference_contexts"]) for row in _json(folder.parent / "questions.json")["examples"]
    }
    with bench.ways("helpdesk", folder) as ways:

        def measure(key: str) -> dict[str, dict[str, float]]:
            # The contexts don't name their page: it is the one that has most of their words in the same order.
            gold = max(texts, key=lambda name: retold(rows[key], [texts[name]]))
            measured: dict[str, dict[str, float]] = {}
            for way in bench.names:
                hits = ways.find(way, key, enough(2000))
                evidence = [hit.text for hit in within(hits, 2000)]
                measured.setdefault("context in 2,000", {})[way] = retold(rows[key], evidence)
                for first in (1, 3):
                    files = list(dict.fromkeys(hit.path.name for hit in hits))[:first]
                    measured.setdefault(f"page among the first {first}", {})[way] = gold in files
            return measured

        bench.ask("helpdesk", rows, measure)


def hotpotqa(bench: Bench) -> None:
    """Questions that need two passages: whether both are found, and how much of the sentences that tell."""
    corpus: dict[str, list[str]] = _json(bench.data / "qa" / "hotpotqa" / "corpus.json")
    rows = {row["_id"]: row for row in _json(bench.data / "qa" / "hotpotqa" / "questions.json")}
    names = {title: f"{number:04d}.txt" for number, title in enumerate(corpus)}
    leads = {title: f"{title}\n\n" for title in corpus}
    files = bench.libraries.written(
        "hotpotqa", {names[title]: leads[title] + "".join(sentences) for title, sentences in corpus.items()}
    )
    with bench.ways("hotpotqa", files) as ways:

        def measure(key: str) -> dict[str, dict[str, float]]:
            row = rows[key]
            titles = {title for title, _ in row["supporting_facts"]}
            measured: dict[str, dict[str, float]] = {}
            for way in bench.names:
                hits = ways.find(way, row["question"], enough(4000))
                found = list(dict.fromkeys(hit.path.name for hit in hits))[:_FIRST]
                measured.setdefault("both among the first 5", {})[way] = all(names[title] in found for title in titles)
                evidence = within(hits, 4000)
                telling = [_sentence_covered(corpus, leads, names, fact, evidence) for fact in row["supporting_facts"]]
                measured.setdefault("telling sentences in 4,000", {})[way] = sum(telling) / len(telling)
                if row["answer"] not in ("yes", "no"):
                    there = holds_answer([hit.text for hit in evidence], [row["answer"]])
                    measured.setdefault("answer in 4,000", {})[way] = there
            return measured

        bench.ask("hotpotqa", rows, measure)


def _sentence_covered(
    corpus: dict[str, list[str]], leads: dict[str, str], names: dict[str, str], fact: tuple[str, int], hits: list[Hit]
) -> float:
    title, number = fact
    start = len(leads[title]) + sum(map(len, corpus[title][:number]))
    spans = [(hit.start, hit.end) for hit in hits if hit.path.name == names[title]]
    return covered([(start, start + len(corpus[title][number]))], spans)


def languages(bench: Bench) -> None:
    """Whether a question's own paragraph is among the first five, in its own language."""
    for code, language in LANGUAGES.items():
        articles = _json(bench.data / "multilingual" / f"xquad.{code}.json")["data"]
        paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
        names = [f"{number:04d}.txt" for number in range(len(paragraphs))]
        texts = {name: paragraph["context"] for name, paragraph in zip(names, paragraphs, strict=True)}
        asked = {
            f"{code}-{question['id']}": (question["question"], name)
            for name, paragraph in zip(names, paragraphs, strict=True)
            for question in paragraph["qas"]
        }
        with bench.ways(f"xquad-{code}", bench.libraries.written(f"xquad-{code}", texts)) as ways:
            _paragraphs(language, asked, ways, bench)


def _paragraphs(language: str, asked: dict[str, tuple[str, str]], ways: Ways, bench: Bench) -> None:
    def measure(key: str) -> dict[str, dict[str, float]]:
        question, gold = asked[key]
        measured: dict[str, dict[str, float]] = {}
        for way in bench.names:
            found = list(dict.fromkeys(hit.path.name for hit in ways.find(way, question, 4 * _FIRST)))
            rank = rank_of([gold], found)
            measured.setdefault("paragraph among the first 5", {})[way] = rank is not None and rank <= _FIRST
            measured.setdefault("paragraph first", {})[way] = rank == 1
        return measured

    bench.ask(language, asked, measure)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
