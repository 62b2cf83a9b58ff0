"""The embedder: a sentence-transformers folder on this machine, behind core's port."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.errors import WellreadError
from core.ports import Vectors
from models.embedding.tongue import familiar, words_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 16  # texts; small, so that a question never waits long for its turn


class SentenceEmbedder:
    """Loads on first use: importing sentence-transformers takes seconds that keyword search need not wait for."""

    def __init__(self, folder: Path, device: str | None = None, attention: str | None = None) -> None:
        """device: where it runs, None for CUDA or Metal where there is one. attention: an implementation of it."""
        self._folder, self._device = folder, device
        self._options = {"attn_implementation": attention} if attention else {}
        self._model: SentenceTransformer | None = None
        self._lock = threading.Lock()  # the tokenizer can't be used from two threads at once
        self.fingerprint = fingerprint(folder)

    @property
    def dimensions(self) -> int:
        return int(self.load().get_embedding_dimension() or 0)

    def load(self) -> SentenceTransformer:
        """The model, loaded if it isn't yet. Raises WellreadError when the folder doesn't hold one."""
        with self._lock:
            return self._loaded()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = [self._encoded(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        return np.concatenate(vectors) if vectors else np.zeros((0, self.dimensions), dtype=np.float32)

    def _encoded(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            model = self._loaded()
            vectors = model.encode_document(
                list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    def embed_question(self, text: str) -> Vectors:
        with self._lock:
            vector = self._loaded().encode_query([text], normalize_embeddings=True, show_progress_bar=False)[0]
        return np.asarray(vector, dtype=np.float32)

    def reads(self, text: str) -> bool:
        words = words_of(text)
        with self._lock:
            tokenizer = self._loaded().tokenizer
            return familiar(words, tokenizer.tokenize(words), tokenizer.unk_token)

    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            stay_off_hubs()
            from sentence_transformers import SentenceTransformer

            try:
                # Without trust_remote_code no code of the model's folder runs.
                self._model = SentenceTransformer(
                    os.fspath(self._folder), device=self._device, model_kwargs=self._options, local_files_only=True
                )
            except Exception as error:  # the library raises whatever its parts raise
                raise WellreadError(
                    f"The embedder in {self._folder} can't be loaded: {error}.", "Put it back with wellread models add."
                ) from error
        return self._model


def stay_off_hubs() -> None:
    """To be called before sentence-transformers is imported: its libraries read this once, and never ask a hub then."""
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    from transformers.utils import logging

    logging.disable_progress_bar()


def fingerprint(folder: Path) -> str:
    """Sixteen hexadecimal digits that name the weights and how they are used."""
    digest = hashlib.blake2b(digest_size=8)
    # What changes a vector: weights, vocabulary, pooling, lengths, prompts.
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".safetensors", ".json", ".txt"} and path.name != "data_config.json":
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                while piece := file.read(1 << 20):
                    digest.update(piece)
    return digest.hexdigest()
