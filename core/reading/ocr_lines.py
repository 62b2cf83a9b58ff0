"""From a picture to the lines of text in it: found at the size that suits the finder, turned upright, and read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import mean, median

import cv2
import numpy as np
from numpy.typing import NDArray

from core.reading.ocr_engine import Engine, Pixels, Quad, Written

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
        return _View(_bytes(pixels), _after(self.back, np.asarray(cv2.invertAffineTransform(forth), float)))


def read_lines(engine: Engine, pixels: Pixels, alive: Callable[[], None]) -> list[Line]:
    """The lines of text in a picture, in no order, however the picture lies. Calls `alive` every second or so."""
    view = _View(pixels, np.array([[1, 0, 0], [0, 1, 0]], float))
    quads = _find(engine, view.pixels, alive)
    if _lying(quads):
        view = view.turned(1)
        quads = _find(engine, view.pixels, alive)
    if abs(tilt := _tilt(quads)) > _VERY_TILTED:
        view = view.levelled(tilt)
        quads = _find(engine, view.pixels, alive)
    if _on_its_head(engine, view.pixels, quads):
        view = view.turned(2)
        quads = _find(engine, view.pixels, alive)
    tilt = _tilt(quads)
    usual = median(min(_sides(quad)) for quad in quads) if quads else 0.0
    lines: list[Line] = []
    looked_at = 0.0  # lengths of lines
    for quad in quads:
        alive()
        found = _read(engine, view.pixels, quad, usual)
        looked_at += max(_sides(quad))
        if found and _is_sure(*found):
            lines.append(_line(view, *found, tilt))
    return [] if _is_strange(lines, looked_at) else lines


def _is_strange(lines: list[Line], looked_at: float) -> bool:
    """Whether a page is in letters that the reader does not know: what little it sees in them is not there."""
    read = sum(max(_sides(line.corners)) for line in lines)
    certainty = mean(line.written.score for line in lines) if lines else 0.0
    return read < _LITTLE * looked_at and certainty < _UPRIGHT


def _find(engine: Engine, pixels: Pixels, alive: Callable[[], None]) -> list[Quad]:
    """The lines of text, looked for a second time where they are too small to be found well."""
    height, width = pixels.shape[:2]
    pages = max(1.0, max(height, width) / (_LONG * min(height, width)))
    scale = min(1.0, math.sqrt(min(_AREA * pages, _LARGEST_AREA) / (height * width)))
    quads = _find_at(engine, pixels, scale, alive)
    tall = median(_sides(quad)[1] for quad in quads) * scale if quads else _TALL / 2
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
        quads += [_inside(quad * factor + corner, pixels) for quad in engine.find(_bytes(framed))]
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


def _read(engine: Engine, pixels: Pixels, quad: Quad, usual: float) -> tuple[Quad, Written] | None:
    """What a line says, with its corners as they were read; None for what can't be a line."""
    width, height = _sides(quad)
    if max(width, height) > _LONGEST * min(width, height):
        return None
    if height > 2 * width and height > 2.5 * usual:
        return _read_sideways(engine, pixels, quad)
    marked = _with_mark(pixels, quad)
    return marked, engine.read(_cut_out(pixels, marked))


def _is_sure(quad: Quad, written: Written) -> bool:
    """Whether a line is likely to say what was read. Letters that the reader does not know it sees as gaps."""
    letters = sum(not character.isspace() for character in written.text)
    width, height = _sides(quad)
    if width > 4 * height and letters < _SPARSE * width / height:
        return False
    return written.score > (_SURE if letters > 3 else _SURE_SHORT)


def _with_mark(pixels: Pixels, quad: Quad) -> Quad:
    """The line with the mark of a list that stands before it, which is too small to be found as text."""
    _, height = _sides(quad)
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
    width, height = (max(1, round(side)) for side in _sides(quad))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    way = cv2.getPerspectiveTransform(quad, flat)
    cut = cv2.warpPerspective(pixels, way, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    if height > _READ_HEIGHT:
        size = (max(1, round(width * _READ_HEIGHT / height)), _READ_HEIGHT)
        cut = cv2.resize(cut, size, interpolation=cv2.INTER_AREA)
    return _bytes(cut)


def _on_its_head(engine: Engine, pixels: Pixels, quads: list[Quad]) -> bool:
    longest = sorted(quads, key=lambda quad: -_sides(quad)[0])[:_SAMPLE]
    cuts = [_cut_out(pixels, quad) for quad in longest if _sides(quad)[0] < _LONGEST * _sides(quad)[1]]
    if not cuts:
        return False
    upright = _certainty(engine, cuts)
    return upright < _UPRIGHT and _certainty(engine, [_bytes(np.rot90(cut, 2)) for cut in cuts]) > upright + 0.05


def _certainty(engine: Engine, cuts: list[Pixels]) -> float:
    return sum(engine.read(cut).score for cut in cuts) / len(cuts)


def _lying(quads: list[Quad]) -> bool:
    """Whether most of the text runs up or down the page."""
    sides = [_sides(quad) for quad in quads]
    standing = sum(height for width, height in sides if height > 1.5 * width)
    return standing > sum(width for width, height in sides if width > 1.5 * height)


def _tilt(quads: list[Quad]) -> float:
    """By how many degrees the lines of a page fall to the right: the middle one of the long ones."""
    edges = [(quad[1] + quad[2] - quad[0] - quad[3], _sides(quad)) for quad in quads]
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


def _sides(quad: Quad) -> tuple[float, float]:
    """Width and height, each the longer of two."""
    a, b, c, d = quad
    width = max(np.hypot(*(b - a)), np.hypot(*(c - d)))
    return float(width), float(max(np.hypot(*(d - a)), np.hypot(*(c - b))))


def _after(back: NDArray[np.float64], way: NDArray[np.float64]) -> NDArray[np.float64]:
    """The way back through both: first `way`, then `back`."""
    return np.hstack([back[:, :2] @ way[:, :2], back[:, :2] @ way[:, 2:] + back[:, 2:]])


def _bytes(pixels: NDArray[np.generic]) -> Pixels:
    return np.ascontiguousarray(pixels, dtype=np.uint8)
