"""From lines of text that stand somewhere on a page to rows, columns and tables in the order of reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import mean, median

from core.reading.ocr_lines import Line

MARK = re.compile(r"(?:[•●▪◦■○·*–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])(?=\s|\Z)")

# All in heights of a line. A gap this wide, or a wide one, parts what stands in one row; one this narrow parts columns
# where it runs down between them; one this wide, inside what was read as one line, parts cells.
_APART, _WIDE, _VALLEY, _TORN = 0.8, 2.5, 0.35, 1.6
# Between columns, this many rows that run across them may be lines of both, found as one and parted by less.
_BRIDGE, _TORN_BRIDGE, _SLACK = 2, 0.7, 0.4
_HALF_LETTER = 0.2
_SPACE = re.compile(r"\s+")
_SPACE_OR_BAR = re.compile(r"\s*\|\s*|\s+")  # the line between two columns, read as a letter
# A column of prose: this many characters in a line, and this many of its lines reach this far to its edge.
_PROSE_CHARACTERS, _PROSE_FULL, _PROSE_REACH = 18, 0.55, 0.75
# In a table, this share of a column's lines have a neighbour beside them, and this share of all rows have two cells.
_ALIGNED, _SIDED = 0.6, 0.34
_DEEPEST = 8


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
        return " ".join(piece.text for piece in self.pieces)

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


@dataclass(frozen=True, slots=True)
class Region:
    """Rows that follow each other: of one column of text, or of a table, whose cells are then told apart."""

    rows: list[Row]
    table: bool = False


Span = tuple[float, float]


@dataclass(slots=True)
class _Run:
    """Rows between which the same white valleys run down. `strips`: what lies between the valleys."""

    rows: list[Row] = field(default_factory=list)
    strips: list[Span] = field(default_factory=list)
    columns: bool = False


def regions(lines: list[Line]) -> list[Region]:
    """The page's regions in the order of reading. What runs up or down the page comes last."""
    if not lines:
        return []
    usual = usual_height(lines)
    level = [piece for line in lines if not line.sideways for piece in _torn(_whole(line), _TORN * usual)]
    beside = [Region([Row([[_whole(line)]])]) for line in lines if line.sideways]
    return [*_regions(level, usual, 0), *beside]


