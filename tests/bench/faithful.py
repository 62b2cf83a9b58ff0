"""Whether what runs per passage finds as well as sentence-transformers with the same weights, collection by collection.

Both find by meaning alone, among all passages, with no index between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import finding
import folders
import numpy as np
from libraries import Library
from remembered import Remembered
from ways import Bench, Ways

from core.ports import Embedder, Vectors
from core.types import Hit

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PLAIN, SHIPPED = "plain encode", "Wellread's embedder"
_SETS = (
    finding.spans, finding.retrieval, finding.wikipedia, folders.filings, folders.helpdesk, folders.hotpotqa,
)  # fmt: skip


def faithful(bench: Bench) -> None:
    """Every set by meaning alone, with the vectors of either."""
    plain = Remembered(_Plain(bench.libraries.weights), bench.libraries.folder / "vectors-plain.db")
    try:
        both = replace(
            bench,
            names=(PLAIN, SHIPPED),
            make=lambda library, embedder: _Meanings(library, embedder, plain),
            prefix="embedder, ",
        )
        for ask in _SETS:
            ask(both)
    finally:
        plain.close()


class _Plain:
    """SentenceTransformer.encode as anybody would call it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._model = folder, None
        self.fingerprint = "plain"
        self.dimensions = 0

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self._loaded().encode(list(texts), normalize_embeddings=True), dtype=np.float32)

    def embed_question(self, text: str) -> Vectors:
        return self.embed_passages([text])[0]

    def reads(self, text: str) -> bool:
        return True

    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(str(self._folder), local_files_only=True)
        return self._model


class _Meanings(Ways):
    """The passages nearest to the question, by the vectors of either embedder."""

    def __init__(self, library: Library, shipped: Embedder, plain: Embedder) -> None:
        super().__init__(library, shipped)
        docs = sorted(library.manifest.docs_under(*library.manifest.folders().values()))
        stored = library.store.passages_of(docs)
        self._ids = [passage.passage_id for passage in stored]
        bodies = [passage.body for passage in stored]
        self._sides = {
            name: (embedder, embedder.embed_passages(bodies)) for name, embedder in ((PLAIN, plain), (SHIPPED, shipped))
        }

    def find(self, way: str, question: str, limit: int) -> list[Hit]:
        embedder, vectors = self._sides[way]
        scores = vectors @ embedder.embed_question(question)
        best = np.argsort(-scores, kind="stable")[:limit]
        return self.hits([(self._ids[at], float(scores[at])) for at in best])
