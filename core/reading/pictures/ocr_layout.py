"""From lines of text that stand somewhere on a page to rows, columns and tables in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.reading.pictures.ocr_lines import Line
from core.reading.pictures.ocr_pieces import MARK, Piece, Row, cells_of, rows_of, said, torn, usual_height, whole
from core.reading.pictures.ocr_runs import APART, Run, runs, stand, stands_in
from core.reading.pictures.ocr_tables import is_table, table_rows

# In heights of a line: what is parted by so much in one row is told apart, and what was read as one line is torn.
_WIDE, _TORN = 2.5, 1.6
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Region:
    """Rows that follow each other: of one column of text, or of a table, whose cells are then told apart."""

    rows: list[Row]
    table: bool = False


def regions(lines: list[Line]) -> list[Region]:
    """The page's regions in the order of reading. What runs up or down the page comes last."""
    if not lines:
        return []
    usual = usual_height(lines)
    level = [piece for line in lines if not line.sideways for piece in torn(whole(line), _TORN * usual)]
    beside = [Region([Row([[whole(line)]])]) for line in lines if line.sideways]
    return [*_regions(level, usual, 0), *beside]


def _regions(pieces: list[Piece], usual: float, depth: int) -> Iterator[Region]:
    plain: list[Row] = []
    for run in runs(rows_of(pieces, APART * usual), usual):
        if not stand(run, usual) or depth > _DEEPEST:
            plain += [Row(cells_of(row.pieces, _WIDE * usual)) for row in run.rows]
            continue
        if plain:
            yield Region(plain)
            plain = []
        yield from _columns(run, usual, depth)
    if plain:
        yield Region(plain)


def _columns(run: Run, usual: float, depth: int) -> Iterator[Region]:
    """What stands in columns: a table, a list whose marks stand apart, or columns of text one after the other."""
    first = [cell for row in run.rows if (cell := run.cell(row, run.strips[0]))]
    if len(run.strips) == 2 and all(MARK.fullmatch(said(cell)) for cell in first):
        yield Region([Row([row.pieces]) for row in run.rows])
    elif is_table(run):
        yield Region(table_rows(run.rows, usual), table=True)
    else:
        for strip in run.strips:
            inside = [piece for row in run.rows for piece in row.pieces if stands_in(piece, strip)]
            yield from _regions(inside, usual, depth + 1)
