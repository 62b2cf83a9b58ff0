"""Tells tables from columns of text, and puts what stands in a table into its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from statistics import mean, median

from core.reading.pictures.ocr_pieces import MARK, SPACE_OR_BAR, Cell, Piece, Row, Span, joined, said, torn
from core.reading.pictures.ocr_runs import Run

# A column of prose: this many characters in a line, and this many of its lines reach this far to its edge.
_PROSE_CHARACTERS, _PROSE_FULL, _PROSE_REACH = 18, 0.55, 0.75
# In a table, this share of a column's lines have a neighbour beside them, and this share of all rows have two cells.
_ALIGNED, _SIDED = 0.6, 0.34
# A column is where more than this share of the rows have something; what reaches over several of them is a head.
_USED = 0.2
_NARROW, _TORN = 0.35, 0.3  # heights of a line: between columns, and between the words of a line over two of them
_WRAPPED = 0.8  # of the step between rows: what follows closer carries on the row above
_FIGURE = re.compile(r"[(\d.,+−—–-]")
_BEFORE, _AFTER = frozenset("$€£¥"), frozenset("%)")


def is_table(run: Run) -> bool:
    columns = [[cell for row in run.rows if (cell := run.cell(row, strip))] for strip in run.strips]
    sided = run.sided
    second = sorted(map(len, columns))[-2]
    if sided < 2 or sided < max(_ALIGNED * second, _SIDED * len(run.rows)):
        return False
    listed = [sum(MARK.match(said(cell)) is not None for cell in column) > len(column) / 2 for column in columns]
    if sum(listed) > 1:
        return False
    return sum(_is_prose(column, strip) for column, strip in zip(columns, run.strips, strict=True)) < 2


def table_rows(rows: list[Row], usual: float) -> list[Row]:
    """A table's rows with a cell for each column, empty ones too; a line that carries on cells joins theirs."""
    columns = _columns(rows, usual)
    grid = [_in_columns(row, columns, usual) for row in rows]
    grid = _without_signs(grid)
    steps = [b.y - a.y for (a, b), cells in zip(pairwise(rows), grid[1:], strict=True) if cells[0]]
    step = median(steps) if steps else 0.0
    table: list[Row] = []
    for at, (row, cells) in enumerate(zip(rows, grid, strict=True)):
        if table and not all(cells) and row.y - rows[at - 1].y < _WRAPPED * step:
            for cell, more in zip(table[-1].cells, cells, strict=True):
                cell.extend(more)
        else:
            table.append(Row(cells))
    return table


def _is_prose(column: list[Cell], strip: Span) -> bool:
    if len(column) < 2 or mean(len(said(cell)) for cell in column) < _PROSE_CHARACTERS:
        return False
    reach = _PROSE_REACH * (strip[1] - strip[0])
    return sum(cell[-1].x1 - cell[0].x0 > reach for cell in column) >= _PROSE_FULL * len(column)


def _columns(rows: list[Row], usual: float) -> list[Span]:
    """Where most rows have something, from left to right; and where only a few have, but nothing else is."""
    edges = sorted([(x0, 1) for row in rows for x0, _ in row.spans] + [(x1, -1) for row in rows for _, x1 in row.spans])
    used: list[Span] = []
    over = 0
    for (x, step), (following, _) in pairwise(edges):
        over += step
        if over > _USED * len(rows):
            used.append((x, following))
    columns = joined(used, _NARROW * usual)
    lone = [span for row in rows for span in row.spans if not any(_overlap(span, column) > 0 for column in columns)]
    return sorted([*columns, *joined(lone, _NARROW * usual)])


def _in_columns(row: Row, columns: list[Span], usual: float) -> list[Cell]:
    cells: list[Cell] = [[] for _ in columns]
    for piece in row.pieces:
        over = sum(_overlap((piece.x0, piece.x1), column) > 0 for column in columns)
        for part in torn(piece, _TORN * usual, SPACE_OR_BAR) if over > 1 else [piece]:
            cells[_nearest(part, columns)].append(part)
    for cell, following in pairwise(cells):
        _hand_over(cell, following)
    return cells


def _hand_over(cell: Cell, following: Cell) -> None:
    """The sign of a currency at the end of a cell belongs to the figure in the next."""
    if not cell or not following or cell[-1].text[-1] not in _BEFORE or not _FIGURE.match(said(following)):
        return
    last = cell.pop()
    if rest := last.text[:-1].rstrip():
        cell.append(replace(last, end=last.start + len(rest)))
    following.insert(0, replace(last, start=last.end - 1))


def _nearest(piece: Piece, columns: list[Span]) -> int:
    return max(range(len(columns)), key=lambda at: _overlap((piece.x0, piece.x1), columns[at]))


def _overlap(span: Span, column: Span) -> float:
    """How far they overlap; less than zero by how far they are apart."""
    return min(span[1], column[1]) - max(span[0], column[0])


def _without_signs(grid: list[list[Cell]]) -> list[list[Cell]]:
    """The table without columns of nothing but the signs of currencies or per cents: these go to their figures."""
    signs = list(_sign_columns(grid))
    for at, to in signs:
        for cells in grid:
            cells[to] = cells[at] + cells[to] if to > at else cells[to] + cells[at]
    gone = {at for at, _ in signs} | {at for at in range(len(grid[0])) if not any(cells[at] for cells in grid)}
    return [[cell for at, cell in enumerate(cells) if at not in gone] for cells in grid]


def _sign_columns(grid: list[list[Cell]]) -> Iterator[tuple[int, int]]:
    """(column of signs, column of their figures)."""
    for at in range(len(grid[0])):
        held = {text for cells in grid if (text := said(cells[at]).strip())}
        if held and held <= _BEFORE and at + 1 < len(grid[0]):
            yield at, at + 1
        elif held and held <= _AFTER and at:
            yield at, at - 1
