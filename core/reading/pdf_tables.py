"""Finds tables among the rows of a page, lines their cells up in columns and tells which rows name the columns.

Most tables have no ruling, so it goes by where cells stand: rows of several cells, with the labels between them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from core.reading.pdf_frames import Placed
from core.reading.pdf_rows import CELL, Cell, Row

_CURRENCY = frozenset({"$", "€", "£", "¥", "US$", "R$"})
_VALUE = re.compile(r"[-–—−+(]*(?:US|CA|R)?[$€£¥]?[-–—−+(]*[\d.,'\s]*[xX%$€£¥)]*\*?|[Nn]/?[AaMm]")
_YEAR = re.compile(r"(?:FY|CY)?['’]?(?:19|20)\d\d[EAP]?(?:\(\d\))?")
_CENTURIES = frozenset({"19", "20", "FY", "CY", "'1", "'2", "’1", "’2"})
_MOST_COLUMNS = 40
_TELLING = 12  # rows below a header that say whether it is one
_HEAD_ROWS = 5
_LABELS_BETWEEN = 3  # rows of one cell that may follow each other inside a table
_LABEL_WORDS = 25
_HEAD_WORDS = 12

Bold = Callable[[Row], bool]


@dataclass(slots=True)
class Table:
    """Rows `[begin, end)` of a page. header: how many of the first name the columns. columns: from where to where."""

    begin: int
    end: int
    header: int = 0
    columns: list[tuple[float, float]] = field(default_factory=list)

    def carries_on(self, other: Table) -> bool:
        """Whether this table, at the head of a page, may be the rest of one at the foot of the page before."""
        if self.header or len(self.columns) != len(other.columns) or len(self.columns) < 2:
            return False
        pairs = zip(self.columns[1:], other.columns[1:], strict=True)
        return all(min(a[1], b[1]) > max(a[0], b[0]) for a, b in pairs)


def tables(rows: list[Row], words: list[Placed], tokens: list[str], after: list[str], bold: Bold) -> list[Table]:
    """The tables of a page. Their cells get their columns, and `after` what parts them."""
    found = []
    for begin, end in _stretches(rows):
        own = rows[begin:end]
        if own[0].place:
            found.append(_ruled(own, begin, tokens, after, bold))
            continue
        for row in own:
            _part_currencies(row, words, tokens, after)
        for first, last in _parts(own, tokens):
            table = Table(begin + first, begin + last)
            part = own[first:last]
            table.header = _header(part, tokens, bold)
            table.columns = _columns(part, table.header, tokens)
            if table.columns:
                _line_up(part, table.header, table.columns, tokens, after)
            found.append(table)
    return found


def _ruled(rows: list[Row], begin: int, tokens: list[str], after: list[str], bold: Bold) -> Table:
    """A table whose columns are known from its ruling."""
    columns: dict[int, tuple[float, float]] = {}
    for row in rows:
        _write_gaps(row, row.columns, after)
        for column, cell in zip(row.columns, row.cells, strict=True):
            x0, x1 = columns.get(column, (cell.x0, cell.x1))
            columns[column] = min(x0, cell.x0), max(x1, cell.x1)
    return Table(begin, begin + len(rows), _header(rows, tokens, bold), [span for _, span in sorted(columns.items())])


def _write_gaps(row: Row, columns: Sequence[int], after: list[str]) -> None:
    """Part the cells of a row so that each stands in its column, with empty ones for the columns that it leaves out."""
    row.lead = CELL * columns[0]
    for (before, _), (a, b) in zip(pairwise(row.cells), pairwise(columns), strict=True):
        after[before.last - 1] = CELL * (b - a)


def _stretches(rows: list[Row]) -> Iterator[tuple[int, int]]:
    at = floor = 0
    while at < len(rows):
        place = rows[at].place
        if place:
            end = next((n for n in range(at, len(rows)) if rows[n].paragraph != rows[at].paragraph), len(rows))
            yield at, end
            floor = end
        elif rows[at].cells:
            end = _end(rows, at)
            if len(rows[at].cells) > 2 or any(row.cells for row in rows[at + 1 : end]):
                yield _heads_above(rows, at, end, floor), end
                floor = end
        else:
            end = at + 1
        at = end


def _end(rows: list[Row], at: int) -> int:
    """Where the table that begins with row `at` ends."""
    end = at + 1
    for below in range(at + 1, len(rows)):
        above, row = rows[below - 1], rows[below]
        gap = row.y0 - above.bottom
        if row.place or not -0.6 * row.height < gap < (2.5 if row.cells and above.cells else 1.2) * row.height:
            break
        labels = rows[end:below]
        if row.cells:
            if not all(_alike(label, row) or _alike(label, rows[at]) for label in labels):
                break
            end = below + 1
        elif len(labels) == _LABELS_BETWEEN or row.last - row.first > _LABEL_WORDS:
            break
    return end


def _alike(row: Row, other: Row) -> bool:
    return abs(row.height - other.height) < 0.2 * other.height


def _heads_above(rows: list[Row], at: int, end: int, floor: int) -> int:
    """The first of the rows of one cell above a table that belong to it, because they stand over its columns."""
    values = min(row.cells[1].x0 for row in rows[at:end] if row.cells)
    first = at
    while first > floor and at - first < _HEAD_ROWS - 1:
        row, below = rows[first - 1], rows[first]
        gap = below.y0 - row.bottom
        if row.cells or not -0.6 * row.height < gap < 0.8 * row.height:
            break
        if row.last - row.first > _HEAD_WORDS:
            last_line = row.paragraph == below.paragraph and abs(row.x0 - below.x0) < 2 * row.height
            return at if last_line else first
        # What begins over the label column may be a title, unless MuPDF sees it in one block with the table.
        if row.x0 + row.x1 < 2 * values or (row.x0 < values - row.height and row.paragraph != below.paragraph):
            break
        first -= 1
    return first


def _part_currencies(row: Row, words: list[Placed], tokens: list[str], after: list[str]) -> None:
    """A currency's sign begins a cell and stays with its number, also where the gaps say otherwise."""
    if not row.cells or _CURRENCY.isdisjoint(tokens[row.cells[0].last : row.last]):
        return
    cells = [row.cells[0]]
    begins = {cell.first for cell in row.cells}
    for at in range(row.cells[0].last, row.last):
        sign, signed = tokens[at] in _CURRENCY, tokens[at - 1] in _CURRENCY and at > row.cells[0].last
        if (at in begins or sign) and not signed:
            cells.append(Cell(at, at + 1, words[at][0], words[at][2]))
            after[at - 1] = CELL
        else:
            cells[-1].last, cells[-1].x1 = at + 1, max(cells[-1].x1, words[at][2])
            if at in begins:
                after[at - 1] = " "
    row.cells = cells


