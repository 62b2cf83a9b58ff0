"""The embedder that serves now, which may be exchanged for a faster one with the same weights while it is in use."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from core.ports import Embedder, Vectors
from models.embedder import SentenceEmbedder

log = logging.getLogger(__name__)

_MANY = 2000  # passages, after which more are likely to come: importing torch then pays


class RunningEmbedder:
    """Behind core's port; every embedder in it has the same fingerprint."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.fingerprint = embedder.fingerprint

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def use(self, embedder: Embedder) -> None:
        """From the next text on."""
        self._embedder = embedder

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.embed_passages(texts)

    def embed_question(self, text: str) -> Vectors:
        return self._embedder.embed_question(text)

    def reads(self, text: str) -> bool:
        return self._embedder.reads(text)


class AcceleratedEmbedder:
    """On a machine with CUDA or Metal: sentence-transformers there for passages, once there are many of them.

    Questions stay with the fast form, which needs no import of seconds and no copying to the card and back.
    """

    def __init__(self, fast: Embedder, folder: Path) -> None:
        self._fast, self._folder = fast, folder
        self.fingerprint, self.dimensions = fast.fingerprint, fast.dimensions
        self._count = 0
        self._card: Embedder | None = None  # loaded, and not yet compared
        self._passages = fast

    def embed_question(self, text: str) -> Vectors:
        return self._fast.embed_question(text)

    def reads(self, text: str) -> bool:
        return self._fast.reads(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        before, self._count = self._count, self._count + len(texts)
        if before < _MANY <= self._count:
            threading.Thread(target=self._load, name="accelerator", daemon=True).start()
        if self._card is not None:
            return self._compare(self._card, texts)
        try:
            return self._passages.embed_passages(texts)
        except Exception:  # a card's memory is also others'
            if self._passages is self._fast:
                raise
            log.exception("the accelerator failed; the processor goes on")
            self._passages = self._fast
            return self._fast.embed_passages(texts)

    def _load(self) -> None:
        try:
            card = SentenceEmbedder(self._folder)
            if card.load().device.type != "cpu":
                card.embed_passages(["The first run is slow."])
                self._card = card
        except Exception:
            log.exception("the accelerator can't be used")

    def _compare(self, card: Embedder, texts: Sequence[str]) -> Vectors:
        """Once: whichever is quicker goes on."""
        self._card = None
        started = time.perf_counter()
        vectors = self._fast.embed_passages(texts)
        between = time.perf_counter()
        try:
            vectors = card.embed_passages(texts)
        except Exception:
            log.exception("the accelerator failed; the processor goes on")
            return vectors
        if time.perf_counter() - between < between - started:
            self._passages = card
        return vectors


def has_accelerator() -> bool:
    """Whether torch might find CUDA or Metal, without importing it."""
    import platform
    import sys

    if sys.platform == "darwin":
        return platform.machine() == "arm64"
    if sys.platform == "win32":
        return (Path("C:/Windows/System32") / "nvcuda.dll").exists()
    return Path("/proc/driver/nvidia/version").exists()
