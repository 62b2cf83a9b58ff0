"""`make bench`: how well passages are found and answers quoted, and how fast, each beside a baseline of the same run.

Needs the evaluation data, which is not part of the project: name its folder in EVAL (default ../shared/eval).
`--full` adds the long ones (the encyclopedia set takes about five minutes to index on two cores).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil

CHECKOUT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(CHECKOUT), str(Path(__file__).parent)]

from ruler import coverage, mean, normal, read_lines, span_questions, within  # noqa: E402

from core.answering.evidence import gather  # noqa: E402
from core.cancel import CancelToken  # noqa: E402
from core.manifest import Manifest  # noqa: E402
from core.search import Search  # noqa: E402
from core.store import Store  # noqa: E402
from core.types import Evidence, Hit  # noqa: E402
from models.embedder import SentenceEmbedder  # noqa: E402
from models.shelf import Shelf, bundled_directory  # noqa: E402


@dataclass
class Bench:
    """Where the data is, and a place for profiles."""

    data: Path
    scratch: Path
    embedder: SentenceEmbedder

    def add(self, folder: Path) -> tuple[Path, dict[str, Any], int]:
        """A profile with the folder, the report of the command, and the most memory its processes held (bytes)."""
        profile = self.scratch / folder.parent.name
        command = [
            sys.executable,
            "-m",
            "desktop.terminal.main",
            "--profile",
            str(profile),
            "--json",
            "add",
            str(folder),
        ]
        process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        peak = _Peak(process.pid)
        out, _ = process.communicate()
        return profile, json.loads(out.splitlines()[-1]), peak.stop()

    def search(self, profile: Path, *arguments: object) -> list[dict[str, Any]]:
        command = [sys.executable, "-m", "desktop.terminal.main", "--profile", str(profile), "--json", "search"]
        done = subprocess.run(
            [*command, *map(str, arguments)], cwd=CHECKOUT, capture_output=True, text=True, check=True
        )
        return [json.loads(line) for line in done.stdout.splitlines()]


class _Peak:
    """Watches the memory of a process and its children, shared pages counted once."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak, self._over = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            try:
                family = [psutil.Process(self._pid), *psutil.Process(self._pid).children(recursive=True)]
                self._peak = max(self._peak, sum(p.memory_full_info().uss for p in family))
            except psutil.Error:
                continue

    def stop(self) -> int:
        self._over.set()
        self._thread.join()
        return self._peak


def say(name: str, value: str, baseline: str = "") -> None:
    print(f"{name:52} {value:>12}   {baseline}", flush=True)


def spans(bench: Bench) -> None:
    """Share of gold characters in the first characters of evidence, through the command and in process."""
    folder = bench.data / "spans" / "folder"
    questions = span_questions(bench.data / "spans" / "questions.jsonl")
    profile, report, peak = bench.add(folder)
    embedding(bench, profile, report, peak)
    with Manifest(profile / "manifest.db") as manifest:
        store = Store(profile / "library")
        for chars in (4000, 2000):
            hits = bench.search(profile, "--within", chars, "--from", bench.data / "spans" / "questions.jsonl")
            command = mean([_covered(q, found["hits"]) for q, found in zip(questions, hits, strict=True)])
            words = _coverage(Search(manifest, store, None), questions, chars)
            meaning = _coverage(_MeaningAlone(manifest, store, bench.embedder), questions, chars)
            say(
                f"spans: gold characters covered in {chars}",
                f"{command:.3f}",
                f"words {words:.3f}, meaning {meaning:.3f}",
            )


class _MeaningAlone(Search):
    """The baseline that finds by vectors only."""

    def find(self, question: str, limit: int, folder: Path | None, cancel: CancelToken) -> list[Hit]:
        assert self.embedder is not None
        vector = self.embedder.embed_question(question)
        dense = self._store.dense(self.embedder.fingerprint, vector, limit)
        return self._hits(dense, dict(dense), limit, folder)


def _covered(question: Any, hits: list[dict[str, Any]]) -> float:
    gold = {position for start, end in question.spans for position in range(start, end)}
    found = {
        position
        for hit in hits
        if Path(hit["path"]).name == question.document
        for position in range(hit["start"], hit["end"])
    }
    return len(gold & found) / len(gold)


