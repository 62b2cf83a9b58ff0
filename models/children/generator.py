"""The generator: the child that owns llama.cpp. Killing it is the sure stop."""

from __future__ import annotations

from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.cancel import CancelToken
from models.children import messages as say
from models.children.serve import Emit, run_child
from models.generator import LlamaGenerator


def main(pipe: Connection, logs: Path, weights: Path, name: str) -> None:
    """The process."""
    run_child("generator", pipe, logs, lambda _: GeneratorService(weights, name))


class GeneratorService:
    """Writes for one request at a time."""

    lanes: Mapping[type, str] = MappingProxyType({say.Generate: "writing"})

    def __init__(self, weights: Path, name: str) -> None:
        self._model = LlamaGenerator(weights, name)

    def handle(self, body: Any, emit: Emit, cancel: CancelToken) -> say.Usage:
        for piece in self._model.stream(body.messages, body.max_tokens, cancel):
            emit(piece)
        return say.Usage(*self._model.usage())

    def close(self) -> None:
        """Nothing to put away."""
