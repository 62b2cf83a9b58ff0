"""From a picture to the lines of text in it: found, turned upright, and read."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean, median

import cv2
import numpy as np
from numpy.typing import NDArray

from core.reading.pictures.ocr_engine import Engine, Pixels, Quad, Written
from core.reading.pictures.ocr_find import as_bytes, find, sides

# A page whose longest lines are read with less certainty than this may stand on its head.
_UPRIGHT = 0.85
_SAMPLE = 6
# Surer than this, and a line is no noise; few characters are easily made of specks.
_SURE, _SURE_SHORT = 0.6, 0.8
_LITTLE = 0.3  # of all lines, by their length
_SPARSE = 0.4  # letters in as much of a line as it is tall
_LONGEST = 250  # widths of a line in its heights; what is longer is a rule
_VERY_TILTED = 8.0  # degrees; more, and the boxes of lines reach into each other
_LINE_BY_LETTER = 2.5  # the height of a line by the width of a letter
_MARK_REACH, _INK = 2.2, 60  # heights of a line to its left, and how far ink is from paper, of 255
_READ_HEIGHT = 64  # pixels; the reader brings every line to 48, not as well as it could


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `corners`: in the picture as it was given; the box: on the page turned upright and levelled."""

    written: Written
    corners: Quad
    x0: float
    y0: float
    x1: float
    y1: float
    sideways: bool = False

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def size(self) -> float:
        """The size of its letters, about as tall as a line of them. Heights alone are rough, and so are widths."""
        text = self.written.text
        if len(text) < 5 or self.sideways:
            return min(self.height, self.x1 - self.x0)
        letters = len(text) + sum(character > "\u2e7f" for character in text)
        return math.sqrt(self.height * (self.x1 - self.x0) * _LINE_BY_LETTER / letters)


@dataclass(frozen=True, slots=True)
class _View:
    """The picture as it is looked at, and the way from a place in it back to the picture as it was given."""

    pixels: Pixels
    back: NDArray[np.float64]  # 2 rows, 3 columns

    def turned(self, quarters: int) -> _View:
        """Turned anticlockwise by so many right angles."""
        height, width = self.pixels.shape[:2]
        way = {
            1: [[0, -1, width], [1, 0, 0]],
            2: [[-1, 0, width], [0, -1, height]],
        }[quarters]
        return _View(np.ascontiguousarray(np.rot90(self.pixels, quarters)), _after(self.back, np.array(way, float)))

    def levelled(self, degrees: float) -> _View:
        """Turned so that lines that fall by `degrees` to the right run level; the corners it leaves are white."""
        height, width = self.pixels.shape[:2]
        forth = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        cos, sin = abs(forth[0, 0]), abs(forth[0, 1])
        across, down = int(height * sin + width * cos), int(height * cos + width * sin)
        forth[:, 2] += ((across - width) / 2, (down - height) / 2)
        pixels = cv2.warpAffine(self.pixels, forth, (across, down), flags=cv2.INTER_CUBIC, borderValue=(255,) * 3)
        return _View(as_bytes(pixels), _after(self.back, np.asarray(cv2.invertAffineTransform(forth), float)))


def read_lines(engine: Engine, pixels: Pixels, alive: Callable[[], None]) -> list[Line]:
    """The lines of text in a picture, in no order, however the picture lies. Calls `alive` every second or so."""
    view = _View(pixels, np.array([[1, 0, 0], [0, 1, 0]], float))
    quads = find(engine, view.pixels, alive)
    if _lying(quads):
        view = view.turned(1)
        quads = find(engine, view.pixels, alive)
    if abs(tilt := _tilt(quads)) > _VERY_TILTED:
        view = view.levelled(tilt)
        quads = find(engine, view.pixels, alive)
    if _on_its_head(engine, view.pixels, quads):
        view = view.turned(2)
        quads = find(engine, view.pixels, alive)
    tilt = _tilt(quads)
    usual = median(min(sides(quad)) for quad in quads) if quads else 0.0
    lines: list[Line] = []
    looked_at = 0.0  # lengths of lines
    for quad in quads:
        alive()
        found = _read(engine, view.pixels, quad, usual)
        looked_at += max(sides(quad))
        if found and _is_sure(*found):
            lines.append(_line(view, *found, tilt))
    return [] if _is_strange(lines, looked_at) else lines


def _is_strange(lines: list[Line], looked_at: float) -> bool:
    """Whether a page is in letters that the reader does not know: what little it sees in them is not there."""
    read = sum(max(sides(line.corners)) for line in lines)
    certainty = mean(line.written.score for line in lines) if lines else 0.0
    return read < _LITTLE * looked_at and certainty < _UPRIGHT


def _read(engine: Engine, pixels: Pixels, quad: Quad, usual: float) -> tuple[Quad, Written] | None:
    """What a line says, with its corners as they were read; None for what can't be a line."""
    width, height = sides(quad)
    if max(width, height) > _LONGEST * min(width, height):
        return None
    if height > 2 * width and height > 2.5 * usual:
        return _read_sideways(engine, pixels, quad)
    marked = _with_mark(pixels, quad)
    return marked, engine.read(_cut_out(pixels, marked))


