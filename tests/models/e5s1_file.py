"""Writes small files in the form E5S1: real ones, with one layer of 32."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁the", "▁cat", "s", "▁猫", "～", "▁café", "<mask>"]
SCORES = [0.0, 0.0, 0.0, 0.0, -2.0, -3.0, -4.0, -5.0, -6.0, -6.5, -7.0, 0.0]
WIDTH, INNER, ROWS, POSITIONS = 32, 64, len(PIECES) + 2, 20
PARTS = {
    "q": (WIDTH, WIDTH), "k": (WIDTH, WIDTH), "v": (WIDTH, WIDTH), "ao": (WIDTH, WIDTH), "aln": (WIDTH,),
    "fi": (INNER, WIDTH), "fo": (WIDTH, INNER), "oln": (WIDTH,),
}  # fmt: skip


def e5s1(seed: int = 0, magic: bytes = b"E5S1", width: int = WIDTH, drop: Sequence[str] = ()) -> bytes:
    """A whole file; `drop` leaves tensors out."""
    random = np.random.default_rng(seed)
    tensors = {"emb.word": _packed(random, ROWS, WIDTH), "emb.pos": _plain(random, POSITIONS, WIDTH)}
    tensors |= {
        "emb.type": _plain(random, 2, WIDTH),
        "emb.ln.w": _plain(random, WIDTH),
        "emb.ln.b": _plain(random, WIDTH),
    }
    for name, shape in PARTS.items():
        tensors[f"l0.{name}.w"] = _packed(random, *shape) if len(shape) == 2 else _plain(random, *shape)
        tensors[f"l0.{name}.b"] = _plain(random, shape[0])
    return _file(magic, width, {name: tensor for name, tensor in tensors.items() if name not in drop})


def _file(magic: bytes, width: int, tensors: dict[str, tuple[int, int, bytes]]) -> bytes:
    front = magic + struct.pack("<I7ifi", 1, width, 1, 4, INNER, ROWS, POSITIONS, 2, 1e-12, 32)
    letters = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0] + [len(piece) for piece in letters]).astype("<u4").tobytes()
    front += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, letters)))
    front += ends + np.array(SCORES, "<f4").tobytes() + b"".join(letters)
    replaced = struct.pack("<IBI", 9, 1, 32)  # a tab becomes a space
    front += struct.pack("<iI", 1, len(replaced)) + replaced + struct.pack("<i", len(tensors))
    start = len(front) + sum(23 + len(name) for name in tensors)
    for name, (form, count, data) in tensors.items():
        front += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", form, count, start, len(data))
        start += len(data)
    return front + b"".join(data for _, _, data in tensors.values())


def _plain(random: np.random.Generator, *shape: int) -> tuple[int, int, bytes]:
    values = random.normal(size=shape).astype("<f4")
    return 0, values.size, values.tobytes()


def _packed(random: np.random.Generator, rows: int, columns: int) -> tuple[int, int, bytes]:
    return 1, rows * columns, b"".join(_block(random) for _ in range(rows * columns // 32))


def _block(random: np.random.Generator) -> bytes:
    scale = struct.pack("<e", random.uniform(0.001, 0.1))
    return scale + random.integers(0, 256, 16).astype("u1").tobytes()


def reference(data: bytes, blocks: int) -> npt.NDArray[np.float64]:
    """What blocks of four bits mean, weight by weight."""
    values = []
    for number in range(blocks):
        block = data[18 * number : 18 * number + 18]
        (scale,) = struct.unpack("<e", block[:2])
        values += [((byte & 15) - 8) * scale for byte in block[2:]]
        values += [((byte >> 4) - 8) * scale for byte in block[2:]]
    return np.array(values)
