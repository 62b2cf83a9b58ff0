"""What core asks of the models. The rooms behind these ports are `models/`, or a child process that owns one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from core.cancel import CancelToken
from core.types import Evidence, Support

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Vectors: TypeAlias = "npt.NDArray[np.float32]"  # a name alone: commands and the window start without numpy
Message = dict[str, Any]  # {"role": "system" | "user" | "assistant", "content": str}


class Embedder(Protocol):
    """Turns text into vectors of unit length."""

    @property
    def fingerprint(self) -> str:
        """Names the weights and how they are used: vectors of other fingerprints don't compare."""
        ...

    @property
    def dimensions(self) -> int: ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text, shape (len(texts), dimensions)."""
        ...

    def embed_question(self, text: str) -> Vectors:
        """Shape (dimensions,)."""
        ...

    def reads(self, text: str) -> bool:
        """Whether it knows the language: vectors of what it does not know say nothing."""
        ...


class Reranker(Protocol):
    """Reads question and text together: finer than vectors, slower, and optional."""

    @property
    def fingerprint(self) -> str: ...

    def scores(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """How well each text answers the question, shape (len(texts),); higher is better, within one question."""
        ...


class Finder(Protocol):
    """Finds what an answer may be written from, and judges what was written."""

    def evidence(self, question: str, budget: int, folder: str | None, cancel: CancelToken) -> Evidence:
        """Evidence whose texts come to at most `budget` characters."""
        ...

    def support(self, sentences: Sequence[str], evidence: Evidence) -> list[Support]:
        """For each sentence whether the evidence says it."""
        ...


class Generator(Protocol):
    """Writes text from a conversation."""

    @property
    def name(self) -> str: ...

    def evidence_budget(self) -> int:
        """How many characters of evidence the model reads well within its context and a person's patience."""
        ...

    def stream(self, messages: Sequence[Message], max_tokens: int, cancel: CancelToken) -> Iterator[str]:
        """Pieces of text as they are written. Raises Cancelled soon after the token is set."""
        ...

    def usage(self) -> tuple[int, int]:
        """Prompt and answer tokens of the last stream."""
        ...
