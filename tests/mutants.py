"""Bends files at random, the same for the same seed: flipped bits, cuts, splices of two, repeated and zeroed parts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

_LONGEST = 2 << 20  # bytes; a longer file is cut to that first, so that many can be made


def mutants(files: Sequence[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` (name, content) pairs. Every file is bent before one is bent again; a mutant keeps its file's suffix."""
    dice = random.Random(seed)
    order = sorted(files, key=lambda path: path.name)
    dice.shuffle(order)
    for number in range(count):
        path = order[number % len(order)]
        data = path.read_bytes()[:_LONGEST]
        other = dice.choice(order).read_bytes()[:_LONGEST]
        for _ in range(dice.randint(1, 3)):
            data = dice.choice((_flip, _cut, _splice, _repeat, _zero))(data, other, dice)
        yield f"{number:03d}-{path.stem[:60]}{path.suffix}", data


def _flip(data: bytes, _: bytes, dice: random.Random) -> bytes:
    bent = bytearray(data)
    for _ in range(dice.choice((1, 4, 32, 256)) if data else 0):
        bent[dice.randrange(len(bent))] ^= 1 << dice.randrange(8)
    return bytes(bent)


def _cut(data: bytes, _: bytes, dice: random.Random) -> bytes:
    start, end = _stretch(data, dice)
    return data[:start] if dice.random() < 0.5 else data[:start] + data[end:]


def _splice(data: bytes, other: bytes, dice: random.Random) -> bytes:
    at, (start, end) = dice.randint(0, len(data)), _stretch(other, dice)
    return data[:at] + other[start:end] + data[at:]


def _repeat(data: bytes, _: bytes, dice: random.Random) -> bytes:
    start, end = _stretch(data, dice)
    end = min(end, start + 4096)
    return data[:end] + data[start:end] * dice.randint(1, 50) + data[end:]


def _zero(data: bytes, _: bytes, dice: random.Random) -> bytes:
    start, end = _stretch(data, dice)
    end = min(end, start + dice.choice((2, 4, 64, 4096)))
    return data[:start] + dice.choice((b"\x00", b"\xff")) * (end - start) + data[end:]


def _stretch(data: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randint(0, len(data))
    return start, dice.randint(start, len(data))
