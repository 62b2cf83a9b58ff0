"""From the words of a PDF page to its text: rows, tables, paragraphs, headings, and where each word stands in both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, starmap

from core.places import Word, pack_word, press_words
from core.reading.pdf.blocks import Group, Sorter, grouped
from core.reading.pdf.frames import Placed
from core.reading.pdf.grid import Grid
from core.reading.pdf.headings import Headings
from core.reading.pdf.hyphens import HYPHENS, Hyphens
from core.reading.pdf.notes import Note, with_notes
from core.reading.pdf.rows import Row
from core.reading.pdf.running import RunningHeads
from core.reading.pdf.sheet import Seen, Sheet, sheet, sheet_of_grid
from core.reading.pdf.tables import Table, tables
from core.types import Block, BlockKind

_LEARNING = 60  # pages, after which it is known how tall the body text is
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Laid:
    """A page's text, its blocks and its packed words. columns: as in core.types.Page."""

    text: str
    blocks: tuple[Block, ...]
    words: bytes
    columns: str = ""


@dataclass(slots=True)
class LayoutReader:
    """Reads the pages of one file in order and learns from them how tall its body text is and what runs along.

    Each page is first prepared and then laid out. What a page is laid out by is all that was prepared before, so some
    pages prepared in advance make the first ones better.
    """

    bookmarks: dict[int, list[tuple[int, str]]]
    _heights: Counter[float] = field(default_factory=Counter)
    _running: RunningHeads = field(default_factory=RunningHeads)
    _hyphens: Hyphens = field(default_factory=Hyphens)
    _headings: Headings = field(init=False)
    _last: tuple[Table, str] | None = None  # the table at the foot of the page before, and what names its columns

    def __post_init__(self) -> None:
        self._headings = Headings(self.bookmarks)

    def prepare(self, seen: Seen, look: Callable[[], Grid | None]) -> Sheet:
        """Put a page's words in order and its lines in rows, and learn from them. look: finds its ruled tables."""
        made = sheet(seen)
        tables = look() if made.parted else None
        if tables:
            made = sheet_of_grid(seen, tables)
        if made.index < _LEARNING:
            for rows, _ in made.flows:
                for row in rows:
                    self._heights[round(row.y1 - row.y0, 1)] += row.last - row.first
        for rows, height in made.flows:
            self._running.see(made.index, rows, height, made.tokens)
        self._hyphens.learn(made.tokens)
        return made

    def lay(self, made: Sheet, notes: list[Note]) -> Laid:
        """The page's text and its blocks, with the notes after it. To be called once for each page, in order."""
        text, words, blocks, columns = self._laid(made) if made.words else self._empty()
        if notes:
            text, spans, boxes = with_notes(text, notes)
            blocks += [Block(BlockKind.NOTE, start, end) for start, end in spans]
            words += starmap(pack_word, boxes)
        return Laid(text, tuple(blocks), press_words(words), columns)

    def _empty(self) -> tuple[str, list[bytes], list[Block], str]:
        self._last = None
        return "", [], [], ""

    def _laid(self, made: Sheet) -> tuple[str, list[bytes], list[Block], str]:
        body = self._heights.most_common(1)[0][0] or 1.0
        flows = [self._groups(made, rows, height, body) for rows, height in made.flows]
        lead = self._separate(made, [group for groups in flows for group in groups])
        text, starts, ends = _joined(lead, made.tokens, made.after)
        for rows, _ in made.flows:
            for row in rows:
                row.start, row.end = starts[row.first], ends[row.last - 1]
        blocks: list[Block] = []
        for groups, (_, height) in zip(flows, made.flows, strict=True):
            sorter = Sorter(self._headings, made, body, height)
            blocks += sorter.blocks(groups, text)
        for block in blocks:
            if block.kind is BlockKind.HEADING:
                self._running.learn_heading(text[block.start : block.end])
        return text, _packed(made.seen, starts, ends, text), blocks, self._carry(flows[0], text)

    def _groups(self, made: Sheet, rows: list[Row], height: float, body: float) -> list[Group]:
        running = self._running.among(made.index, rows, height, made.tokens, body)
        kept = [row for row in rows if id(row) not in running] if running else rows
        found = tables(kept, made.words, made.tokens, made.after, made.bold)
        return grouped(kept, found, made.tokens, made.styles)

    def _separate(self, made: Sheet, groups: list[Group]) -> str:
        """Put line ends between rows and blank lines between groups, and mend the words that a line end parts.

        What stands before the first word is returned: the empty cells of a table that the page begins with.
        """
        tokens, after = made.tokens, made.after
        for at in made.breaks:
            self._mend(tokens, after, at)
        for rows, _ in made.flows:
            for row in rows:
                after[row.last - 1] = "\n\n"
        for group in groups:
            if group.rows[0].first:
                after[group.rows[0].first - 1] = "\n\n" + group.rows[0].lead
            for row, below in pairwise(group.rows):
                after[row.last - 1] = " " if below.glued else "\n" + below.lead
                if tokens[row.last - 1][-1:] in HYPHENS and (below.glued or not group.table):
                    self._mend(tokens, after, row.last - 1)
        after[-1] = ""
        first = groups[0].rows[0] if groups else None
        return first.lead if first and not first.first else ""

    def _mend(self, tokens: list[str], after: list[str], at: int) -> None:
        mended = self._hyphens.mended(tokens[at], tokens[at + 1])
        if mended:
            tokens[at], after[at] = mended, ""

    def _carry(self, groups: list[Group], text: str) -> str:
        """What names the columns of the page's first table, where that goes on from the page before."""
        columns = ""
        first = groups[0].table if groups else None
        if self._last and first and first.carries_on(self._last[0]):
            columns = self._last[1]
        last = groups[-1].table if groups else None
        self._last = None
        if last and groups:
            rows = groups[-1].rows
            head = text[rows[0].start - len(rows[0].lead) : rows[last.header - 1].end] if last.header else ""
            named = head.strip() or (columns if last is first else "")
            self._last = (last, named) if named else None
        return columns