def _parts(rows: list[Row], tokens: list[str]) -> Iterator[tuple[int, int]]:
    """Tables that follow each other closely: a row of years or dates below others begins the next."""
    begin, data = 0, False
    for at, row in enumerate(rows):
        if data and len(row.cells) > 2 and _names_years(row, tokens):
            yield begin, at
            begin, data = at, False
        data = data or _has_value(row, tokens)
    yield begin, len(rows)


def _names_years(row: Row, tokens: list[str]) -> bool:
    if tokens[row.last - 1][:2] not in _CENTURIES:
        return False
    return all(_YEAR.fullmatch(_text(cell, tokens)) for cell in row.cells[1:])


def _text(cell: Cell, tokens: list[str]) -> str:
    return "".join(tokens[cell.first : cell.last])


def _is_value(cell: Cell, tokens: list[str]) -> bool:
    text = _text(cell, tokens)
    return len(text) < 24 and _VALUE.fullmatch(text) is not None and not _YEAR.fullmatch(text)


def _has_value(row: Row, tokens: list[str]) -> bool:
    return any(_is_value(cell, tokens) for cell in row.cells)


def _header(rows: list[Row], tokens: list[str], bold: Bold) -> int:
    """How many of a table's first rows name its columns."""
    count = 0
    while count < len(rows) and count <= _HEAD_ROWS and not _has_value(rows[count], tokens):
        count += 1
    while count and not rows[count - 1].cells and rows[count - 1].x0 <= rows[-1].x0 + rows[-1].height:
        count -= 1  # a label at the left stands above its own rows, not above the columns
    if not count:
        return 0
    below = [row for row in rows[count : count + _TELLING] if row.cells]
    if count > _HEAD_ROWS or 2 * sum(_has_value(row, tokens) for row in below) <= len(below):
        return 1 if rows[0].cells and _stands_out(rows, bold) else 0
    if sum(bool(row.cells) for row in rows[:count]) < 3 or all(map(bold, rows[:count])):
        return count
    bold_rows = next((at for at in range(count) if not bold(rows[at])), count)
    return bold_rows or next(at for at in range(count) if rows[at].cells) + 1