def usual_height(lines: list[Line]) -> float:
    """The height of the lines that hold most of the text."""
    return median([line.height for line in lines for _ in range(1 + len(line.written.text) // 8)])


def usual_size(lines: list[Line]) -> float:
    """The size of the letters of most of the text."""
    return median([line.size for line in lines for _ in range(1 + len(line.written.text) // 8)])


def _whole(line: Line) -> Piece:
    return Piece(line, 0, len(line.written.text), line.x0, line.x1)


def _torn(piece: Piece, apart: float, between: re.Pattern[str] = _SPACE) -> Iterator[Piece]:
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


def _regions(pieces: list[Piece], usual: float, depth: int) -> Iterator[Region]:
    plain: list[Row] = []
    for run in _runs(_rows(pieces, usual), usual):
        if not _stands(run, usual) or depth > _DEEPEST:
            plain += [Row(_cells(row.pieces, _WIDE * usual)) for row in run.rows]
            continue
        if plain:
            yield Region(plain)
            plain = []
        yield from _columns(run, usual, depth)
    if plain:
        yield Region(plain)


def _columns(run: _Run, usual: float, depth: int) -> Iterator[Region]:
    """What stands in columns: a table, a list whose marks stand apart, or columns of text one after the other."""
    first = [cell for row in run.rows if (cell := _cell(row, run.strips[0]))]
    if len(run.strips) == 2 and all(MARK.fullmatch(_said(cell)) for cell in first):
        yield Region([Row([row.pieces]) for row in run.rows])
    elif _is_table(run):
        yield Region(_table_rows(run), table=True)
    else:
        for strip in run.strips:
            yield from _regions([p for row in run.rows for p in row.pieces if _in(p, strip)], usual, depth + 1)


def _rows(pieces: list[Piece], usual: float) -> list[Row]:
    """Pieces whose middles are at one height, from the top down; cells from the left."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        if rows and piece.y - mean(p.y for p in rows[-1]) < 0.5 * min(piece.height, rows[-1][-1].height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [Row(_cells(row, _APART * usual)) for row in rows]


def _cells(row: list[Piece], apart: float) -> list[Cell]:
    cells: list[Cell] = []
    for whole in sorted(row, key=lambda piece: piece.x0):
        piece = _beyond(whole, cells[-1][-1].x1) if cells else whole
        if cells and piece.x0 - cells[-1][-1].x1 < apart:
            cells[-1].append(piece)
        else:
            cells.append([piece])
    return cells


def _beyond(piece: Piece, edge: float) -> Piece:
    """A piece without the letters that belong to the one on its left: boxes of neighbours may reach into each other."""
    line, start = piece.line, piece.start
    places = [line.x0 + centre * (line.x1 - line.x0) for centre in line.written.centres]
    while start < piece.end - 1 and places[start] < edge:
        start += 1
    if start == piece.start:
        return piece
    start += len(line.written.text[start : piece.end]) - len(line.written.text[start : piece.end].lstrip())
    return replace(piece, start=start, x0=max(edge, places[start] - _HALF_LETTER * line.height))


def _runs(rows: list[Row], usual: float) -> list[_Run]:
    runs: list[_Run] = []
    for row in rows:
        if not (runs and _joins(runs[-1], row, usual)):
            runs.append(_Run())
        run = runs[-1]
        run.columns = run.columns or len(row.pieces) > 1 or bool(run.rows and _overlaps(run.rows[-1], row))
        run.strips = _joined([*run.strips, *_spans(row)], _VALLEY * usual)
        run.rows.append(row)
    return [part for run in _bridged(runs, usual) for part in _at_headings(run, usual)]


def _bridged(runs: list[_Run], usual: float) -> list[_Run]:
    """Runs of columns with the rows beside them that were found too wide, and stand in the columns as well."""
    bridged: list[_Run] = []
    for run in runs:
        above = bridged[-1] if bridged else None
        if run.columns and above:
            _take(above.rows, -1, run, usual)
            bridged = bridged if above.rows else bridged[:-1]
        elif above and above.columns:
            _take(run.rows, 0, above, usual)
        if bridged and run.columns and bridged[-1].columns:
            strips = _joined([*bridged[-1].strips, *run.strips], 0.0)
            if len(strips) > 1:
                bridged[-1] = _Run([*bridged[-1].rows, *run.rows], strips, columns=True)
                continue
        bridged += [run] if run.rows else []
    return bridged


def _take(rows: list[Row], end: int, run: _Run, usual: float) -> None:
    """Move rows from one end of a run's neighbour into it while they fit."""
    for _ in range(_BRIDGE):
        if not rows:
            return
        pieces = [part for piece in rows[end].pieces for part in _torn(piece, _TORN_BRIDGE * usual, _SPACE_OR_BAR)]
        strips = _widened(run.strips, pieces, _SLACK * usual)
        if strips is None:
            return
        del rows[end]
        run.rows.insert(0 if end else len(run.rows), Row(_cells(pieces, 0.0)))
        run.strips = strips


def _widened(strips: list[Span], pieces: list[Piece], slack: float) -> list[Span] | None:
    """The strips, as wide as the pieces over them; None where a piece reaches into two, or only one is used."""
    wide = list(strips)
    used: set[int] = set()
    for piece in pieces:
        touched = [at for at, (low, high) in enumerate(strips) if piece.x0 + slack < high and low < piece.x1 - slack]
        if len(touched) != 1:
            return None
        low, high = wide[touched[0]]
        wide[touched[0]] = (min(low, piece.x0), max(high, piece.x1))
        used.add(touched[0])
    for at, (left, right) in enumerate(pairwise(wide)):
        if left[1] > right[0]:
            middle = (left[1] + right[0]) / 2
            wide[at], wide[at + 1] = (left[0], middle), (middle, right[1])
    return wide if len(used) > 1 else None


def _joins(run: _Run, row: Row, usual: float) -> bool:
    strips = _joined([*run.strips, *_spans(row)], _VALLEY * usual)
    if run.columns or _overlaps(run.rows[-1], row):
        return len(strips) > 1 and (len(strips) >= len(run.strips) or not _stands(run, usual))
    return len(row.pieces) == 1


def _at_headings(run: _Run, usual: float) -> Iterator[_Run]:
    """A run of columns in two where a heading stands across them, though it is too short to bridge them."""
    if not run.columns:
        yield run
        return
    sided = [len(_strips_of(run, row)) > 1 for row in run.rows]
    start = 0
    for at, row in enumerate(run.rows[1:-1], 1):
        lone = not sided[at] and any(sided[start:at]) and any(sided[at + 1 :])
        apart = row.y - run.rows[at - 1].y > 1.6 * usual and run.rows[at + 1].y - row.y > 1.2 * usual
        if lone and apart and row.size > 1.15 * median(r.size for r in run.rows):
            yield _part(run, start, at, usual)
            yield _part(run, at, at + 1, usual)
            start = at + 1
    last = max((at for at, two in enumerate(sided) if two), default=len(run.rows) - 1) + 1
    if 0 < len(run.rows) - last <= 2 and run.rows[last].y - run.rows[last - 1].y > 1.9 * usual:
        yield _part(run, start, last, usual)
        start = last
    yield _part(run, start, len(run.rows), usual)


def _part(run: _Run, start: int, stop: int, usual: float) -> _Run:
    if stop - start == len(run.rows):
        return run
    rows = run.rows[start:stop]
    spans = [span for row in rows for span in _spans(row)]
    return _Run(rows, _joined(spans, _VALLEY * usual), run.columns)


def _stands(run: _Run, usual: float) -> bool:
    """Whether columns really stand side by side: in rows enough for how far they are apart."""
    if not run.columns or len(run.strips) < 2:
        return False
    widest = max(right[0] - left[1] for left, right in pairwise(run.strips))
    sided = sum(len(_strips_of(run, row)) > 1 for row in run.rows)
    past = sum(_overlaps(above, row) for above, row in pairwise(run.rows))
    return sided + past >= (2 if widest > _APART * usual else 3)


def _is_table(run: _Run) -> bool:
    columns = [[cell for row in run.rows if (cell := _cell(row, strip))] for strip in run.strips]
    sided = sum(len(_strips_of(run, row)) > 1 for row in run.rows)
    second = sorted(map(len, columns))[-2]
    if sided < 2 or sided < max(_ALIGNED * second, _SIDED * len(run.rows)):
        return False
    listed = [sum(MARK.match(_said(cell)) is not None for cell in column) > len(column) / 2 for column in columns]
    if sum(listed) > 1:
        return False
    return not all(_is_prose(column, strip) for column, strip in zip(columns, run.strips, strict=True))


def _is_prose(column: list[Cell], strip: Span) -> bool:
    if len(column) < 2 or mean(len(_said(cell)) for cell in column) < _PROSE_CHARACTERS:
        return False
    reach = _PROSE_REACH * (strip[1] - strip[0])
    return sum(cell[-1].x1 - cell[0].x0 > reach for cell in column) >= _PROSE_FULL * len(column)


def _table_rows(run: _Run) -> list[Row]:
    """A table's rows with a cell for each column, empty ones too; a line that carries on cells joins theirs."""
    steps = [below.y - above.y for above, below in pairwise(run.rows) if len(below.cells) == len(run.strips)]
    usual = median(steps) if steps else 0.0
    rows: list[Row] = []
    before = 0.0
    for row in run.rows:
        cells = [_cell(row, strip) for strip in run.strips]
        if rows and not all(cells) and row.y - before < 0.8 * usual:
            for cell, more in zip(rows[-1].cells, cells, strict=True):
                cell.extend(more)
        else:
            rows.append(Row(cells))
        before = row.y
    return rows


def _cell(row: Row, strip: Span) -> Cell:
    return [piece for piece in row.pieces if _in(piece, strip)]


def _strips_of(run: _Run, row: Row) -> list[Span]:
    return [strip for strip in run.strips if any(_in(piece, strip) for piece in row.pieces)]


def _in(piece: Piece, strip: Span) -> bool:
    return strip[0] <= (piece.x0 + piece.x1) / 2 <= strip[1]


def _spans(row: Row) -> list[Span]:
    return [(piece.x0, piece.x1) for piece in row.pieces]


def _joined(spans: list[Span], apart: float) -> list[Span]:
    joined: list[Span] = []
    for x0, x1 in sorted(spans):
        if joined and x0 - joined[-1][1] < apart:
            joined[-1] = (joined[-1][0], max(joined[-1][1], x1))
        else:
            joined.append((x0, x1))
    return joined


def _overlaps(above: Row, below: Row) -> bool:
    """Whether two rows stand beside each other though not at one height: lines of columns that are set apart."""
    if _joined([*_spans(above), *_spans(below)], 0.0)[0][1] >= max(above.x1, below.x1):
        return False
    bottom = max(piece.line.y1 for piece in above.pieces)
    return bottom - min(piece.line.y0 for piece in below.pieces) > 0.3 * min(above.height, below.height)


def _said(cell: Cell) -> str:
    return " ".join(piece.text for piece in cell)
