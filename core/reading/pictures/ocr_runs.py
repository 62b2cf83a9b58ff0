"""Finds where columns run down a page: rows between whose pieces the same white valleys stay open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from core.reading.pictures.ocr_pieces import SPACE_OR_BAR, Cell, Piece, Row, Span, cells_of, joined, torn

# All in heights of a line. A gap this wide parts what stands in a row; one this narrow is a valley where it runs down.
APART = 0.8
_VALLEY = 0.35
# Between columns, this many rows that run across them may be lines of both, found as one and parted by less.
_BRIDGE, _TORN_BRIDGE, _SLACK = 2, 0.7, 0.4
# A heading over columns that is too short to bridge them: how far it is from the rows around it, and how large.
_ABOVE, _BELOW, _LARGER = 1.6, 1.2, 1.15
_AFTER_COLUMNS = 1.9  # a last row or two this far below columns belong to what follows


@dataclass(slots=True)
class Run:
    """Rows that follow each other. `columns`: whether valleys run down through them; `strips`: what lies between."""

    rows: list[Row] = field(default_factory=list)
    strips: list[Span] = field(default_factory=list)
    columns: bool = False

    def cell(self, row: Row, strip: Span) -> Cell:
        return [piece for piece in row.pieces if stands_in(piece, strip)]

    @property
    def sided(self) -> int:
        """How many of its rows stand in more than one strip."""
        return sum(self.is_sided(row) for row in self.rows)

    def is_sided(self, row: Row) -> bool:
        return sum(any(stands_in(piece, strip) for piece in row.pieces) for strip in self.strips) > 1


def runs(rows: list[Row], usual: float) -> list[Run]:
    """The rows of a page or column in runs, from the top down. `usual`: the height of most lines."""
    found: list[Run] = []
    for row in rows:
        if not (found and _joins(found[-1], row, usual)):
            found.append(Run())
        run = found[-1]
        run.columns = run.columns or len(row.pieces) > 1 or bool(run.rows and _beside(run.rows[-1], row))
        run.strips = joined([*run.strips, *row.spans], _VALLEY * usual)
        run.rows.append(row)
    return [part for run in _bridged(found, usual) for part in _at_headings(run, usual)]


def stand(run: Run, usual: float) -> bool:
    """Whether columns really stand side by side: in rows enough for how far they are apart."""
    if not run.columns or len(run.strips) < 2:
        return False
    widest = max(right[0] - left[1] for left, right in pairwise(run.strips))
    past = sum(_beside(above, row) for above, row in pairwise(run.rows))
    return run.sided + past >= (2 if widest > APART * usual else 3)


def stands_in(piece: Piece, strip: Span) -> bool:
    return strip[0] <= (piece.x0 + piece.x1) / 2 <= strip[1]


def _joins(run: Run, row: Row, usual: float) -> bool:
    strips = joined([*run.strips, *row.spans], _VALLEY * usual)
    if not (run.columns or _beside(run.rows[-1], row)):
        return len(row.pieces) == 1
    bridges = len(strips) < len(run.strips) and len(row.pieces) == 1
    return len(strips) > 1 and not (bridges and stand(run, usual))


def _bridged(found: list[Run], usual: float) -> list[Run]:
    """Runs of columns with the rows beside them that were found too wide, and stand in the columns as well."""
    bridged: list[Run] = []
    for run in found:
        above = bridged[-1] if bridged else None
        if run.columns and above:
            _take(above.rows, -1, run, usual)
            bridged = bridged if above.rows else bridged[:-1]
        elif above and above.columns:
            _take(run.rows, 0, above, usual)
        if bridged and run.columns and bridged[-1].columns:
            strips = joined([*bridged[-1].strips, *run.strips], 0.0)
            if len(strips) > 1:
                bridged[-1] = Run([*bridged[-1].rows, *run.rows], strips, columns=True)
                continue
        bridged += [run] if run.rows else []
    return bridged


def _take(rows: list[Row], end: int, run: Run, usual: float) -> None:
    """Move rows from one end of a run's neighbour into it while they fit."""
    for _ in range(_BRIDGE):
        if not rows:
            return
        pieces = [part for piece in rows[end].pieces for part in torn(piece, _TORN_BRIDGE * usual, SPACE_OR_BAR)]
        strips = _widened(run.strips, pieces, _SLACK * usual)
        if strips is None:
            return
        del rows[end]
        run.rows.insert(0 if end else len(run.rows), Row(cells_of(pieces, 0.0)))
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
    for at in range(len(wide) - 1):
        (low, left), (right, high) = wide[at : at + 2]
        if left > right:
            wide[at], wide[at + 1] = (low, (left + right) / 2), ((left + right) / 2, high)
    return wide if len(used) > 1 else None


def _at_headings(run: Run, usual: float) -> Iterator[Run]:
    """A run of columns in two where a heading stands across them, though it is too short to bridge them."""
    if not run.columns:
        yield run
        return
    sided = [run.is_sided(row) for row in run.rows]
    start = 0
    for at, row in enumerate(run.rows[1:-1], 1):
        lone = not sided[at] and any(sided[start:at]) and any(sided[at + 1 :])
        apart = row.y - run.rows[at - 1].y > _ABOVE * usual and run.rows[at + 1].y - row.y > _BELOW * usual
        if lone and apart and row.size > _LARGER * median(r.size for r in run.rows):
            yield _part(run, start, at, usual)
            yield _part(run, at, at + 1, usual)
            start = at + 1
    last = max((at for at, two in enumerate(sided) if two), default=len(run.rows) - 1) + 1
    if 0 < len(run.rows) - last <= 2 and run.rows[last].y - run.rows[last - 1].y > _AFTER_COLUMNS * usual:
        yield _part(run, start, last, usual)
        start = last
    yield _part(run, start, len(run.rows), usual)


def _part(run: Run, start: int, stop: int, usual: float) -> Run:
    if stop - start == len(run.rows):
        return run
    rows = run.rows[start:stop]
    return Run(rows, joined([span for row in rows for span in row.spans], _VALLEY * usual), run.columns)


def _beside(above: Row, below: Row) -> bool:
    """Whether two rows stand beside each other though not at one height: lines of columns that are set apart."""
    if len(joined([*above.spans, *below.spans], 0.0)) == 1:
        return False
    bottom = max(piece.line.y1 for piece in above.pieces)
    return bottom - min(piece.line.y0 for piece in below.pieces) > 0.3 * min(above.height, below.height)
