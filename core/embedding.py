"""Giving passages their vectors, in windows that survive a kill: what is in the store is never embedded twice.

While one window is embedded, the one before it is written and the one after it is read.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from core.addresses import without_addresses
from core.budget import Budget, Pace
from core.cancel import CancelToken
from core.manifest import WHOLE, WRITING, Manifest
from core.ports import Embedder, Vectors
from core.store import Store, StoredPassage
from core.turns import Turns

_WINDOW = 256  # passages in one commit of vectors, sorted by length so that batches waste no padding
# Passages that the embedder is given at once, between two looks at who is asking. Few are done by one of its threads.
_BATCH = MappingProxyType({Budget.BACKGROUND: 4, Budget.NORMAL: 64, Budget.FULL: 32})
_AT_ONCE = 2  # batches under way at full budget: threads that are done with the one begin with the other


@dataclass(frozen=True, slots=True)
class Embedded:
    """How far the embedding is, in passages. `now` counts those that this run embedded, not those that it found."""

    done: int
    total: int
    now: int
    seconds_left: float | None


Document = tuple[str, int, bool]  # its key, its passages, and whether some of them may have vectors


def embed_missing(
    manifest: Manifest, store: Store, embedder: Embedder, turns: Turns, cancel: CancelToken, pace: Pace
) -> Generator[Embedded, None, None]:
    """Embed what has no vectors yet, newest files first.

    Raises Cancelled between batches, DiskFull with all windows so far kept.
    """
    waiting = manifest.without_vectors(embedder.fingerprint)
    total = sum(passages for _, passages, _ in waiting)
    found = now = 0
    left: float | None = None
    started = time.perf_counter()
    with (
        closing(_read_ahead(store, embedder.fingerprint, waiting)) as reading,
        closing(_Embedding(embedder, turns, cancel, pace)) as embedding,
        closing(_Writing(manifest, store, embedder.fingerprint)) as writing,
    ):
        for window, passages in reading:
            found += sum(size for _, size, _ in window) - len(passages)
            yield Embedded(found + now, total, now, left)
            writing.begin([doc for doc, _, _ in window])
            for start in range(0, len(passages), _WINDOW):
                ordered = sorted(passages[start : start + _WINDOW], key=lambda stored: len(stored.body), reverse=True)
                vectors: list[Vectors] = []
                for batch in embedding.run(ordered):
                    vectors.append(batch)
                    now += len(batch)
                    left = (total - found - now) * (time.perf_counter() - started) / now
                    yield Embedded(found + now, total, now, left)
                # Whether other passages of their documents may have vectors already, or get them later.
                in_parts = any(begun or size > _WINDOW for _, size, begun in window)
                writing.put(ordered, np.concatenate(vectors), in_parts)
            writing.end()
        writing.settle()


def _read_ahead(
    store: Store, fingerprint: str, waiting: list[Document]
) -> Generator[tuple[list[Document], list[StoredPassage]], None, None]:
    """Each window with those of its passages that have no vectors; the next is read meanwhile."""
    with ThreadPoolExecutor(1, "read ahead") as thread:
        before: tuple[list[Document], Future[list[StoredPassage]]] | None = None
        for window in _windows(waiting):
            reading = thread.submit(_missing, store, fingerprint, window)
            if before is not None:
                yield before[0], before[1].result()
            before = window, reading
        if before is not None:
            yield before[0], before[1].result()


def _windows(waiting: list[Document]) -> Iterator[list[Document]]:
    """Documents together until they fill a window; a large one alone."""
    window: list[Document] = []
    size = 0
    for item in waiting:
        if window and size + item[1] > _WINDOW:
            yield window
            window, size = [], 0
        window.append(item)
        size += item[1]
    if window:
        yield window


def _missing(store: Store, fingerprint: str, window: list[Document]) -> list[StoredPassage]:
    there: set[str] = set()
    for doc, _, begun in window:
        if begun:
            there |= store.embedded_ids(fingerprint, doc)
    passages = store.passages_of([doc for doc, _, _ in window])
    return [stored for stored in passages if stored.passage_id not in there]


class _Embedding:
    """Gives the embedder batches, from threads of its own, and lets questions go first."""

    def __init__(self, embedder: Embedder, turns: Turns, cancel: CancelToken, pace: Pace) -> None:
        self._embedder, self._turns, self._cancel, self._pace = embedder, turns, cancel, pace
        self._threads = ThreadPoolExecutor(_AT_ONCE, "embed")

    def run(self, passages: Sequence[StoredPassage]) -> Iterator[Vectors]:
        """The vectors of one batch after the other. Raises Cancelled between them."""
        under_way: deque[Future[Vectors]] = deque()
        start = 0
        while start < len(passages):
            self._cancel.check()
            self._turns.give_way()
            budget = self._pace.budget
            batch = passages[start : start + _BATCH[budget]]
            start += len(batch)
            with self._pace.working(self._cancel):
                under_way.append(self._threads.submit(self._embed, batch))
                others = _AT_ONCE - 1 if budget is Budget.FULL else 0
                done = [under_way.popleft().result() for _ in range(len(under_way) - others)]
            yield from done
        yield from (vectors.result() for vectors in under_way)

    def _embed(self, batch: Sequence[StoredPassage]) -> Vectors:
        return self._embedder.embed_passages([without_addresses(stored.body) for stored in batch])

    def close(self) -> None:
        """Waits for the batches that are under way."""
        self._threads.shutdown(wait=True, cancel_futures=True)


class _Writing:
    """Writes on a thread of its own, one commit at a time; the manifest is told from the thread that it belongs to."""

    def __init__(self, manifest: Manifest, store: Store, fingerprint: str) -> None:
        self._manifest, self._store, self._fingerprint = manifest, store, fingerprint
        self._thread = ThreadPoolExecutor(1, "write vectors")
        self._writing: Future[None] | None = None
        self._docs: list[str] = []  # of the window that is being embedded
        self._written: list[str] = []  # of those whose last commit is on its way

    def begin(self, docs: list[str]) -> None:
        """The vectors of these documents follow."""
        self._docs = docs
        self._mark(docs, WRITING)

    def put(self, passages: list[StoredPassage], vectors: Vectors, in_parts: bool) -> None:
        """Write, once what was given before is written; raises what went wrong with that."""
        self.settle()
        self._writing = self._thread.submit(self._store.add_vectors, self._fingerprint, passages, vectors, in_parts)

    def end(self) -> None:
        """All vectors of the documents were given."""
        self._written += self._docs

    def settle(self) -> None:
        """Wait for what was given, and note the documents that are whole with it."""
        if self._writing is not None:
            self._writing.result()
        self._mark(self._written, WHOLE)
        self._written = []

    def close(self) -> None:
        """No write goes on after this. What it wrote and is not noted is found by the next run."""
        self._thread.shutdown(wait=True)

    def _mark(self, docs: list[str], state: int) -> None:
        if docs:
            with self._manifest.transaction():
                self._manifest.set_vectors(docs, self._fingerprint, state)
