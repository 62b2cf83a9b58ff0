"""The pieces of lines that a page is laid out from, and the rows and cells that they make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import mean, median

from core.reading.pictures.ocr_lines import Line

# How the items of a list begin.
MARK = re.compile(r"(?:[•●▪◦■○·*–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])(?=\s|\Z)")
SPACE = re.compile(r"\s+")
SPACE_OR_BAR = re.compile(r"\s*\|\s*|\s+")  # the line between two columns, read as a letter
_HALF_LETTER = 0.2  # of a line's height
_ONE_HEIGHT = 0.5  # of a line's height: what stands less apart in height stands in one row

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line that stands apart: `[start, end)` of what it says."""

    line: Line
    start: int
    end: int
    x0: float
    x1: float

    @property
    def text(self) -> str:
        return self.line.written.text[self.start : self.end]

    @property
    def y(self) -> float:
        """The height at which it stands: its middle."""
        return (self.line.y0 + self.line.y1) / 2

    @property
    def height(self) -> float:
        return self.line.height


Cell = list[Piece]  # read with spaces between


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side."""

    cells: list[Cell]

    @property
    def pieces(self) -> list[Piece]:
        return [piece for cell in self.cells for piece in cell]

    @property
    def text(self) -> str:
        return said(self.pieces)

    @property
    def spans(self) -> list[Span]:
        return [(piece.x0, piece.x1) for piece in self.pieces]

    @property
    def x0(self) -> float:
        return min(piece.x0 for piece in self.pieces)

    @property
    def x1(self) -> float:
        return max(piece.x1 for piece in self.pieces)

    @property
    def y(self) -> float:
        return mean(piece.y for piece in self.pieces)

    @property
    def height(self) -> float:
        return max(piece.height for piece in self.pieces)

    @property
    def size(self) -> float:
        """The size of most of its letters."""
        return max(self.pieces, key=lambda piece: len(piece.text)).line.size


def usual_height(lines: list[Line]) -> float:
    """The height of the lines that hold most of the text."""
    return median([line.height for line in lines for _ in range(1 + len(line.written.text) // 8)])


def usual_size(lines: list[Line]) -> float:
    """The size of the letters of most of the text."""
    return median([line.size for line in lines for _ in range(1 + len(line.written.text) // 8)])


def whole(line: Line) -> Piece:
    return Piece(line, 0, len(line.written.text), line.x0, line.x1)


def said(cell: Cell) -> str:
    return " ".join(piece.text for piece in cell)


def torn(piece: Piece, apart: float, between: re.Pattern[str] = SPACE) -> Iterator[Piece]:
    """A piece, in parts where the letters on both sides of what is `between` them stand further apart than that."""
    line = piece.line
    centres = [line.x0 + centre * (line.x1 - line.x0) for centre in line.written.centres]
    start, left = piece.start, piece.x0
    half = _HALF_LETTER * line.height
    for gap in between.finditer(line.written.text, piece.start + 1, piece.end - 1):
        before, after = centres[gap.start() - 1] + half, centres[gap.end()] - half
        if after - before > apart or "|" in gap.group():
            yield Piece(line, start, gap.start(), left, before)
            start, left = gap.end(), after
    yield Piece(line, start, piece.end, left, piece.x1)


def rows_of(pieces: list[Piece], apart: float) -> list[Row]:
    """Pieces whose middles are at one height, from the top down; gaps of more than `apart` part cells."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        near = rows and piece.y - mean(p.y for p in rows[-1]) < _ONE_HEIGHT * min(piece.height, rows[-1][-1].height)
        if near:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [Row(cells_of(row, apart)) for row in rows]


def cells_of(row: list[Piece], apart: float) -> list[Cell]:
    """The pieces of a row from left to right, parted where the gap between two is wider than `apart`."""
    cells: list[Cell] = []
    for found in sorted(row, key=lambda piece: piece.x0):
        piece = _beyond(found, cells[-1][-1].x1) if cells else found
        if cells and piece.x0 - cells[-1][-1].x1 < apart:
            cells[-1].append(piece)
        else:
            cells.append([piece])
    return cells


def joined(spans: list[Span], apart: float) -> list[Span]:
    """Spans from left to right, those less than `apart` apart made one."""
    whole: list[Span] = []
    for x0, x1 in sorted(spans):
        if whole and x0 - whole[-1][1] < apart:
            whole[-1] = (whole[-1][0], max(whole[-1][1], x1))
        else:
            whole.append((x0, x1))
    return whole


def _beyond(piece: Piece, edge: float) -> Piece:
    """A piece without the letters that belong to the one on its left: boxes of neighbours may reach into each other."""
    line, start = piece.line, piece.start
    places = [line.x0 + centre * (line.x1 - line.x0) for centre in line.written.centres]
    while start < piece.end - 1 and (places[start] < edge or line.written.text[start].isspace()):
        start += 1
    if start == piece.start:
        return piece
    return replace(piece, start=start, x0=max(edge, places[start] - _HALF_LETTER * line.height))
