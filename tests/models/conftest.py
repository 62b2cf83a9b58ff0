"""Small weights of our own making: real files in the real formats, without the hundred megabytes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

GgufMaker = Callable[..., Path]


def _text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def _entry(key: str, value: str | int | list[str]) -> bytes:
    if isinstance(value, str):
        return _text(key) + struct.pack("<I", 8) + _text(value)
    if isinstance(value, int):
        return _text(key) + struct.pack("<II", 4, value)
    return _text(key) + struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(_text, value))


@pytest.fixture
def make_gguf(tmp_path: Path) -> GgufMaker:
    """Write a GGUF file with one tensor of 64 numbers. `cut` bytes are left off its end."""

    def make(name: str = "own.gguf", version: int = 3, cut: int = 0, **changed: str | int | list[str]) -> Path:
        facts: dict[str, str | int | list[str]] = {
            "general.architecture": "llama",
            "general.name": "Own Model",
            "llama.context_length": 4096,
            "tokenizer.chat_template": "{{ messages }}",
            "tokenizer.ggml.tokens": ["a", "b", "c"],
        }
        facts.update({key.replace("__", "."): value for key, value in changed.items()})
        header = b"GGUF" + struct.pack("<IQQ", version, 1, len(facts))
        header += b"".join(_entry(key, value) for key, value in facts.items())
        header += _text("output.weight") + struct.pack("<IQIQ", 1, 64, 0, 0)
        data = header.ljust(-(-len(header) // 32) * 32, b"\0") + bytes(range(256))
        path = tmp_path / name
        path.write_bytes(data[: len(data) - cut])
        return path

    return make
