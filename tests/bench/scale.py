"""How long a search takes in a large library, beside the two bare queries of LanceDB that it cannot do without.

The passages are made from the shared texts: the first half of one and the second half of another, with the normalised
sum of their vectors, which is about what an embedder that averages its tokens would give.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import lancedb
import numpy as np
import psutil
from finding import read_lines
from lancedb.query import MatchQuery
from libraries import Library
from ways import Bench

from core.cancel import CancelToken
from core.learning import learn
from core.manifest import WHOLE, Manifest
from core.ports import Embedder, Vectors
from core.profile import Profile
from core.search import Search
from core.store import Store
from core.terms import asked_terms
from core.turns import Turns
from core.types import Page, Passage, Reading, ReadPage, Status

_SEED = 7
_PER_DOCUMENT = 1_000
_BATCH = 10  # documents in one commit
_SHOWN = 10  # hits
_QUESTIONS = 200
_RECALL_QUESTIONS = 50
_RECALL_DEPTH = 60


def hundred_thousand(bench: Bench) -> None:
    measure(bench, 100_000, "scale, 100,000 passages")


def million(bench: Bench) -> None:
    measure(bench, 1_000_000, "scale, 1,000,000 passages")


def measure(bench: Bench, count: int, title: str) -> None:
    questions = [row["question"] for row in read_lines(bench.data / "qa" / "wikipedia" / "questions.jsonl")]
    questions = random.Random(_SEED).sample(questions, _QUESTIONS)
    root = bench.libraries.made(f"scale-{count}", lambda root: _make(root, bench, count))
    profile = Profile(root)
    gc.collect()
    before = psutil.Process().memory_full_info().uss
    with Manifest(profile.manifest) as manifest:
        library = Library(profile, manifest, Store(profile.library), count)
        times = _times(library, bench.libraries.embedder.real, questions)  # that remembers nothing
        recall = _recall(library, bench.libraries.embedder, questions[:_RECALL_QUESTIONS])
    held = psutil.Process().memory_full_info().uss - before
    bare = times["vector query"] + times["full-text query"]
    for percent in (50, 95):
        ours, theirs = np.percentile(times["search"], percent), np.percentile(bare, percent)
        beside = {
            "bare vector and full-text query": float(theirs),
            "times as long": float(ours / theirs),
            "of it embedding the question": float(np.percentile(times["embedding"], percent)),
        }
        two = ("bare vector and full-text query",) if percent == 95 else ()  # what the goal is about
        bench.results.figure(
            title, f"warm search, p{percent}", float(ours), "ms", beside, two, goal=1.5 * float(theirs)
        )
    bench.results.figure(title, f"nearest {_RECALL_DEPTH} found by the vector index", recall, "", {"exact": 1.0})
    bench.results.figure(title, "memory of the process, more than before", held / 1e6, "MB", {})
    disk = sum(path.stat().st_size for path in profile.library.rglob("*") if path.is_file())
    bench.results.figure(title, "disk", disk / 1e6, "MB", {})


def _times(library: Library, embedder: Embedder, questions: list[str]) -> dict[str, np.ndarray[Any, Any]]:
    """Milliseconds of each question, all of them one after the other, so that other work hits them alike."""
    tables = lancedb.connect(library.profile.library)
    passages, vectors = tables.open_table("passages"), tables.open_table(f"vectors_{embedder.fingerprint}")
    search = Search(library.manifest, library.store, embedder)
    times: dict[str, list[float]] = {name: [] for name in ("embedding", "vector query", "full-text query", "search")}
    for question in (*questions[:20], *questions):  # the first ones warm up
        vector = _timed(times["embedding"], lambda: embedder.embed_question(question))  # noqa: B023
        _timed(times["vector query"], lambda: _nearest(vectors, vector, _SHOWN))  # noqa: B023
        words = MatchQuery(" ".join({term for forms in asked_terms(question) for term in forms}), "terms")
        _timed(
            times["full-text query"],
            lambda: passages.search(words, query_type="fts").limit(_SHOWN).to_list(),  # noqa: B023
        )
        _timed(times["search"], lambda: search.find(question, _SHOWN, None, CancelToken()))  # noqa: B023
    return {name: np.asarray(values[20:]) for name, values in times.items()}


def _timed(times: list[float], work: Callable[[], Any]) -> Any:
    start = time.perf_counter()
    done = work()
    times.append(1000 * (time.perf_counter() - start))
    return done


def _nearest(table: Any, vector: Vectors, limit: int) -> list[dict[str, Any]]:
    return list(table.search(vector, vector_column_name="vector").distance_type("cosine").limit(limit).to_list())


def _recall(library: Library, embedder: Embedder, questions: list[str]) -> float:
    """Of the truly nearest passages, those that the store finds."""
    table = lancedb.connect(library.profile.library).open_table(f"vectors_{embedder.fingerprint}")
    shares = []
    for question in questions:
        vector = embedder.embed_question(question)
        query = table.search(vector, vector_column_name="vector").distance_type("cosine").bypass_vector_index()
        exact = {row["id"] for row in query.select(["id", "_distance"]).limit(_RECALL_DEPTH).to_list()}
        found = library.store.dense(embedder.fingerprint, vector, _RECALL_DEPTH).keys()
        shares.append(len(exact & found) / len(exact))
    return sum(shares) / len(shares)


# Making the library


def _make(root: Path, bench: Bench, count: int) -> None:
    profile = Profile(root)
    profile.prepare()
    bodies, vectors = _seeds(bench)
    store, fingerprint = Store(profile.library), bench.libraries.embedder.fingerprint
    with Manifest(profile.manifest) as manifest:
        with manifest.transaction():
            folder = manifest.add_folder(root / "files")
        for batch in _batches(bodies, vectors, count):
            store.add([(doc, [leaf]) for doc, leaf, _ in batch])
            stored = store.passages_of([doc for doc, _, _ in batch])  # in reading order, as the vectors are
            store.add_vectors(fingerprint, stored, np.concatenate([made for _, _, made in batch]))
            with manifest.transaction():
                for doc, leaf, _ in batch:
                    manifest.put_file(root / "files" / f"{doc}.txt", folder, 1, 1, 1, doc=doc, kind="text")
                    manifest.put_reading(doc, Reading(Status.INDEXED, passages=len(leaf.passages)), 1)
                manifest.set_vectors([doc for doc, _, _ in batch], fingerprint, WHOLE)
        learn(manifest, store, Turns(), CancelToken())
        store.upkeep()


def _seeds(bench: Bench) -> tuple[list[str], Vectors]:
    """The passages of two shared folders with their vectors."""
    bodies: list[str] = []
    folders = {"spans": bench.data / "spans" / "folder", "wikipedia": bench.data / "qa" / "wikipedia" / "folder"}
    for name, folder in folders.items():
        with bench.libraries.open(name, folder) as library:
            docs = sorted(library.manifest.docs_under(folder))
            bodies += [stored.body for stored in library.store.passages_of(docs)]
    return bodies, bench.libraries.embedder.embed_passages(bodies)


Made = tuple[str, ReadPage, Vectors]  # a document, its one page with all passages, and their vectors


def _batches(bodies: list[str], vectors: Vectors, count: int) -> Iterator[list[Made]]:
    chance = np.random.default_rng(_SEED)
    batch: list[Made] = []
    for number in range(count // _PER_DOCUMENT):
        one, other = chance.integers(0, len(bodies), size=(2, _PER_DOCUMENT))
        together = vectors[one] + vectors[other]
        together /= np.linalg.norm(together, axis=1, keepdims=True)
        texts = [_halves(bodies[a], bodies[b]) for a, b in zip(one, other, strict=True)]
        passages, start = [], 0
        for ordinal, text in enumerate(texts):
            passages.append(Passage(ordinal, None, start, start + len(text), text))
            start += len(text) + 1
        batch.append((f"{number:032x}", ReadPage(Page(None, "\n".join(texts)), tuple(passages)), together))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _halves(one: str, other: str) -> str:
    return f"{one[: len(one) // 2]} {other[len(other) // 2 :]}"
