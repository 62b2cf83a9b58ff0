"""Finds tables among the rows of a page, and tells which of their rows name the columns.

Most tables have no ruling, so it goes by where cells stand: rows of several cells, with the labels between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from core.reading.pdf.columns import YEAR, Span, cell_text, columns_of, has_value, line_up, write_gaps
from core.reading.pdf.frames import Placed
from core.reading.pdf.rows import CELL, Cell, Row

_CURRENCY = frozenset({"$", "€", "£", "¥", "US$", "R$"})
_CENTURIES = frozenset({"19", "20", "FY", "CY", "'1", "'2", "’1", "’2"})
_TELLING = 12  # rows below a header that say whether it is one
_HEAD_ROWS = 5
_LABELS_BETWEEN = 3  # rows of one cell that may follow each other inside a table
_LABEL_WORDS = 25
_HEAD_WORDS = 12

Bold = Callable[[Row], int]


@dataclass(slots=True)
class Table:
    """Rows `[begin, end)` of a page. header: how many of the first name the columns. columns: from where to where."""

    begin: int
    end: int
    header: int = 0
    columns: list[Span] = field(default_factory=list)

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
            table.columns = columns_of(part[table.header :], tokens)
            if table.columns:
                line_up(part, table.header, table.columns, tokens, after)
            found.append(table)
    return found


def _ruled(rows: list[Row], begin: int, tokens: list[str], after: list[str], bold: Bold) -> Table:
    """A table whose columns are known from its ruling."""
    columns: dict[int, Span] = {}
    for row in rows:
        write_gaps(row, row.columns, after)
        for column, cell in zip(row.columns, row.cells, strict=True):
            x0, x1 = columns.get(column, (cell.x0, cell.x1))
            columns[column] = min(x0, cell.x0), max(x1, cell.x1)
    return Table(begin, begin + len(rows), _header(rows, tokens, bold), [span for _, span in sorted(columns.items())])


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
        data = data or has_value(row, tokens)
    yield begin, len(rows)


def _names_years(row: Row, tokens: list[str]) -> bool:
    if tokens[row.last - 1][:2] not in _CENTURIES:
        return False
    return all(YEAR.fullmatch(cell_text(cell, tokens)) for cell in row.cells[1:])


def _header(rows: list[Row], tokens: list[str], bold: Bold) -> int:
    """How many of a table's first rows name its columns."""
    count = 0
    while count < len(rows) and count <= _HEAD_ROWS and not has_value(rows[count], tokens):
        count += 1
    while count and not rows[count - 1].cells and rows[count - 1].x0 <= rows[-1].x0 + rows[-1].height:
        count -= 1  # a label at the left stands above its own rows, not above the columns
    if not count:
        return 0
    below = [row for row in rows[count : count + _TELLING] if row.cells]
    if count > _HEAD_ROWS or 2 * sum(has_value(row, tokens) for row in below) <= len(below):
        return 1 if rows[0].cells and _stands_out(rows, bold) else 0
    if sum(bool(row.cells) for row in rows[:count]) < 3 or all(map(bold, rows[:count])):
        return count
    bold_rows = next((at for at in range(count) if not bold(rows[at])), count)
    return bold_rows or next(at for at in range(count) if rows[at].cells) + 1


def _stands_out(rows: list[Row], bold: Bold) -> bool:
    """Whether the first row is bold and the others are not."""
    return bold(rows[0]) > 0 and len(rows) > 1 and not all(map(bold, rows[1:4]))
