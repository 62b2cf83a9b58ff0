"""From regions of rows to a page's text: paragraphs, headings, lists and tables, and where each word of them stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median, quantiles

import numpy as np

from core.places import Word
from core.reading.pictures.ocr_engine import Quad
from core.reading.pictures.ocr_layout import Region
from core.reading.pictures.ocr_pieces import MARK, Piece, Row
from core.types import Block, BlockKind

_HEADING_CHARACTERS = 150
_HEADING_ROWS = 3
# How much taller than the body's a heading's lines are, for its level.
_TALLER = ((1.75, 1), (1.35, 2), (1.18, 4))
_NO_HEADING = (".", ",", ";", "?", "!", ":")
_LETTER = re.compile(r"[^\W\d_]")
_HYPHENS = "-\u00ad\u2010"
# A paragraph ends where the next line is this much further down than lines are, or its letters this much larger.
_FURTHER, _LARGER = 1.32, 1.25
_INDENTED, _ALIGNED = 0.8, 0.45  # heights of a line
_CELLS = " | "
_WORD = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]|[^\s\u2e80-\u9fff\uf900-\ufaff]+")


@dataclass(slots=True)
class Text:
    """A page's text as it is put together. Words are in the order of reading, their boxes in pixels."""

    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    length: int = 0
    vocabulary: set[str] = field(default_factory=set)

    def add(self, kind: BlockKind, rows: list[Row], level: int = 0) -> None:
        """Add a block, a row a line; a word that the end of a line parts is put together again."""
        if self.length:
            self._put("\n\n")
        start = self.length
        for number, row in enumerate(rows):
            following = rows[number + 1] if number + 1 < len(rows) and kind is not BlockKind.TABLE else None
            goes_on = following is not None and _parted(row.text, following.text)
            self._row(row, drop=goes_on and following is not None and not self._compound(row.text, following.text))
            self._put("" if goes_on or number + 1 == len(rows) else "\n")
        header = _header(rows) if kind is BlockKind.TABLE else 0
        self.blocks.append(Block(kind, start, self.length, level, header))

    def _compound(self, line: str, following: str) -> bool:
        """Whether the hyphen at a line's end belongs to the word, by the other words of the page."""
        left = line.rpartition(" ")[2].rstrip(_HYPHENS).lstrip("(\"“‘'")
        right = following.partition(" ")[0].rstrip(".,;:!?)\"'”’")
        known = self.vocabulary
        return left + right not in known and (f"{left}-{right}" in known or (left in known and right in known))

    def _row(self, row: Row, drop: bool) -> None:
        last = len(row.cells) - 1 if not any(row.cells) else max(n for n, cell in enumerate(row.cells) if cell)
        for number, cell in enumerate(row.cells[: last + 1]):
            self._put(_CELLS if number else "")
            for at, piece in enumerate(cell):
                self._put(" " if at else "")
                self._piece(piece, drop and number == last and at == len(cell) - 1)

    def _piece(self, piece: Piece, drop: bool) -> None:
        text = piece.text[:-1] if drop else piece.text
        for word in _WORD.finditer(text):
            box = _box(piece, word.start(), word.end())
            self.words.append((self.length + word.start(), self.length + word.end(), *box))
        self._put(text)

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def write(found: list[Region], usual: float) -> Text:
    """The text of a page. `usual`: the size of most of its letters."""
    text = Text(vocabulary={word for region in found for row in region.rows for word in row.text.split()})
    for region in found:
        if region.table:
            text.add(BlockKind.TABLE, region.rows)
            continue
        for kind, rows in _listed(list(_paragraphs(region.rows))):
            level = _level(rows, usual) if kind is BlockKind.PARAGRAPH else 0
            text.add(BlockKind.HEADING if level else kind, rows, level)
    return text


