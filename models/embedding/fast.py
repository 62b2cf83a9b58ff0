"""The embedder that runs: a fast form in onnxruntime. Imports neither torch nor sentence-transformers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import WellreadError
from core.ports import Vectors
from models.embedding import form
from models.embedding.proof import proof_texts
from models.embedding.tongue import familiar, words_of
from models.priority import stand_back

# Tokens in one run, padding included. Few, so that what a layer leaves for the next stays in the processor's cache, and
# each run on one thread, several side by side: on two cores 1.2 times as fast as 1,024 tokens on two threads, and 1.6
# times as fast as 4,096.
_TOKENS = 512
_LEAST_COSINE = 0.98  # with what sentence-transformers made of the same text
_MOST_THREADS = 8  # beyond, they wait for each other's memory


class NotProven(WellreadError):
    """A form whose vectors are not those of its weights: damaged, or made on a machine that calculates otherwise."""


class FastEmbedder:
    """Behind core's port. Methods may be called from any thread."""

    def __init__(self, folder: Path, fingerprint: str, graph: str = form.GRAPH) -> None:
        """Load a form. Raises OSError, ValueError and what onnxruntime and tokenizers raise where it is damaged."""
        self.fingerprint = fingerprint
        self._about = form.read_about(folder)
        self._tokenizer = _tokenizer(folder / form.TOKENIZER, self._about.length)
        self._session = session(folder / graph)
        self._proof = folder / form.PROOF
        self._threads = ThreadPoolExecutor(_cores(), "embedder", stand_back)

    @property
    def dimensions(self) -> int:
        return self._about.dimensions

    def prove(self) -> None:
        """Embed a few texts, which also warms up, and compare. Raises NotProven."""
        found, expected = self.embed_passages(proof_texts()), np.load(self._proof, allow_pickle=False)
        if found.shape != expected.shape or not (found * expected).sum(axis=1).min() >= _LEAST_COSINE:
            raise NotProven("The fast form of the embedder is not as it was made.")

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embed([self._about.passage + text for text in texts])

    def embed_question(self, text: str) -> Vectors:
        vector: Vectors = self._run([self._tokenizer.encode(self._about.question + text)])[0]
        return vector

    def reads(self, text: str) -> bool:
        words = words_of(text)
        pieces = self._tokenizer.encode(words, add_special_tokens=False).tokens
        return familiar(words, pieces, getattr(self._tokenizer.model, "unk_token", None))

    def _embed(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        vectors = np.zeros((len(texts), self._about.dimensions), dtype=np.float32)
        together = list(batches([len(one.ids) for one in encoded], _TOKENS))
        together.reverse()  # the longest first, so that the threads end at about the same time
        runs = ([encoded[at] for at in batch] for batch in together)
        for batch, found in zip(together, self._threads.map(self._run, runs), strict=True):
            vectors[batch] = found
        return vectors

    def _run(self, encoded: list[Any]) -> Vectors:
        found: Vectors = self._session.run(None, _inputs(encoded, self._about))[0]
        return found


def load(folder: Path, fingerprint: str) -> FastEmbedder:
    """A form, proven. Raises NotProven for whatever is wrong with it."""
    try:
        fast = FastEmbedder(folder, fingerprint)
        fast.prove()
    except NotProven:
        raise
    except Exception as error:  # damaged files have the libraries raise anything
        raise NotProven(f"The fast form of the embedder can't be loaded: {error}.") from error
    return fast


def runs(folder: Path, about: form.About, texts: Sequence[str]) -> Iterator[dict[str, npt.NDArray[np.int64]]]:
    """The graph's inputs for these texts, as they would be embedded. folder: holds the tokenizer."""
    encoded = _tokenizer(folder / form.TOKENIZER, about.length).encode_batch([about.passage + text for text in texts])
    for batch in batches([len(one.ids) for one in encoded], _TOKENS):
        yield _inputs([encoded[at] for at in batch], about)


def _inputs(encoded: list[Any], about: form.About) -> dict[str, npt.NDArray[np.int64]]:
    shape = (len(encoded), max(len(one.ids) for one in encoded))
    inputs: dict[str, npt.NDArray[np.int64]] = {
        "input_ids": np.full(shape, about.padding, dtype=np.int64),
        "attention_mask": np.zeros(shape, dtype=np.int64),
        "token_type_ids": np.zeros(shape, dtype=np.int64),
    }
    for row, one in enumerate(encoded):
        inputs["input_ids"][row, : len(one.ids)] = one.ids
        inputs["attention_mask"][row, : len(one.ids)] = 1
        inputs["token_type_ids"][row, : len(one.ids)] = one.type_ids
    return {name: inputs[name] for name in about.inputs}


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Positions of texts that go together, of like length, as many as fit `budget` tokens with their padding."""
    batch: list[int] = []
    for at in sorted(range(len(lengths)), key=lambda at: lengths[at]):
        if batch and (len(batch) + 1) * lengths[at] > budget:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def session(graph: Path | bytes) -> Any:
    """A graph, from its file or as what is in one, in onnxruntime.

    That reports its use to its maker unless it is told not to before it starts.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # The thread that asks for a run does it: threads of onnxruntime's own would spin while they wait, and take the
    # cores from the readers, from llama.cpp and from the person.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        graph if isinstance(graph, bytes) else os.fspath(graph), options, providers=["CPUExecutionProvider"]
    )


def _cores() -> int:
    import psutil

    return min(psutil.cpu_count(logical=False) or os.cpu_count() or 1, _allowed(), _MOST_THREADS)


def _allowed() -> int:
    """Cores that this process may use: fewer than the machine has, in a container."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _tokenizer(file: Path, length: int) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(os.fspath(file))
    tokenizer.no_padding()
    tokenizer.enable_truncation(length)
    return tokenizer