def _joined(lead: str, tokens: list[str], after: list[str]) -> tuple[str, list[int], list[int]]:
    parts = [""] * (2 * len(tokens))
    parts[0::2] = tokens
    parts[1::2] = after
    edges = list(accumulate(map(len, parts), initial=len(lead)))
    return "".join((lead, *parts)), edges[0:-1:2], edges[1::2]


def _packed(words: list[Placed], starts: list[int], ends: list[int], text: str) -> list[bytes]:
    """Each word packed, with its place in the text and on the page."""
    if text.isascii() or not _WIDE.search(text):
        return [pack_word(s, e, w[0], w[1], w[2], w[3]) for s, e, w in zip(starts, ends, words, strict=True)]
    packed: list[bytes] = []
    for word, start, end in zip(words, starts, ends, strict=True):
        if end - start > 8 and _WIDE.search(text, start, end):
            packed += starmap(pack_word, _shared_out(word, start, end))
        else:
            packed.append(pack_word(start, end, *word[:4]))
    return packed


def _shared_out(word: Placed, start: int, end: int) -> Iterator[Word]:
    """A line of Chinese is one word to MuPDF; marks must be finer than that, and its characters are equally wide."""
    x0, y0, x1, y1 = word[:4]
    across = x1 - x0 >= y1 - y0
    step = (x1 - x0 if across else y1 - y0) / (end - start)
    for at in range(start, end, 4):
        stop = min(at + 4, end)
        if across:
            yield (at, stop, x0 + (at - start) * step, y0, x0 + (stop - start) * step, y1)
        else:
            yield (at, stop, x0, y0 + (at - start) * step, x1, y0 + (stop - start) * step)