def _paragraphs(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows of a column in paragraphs."""
    column = _Column(rows)
    held: list[Row] = []
    for row in rows:
        if held and column.parts(held, row):
            yield held
            held = []
        held.append(row)
    if held:
        yield held


class _Column:
    """A column of text: how far apart its lines are, and where it begins and ends."""

    def __init__(self, rows: list[Row]) -> None:
        steps = [below.y - above.y for above, below in pairwise(rows)]
        self._step = quantiles(steps, n=10)[2] if len(steps) > 2 else min(steps, default=0.0)
        self._size = median(row.size for row in rows for _ in range(1 + len(row.text) // 8))
        self._left, self._right = min(row.x0 for row in rows), max(row.x1 for row in rows)

    def parts(self, held: list[Row], row: Row) -> bool:
        """Whether a paragraph ends between the rows held so far and the next one."""
        last = held[-1]
        enlarged = max(1.0, min(last.size, row.size) / self._size)
        step = min(max(self._step * enlarged, 0.8 * min(last.height, row.height)), 2 * last.height)
        if row.y - last.y > _FURTHER * step:
            return True
        larger = max(row.size, last.size) / max(1.0, min(row.size, last.size))
        return (
            larger > _LARGER or MARK.match(row.text) is not None or self._indented(held, row) or self._short(last, row)
        )

    def _indented(self, held: list[Row], row: Row) -> bool:
        """Whether the row begins further right than the ones above, as a paragraph's first line does."""
        if MARK.match(held[0].text) or held[-1].x0 - self._left > _ALIGNED * row.height:
            return False
        return row.x0 - held[-1].x0 > _INDENTED * row.height

    def _short(self, last: Row, row: Row) -> bool:
        """Whether the row above ended before it was full: the first word below would have fitted on it."""
        text = row.text
        if text[:1].islower() or last.text.endswith((",", *_HYPHENS)):
            return False
        first = text.partition(" ")[0]
        letter = (row.x1 - row.x0) / max(1, len(text))
        return self._right - last.x1 > (len(first) + 2) * letter * 1.2 + row.height


def _listed(paragraphs: list[list[Row]]) -> Iterator[tuple[BlockKind, list[Row]]]:
    """Items that follow each other make one list."""
    items: list[Row] = []
    for rows in paragraphs:
        if MARK.match(rows[0].text):
            items += rows
            continue
        if items:
            yield BlockKind.LIST, items
            items = []
        yield BlockKind.PARAGRAPH, rows
    if items:
        yield BlockKind.LIST, items


def _level(rows: list[Row], usual: float) -> int:
    """The level of a heading by its size, 0 for what looks like no heading."""
    text = " ".join(row.text for row in rows)
    if len(rows) > _HEADING_ROWS or not 3 <= len(text) <= _HEADING_CHARACTERS:
        return 0
    if (
        rows[0].pieces[0].line.sideways
        or not text[0].isalnum()
        or text.endswith(_NO_HEADING)
        or not _LETTER.search(text)
    ):
        return 0
    ratio = min(row.size for row in rows) / usual
    return next((level for least, level in _TALLER if ratio >= least), 0)


def _parted(line: str, following: str) -> bool:
    return len(line) > 2 and line[-1] in _HYPHENS and line[-2].isalpha() and following[:1].islower()


def _header(rows: list[Row]) -> int:
    """How long a table's first row is, where it names the columns: a word for each, and no figures."""
    cells = [" ".join(piece.text for piece in cell) for cell in rows[0].cells]
    if len(rows) < 2 or not all(_LETTER.search(cell) and not re.search(r"\d", cell) for cell in cells):
        return 0
    return len(_CELLS.join(cells))


def _box(piece: Piece, start: int, end: int) -> tuple[float, float, float, float]:
    """The upright box around some characters of a piece, in the picture as it was given."""
    written = piece.line.written
    centres = written.centres[piece.start + start : piece.start + end]
    letters = len(centres) - 1
    half = ((centres[-1] - centres[0]) / letters if letters else 1 / len(written.text)) / 2
    corners = _between(piece.line.corners, max(0.0, centres[0] - half), min(1.0, centres[-1] + half))
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def _between(quad: Quad, first: float, last: float) -> Quad:
    a, b, c, d = quad
    return np.array([a + (b - a) * first, a + (b - a) * last, d + (c - d) * last, d + (c - d) * first])
