"""Reads tables in text (CSV, TSV): the file's own rows, with the row that names their columns for each of them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from core.places import count_lines
from core.reading.registry import Pages
from core.reading.sheets.header_rows import LOOKED_AT, names_columns
from core.reading.source import Source
from core.reading.text.lines import Layout, Line, lines_of
from core.reading.text.text import LINE_ENDS, Piece, pieces, with_last
from core.types import Block, BlockKind, Page

_SEPARATORS = "\t;|,"
_STATED = re.compile(r"sep=[^\s\w]\r?\n", re.IGNORECASE)
_SAMPLE_LINES = 200
# Rows above the one that names the columns: what the table is called, when it was made.
_MOST_TITLES = 8
# A quoted cell may reach over this much; what would reach further is a stray quotation mark.
_LONGEST_CELL = 20_000
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


class _Shape(NamedTuple):
    """How a table is written: what parts its cells, and `[first, last)`, the lines that name its columns, if any do."""

    separator: str
    first: int = 0
    last: int = 0


def pages(source: Source) -> Pages:
    """One page a piece of the file; offsets count characters of the decoded file, its byte order mark left out."""
    columns = ""
    shape: _Shape | None = None
    for (offset, number, text), lines in _whole_rows(source.path):
        layout = Layout()
        if shape is not None:
            _put_rows(layout, lines, shape.separator)
            yield Page(None, text, layout.done(), offset, line=number, columns=columns)
            continue
        stated = 1 if _STATED.match(text) else 0
        shape = _shape(lines, lines[0].text[-1] if stated else "", stated)
        if shape.last:
            columns = text[lines[shape.first].start : lines[shape.last - 1].end]
            for line in lines[stated : shape.first]:
                layout.add(BlockKind.CAPTION, line.start, line.start + len(line.text.rstrip(shape.separator + ' "')))
            layout.close()
        above = len(layout.blocks)
        _put_rows(layout, lines[max(stated, shape.first) :], shape.separator)
        if shape.last:
            table = layout.blocks[above]
            layout.blocks[above] = Block(table.kind, table.start, table.end, 0, len(columns))
        yield Page(None, text, layout.done(), offset, line=number)
    return ""


def _whole_rows(path: Path) -> Iterator[tuple[Piece, list[Line]]]:
    """The pieces of a file and their lines, with no row cut in two unless it is endless."""
    held = Piece(0, 1, "")
    for (offset, number, new), last in with_last(pieces(path, LINE_ENDS)):
        piece = Piece(offset - len(held.text), held.line if held.text else number, held.text + new)
        lines = lines_of(piece.text)
        _, begun = _long_rows(lines, _SEPARATORS)
        whole = 0 if last or not begun or begun == len(lines) else lines[begun].start
        if not whole or len(piece.text) - whole > _LONGEST_CELL:
            held = Piece(0, 1, "")
            yield piece, lines
            continue
        ends = count_lines(piece.text, 0, whole)
        held = Piece(piece.offset + whole, piece.line + ends, piece.text[whole:])
        yield Piece(piece.offset, piece.line, piece.text[:whole]), lines[:begun]


def _put_rows(layout: Layout, lines: Sequence[Line], separator: str) -> None:
    """Rows in one table; a row of several lines is one of its own, which keeps it whole."""
    done = 0
    for first, last in _long_rows(lines, separator)[0]:
        if first > done:
            layout.add(BlockKind.TABLE, lines[done].start, lines[first - 1].end)
        layout.add(BlockKind.TABLE, lines[first].start, lines[last].end)
        done = last + 1
    if done < len(lines):
        layout.add(BlockKind.TABLE, lines[done].start, lines[-1].end)


def _long_rows(lines: Sequence[Line], separators: str) -> tuple[list[tuple[int, int]], int]:
    """The first and last lines of rows that have several, and the line where one begins that does not end here."""
    odd = iter([n for n, line in enumerate(lines) if line.text.count('"') % 2])
    rows: list[tuple[int, int]] = []
    for first in odd:
        if not _opens_cell(lines[first].text, separators):
            continue
        last = next(odd, -1)
        if last < 0:
            return rows, first
        if lines[last].end - lines[first].start <= _LONGEST_CELL:
            rows.append((first, last))
    return rows, len(lines)


def _opens_cell(line: str, separators: str) -> bool:
    """Whether the last quotation mark of a line stands where a cell begins."""
    before = line[: line.rindex('"')].rstrip(" ")
    return not before or before[-1] in separators


def _shape(lines: list[Line], stated: str, first: int) -> _Shape:
    """How the table is written that begins at line `first`; `stated` is the separator that it states itself."""
    sample = [line.text for line in lines[first : first + _SAMPLE_LINES] if len(line.text) < _LONGEST_CELL]
    separator = stated or _separator(sample)
    rows, ends = [], [first]
    reader = csv.reader((line + "\n" for line in sample), delimiter=separator)
    with suppress(csv.Error):  # what is no table all the same is read line by line
        for row in islice(reader, LOOKED_AT + _MOST_TITLES):
            rows.append(row)
            ends.append(first + reader.line_num)
    for at in range(min(len(rows), _MOST_TITLES)):
        if names_columns(rows[at:]):
            return _Shape(separator, ends[at], ends[at + 1])
        if sum(1 for cell in rows[at] if cell.strip()) > 1:
            break
    return _Shape(separator)


def _separator(lines: list[str]) -> str:
    """What parts the cells: it comes equally often in nearly every line."""
    bare = [_QUOTED.sub("", line) for line in lines if line.strip()] or [""]
    best, most = ",", 0.0
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in bare)
        count, lines_with = max(((n, times) for n, times in counts.items() if n), key=lambda c: c[1], default=(0, 0))
        agreed = lines_with / len(bare) + (0.01 * count if count < 10 else 0.1)
        if count and agreed > most + 0.1:
            best, most = separator, agreed
    return best
