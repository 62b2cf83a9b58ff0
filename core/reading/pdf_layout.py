"""From the words of a PDF page to its text: rows, paragraphs, headings, and where each word stands in both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, groupby, pairwise
from operator import add, itemgetter

from core.places import Word, pack_words
from core.types import Block, BlockKind

# What MuPDF gives for a word: x0, y0, x1, y1, text, block, line, word in line.
Placed = tuple[float, float, float, float, str, int, int, int]

_CELL = " | "
# A heading is short. Longer bold or large text is a paragraph that shouts, and must stay searchable as one.
_HEADING_CHARACTERS = 150
_HEADING_ROWS = 3
# How much taller than the body's a heading's letters are, for its level. Slightly taller and merely bold are the same
# level: a single odd size would otherwise stand above all that follows it.
_TALLER = ((1.75, 1), (1.35, 2), (1.14, 4))
_BOLD_LEVEL = 4
# A line at the edge of this many pages is a running head.
_RUNNING = 3
_VOCABULARY = 100_000

_TAGGED = re.compile(r"<(p|h[1-6])>(.*?)</\1>", re.DOTALL)
_BOLD = re.compile(r"<b>.*?</b>", re.DOTALL)
_TAG_OR_SPACE = re.compile(r"<[^>]*>|&#xa0;|\s")
_MARKER = re.compile(r"[•●▪◦■○–—*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2})*|\[\d{1,3}\]")
_HYPHENS = "-\u00ad\u2010"
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER_ALONE = re.compile(
    r"(?:page\s*)?[-–—]?\s*(?:\d{1,5}|[ivxlc]{1,6})\s*(?:(?:of|/)\s*\d{1,5})?\s*[-–—]?", re.IGNORECASE
)
# Many rows that end in a page number are a table of contents: its entries look like headings and head nothing.
_CONTENTS_ROW = re.compile(r"(?: \| |\.{3} ?|(?: \.){3} )(\d{1,4})\Z")
_CONTENTS_ROWS = 5
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = (".", ",", ";", "?", "!")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Laid:
    """A page's text, its blocks and its packed words."""

    text: str
    blocks: tuple[Block, ...]
    words: bytes


@dataclass(slots=True)
class _Row:
    """What stands side by side: words `[first, last)` of the page, in `cells` cells, from MuPDF's block `block`."""

    first: int
    last: int
    x0: float
    y0: float
    x1: float
    y1: float
    block: int
    cells: int = 1
    start: int = 0  # in the page's text, set when that is made
    end: int = 0


