"""Puts the lines of a page into reading order where the file does not: columns one after another, heads first.

The order that a file draws its text in is mostly the right one, and knows what no geometry tells. So it is kept
wherever it runs down and then to the right, and only what does not is put in order by where it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from statistics import median

_EDGE = 0.07  # of the page's height: where its heads and feet stand
_DEPTH = 8
_LOOK_BACK = 200
# A column of text has at least this many lines, of so many characters, and most of them reach far across it.
_LINES = 3
_CHARACTERS = 18
_FILL = 0.55
_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. index: among the page's lines in the file's order. length: in characters."""

    index: int
    x0: float
    y0: float
    x1: float
    y1: float
    length: int
    block: int

    @property
    def height(self) -> float:
        return self.y1 - self.y0


def in_order(lines: list[Line], height: float, interleaved: bool) -> list[list[Line]]:
    """The lines in reading order, those of each column together.

    interleaved: whether columns may have been drawn line by line across.
    """
    heads = [line for line in lines if line.y1 < _EDGE * height]
    feet = [line for line in lines if line.y0 > (1 - _EDGE) * height]
    middle = [line for line in lines if line.y1 >= _EDGE * height and line.y0 <= (1 - _EDGE) * height]
    columns = [middle] if not interleaved and _runs_well(middle) else list(_columns(middle, _DEPTH))
    return [column for column in (list(_rows(heads)), *columns, list(_rows(feet))) if column]


def paragraphs(lines: list[Line]) -> list[int]:
    """For each line in reading order the number of its paragraph, where MuPDF's blocks no longer tell."""
    numbers = [0] if lines else []
    for above, line in pairwise(lines):
        gap = line.y0 - above.y1
        if gap < -0.5 * min(line.height, above.height) and line.y0 > above.y0 - 0.5 * line.height:
            numbers.append(numbers[-1])  # it stands beside the other
            continue
        apart = gap > 0.5 * line.height or gap < -1.5 * line.height
        unlike = abs(line.height - above.height) > 0.15 * above.height
        indented = line.x0 - above.x0 > 0.8 * line.height and gap > -0.5 * line.height
        same = line.block == above.block and line.index == above.index + 1
        numbers.append(numbers[-1] + (apart or unlike or (indented and not same)))
    return numbers


def _runs_well(lines: list[Line]) -> bool:
    """Whether each line stands below the one before it or to the right of all that it jumps up past."""
    for at in range(1, len(lines)):
        line, above = lines[at], lines[at - 1]
        slack = 0.3 * line.height
        if line.y0 < above.y0 - slack:
            back = at - 1
            while back >= 0 and at - back < _LOOK_BACK and lines[back].y1 > line.y0 + slack:
                if lines[back].x1 > line.x0 + slack:
                    return False
                back -= 1
        elif min(above.y1, line.y1) - max(above.y0, line.y0) > 0.5 * line.height and line.x1 < above.x0 + slack:
            return False
    return True


def _columns(lines: list[Line], depth: int) -> Iterator[list[Line]]:
    gutter = _gutter(lines) if depth else None
    if gutter is None:
        yield _kept_or_sorted(lines)
        return
    whole: list[Line] = []
    for left, right, across in _runs(lines, gutter):
        if not _are_columns(left, right, gutter):
            whole += (*left, *right, *across)
            continue
        yield _kept_or_sorted(whole)
        whole = []
        yield from _columns(left, depth - 1)
        yield from _columns(right, depth - 1)
    yield _kept_or_sorted(whole)


def _runs(lines: list[Line], gutter: float) -> Iterator[tuple[list[Line], list[Line], list[Line]]]:
    """From the top: what stands left and right of the gutter, and between such stretches what stands across it."""

    def side(line: Line) -> int:
        return 0 if line.x1 <= gutter + 1 else 1 if line.x0 >= gutter - 1 else 2

    ordered = sorted(lines, key=attrgetter("y0"))
    for across, members in groupby(ordered, key=lambda line: side(line) == 2):
        found: tuple[list[Line], list[Line], list[Line]] = ([], [], [])
        for line in members:
            found[2 if across else side(line)].append(line)
        yield found


def _gutter(lines: list[Line]) -> float | None:
    """Where a vertical gap parts columns of text, None where none does. The one with the most text beside it wins."""
    if len(lines) < 2 * _LINES:
        return None
    edges = Counter(round(line.x0 / 4) for line in lines)
    first = min(edges)
    usual = [edge for edge, count in edges.most_common(_CANDIDATES) if count >= _LINES and edge > first]
    best, most = None, 0
    for edge in usual:
        gutter = min(line.x0 for line in lines if round(line.x0 / 4) == edge) - 0.5
        beside = sum(
            min(len(left), len(right)) for left, right, _ in _runs(lines, gutter) if _are_columns(left, right, gutter)
        )
        if beside > most:
            best, most = gutter, beside
    return best if most >= _LINES else None


def _are_columns(left: list[Line], right: list[Line], gutter: float) -> bool:
    """Whether what stands left and right of a gutter are columns of text, and not of a table."""
    if min(len(left), len(right)) < _LINES:
        return False
    beside = [line for line in left if line.y1 > right[0].y0 and line.y0 < right[-1].y1]
    if len(beside) < 2 or gutter - max(line.x1 for line in beside) < 0.2 * right[0].height:
        return False
    first = min(line.x0 for line in right)  # of the columns on the right, the one beside the gutter tells
    near = [line for line in right if line.x0 < first + 3 * line.height]
    if _aligned(left, right) < 0.5:
        return _is_prose(left) or _is_prose(near)
    return _is_prose(left) and _is_prose(near)


def _aligned(left: list[Line], right: list[Line]) -> float:
    """The share of the rows on the side with fewer that have one at their own height on the other side."""
    fewer, others = sorted(({round(line.y0) for line in side} for side in (left, right)), key=len)
    return sum(not others.isdisjoint((top - 1, top, top + 1)) for top in fewer) / len(fewer)


def _is_prose(lines: list[Line]) -> bool:
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    long = median(line.length for line in lines) >= _CHARACTERS
    return long and median(line.x1 - line.x0 for line in lines) >= _FILL * width


def _kept_or_sorted(lines: list[Line]) -> list[Line]:
    drawn = sorted(lines, key=attrgetter("index"))
    return drawn if _runs_well(drawn) else list(_rows(lines))


def _rows(lines: list[Line]) -> Iterator[Line]:
    """From the top, and what stands at one height from the left."""
    row: list[Line] = []
    for line in sorted(lines, key=attrgetter("y0")):
        if row and line.y0 + 0.5 * line.height > row[0].y1:
            yield from sorted(row, key=attrgetter("x0"))
            row = []
        row.append(line)
    yield from sorted(row, key=attrgetter("x0"))
