"""Groups the rows of a page and says what each group is: a table, a heading, a list, a caption, a note, a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from core.reading.pdf.headings import LONGEST, MOST_ROWS, Headings, plain
from core.reading.pdf.hyphens import HYPHENS
from core.reading.pdf.rows import MARKER, Row
from core.reading.pdf.sheet import Sheet
from core.reading.pdf.styles import Styles
from core.reading.pdf.tables import Table
from core.types import Block, BlockKind

_BULLETS = frozenset("•●▪◦■○‣∙·–—*-")
_CAPTION_WORDS = frozenset(
    "figure fig table tab chart diagram map plate photo scheme listing box abbildung abb tabelle tableau figura tabla"
    " tabella tabela рис рисунок таблица 图 表 圖 図".split()
)
# A number and then a stop, nothing more, or a title: as in Figure 3: ..., Tab. 1 - ..., Figure 4 Sales by region.
_CAPTION = re.compile(
    r"[^\W\d]+\.?\s?(?:\d{1,3}|[IVX]{1,5}|[A-Z])(?:[.\-–]\d{1,3})*[a-z]?(?:\s?[.:|–—：]|\s*\Z|\s{1,3}[A-Z][a-z]+\s[a-z]+)"
)
_FIRST_WORD = re.compile(r"[^\W\d]+")
_CAPTION_ROWS = 8
_SAYS = re.compile(r"(?:shows?|lists?|gives?|presents?|summari[sz]es|is|are|below|above)\b")
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*†‡§¶#]{1,3}|\(\w{1,2}\)|\[\w{1,3}\]|[a-z]\))\s?\S")
_NOTES_FROM = 0.5  # of the page's height: footnotes stand below this
_SMALLER = 0.93  # their letters beside the body's
# Many rows that end in a page number are a table of contents: its entries look like headings and head nothing.
_CONTENTS_ROW = re.compile(r"(?: \| |\.{3} ?|(?: \.){3} )(\d{1,4})\Z")
_CONTENTS_ROWS = 5
_NEIGHBOURS = 4
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,4}\.?")
_SENTENCE_ENDS = frozenset(".:;?!؟。")


@dataclass(slots=True)
class Group:
    """Rows that belong together. table: where they are one."""

    rows: list[Row]
    table: Table | None = None


def grouped(rows: list[Row], tables: list[Table], tokens: list[str], styles: Styles) -> list[Group]:
    """The rows of a page in groups, in order."""
    groups: list[Group] = []
    at = 0
    for table in tables:
        groups += _paragraphs(rows[at : table.begin], tokens, styles)
        groups.append(Group(rows[table.begin : table.end], table))
        at = table.end
    groups += _paragraphs(rows[at:], tokens, styles)
    return groups


def _paragraphs(rows: list[Row], tokens: list[str], styles: Styles) -> Iterator[Group]:
    group: list[Row] = []
    for row in rows:
        same = bool(group) and (row.paragraph == group[-1].paragraph or _carries_on(group[-1], row, tokens))
        if group and (not same or _begins(row, group, tokens, styles)):
            yield Group(group)
            group = []
        group.append(row)
    if group:
        yield Group(group)


def _carries_on(above: Row, row: Row, tokens: list[str]) -> bool:
    """Whether a row carries on a sentence, though MuPDF sees another block begin there."""
    last, first = tokens[above.last - 1][-1:], tokens[row.first][:1]
    if above.cells or row.cells or abs(row.height - above.height) > 0.1 * above.height:
        return False
    if last not in HYPHENS and (first.isupper() or not first.isalpha() or last in _SENTENCE_ENDS):
        return False
    below = -0.5 * above.height < row.y0 - above.y1 < 0.5 * above.height and abs(row.x0 - above.x0) < 2 * above.height
    beside = row.y1 < above.y0 and row.x0 > above.x0  # at the top of the next column
    long = above.x1 - above.x0 > 0.6 * (row.x1 - row.x0)
    return long and (below or beside)


def _begins(row: Row, group: list[Row], tokens: list[str], styles: Styles) -> bool:
    """Whether a row begins something of its own, though MuPDF sees no gap above it."""
    first = tokens[row.first]
    if first in _BULLETS and tokens[group[0].first] not in _BULLETS:
        return True
    if len(group) > MOST_ROWS:
        return False
    if _SECTION.fullmatch(first) and abs(row.height - group[0].height) > 0.05 * row.height:
        return True
    if group[0].height > 1.13 * row.height and all(above.height > 1.13 * row.height for above in group):
        return True
    bold = styles.bold_words(row.block)
    return bool(bold) and group[0].block == row.block and bold == row.first - group[0].first


class Sorter:
    """Says what the groups of one page are. body: how tall the file's usual text is, page: the page's height."""

    def __init__(self, headings: Headings, made: Sheet, body: float, page: float) -> None:
        self._headings, self._made, self._body = headings, made, body
        self._cover, self._page = not made.index, page
        self._marks = headings.marks(made.index)

    def blocks(self, groups: list[Group], text: str) -> list[Block]:
        """The blocks of the page, once its rows know where in its text they stand."""
        notes = self._notes(groups, text)
        contents: bool | None = None
        blocks: list[Block] = []
        for at, group in enumerate(groups):
            start, end = group.rows[0].start - len(group.rows[0].lead), group.rows[-1].end
            if group.table or at in notes or _is_caption(group.rows, text):
                blocks.append(_plain_block(group, start, end, at in notes))
                continue
            level = self._level(groups, at, text)
            if level and contents is None:
                contents = _is_contents(groups, text)
            if not level or contents:
                is_list = MARKER.fullmatch(text[start : start + 12].split(" ", 1)[0])
                blocks.append(Block(BlockKind.LIST if is_list else BlockKind.PARAGRAPH, start, end))
            elif (
                blocks
                and blocks[-1].level == level
                and _goes_on(groups[at - 1].rows[-1], group.rows[0], end - blocks[-1].start)
            ):
                blocks[-1] = Block(BlockKind.HEADING, blocks[-1].start, end, level)
            else:
                blocks.append(Block(BlockKind.HEADING, start, end, level))
        return blocks

    def _level(self, groups: list[Group], at: int, text: str) -> int:
        rows = groups[at].rows
        if len(rows) > MOST_ROWS or rows[-1].end - rows[0].start > LONGEST:
            return 0
        own = text[rows[0].start : rows[-1].end]
        if self._marks and plain(own) in self._marks:
            return min(self._marks[plain(own)], 6)
        level = self._headings.guessed(rows[0], own, self._body, partial(self._is_bold, rows), self._cover)
        return level if level and _stands_alone(groups, at) else 0

    def _is_bold(self, rows: list[Row]) -> bool:
        """Whether all of a group is bold, or all of the block that it is in."""
        return self._made.styles.all_bold(rows[0].block) or self._made.bold(rows[0]) >= rows[-1].last - rows[0].first

    def _notes(self, groups: list[Group], text: str) -> set[int]:
        """The numbers of those groups that are footnotes: small, and with nothing but such below them."""
        if not any(map(self._is_small, groups)):
            return set()
        last: set[int] = set()
        for at in range(len(groups) - 1, -1, -1):
            ends = at + 1 == len(groups) or at + 1 in last or groups[at + 1].rows[0].y0 < groups[at].rows[0].y0
            if ends and self._is_small(groups[at]):
                last.add(at)
        notes: set[int] = set()
        for at in sorted(last):
            start = groups[at].rows[0].start
            marked = _NOTE_MARK.match(text, start) and text[start] not in _BULLETS
            if at - 1 in notes or (marked and not (at and self._is_small(groups[at - 1], 0))):
                notes.add(at)
        return notes

    def _is_small(self, group: Group, least: float = _NOTES_FROM) -> bool:
        """Whether a group is in smaller type than the body, and stands in the lower part of the page."""
        row = group.rows[0]
        if group.table or row.y0 < least * self._page:
            return False
        _, top, _, bottom, *_ = self._made.words[row.last - 1]  # its first word may be a raised number
        return bottom - top < _SMALLER * self._body


def _plain_block(group: Group, start: int, end: int, note: bool) -> Block:
    if not group.table:
        return Block(BlockKind.NOTE if note else BlockKind.CAPTION, start, end)
    header = group.rows[group.table.header - 1].end - start if group.table.header else 0
    return Block(BlockKind.TABLE, start, end, 0, header)


def _goes_on(above: Row, row: Row, length: int) -> bool:
    """Whether a heading goes on in the next line, in letters of the same height. length: of both together."""
    alike = abs(above.height - row.height) < 0.05 * row.height
    return alike and -row.height < row.y0 - above.y1 < 2 * row.height and length <= LONGEST


def _is_caption(rows: list[Row], text: str) -> bool:
    start, end = rows[0].start, rows[-1].end
    word = _FIRST_WORD.match(text, start, end)
    if not word or word[0].lower() not in _CAPTION_WORDS or len(rows) > _CAPTION_ROWS:
        return False
    caption = _CAPTION.match(text, start, end)
    return caption is not None and not _SAYS.match(text, caption.end())


def _stands_alone(groups: list[Group], at: int) -> bool:
    """Whether nothing as short stands beside it: the heads of a table's columns are no headings."""
    rows = groups[at].rows
    top, bottom = rows[0].y0, rows[-1].y1
    for other in (*groups[max(0, at - _NEIGHBOURS) : at], *groups[at + 1 : at + 1 + _NEIGHBOURS]):
        shared = min(bottom, other.rows[-1].y1) - max(top, other.rows[0].y0)
        if len(other.rows) <= 2 and shared > 0.5 * min(rows[0].height, other.rows[0].height):
            return False
    return True


def _is_contents(groups: list[Group], text: str) -> bool:
    """Whether the page is a table of contents: many rows end in a page number, and the numbers only grow."""
    rows = (row for group in groups for row in group.rows if len(row.cells) <= 3)
    ends = (text[max(row.start, row.end - 12) : row.end] for row in rows)
    numbers = [int(found[1]) for found in map(_CONTENTS_ROW.search, ends) if found]
    return len(numbers) >= _CONTENTS_ROWS and all(a <= b for a, b in pairwise(numbers))