@dataclass(slots=True)
class LayoutReader:
    """Reads the pages of one file in order and learns from them how tall its body text is and what runs along."""

    bookmarks: dict[int, list[tuple[int, str]]]
    _heights: Counter[float] = field(default_factory=Counter)
    _edges: Counter[str] = field(default_factory=Counter)
    _vocabulary: set[str] = field(default_factory=set)

    def read(self, words: list[Placed], xhtml: str, index: int, height: float) -> Laid:
        """Lay out a page (0-based `index`, `height` points tall) from MuPDF's words and its XHTML of the same page."""
        if not words:
            return Laid("", (), b"")
        tokens = [word[4] for word in words]
        after = [" "] * len(words)
        rows = list(_rows(words, after))
        self._learn(rows, tokens)
        self._separate(rows, tokens, after)
        text, starts, ends = _joined(tokens, after)
        for row in rows:
            row.start, row.end = starts[row.first], ends[row.last - 1]
        bold = _bold_blocks(xhtml, words[-1][5])
        running = self._running(rows, text, height)
        marks = {_plain(title): level for level, title in self.bookmarks.get(index, ())}
        kept = [row for row in rows if id(row) not in running]
        blocks = tuple(_headings_joined(self._blocks(kept, text, bold, marks, cover=not index)))
        return Laid(text, blocks, pack_words(list(_places(words, starts, ends, text))))

    def _separate(self, rows: list[_Row], tokens: list[str], after: list[str]) -> None:
        """Put line ends between rows, blank lines between blocks, and mend the words that a line end parts."""
        for row, following in pairwise(rows):
            last = row.last - 1
            if row.block != following.block and _goes_on(row, following, tokens):
                following.block = row.block
            if row.block != following.block:
                after[last] = "\n" if row.cells > 1 and following.cells > 1 else "\n\n"
                continue
            after[last] = "\n"
            token, rest = tokens[last], tokens[row.last]
            if len(token) > 2 and token[-1] in _HYPHENS and token[-2].isalpha() and rest[:1].islower():
                after[last] = ""
                if token[-1] == "\u00ad" or not self._is_compound(token[:-1].lstrip("(\"“‘'"), rest):
                    tokens[last] = token[:-1]
        after[-1] = ""

    def _is_compound(self, left: str, right: str) -> bool:
        """Whether a hyphen at a line's end belongs to the word, by the words that the file has used so far."""
        known = self._vocabulary
        right = right.rstrip(".,;:!?)\"'”’")
        return left + right not in known and (f"{left}-{right}" in known or (left in known and right in known))

    def _learn(self, rows: list[_Row], tokens: list[str]) -> None:
        for row in rows:
            self._heights[round(row.y1 - row.y0, 1)] += row.last - row.first
        if len(self._vocabulary) < _VOCABULARY:
            self._vocabulary.update(tokens)

    def _running(self, rows: list[_Row], text: str, height: float) -> set[int]:
        """The ids of the rows at the page's edges that run along from page to page, or number it."""
        found: set[int] = set()
        for row in {id(row): row for row in (*rows[:2], *rows[-2:])}.values():
            line = text[row.start : row.end]
            if row is rows[-1] and _NUMBER_ALONE.fullmatch(line):
                found.add(id(row))
            if 0.1 * height < row.y0 and row.y1 < 0.9 * height:
                continue
            form = _DIGITS.sub("#", line)
            self._edges[form] += 1
            if self._edges[form] > _RUNNING or _NUMBER_ALONE.fullmatch(line):
                found.add(id(row))
        return found

    def _blocks(
        self, rows: list[_Row], text: str, bold: set[int], marks: dict[str, int], cover: bool
    ) -> Iterator[Block]:
        body = self._heights.most_common(1)[0][0] or 1.0
        groups = _grouped(rows)
        for group in groups:
            start, end = group[0].start, group[-1].end
            if group[0].cells > 1 and (len(group) > 1 or group[0].cells > 2):
                yield Block(BlockKind.TABLE, start, end)
                continue
            marked = self._marked(group, text[start:end], marks)
            level = marked or self._guessed(group, text[start:end], body, bold)
            if level and (marked or _alone(group, groups)) and not _is_contents(rows, text):
                # What stands on the cover heads no chapter, and what bookmarks don't name stands under what they do.
                shallow = marked or not (cover or self.bookmarks)
                yield Block(BlockKind.HEADING, start, end, level if shallow else max(level, _BOLD_LEVEL))
            else:
                is_list = _MARKER.match(text, start, end) is not None
                yield Block(BlockKind.LIST if is_list else BlockKind.PARAGRAPH, start, end)

    def _marked(self, group: list[_Row], text: str, marks: dict[str, int]) -> int:
        """The level of the bookmark that names this text, 0 for none."""
        return min(marks.get(_plain(text), 0), 6) if marks and len(group) <= _HEADING_ROWS else 0

    def _guessed(self, group: list[_Row], text: str, body: float, bold: set[int]) -> int:
        """The level that short text has by its looks, 0 for what looks like no heading."""
        if len(group) > _HEADING_ROWS or not 3 <= len(text) <= _HEADING_CHARACTERS or group[0].cells > 1:
            return 0
        if not text[0].isalnum() or text.endswith(_SENTENCE_END) or not _LETTER.search(text):
            return 0
        ratio = (group[0].y1 - group[0].y0) / body
        tall = next((level for least, level in _TALLER if ratio >= least), 0)
        return tall or (_BOLD_LEVEL if group[0].block in bold and ratio > 0.9 else 0)


def _rows(words: list[Placed], after: list[str]) -> Iterator[_Row]:
    """Join MuPDF's lines that stand side by side; `after[i]` becomes what separates word i from the next in a row."""
    row: _Row | None = None
    at = 0
    for (block, _), line in groupby(words, key=itemgetter(5, 6)):
        members = list(line)
        x0, y0, _, y1 = members[0][:4]
        x1 = members[-1][2]
        last = at + len(members)
        if row and _beside(row, x0, y0, x1, y1):
            mark = row.cells == 1 and row.last - row.first == 1 and _MARKER.fullmatch(words[row.first][4])
            if not mark and x0 - row.x1 > _gap_of_cells(words[at - 1][4]) * (y1 - y0):
                after[at - 1] = _CELL
                row.cells += 1
            row.last, row.x1 = last, max(x1, row.x1)
        else:
            if row:
                yield row
            row = _Row(at, last, x0, y0, x1, y1, block)
        at = last
    if row:
        yield row


