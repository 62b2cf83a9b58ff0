"""A page of a PDF on its way to text: MuPDF's words in reading order and in rows."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from core.reading.pdf.frames import Flow, Placed, Strip, flows, strips
from core.reading.pdf.grid import Grid
from core.reading.pdf.letters import mended
from core.reading.pdf.order import Line, in_order, paragraphs
from core.reading.pdf.rows import Row, RowBuilder
from core.reading.pdf.styles import Styles

_MOST_LINES = 5_000  # a page of more is not put in order anew
# Columns that were drawn line by line across look like a table whose cells are so many words long.
_PROSE_WORDS = 3
_PROSE_ROWS = 5
_PARTED = 2  # heights at which text stands beside text: a page of columns has one
_SIGN, _MOST_SIGNS = 4, 300  # a sign has at most so many letters, one more counted


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as MuPDF gives it. index: from 0. tokens: the words' texts. width, height: in points, as it is shown."""

    index: int
    words: list[Placed]
    tokens: list[str]
    xhtml: str
    width: float
    height: float


@dataclass(slots=True)
class Sheet:
    """A page's words in reading order: in the frame that they are read in, and as they are seen.

    after[i]: what stands between word i and the next. breaks: words that end a line inside a cell.
    flows: the rows of text that runs one way, and the height of their frame; the greatest comes first.
    parted: whether text stands beside text as the cells of a ruled table may.
    """

    index: int
    words: list[Placed]
    seen: list[Placed]
    tokens: list[str]
    after: list[str]
    breaks: list[int]
    styles: Styles
    flows: list[tuple[list[Row], float]]
    parted: bool = False

    def bold(self, row: Row) -> int:
        """How many of a row's words are bold, from its first on, as far as its block began in bold letters."""
        bold = self.styles.bold_words(row.block)
        first = row.first
        while first and bold > row.first - first and self.words[first - 1][5] == row.block:
            first -= 1
        return max(0, bold - (row.first - first))


def sheet(seen: Seen) -> Sheet:
    """Put the words of a page in order and its lines in rows."""
    words = seen.words
    made = Sheet(seen.index, [], [], [], [], [], _styles(seen.xhtml, words), [])
    if not words:
        return made
    lines, otherwise = strips(words)
    if otherwise:
        for flow in flows(words, seen.width, seen.height):
            _add(made, flow, strips(flow.words)[0])
    else:
        _add(made, Flow(words, words, seen.width, seen.height), lines)
    made.tokens = mended(seen.tokens if made.seen is words else [word[4] for word in made.words])
    return made


def sheet_of_grid(seen: Seen, tables: Grid) -> Sheet:
    """The same for a page with ruled tables."""
    words = tables.words
    made = Sheet(
        seen.index, words, words, mended([word[4] for word in words]), [], [], _styles(tables.xhtml, words), []
    )
    builder = RowBuilder(words, seen.width)
    for line in strips(words)[0]:
        place = tables.places.get(line[6])
        if place:
            builder.add_to_table(line, place)
        else:
            builder.add(line, line[6])
    made.after, made.breaks = builder.after, builder.breaks
    made.flows.append((builder.rows, seen.height))
    return made


def _styles(xhtml: str, words: list[Placed]) -> Styles:
    return Styles(xhtml, words[-1][5] if words else -1)


def _add(made: Sheet, flow: Flow, lines: list[Strip]) -> None:
    """Add the words of a flow in their order, and their rows."""
    builder, order = _rows(flow, lines)
    words, seen = flow.words, flow.seen
    if order:
        words, seen = [words[at] for at in order], [seen[at] for at in order]
    offset = len(made.words)
    for row in builder.rows if offset else ():
        row.move(offset)
    made.words, made.seen = (made.words + words, made.seen + seen) if offset else (words, seen)
    made.after += builder.after
    made.breaks += [at + offset for at in builder.breaks]
    made.flows.append((builder.rows, flow.height))
    made.parted = not offset and not order and builder.parted >= _PARTED


def _rows(flow: Flow, lines: list[Strip]) -> tuple[RowBuilder, list[int]]:
    """The rows of a flow, and the order of its words where that is not the file's ([] where it is)."""
    builder = RowBuilder(flow.words, flow.width)
    for line in lines:
        builder.add(line, line[6])
    interleaved = _may_be_interleaved(builder.rows)
    if not (builder.astray or interleaved) or len(lines) > _MOST_LINES:
        return builder, []
    members = [list(range(first, last)) for first, last, *_ in lines]
    whole = [_line(at, flow.words, own) for at, own in enumerate(members)]
    columns = in_order(_without_signs(whole, members, flow.words), flow.height, interleaved)
    ordered = [line for column in columns for line in column]
    order = [word for line in ordered for word in members[line.index]]
    if order == list(range(len(order))):
        return builder, []
    builder = RowBuilder([flow.words[at] for at in order], flow.width)
    begins = {id(column[0]) for column in columns}
    at = 0
    for own, paragraph in zip(ordered, paragraphs(ordered), strict=True):
        if id(own) in begins:
            builder.begin_column()
        last = at + len(members[own.index])
        builder.add((at, last, own.x0, own.y0, own.x1, own.y1, own.block), paragraph)
        at = last
    return builder, order


def _line(index: int, words: list[Placed], members: list[int]) -> Line:
    own = [words[at] for at in members]
    x0, x1 = min(own[0][0], own[-1][0]), max(own[0][2], own[-1][2])
    return Line(index, x0, own[0][1], x1, own[0][3], sum(len(word[4]) + 1 for word in own), own[0][5])


def _without_signs(lines: list[Line], members: list[list[int]], words: list[Placed]) -> list[Line]:
    """The lines, where signs that are drawn on their own (raised ones, mostly) went into the lines they stand in."""
    signs = [line for line in lines if line.length <= _SIGN and len(members[line.index]) == 1][:_MOST_SIGNS]
    hosts = [line for line in lines if len(members[line.index]) > 1] if signs else []
    gone = set()
    for sign in signs:
        for host in hosts:
            within = host.x0 < sign.x0 and sign.x1 < host.x1
            if within and min(host.y1, sign.y1) - max(host.y0, sign.y0) > 0.5 * sign.height:
                at = bisect_left(members[host.index], sign.x0, key=lambda word: words[word][0])
                members[host.index].insert(at, members[sign.index][0])
                gone.add(sign.index)
                break
    return [line for line in lines if line.index not in gone]


def _may_be_interleaved(rows: list[Row]) -> bool:
    """Whether what looks like rows of cells may be columns of text."""
    wordy = sum(
        1 < len(row.cells) < 5 and all(cell.last - cell.first >= _PROSE_WORDS for cell in row.cells) for row in rows
    )
    return wordy >= _PROSE_ROWS and 3 * wordy > len(rows)
