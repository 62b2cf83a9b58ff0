"""What a GGUF file says about itself, read without loading it: enough to refuse what would not run.

The format in short: a header (magic, version, counts), key-value metadata, a list of tensors with their
offsets, then the tensors' data. Everything is little-endian.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import WellreadError

_MAGIC = b"GGUF"
_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_MOST_ENTRIES = 1 << 20  # a damaged count must not make us read for ever
_LONGEST_STRING = 1 << 26
# Elements and bytes of one block of each tensor type that is common in published files. An unknown type is taken as
# empty: its file then passes the check of completeness, and llama.cpp has the last word.
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2),
    34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GgufFacts:
    """context: in tokens, 0 where the file does not say. has_template: it carries its own chat template."""

    name: str
    architecture: str
    context: int
    has_template: bool
    licence: str


def inspect(path: Path) -> GgufFacts:
    """Read the facts of a GGUF file, or raise WellreadError saying why it can't be used."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(4) != _MAGIC:
            raise WellreadError(
                f"{path.name} is not a GGUF file.",
                "Wellread's writer runs GGUF models; look for a file whose name ends in .gguf.",
            )
        try:
            return _facts(file, path, size)
        except (struct.error, EOFError, UnicodeDecodeError, OverflowError, MemoryError) as error:
            raise _damaged(path) from error


def _facts(file: BinaryIO, path: Path, size: int) -> GgufFacts:
    version, tensors, entries = struct.unpack("<IQQ", _take(file, 20))
    if version not in (2, 3):
        raise WellreadError(
            f"{path.name} is a GGUF file of a version that Wellread does not know.",
            "Versions 2 and 3 can be used; look for a newer copy of the model.",
        )
    if tensors > _MOST_ENTRIES or entries > _MOST_ENTRIES:
        raise _damaged(path)
    metadata = {_string(file): _value(file) for _ in range(entries)}
    if int(metadata.get("split.count") or 1) > 1:
        raise WellreadError(
            f"{path.name} is one part of a model that was split into several files.",
            "Join the parts with llama.cpp's gguf-split, or look for the model as one file.",
        )
    needed = _data_size(file, tensors)
    alignment = int(metadata.get("general.alignment") or 32)
    data_start = math.ceil(file.tell() / alignment) * alignment
    if tensors == 0 or data_start + needed > size:
        raise _damaged(path)
    return _described(metadata, path)


def _described(metadata: dict[str, Any], path: Path) -> GgufFacts:
    architecture = str(metadata.get("general.architecture", ""))
    if architecture in {"clip", "mmproj", "bert", "nomic-bert", "jina-bert-v2"}:
        raise WellreadError(
            f"{path.name} holds a model that does not write text ({architecture}).",
            "Look for an “instruct” or “chat” model.",
        )
    return GgufFacts(
        name=str(metadata.get("general.name") or path.stem),
        architecture=architecture,
        context=int(metadata.get(f"{architecture}.context_length") or 0),
        has_template="tokenizer.chat_template" in metadata,
        licence=str(metadata.get("general.license") or ""),
    )


def _data_size(file: BinaryIO, tensors: int) -> int:
    """Bytes from the start of the data to the end of the last tensor."""
    end = 0
    for _ in range(tensors):
        _string(file)
        (dimensions,) = struct.unpack("<I", _take(file, 4))
        shape = struct.unpack(f"<{dimensions}Q", _take(file, 8 * min(dimensions, 64)))
        kind, offset = struct.unpack("<IQ", _take(file, 12))
        elements, bytes_each = _BLOCKS.get(kind, (1, 0))
        end = max(end, offset + math.prod(shape) // elements * bytes_each)
    return end


def _value(file: BinaryIO) -> Any:
    (kind,) = struct.unpack("<I", _take(file, 4))
    return _value_of(file, kind)


def _value_of(file: BinaryIO, kind: int) -> Any:
    if kind == _STRING:
        return _string(file)
    if kind == _ARRAY:
        return _skip_array(file)
    if kind not in _NUMBERS:
        raise EOFError
    form = "<" + _NUMBERS[kind]
    (number,) = struct.unpack(form, _take(file, struct.calcsize(form)))
    return number


def _skip_array(file: BinaryIO) -> None:
    """Arrays are vocabularies and merges: long, and nothing that is needed here."""
    kind, count = struct.unpack("<IQ", _take(file, 12))
    if count > 1 << 26:
        raise EOFError
    if kind in _NUMBERS:
        file.seek(struct.calcsize("<" + _NUMBERS[kind]) * count, 1)
        return
    for _ in range(count):
        _value_of(file, kind)


def _string(file: BinaryIO) -> str:
    (length,) = struct.unpack("<Q", _take(file, 8))
    if length > _LONGEST_STRING:
        raise EOFError
    return _take(file, length).decode("utf-8", errors="replace")


def _take(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise EOFError
    return data


def _damaged(path: Path) -> WellreadError:
    return WellreadError(
        f"{path.name} is damaged or was not downloaded completely.",
        "Download it again, and compare its size with the one at its source.",
    )
