"""A reranker: reads a question and a passage together, which is slower than comparing vectors and finer.

An option that a person adds as a folder; Wellread ships none. The model is a cross-encoder of sentence-transformers
with one label (Nogueira and Cho, Passage Re-ranking with BERT, 2019).
"""

from __future__ import annotations

import functools
import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.errors import WellreadError
from models.embedder import stay_off_hubs

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH = 16  # pairs; the library puts those of like length together


class CrossEncoderReranker:
    """Loads on first use. Methods may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model: CrossEncoder | None = None
        self._lock = threading.Lock()

    @functools.cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that name the weights and how they are used."""
        digest = hashlib.blake2b(digest_size=8)
        for path in sorted(self._folder.rglob("*")):
            if path.suffix in {".safetensors", ".json", ".txt"}:
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    @property
    def context(self) -> int:
        """Tokens of question and passage that are read together; what is longer is cut. 0 where there is no limit."""
        with self._lock:
            return int(self._loaded().max_length or 0)

    def scores(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """How well each text answers the question, shape (len(texts),): higher is better, of any size and sign.

        Raises WellreadError when the folder holds no reranker.
        """
        if not texts:
            return np.zeros(0, dtype=np.float32)
        with self._lock:
            model = self._loaded()
            from torch.nn import Identity

            # Without the sigmoid that is usual: it makes good texts alike, and order is what is asked for.
            scores = model.predict(
                [(question, text) for text in texts],
                batch_size=_BATCH,
                activation_fn=Identity(),
                show_progress_bar=False,
            )
        return np.asarray(scores, dtype=np.float32)

    def _loaded(self) -> CrossEncoder:
        if self._model is None:
            stay_off_hubs()
            from sentence_transformers import CrossEncoder

            try:
                # Without trust_remote_code no code of the model's folder runs.
                model = CrossEncoder(os.fspath(self._folder), local_files_only=True)
            except Exception as error:  # the library raises whatever its parts raise
                raise WellreadError(
                    f"The reranker in {self._folder} can't be loaded: {error}.", "Put it back with wellread models add."
                ) from error
            if model.num_labels != 1:
                raise WellreadError(f"The model in {self._folder} sorts texts into classes and can't rank them.")
            self._model = model
        return self._model
