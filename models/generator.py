"""The generator: a GGUF model run by llama.cpp, behind core's port."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from core.ports import Message
from models.sizing import evidence_budget, writing_threads

_CONTEXT = 8192  # tokens; more costs memory that an 8 GB machine does not have


class LlamaGenerator:
    """One loaded model. Not for several threads."""

    def __init__(self, path: Path, name: str) -> None:
        """Load. Raises WellreadError when llama.cpp does not take the file."""
        # Threads that spin while they wait for each other starve when another program runs: ten times slower on two
        # busy cores. The OpenMP runtime reads this once, when it is loaded.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        import llama_cpp

        self._name = name
        self._usage = (0, 0)
        size = path.stat().st_size
        cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
        self._budget = evidence_budget(size)
        threads = {"n_threads": writing_threads(size, cores), "n_threads_batch": cores}
        try:
            self._llama: Any = llama_cpp.Llama(str(path), n_ctx=_CONTEXT, n_gpu_layers=-1, verbose=False, **threads)
        except (ValueError, OSError, RuntimeError) as error:
            raise WellreadError(
                f"The model {name} can't be loaded: {error}.", "Choose another one with wellread models use."
            ) from error

    @property
    def name(self) -> str:
        return self._name

    def evidence_budget(self) -> int:
        return self._budget

    def stream(self, messages: Sequence[Message], max_tokens: int, cancel: CancelToken) -> Iterator[str]:
        self._usage = (0, 0)
        for part in self._pieces(messages, max_tokens):
            if cancel.cancelled:
                raise Cancelled
            text = part["choices"][0]["delta"].get("content")
            if text:
                self._usage = (self._usage[0], self._usage[1] + 1)
                yield text
        prompt = self._llama.n_tokens - self._usage[1]
        self._usage = (max(0, prompt), self._usage[1])

    def _pieces(self, messages: Sequence[Message], max_tokens: int) -> Iterator[dict[str, Any]]:
        options = {"stream": True, "max_tokens": max_tokens, "temperature": 0.0, "repeat_penalty": 1.1}
        try:
            yield from self._llama.create_chat_completion(messages=list(messages), **options)
        except ValueError as error:  # the chat template's own refusal, or a prompt over the context
            if "system" not in str(error).lower():
                raise WellreadError(f"The model {self._name} refused the prompt: {error}.") from error
            yield from self._llama.create_chat_completion(messages=_without_system(messages), **options)

    def usage(self) -> tuple[int, int]:
        return self._usage


def _without_system(messages: Sequence[Message]) -> list[Message]:
    """The same words for models whose template knows no system role."""
    system = "\n\n".join(str(m["content"]) for m in messages if m["role"] == "system")
    rest = [dict(m) for m in messages if m["role"] != "system"]
    rest[0]["content"] = f"{system}\n\n{rest[0]['content']}"
    return rest
