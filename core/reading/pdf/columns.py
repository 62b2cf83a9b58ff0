"""Lines the cells of a table up in columns, with empty cells where a row leaves a column out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from core.reading.pdf.rows import CELL, Cell, Row

Span = tuple[float, float]  # from where to where a column reaches

_VALUE = re.compile(r"[-–—−+(]*(?:US|CA|R)?[$€£¥]?[-–—−+(]*[\d.,'\s]*[xX%$€£¥)]*\*?|[Nn]/?[AaMm]")
YEAR = re.compile(r"(?:FY|CY)?['’]?(?:19|20)\d\d[EAP]?(?:\(\d\))?")
_MOST_COLUMNS = 40


def cell_text(cell: Cell, tokens: list[str]) -> str:
    """Its words without the spaces between them."""
    return "".join(tokens[cell.first : cell.last])


def is_value(cell: Cell, tokens: list[str]) -> bool:
    """Whether a cell holds a number or an amount, and no year."""
    text = cell_text(cell, tokens)
    return len(text) < 24 and _VALUE.fullmatch(text) is not None and not YEAR.fullmatch(text)


def has_value(row: Row, tokens: list[str]) -> bool:
    """Whether one of a row's cells holds a number."""
    return any(is_value(cell, tokens) for cell in row.cells)


def columns_of(rows: list[Row], tokens: list[str]) -> list[Span]:
    """The columns of the rows below a table's header; empty where their cells make none."""
    body = [row for row in rows if row.cells]
    if not body:
        return []
    left = min(row.x0 for row in body)
    firsts = (row.cells[0] for row in body if row.x0 > left)
    cells = {round(cell.x1): cell for cell in firsts if is_value(cell, tokens)}
    for row in body:  # of those that end alike the widest is enough
        for cell in row.cells[1:]:
            known = cells.setdefault(round(cell.x1), cell)
            if cell.x0 < known.x0:
                cells[round(cell.x1)] = cell
    spans = _spans(sorted(cells.values(), key=_width))
    if not spans or len(spans) > _MOST_COLUMNS:
        return []
    labels = (min(left, spans[0][0] - 1), spans[0][0])
    if any(len(row.cells) > len(spans) for row in body):
        return [labels, *spans]  # a row fills them all
    return [labels, *_filled(spans, body)]


def _width(cell: Cell) -> float:
    return cell.x1 - cell.x0


def _spans(cells: list[Cell]) -> list[Span]:
    """Where cells, the narrow ones first, overlap each other."""
    spans: list[Span] = []
    for cell in cells:
        touched = [span for span in spans if span[1] > cell.x0 and span[0] < cell.x1]
        if len(touched) > 1:  # it spans columns that narrower cells told apart
            continue
        if touched:
            spans.remove(touched[0])
            spans.append((min(cell.x0, touched[0][0]), max(cell.x1, touched[0][1])))
        else:
            spans.append((cell.x0, cell.x1))
        if len(spans) > _MOST_COLUMNS:
            break
    return sorted(spans)


def _filled(spans: list[Span], rows: list[Row]) -> list[Span]:
    """The columns, those that no row fills beside the one before them joined to that one."""
    ends = [end for _, end in spans]
    together: set[int] = set()
    for row in rows:
        columns = [bisect_right(ends, cell.x0 + 0.5) if cell.x0 + 0.5 > spans[0][0] else -1 for cell in row.cells]
        together.update(b for a, b in pairwise(columns) if b == a + 1)
    joined = spans[:1]
    for column, span in enumerate(spans[1:], 1):
        if column in together:
            joined.append(span)
        else:
            joined[-1] = (joined[-1][0], span[1])
    return joined


def line_up(rows: list[Row], header: int, columns: list[Span], tokens: list[str], after: list[str]) -> None:
    """Part the cells so that each stands in its column, and join the lines that belong to one row."""
    ends = [end for _, end in columns]
    last = 0  # the column that the row above ends in
    for at, row in enumerate(rows):
        if len(row.cells) == len(columns):
            last = len(columns) - 1
        elif row.cells or at < header:
            numbers = [_column(cell, columns, ends, at < header) for cell in row.split()]
            if all(a < b for a, b in pairwise(numbers)) and numbers[-1] < len(ends):
                write_gaps(row, numbers, after)
                last = numbers[-1]
        elif last and bisect_right(ends, row.x0 + 0.5) == last:
            row.glued = True  # the last cell goes on below
        if at > header and row.cells and not rows[at - 1].cells and _is_label_of(rows[at - 1], row, columns, tokens):
            row.glued = True


def write_gaps(row: Row, columns: Sequence[int], after: list[str]) -> None:
    """Part the cells of a row, which stand in `columns`, with empty ones for those that it leaves out."""
    row.lead = CELL * columns[0]
    for (before, _), (a, b) in zip(pairwise(row.cells), pairwise(columns), strict=True):
        after[before.last - 1] = CELL * (b - a)


def _column(cell: Cell, columns: list[Span], ends: list[float], heads: bool) -> int:
    """The column that a cell stands in; a head that is wider than its column may begin further left."""
    column = bisect_right(ends, cell.x0 + 0.5)
    return 1 if heads and not column and cell.x1 > columns[1][0] and cell.x0 > columns[0][0] + 1 else column


def _is_label_of(above: Row, row: Row, columns: list[Span], tokens: list[str]) -> bool:
    """Whether the row above, of one cell, is the first line of this row's label."""
    if above.lead or row.lead or above.x0 > columns[0][1]:
        return False
    parted = tokens[row.first][0].islower() or tokens[above.last - 1][-1] in ",-"
    return parted and row.y0 - above.bottom < 0.6 * row.height
