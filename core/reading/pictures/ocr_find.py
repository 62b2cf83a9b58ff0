"""Finds the lines of text in a picture of any size: looked at in parts, and larger where its letters are small."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from core.reading.pictures.ocr_engine import Engine, Pixels, Quad

# The picture in which lines are looked for has about this many pixels: a letter-sized page at 110 dots an inch, in
# which letters of 6 points are found. A page of smaller ones is looked at again, larger and in parts.
_AREA = 1_200_000
_LARGEST_AREA = 8_000_000
_PART = 1_500_000  # pixels that are looked at in one go; the memory that it takes goes by this
_LONG = 1.6  # a picture that is longer by its width than this is a row of pages
_LEAST_PART = 100  # pixels of the picture
_LEAST_SEEN = 64  # pixels: the height that a strip of text is framed to
_LEAST_TALL, _TALL = 15.0, 22.0  # heights of the finder's boxes in its own pixels: hard for it, and comfortable
_MOST_ENLARGED = 3.0


def find(engine: Engine, pixels: Pixels, alive: Callable[[], None]) -> list[Quad]:
    """The lines of text, looked for a second time where they are too small to be found well."""
    height, width = pixels.shape[:2]
    pages = max(1.0, max(height, width) / (_LONG * min(height, width)))
    scale = min(1.0, math.sqrt(min(_AREA * pages, _LARGEST_AREA) / (height * width)))
    quads = _find_at(engine, pixels, scale, alive)
    tall = median(sides(quad)[1] for quad in quads) * scale if quads else _TALL / 2
    if tall >= _LEAST_TALL:
        return quads
    larger = min(scale * _TALL / tall, _MOST_ENLARGED, math.sqrt(_LARGEST_AREA / (height * width)))
    return _find_at(engine, pixels, larger, alive) if larger > 1.15 * scale else quads


def _find_at(engine: Engine, pixels: Pixels, scale: float, alive: Callable[[], None]) -> list[Quad]:
    quads: list[Quad] = []
    for x0, y0, x1, y1 in _parts(pixels, (0, 0, pixels.shape[1], pixels.shape[0]), scale):
        alive()
        size = (max(32, round((x1 - x0) * scale)), max(32, round((y1 - y0) * scale)))
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        part = cv2.resize(pixels[y0:y1, x0:x1], size, interpolation=way)
        frame = max(0, (_LEAST_SEEN - size[1]) // 2)
        framed = cv2.copyMakeBorder(part, frame, frame, 0, 0, cv2.BORDER_REPLICATE)
        factor = np.array([(x1 - x0) / size[0], (y1 - y0) / size[1]], np.float32)
        corner = np.array([x0, y0 - frame * factor[1]], np.float32)
        quads += [_inside(quad * factor + corner, pixels) for quad in engine.find(as_bytes(framed))]
    return quads


def _inside(quad: Quad, pixels: Pixels) -> Quad:
    height, width = pixels.shape[:2]
    return np.clip(quad, 0, np.array([width, height], np.float32))


def _parts(pixels: Pixels, area: tuple[int, int, int, int], scale: float) -> Iterator[tuple[int, int, int, int]]:
    """The area in parts that can be looked at in one go, cut where there is least ink."""
    x0, y0, x1, y1 = area
    across, down = x1 - x0, y1 - y0
    if across * down * scale**2 <= _PART or max(across, down) < _LEAST_PART:
        yield area
    elif down >= across:
        cut = y0 + _emptiest(pixels[y0:y1, x0:x1], axis=1)
        yield from _parts(pixels, (x0, y0, x1, cut), scale)
        yield from _parts(pixels, (x0, cut, x1, y1), scale)
    else:
        cut = x0 + _emptiest(pixels[y0:y1, x0:x1], axis=0)
        yield from _parts(pixels, (x0, y0, cut, y1), scale)
        yield from _parts(pixels, (cut, y0, x1, y1), scale)


def _emptiest(pixels: Pixels, axis: int) -> int:
    """The row (axis 1) or column (axis 0) near the middle along which the picture changes least."""
    length = pixels.shape[1 - axis]
    low, high = length * 2 // 5, max(length * 3 // 5, length * 2 // 5 + 1)
    middle = pixels[low:high, :, 1] if axis else pixels[:, low:high, 1]
    step = max(1, middle.shape[axis] // 1000)
    thin = (middle[:, ::step] if axis else middle[::step]).astype(np.int16)
    return int(low + np.abs(np.diff(thin, axis=axis)).sum(axis=axis).argmin())


def sides(quad: Quad) -> tuple[float, float]:
    """Width and height, each the longer of two."""
    a, b, c, d = quad
    width = max(np.hypot(*(b - a)), np.hypot(*(c - d)))
    return float(width), float(max(np.hypot(*(d - a)), np.hypot(*(c - b))))


def as_bytes(pixels: NDArray[np.generic]) -> Pixels:
    return np.ascontiguousarray(pixels, dtype=np.uint8)