def _beside(row: _Row, x0: float, y0: float, x1: float, y1: float) -> bool:
    height = min(row.y1 - row.y0, y1 - y0)
    upright = x1 - x0 > 0.3 * (y1 - y0)
    return upright and min(row.y1, y1) - max(row.y0, y0) > 0.5 * height and x0 > row.x1 - 0.3 * height


def _gap_of_cells(left: str) -> float:
    """How wide a gap parts cells, in heights of a line: justified text has wide gaps too, most of all after a stop."""
    return 2.5 if left.endswith((".", "!", "?", ":", ";", ",")) else 1.0


def _goes_on(row: _Row, following: _Row, tokens: list[str]) -> bool:
    """Whether the next row carries on a sentence, though MuPDF sees another block begin there."""
    height = row.y1 - row.y0
    near = -0.5 * height < following.y0 - row.y1 < 0.5 * height and abs(following.x0 - row.x0) < 2 * height
    alike = abs(following.y1 - following.y0 - height) < 0.1 * height and row.cells == following.cells == 1
    return near and alike and (tokens[following.first][0].islower() or tokens[row.last - 1][-1] in _HYPHENS)


def _joined(tokens: list[str], after: list[str]) -> tuple[str, list[int], list[int]]:
    steps = map(add, map(len, tokens), map(len, after))
    starts = list(accumulate(steps, initial=0))[:-1]
    ends = list(map(add, starts, map(len, tokens)))
    parts = [""] * (2 * len(tokens))
    parts[0::2] = tokens
    parts[1::2] = after
    return "".join(parts), starts, ends


def _places(words: list[Placed], starts: list[int], ends: list[int], text: str) -> Iterator[Word]:
    if not _WIDE.search(text):
        yield from zip(starts, ends, *(map(itemgetter(side), words) for side in range(4)), strict=True)
        return
    for word, start, end in zip(words, starts, ends, strict=True):
        if end - start > 8 and _WIDE.search(text, start, end):
            yield from _shared_out(word, start, end)
        else:
            yield (start, end, word[0], word[1], word[2], word[3])


def _shared_out(word: Placed, start: int, end: int) -> Iterator[Word]:
    """A line of Chinese is one word to MuPDF; marks must be finer than that, and its characters are equally wide."""
    x0, y0, x1, y1 = word[:4]
    width = (x1 - x0) / (end - start)
    for at in range(start, end, 4):
        stop = min(at + 4, end)
        yield (at, stop, x0 + (at - start) * width, y0, x0 + (stop - start) * width, y1)


def _grouped(rows: list[_Row]) -> list[list[_Row]]:
    """Rows of one block together, and rows of cells together whatever their blocks."""
    groups: list[list[_Row]] = []
    for row in rows:
        before = groups[-1][-1] if groups else None
        tabular = row.cells > 1
        if before and (before.cells > 1) == tabular and (tabular or before.block == row.block):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _is_contents(rows: list[_Row], text: str) -> bool:
    """Whether the page is a table of contents: many rows end in a page number, and the numbers only grow."""
    ends = (text[max(row.start, row.end - 12) : row.end] for row in rows if row.cells <= 3)
    numbers = [int(found[1]) for found in map(_CONTENTS_ROW.search, ends) if found]
    return len(numbers) >= _CONTENTS_ROWS and numbers == sorted(numbers)


def _headings_joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Headings of one level that follow each other are one heading on several lines."""
    held: Block | None = None
    for block in blocks:
        if held and block.level and block.level == held.level and block.end - held.start <= _HEADING_CHARACTERS:
            held = Block(held.kind, held.start, block.end, held.level)
            continue
        if held:
            yield held
        held = block
    if held:
        yield held


def _alone(group: list[_Row], groups: list[list[_Row]]) -> bool:
    """Whether nothing as short stands beside it: the heads of a table's columns are no headings."""
    top, bottom = group[0].y0, group[-1].y1
    for other in groups:
        if other is not group and len(other) <= 2 and other[0].y0 < bottom - 1 and other[-1].y1 > top + 1:
            return False
    return True


def _bold_blocks(xhtml: str, last: int) -> set[int]:
    """The numbers of MuPDF's blocks that are bold throughout; empty where its XHTML has other blocks."""
    blocks = _TAGGED.findall(xhtml)
    if len(blocks) <= last:
        return set()
    return {
        number
        for number, (_, inner) in enumerate(blocks)
        if "<b>" in inner and not _TAG_OR_SPACE.sub("", _BOLD.sub("", inner))
    }


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