def _stands_out(rows: list[Row], bold: Bold) -> bool:
    """Whether the first row is bold and the others are not."""
    return bold(rows[0]) and len(rows) > 1 and not all(map(bold, rows[1:4]))


def _columns(rows: list[Row], header: int, tokens: list[str]) -> list[tuple[float, float]]:
    """From where to where each column reaches, in the rows below the header; empty where cells make no columns."""
    body = [row for row in rows[header:] if row.cells]
    if not body:
        return []
    left = min(row.x0 for row in body)
    labels = (cell for row in body for cell in row.cells[:1] if cell.x0 > left and _is_value(cell, tokens))
    cells = {round(cell.x1): cell for cell in labels}
    for row in body:  # of those that end alike the widest is enough
        for cell in row.cells[1:]:
            known = cells.get(round(cell.x1))
            if known is None or cell.x0 < known.x0:
                cells[round(cell.x1)] = cell
    spans: list[tuple[float, float]] = []
    for cell in sorted(cells.values(), key=lambda cell: cell.x1 - cell.x0):
        touched = [span for span in spans if min(span[1], cell.x1) > max(span[0], cell.x0)]
        if len(touched) > 1:  # it spans columns that narrower cells told apart
            continue
        if touched:
            spans.remove(touched[0])
        begin, end = touched[0] if touched else (cell.x0, cell.x1)
        spans.append((min(cell.x0, begin), max(cell.x1, end)))
        if len(spans) > _MOST_COLUMNS:
            return []
    spans.sort()
    return [(min(left, spans[0][0] - 1), spans[0][0]), *_filled(spans, body)]


def _filled(spans: list[tuple[float, float]], rows: list[Row]) -> list[tuple[float, float]]:
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


def _line_up(
    rows: list[Row], header: int, columns: list[tuple[float, float]], tokens: list[str], after: list[str]
) -> None:
    """Part the cells so that each stands in its column, with empty ones where a row leaves a column out."""
    ends = [end for _, end in columns]
    last = 0  # the column that the row above ends in
    for at, row in enumerate(rows):
        if row.cells or at < header:
            numbers = [_column(cell, columns, ends, at < header) for cell in row.split()]
            if all(a < b for a, b in pairwise(numbers)) and numbers[-1] < len(ends):
                _write_gaps(row, numbers, after)
                last = numbers[-1]
        elif last and bisect_right(ends, row.x0 + 0.5) == last:
            row.glued = True  # the last cell goes on below
        if row.cells and at > header and _is_label_of(rows[at - 1], row, columns, tokens):
            row.glued = True


def _column(cell: Cell, columns: list[tuple[float, float]], ends: list[float], heads: bool) -> int:
    """The column that a cell stands in; a head that is wider than its column may begin further left."""
    column = bisect_right(ends, cell.x0 + 0.5)
    return 1 if heads and not column and cell.x1 > columns[1][0] and cell.x0 > columns[0][0] + 1 else column


def _is_label_of(above: Row, row: Row, columns: list[tuple[float, float]], tokens: list[str]) -> bool:
    """Whether the row above is the first line of this row's label."""
    if above.cells or above.lead or row.lead or above.x0 > columns[0][1]:
        return False
    parted = tokens[row.first][0].islower() or tokens[above.last - 1][-1] in ",-"
    return parted and row.y0 - above.bottom < 0.6 * row.height
