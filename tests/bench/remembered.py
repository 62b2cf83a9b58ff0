"""An embedder that remembers: what it has embedded once, in any run of the bench, it never embeds again."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from core.ports import Embedder, Vectors


class Remembered:
    """core's port of an embedder in front of a real one. Speed is not measured through it."""

    def __init__(self, embedder: Embedder, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.real = embedder
        self._db = sqlite3.connect(path, check_same_thread=False, timeout=60)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")

    @property
    def fingerprint(self) -> str:
        return self.real.fingerprint

    @property
    def dimensions(self) -> int:
        return self.real.dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._all(texts, b"passage", self.real.embed_passages)

    def embed_question(self, text: str) -> Vectors:
        return self._all([text], b"question", lambda missing: self.real.embed_question(missing[0])[None])[0]

    def reads(self, text: str) -> bool:
        return self.real.reads(text)

    def _all(self, texts: Sequence[str], kind: bytes, embed: Callable[[Sequence[str]], Vectors]) -> Vectors:
        keys = [hashlib.blake2b(text.encode(), key=kind, digest_size=16).digest() for text in texts]
        known = {key: vector for key in keys if (vector := self._known(key)) is not None}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            known |= dict(zip(missing, embed(list(missing.values())), strict=True))
            rows = [(key, known[key].astype(np.float32).tobytes()) for key in missing]
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        return np.stack([known[key] for key in keys])

    def _known(self, key: bytes) -> Vectors | None:
        row = self._db.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
        return np.frombuffer(row[0], dtype=np.float32) if row else None

    def close(self) -> None:
        self._db.close()