def _is_sure(quad: Quad, written: Written) -> bool:
    """Whether a line is likely to say what was read. Letters that the reader does not know it sees as gaps."""
    letters = sum(not character.isspace() for character in written.text)
    width, height = sides(quad)
    if width > 4 * height and letters < _SPARSE * width / height:
        return False
    return written.score > (_SURE if letters > 3 else _SURE_SHORT)


def _with_mark(pixels: Pixels, quad: Quad) -> Quad:
    """The line with the mark of a list that stands before it, which is too small to be found as text."""
    _, height = sides(quad)
    a, b, c, d = quad
    along = (b - a) / max(1.0, float(np.hypot(*(b - a))))
    reach = along * _MARK_REACH * height
    strip = _cut_out(pixels, np.array([a - reach, a, d, d - reach], np.float32))[:, :, 1].astype(np.int16)
    ink = (np.abs(strip - np.median(strip)) > _INK).astype(np.uint8)
    count, _, boxes, middles = cv2.connectedComponentsWithStats(ink)
    tall = strip.shape[0]
    marks = [n for n in range(1, count) if boxes[n][4] > (0.08 * tall) ** 2]
    if len(marks) != 1:
        return quad
    left, _, wide, high, _ = boxes[marks[0]]
    compact = 0.1 * tall < wide < 0.7 * tall and 0.1 * tall < high < 0.7 * tall and 0.5 < wide / high < 2
    if not compact or left == 0 or not 0.3 * tall < middles[marks[0]][1] < 0.7 * tall:
        return quad
    more = along * (strip.shape[1] - left + 0.2 * tall) * height / tall
    return np.array([a - more, b, c, d - more], np.float32)


def _read_sideways(engine: Engine, pixels: Pixels, quad: Quad) -> tuple[Quad, Written]:
    """A line that runs up or down the page, with its corners in the order that makes it upright."""
    ways = [np.roll(quad, by, axis=0) for by in (1, -1)]
    read = [(way, engine.read(_cut_out(pixels, way))) for way in ways]
    return max(read, key=lambda pair: pair[1].score)


def _cut_out(pixels: Pixels, quad: Quad) -> Pixels:
    width, height = (max(1, round(side)) for side in sides(quad))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    way = cv2.getPerspectiveTransform(quad, flat)
    cut = cv2.warpPerspective(pixels, way, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    if height > _READ_HEIGHT:
        size = (max(1, round(width * _READ_HEIGHT / height)), _READ_HEIGHT)
        cut = cv2.resize(cut, size, interpolation=cv2.INTER_AREA)
    return as_bytes(cut)


def _on_its_head(engine: Engine, pixels: Pixels, quads: list[Quad]) -> bool:
    longest = sorted(quads, key=lambda quad: -sides(quad)[0])[:_SAMPLE]
    cuts = [_cut_out(pixels, quad) for quad in longest if sides(quad)[0] < _LONGEST * sides(quad)[1]]
    if not cuts:
        return False
    upright = _certainty(engine, cuts)
    return upright < _UPRIGHT and _certainty(engine, [as_bytes(np.rot90(cut, 2)) for cut in cuts]) > upright + 0.05


def _certainty(engine: Engine, cuts: list[Pixels]) -> float:
    return sum(engine.read(cut).score for cut in cuts) / len(cuts)


def _lying(quads: list[Quad]) -> bool:
    """Whether most of the text runs up or down the page."""
    measured = [sides(quad) for quad in quads]
    standing = sum(height for width, height in measured if height > 1.5 * width)
    return standing > sum(width for width, height in measured if width > 1.5 * height)


def _tilt(quads: list[Quad]) -> float:
    """By how many degrees the lines of a page fall to the right: the middle one of the long ones."""
    edges = [(quad[1] + quad[2] - quad[0] - quad[3], sides(quad)) for quad in quads]
    falls = [math.degrees(math.atan2(edge[1], edge[0])) for edge, (width, height) in edges if width > 4 * height]
    return median(falls) if falls else 0.0


def _line(view: _View, quad: Quad, written: Written, tilt: float) -> Line:
    angle = math.radians(-tilt)
    cos, sin = math.cos(angle), math.sin(angle)
    level = quad @ np.array([[cos, sin], [-sin, cos]], np.float32)
    (x0, y0), (x1, y1) = level.min(axis=0), level.max(axis=0)
    corners = quad @ view.back[:, :2].T + view.back[:, 2]
    sideways = bool(abs(level[1, 1] - level[0, 1]) > abs(level[1, 0] - level[0, 0]))
    return Line(written, corners.astype(np.float32), float(x0), float(y0), float(x1), float(y1), sideways)


def _after(back: NDArray[np.float64], way: NDArray[np.float64]) -> NDArray[np.float64]:
    """The way back through both: first `way`, then `back`."""
    return np.hstack([back[:, :2] @ way[:, :2], back[:, :2] @ way[:, 2:] + back[:, 2:]])
