"""Giving passages their vectors, in windows that survive a kill: what is in the store is never embedded twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.cancel import CancelToken
from core.manifest import WHOLE, WRITING, Manifest
from core.ports import Embedder, Vectors
from core.store import Store, StoredPassage
from core.turns import Turns

_WINDOW = 256  # passages in one commit of vectors, sorted by length so that batches waste no padding
_BATCH = 16  # passages between two looks at who is asking


@dataclass(frozen=True, slots=True)
class Embedded:
    """How far the embedding is, in passages. `now` counts those that this run embedded, not those that it found."""

    done: int
    total: int
    now: int
    seconds_left: float | None


def embed_missing(
    manifest: Manifest, store: Store, embedder: Embedder, turns: Turns, cancel: CancelToken
) -> Iterator[Embedded]:
    """Embed what has no vectors yet, newest files first.

    Raises Cancelled between batches, DiskFull with all windows so far kept.
    """
    waiting = manifest.without_vectors(embedder.fingerprint)
    total = sum(passages for _, passages, _ in waiting)
    found = now = 0
    started = time.perf_counter()
    for window in _windows(waiting):
        passages = _missing(store, embedder.fingerprint, window)
        found += sum(size for _, size, _ in window) - len(passages)
        with manifest.transaction():
            manifest.set_vectors([doc for doc, _, _ in window], embedder.fingerprint, WRITING)
        for start in range(0, len(passages), _WINDOW):
            for batch in _embed_window(store, embedder, passages[start : start + _WINDOW], turns, cancel):
                now += batch
                rate = now / (time.perf_counter() - started)
                left = total - found - now
                yield Embedded(found + now, total, now, left / rate if rate else None)
        with manifest.transaction():
            manifest.set_vectors([doc for doc, _, _ in window], embedder.fingerprint, WHOLE)


def _windows(waiting: list[tuple[str, int, bool]]) -> Iterator[list[tuple[str, int, bool]]]:
    """Documents together until they fill a window; a large one alone."""
    window: list[tuple[str, int, bool]] = []
    size = 0
    for item in waiting:
        if window and size + item[1] > _WINDOW:
            yield window
            window, size = [], 0
        window.append(item)
        size += item[1]
    if window:
        yield window


def _missing(store: Store, fingerprint: str, window: list[tuple[str, int, bool]]) -> list[StoredPassage]:
    there: set[str] = set()
    for doc, _, begun in window:
        if begun:
            there |= store.embedded_ids(fingerprint, doc)
    passages = store.passages_of([doc for doc, _, _ in window])
    return [stored for stored in passages if stored.passage_id not in there]


def _embed_window(
    store: Store, embedder: Embedder, passages: list[StoredPassage], turns: Turns, cancel: CancelToken
) -> Iterator[int]:
    """Yields the passages that each step added, the last step once they are in the store."""
    ordered = sorted(passages, key=lambda stored: len(stored.body))
    vectors: list[Vectors] = []
    counted = 0
    for start in range(0, len(ordered), _BATCH):
        cancel.check()
        turns.give_way()
        yield start - counted
        counted = start
        vectors.append(embedder.embed_passages([stored.body for stored in ordered[start : start + _BATCH]]))
    store.add_vectors(embedder.fingerprint, ordered, np.concatenate(vectors))
    yield len(ordered) - counted
