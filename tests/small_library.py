"""A library in this process, with real readers and store, and an embedder that counts what it is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from core.cancel import CancelToken
from core.folders import add_folder
from core.manifest import Manifest
from core.ports import Embedder, Vectors
from core.profile import Profile
from core.reading.room import ReadingRoom
from core.store import Store
from core.sync import Sync
from core.turns import Turns
from core.types import SyncReport


class CountingEmbedder:
    """Gives each text a direction of its own; for what is not about finding."""

    fingerprint = "c0ffee00c0ffee00"
    dimensions = 64

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return np.stack([self.embed_question(text) for text in texts])

    def embed_question(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        vector = np.random.default_rng(seed).normal(size=self.dimensions)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class SmallLibrary:
    """One profile with one folder; to be closed."""

    def __init__(
        self, profile: Profile, folder: Path, embedder: Embedder | None = None, room: ReadingRoom | None = None
    ) -> None:
        profile.prepare()
        self.profile, self.folder = profile, folder
        self.embedder = embedder or CountingEmbedder()
        self.manifest = Manifest(profile.manifest)
        self.store = Store(profile.library)
        self._own = None if room else ReadingRoom(1)
        self.room = room or self._own
        if not self.manifest.folders():
            add_folder(self.manifest, folder)

    def sync(self, cancel: CancelToken | None = None) -> SyncReport:
        assert self.room is not None
        return Sync(
            self.manifest, self.store, self.room, lambda: self.embedder, Turns(), lambda _: None,
            cancel or CancelToken(),
        ).run()  # fmt: skip

    def close(self) -> None:
        self.manifest.close()
        if self._own is not None:
            self._own.close()

    def __enter__(self) -> SmallLibrary:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()