def _coverage(search: Search, questions: list[Any], chars: int) -> float:
    shares = []
    for question in questions:
        hits = within(search.find(question.question, max(10, chars // 250), None, CancelToken()), chars)
        covered, gold, _ = coverage(question, hits)
        shares.append(covered / gold)
    return mean(shares)


def embedding(bench: Bench, profile: Path, report: dict[str, Any], peak: int) -> None:
    """Passages a second of the whole pipeline beside plain encode over the same passages."""
    with Manifest(profile / "manifest.db") as manifest:
        docs = sorted(manifest.docs_under(Path(profile.anchor)))
    bodies = [stored.body for stored in Store(profile / "library").passages_of(docs)]
    model = bench.embedder.load()
    plain = _rate(lambda: model.encode(bodies, batch_size=32, show_progress_bar=False), len(bodies))
    pipeline = report["embedded"] / report["seconds"]["embed"]
    say("embedding: passages a second, in the pipeline", f"{pipeline:.1f}", f"plain encode {plain:.1f}")
    say("adding: most memory of all processes", f"{peak / 1e6:.0f} MB", f"{report['passages']} passages")
    say("adding: seconds to the first searchable file", f"{report['seconds']['first_searchable']:.2f}", "")


def reading(bench: Bench) -> None:
    """Pages a second with structure and boxes beside PyMuPDF's plain extraction, all in this process."""
    from core.passages import Cutter
    from core.reading.pdf.mupdf import load
    from core.reading.registry import read_pages
    from core.reading.source import Source
    from core.types import Page

    pymupdf = load()
    files = sorted((bench.data / "qa" / "filings" / "folder").glob("*.pdf"))
    pages = sum(len(pymupdf.open(file)) for file in files)

    def plain(file: Path) -> None:
        for page in pymupdf.open(file):
            page.get_text()

    def whole(file: Path, cut: bool) -> None:
        cutter = Cutter()
        for page in read_pages(Source(file, "pdf", file.parent)):
            if cut and isinstance(page, Page):
                cutter.cut(page)

    # A file after the other, each way the best of five in turn: the machine's other work hits all three alike.
    ways: tuple[Callable[[Path], None], ...] = (plain, partial(whole, cut=False), partial(whole, cut=True))
    best = [sum(times) for times in zip(*(_best_of(5, ways, file) for file in files), strict=True)]
    for at, what in ((1, "with structure and places"), (2, "cut into passages too")):
        beside = f"plain {pages / best[0]:.0f}: {best[at] / best[0]:.2f} times as long"
        say(f"reading: PDF pages a second, {what}", f"{pages / best[at]:.0f}", beside)


def _best_of(rounds: int, ways: Sequence[Callable[[Path], None]], file: Path) -> list[float]:
    """Seconds of the processor that each way takes with the file."""
    times = [[_seconds(partial(way, file)) for way in ways] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def _seconds(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _rate(work: Callable[[], Any], count: int) -> float:
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def encyclopedia(bench: Bench) -> None:
    """Answers inside the evidence and inside the quotes; questions that the folder does not answer."""
    profile, _, _ = bench.add(bench.data / "qa" / "wikipedia" / "folder")
    answerable = read_lines(bench.data / "qa" / "wikipedia" / "questions.jsonl")[1::6]
    stranger = read_lines(bench.data / "qa" / "wikipedia" / "unanswerable.jsonl")
    with Manifest(profile / "manifest.db") as manifest:
        store = Store(profile / "library")
        full, words = Search(manifest, store, bench.embedder), Search(manifest, store, None)
        found, alone = (mean([_answered(search, q) for q in answerable]) for search in (full, words))
        say("encyclopedia: answer in the first 2,000 characters", f"{found:.3f}", f"words {alone:.3f}")
        evidence = [_evidence(bench, full, store, question["question"]) for question in answerable]
        for count in (1, 2, 3):
            share = mean([_quoted(e, q["answers"], count) for e, q in zip(evidence, answerable, strict=True)])
            say(f"encyclopedia: answer in the best {count} quotes, unless refused", f"{share:.3f}", "")
        say("encyclopedia: refused though it is there", f"{mean([e.refused for e in evidence]):.3f}", "")
        refused = mean([_evidence(bench, full, store, question["question"]).refused for question in stranger])
        say("encyclopedia: refused when it is not there", f"{refused:.3f}", "always answering 0.000")


def _answered(search: Search, question: dict[str, Any]) -> float:
    hits = within(search.find(question["question"], 20, None, CancelToken()), 2000)
    start, end = question["answer_span"]
    return float(any(h.path.name == question["document"] and h.start <= start and h.end >= end for h in hits))


def _evidence(bench: Bench, search: Search, store: Store, question: str) -> Evidence:
    return gather(question, search.find(question, 10, None, CancelToken()), 2400, bench.embedder, store.text)


def _quoted(evidence: Evidence, answers: list[str], count: int) -> float:
    best = sorted(evidence.quotes, key=lambda quote: -quote.score)[:count]
    return float(any(normal(answer) in normal(quote.text) for answer in answers for quote in best))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    data = Path(os.environ.get("EVAL", CHECKOUT.parent / "shared" / "eval")).resolve()
    if not (data / "spans").is_dir():
        print(f"There is no evaluation data in {data}. Name its folder: EVAL=/path/to/eval make bench", file=sys.stderr)
        return 1
    scratch = Path(tempfile.mkdtemp(prefix="wellread-bench-"))
    try:
        shelf = Shelf(scratch / "models", bundled_directory(os.environ))
        bench = Bench(data, scratch, SentenceEmbedder(shelf.embedder_path()))
        reading(bench)
        spans(bench)
        if options.full:
            encyclopedia(bench)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
