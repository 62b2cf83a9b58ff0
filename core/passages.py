"""Cuts pages into passages along their structure: headings bound them, sentences, items and rows fill them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.addresses import ReadLength
from core.sentences import sentence_spans
from core.types import Block, BlockKind, Page, Passage, ReadPage
from core.whereabouts import Whereabouts

# Of the sizes tried, pieces of about 600 characters covered most of the sentences that answer within 4,000 characters
# of evidence: larger ones spend the budget on neighbours, smaller ones lose the words that they are found by.
TARGET = 600
# A last piece shorter than this says too little alone; it goes to the one before it.
TAIL = 150
# Sentences are looked for in stretches of this length, so that one endless line costs no more than many short ones.
_WINDOW = 20_000

Span = tuple[int, int]

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_LINE = re.compile(r"[^\r\n]+")
_ITEM = re.compile(r"^[ \t]*(?:[-*+•‣▪◦●■–—]|\(?[0-9a-zA-Z]{1,3}[.)]|\d{1,3}(?:\.\d{1,3})+[.)]?)[ \t]+", re.MULTILINE)
_INK = re.compile(r"\S")
_HEADING_MARKS = re.compile(r"^\s*#{1,6}[ \t]+|[ \t]+#+\s*$|\r?\n[ \t]*(?:=+|-+)\s*$|[ \t]*\{[#.:][^{}\n]*\}\s*$")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*(?:[ \t]+\"[^\"\n]*\")?\)|\[[^\[\]]*\])")
_TAG = re.compile(r"</?(?:a|b|br|code|em|emphasis|font|i|img|small|span|strong|sub|sup|tt|u)\b[^<>]{0,300}>")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{2,3}|`+)(?=\S)(.+?)(?<=\S)\1(?![\w*])")


class Cutter:
    """Cuts the pages of one file, in order. Headings hold on to the pages that follow theirs.

    What no block of a page covers is left out (front matter, running heads); a page without blocks is one paragraph.
    Positions in a passage include the page's offset: `passage.text == page.text[start - offset : end - offset]`.
    """

    def __init__(self, ordinal: int = 0, leaf: int = 0) -> None:
        """ordinal, leaf: those of the first passage and page, where others of the file were cut before."""
        self._path: list[tuple[int, str]] = []
        self._ordinal, self._leaf = ordinal, leaf
        self._named = "", ""

    def read(self, page: Page) -> ReadPage:
        """The next page with its passages and its number among the leaves."""
        return ReadPage(page, self.cut(page), self._leaf - 1)

    def cut(self, page: Page) -> tuple[Passage, ...]:
        """The passages of the next page, in reading order. Takes time linear in the page's length."""
        if self._begins_anew(page):
            self._path = []
        self._named = page.part, page.label
        passages = tuple(self._passages(page))
        self._leaf += 1
        return passages

    def _begins_anew(self, page: Page) -> bool:
        """Whether no heading reaches into a page: another file inside, or a slide or chapter without one of its own."""
        part, label = self._named
        if page.part != part or page.label == label:
            return page.part != part
        return not (page.blocks and page.blocks[0].kind is BlockKind.HEADING)

    def _passages(self, page: Page) -> Iterator[Passage]:
        where, length = Whereabouts(page), ReadLength(page.text)
        bare: list[tuple[Span, tuple[str, ...]]] = []  # headings with nothing under them yet, and theirs
        section: list[Block] = []
        for block in (*(page.blocks or (Block(BlockKind.PARAGRAPH, 0, len(page.text)),)), None):
            if block is not None and block.kind is not BlockKind.HEADING:
                section.append(block)
                continue
            spans = fill([unit for part in section for unit in _units(page.text, part, length)], length)
            section = []
            carried = bool(spans) or (block is not None and bool(self._path) and block.level > self._path[-1][0])
            if bare and carried:
                bare.pop()  # what stands under a heading carries it
            if bare and (carried or block is None or block.end - bare[0][0][0] > TARGET):
                yield self._make(page, where, (bare[0][0][0], bare[-1][0][1]), bare[0][1])
                bare = []
            path = self._headings()
            for span in spans:
                yield self._make(page, where, span, path)
            title = _trimmed(page.text, block.start, block.end) if block else None
            if block and not title:
                self._leave(block.level)
            if block and title:
                self._enter(block.level, heading_text(page.text[title[0] : title[1]]))
                bare.append((title, self._headings()[:-1]))

    def _make(self, page: Page, where: Whereabouts, span: Span, path: tuple[str, ...]) -> Passage:
        start, end = span
        passage = Passage(
            self._ordinal, page.number, page.offset + start, page.offset + end, page.text[start:end], path, self._leaf,
            where.columns(start), page.part, page.label, where.place(start, end), page.ocr,
        )  # fmt: skip
        self._ordinal += 1
        return passage

    def _leave(self, level: int) -> None:
        while self._path and self._path[-1][0] >= level:
            self._path.pop()

    def _enter(self, level: int, title: str) -> None:
        self._leave(level)
        self._path.append((level, title))

    def _headings(self) -> tuple[str, ...]:
        return tuple(title for _, title in self._path if title)


def heading_text(raw: str) -> str:
    """A heading as a person reads it: without the marks that made it one, on one line."""
    text = _HEADING_MARKS.sub("", raw)
    text = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", _TAG.sub("", text)))
    return " ".join(text.split())


def fill(units: list[tuple[int, int, bool]], length: ReadLength) -> list[Span]:
    """Join units `(start, end, ends_block)` into spans of at most TARGET characters (TARGET + TAIL for a last one)."""
    spans: list[Span] = []
    start = end = -1
    for at, (begin, stop, _) in enumerate(units):
        if start >= 0 and (length.between(start, stop) > TARGET or _better_apart(units, at, start, end, length)):
            spans.append((start, end))
            start = -1
        start = begin if start < 0 else start
        end = stop
    if start >= 0:
        spans.append((start, end))
    if len(spans) > 1 and length.between(*spans[-1]) < TAIL:
        joined = spans[-2][0], spans[-1][1]
        if length.between(*joined) <= TARGET + TAIL:
            spans[-2:] = [joined]
    return spans


def _better_apart(units: list[tuple[int, int, bool]], at: int, start: int, end: int, length: ReadLength) -> bool:
    """Whether the paragraph that begins at unit `at` is better begun in a passage of its own than split over two."""
    if not units[at - 1][2] or length.between(start, end) < TARGET // 2:
        return False
    for _, stop, last in units[at:]:
        if length.between(start, stop) > TARGET:
            return True
        if last:
            return False
    return False


def _units(text: str, block: Block, length: ReadLength) -> Iterator[tuple[int, int, bool]]:
    """The smallest stretches of a block that stay whole, and whether each one ends a paragraph of it."""
    span = _trimmed(text, block.start, block.end) if block.kind in (BlockKind.TABLE, BlockKind.CODE) else None
    if span and length.between(*span) <= TARGET:  # a small table, a row of several lines, a record, a function
        yield *span, True
        return
    for start, end in _paragraphs(text, block):
        whole = list(_pieces(text, start, end, block.kind, length))
        for number, (begin, stop) in enumerate(whole, 1):
            yield begin, stop, number == len(whole)


def _paragraphs(text: str, block: Block) -> Iterator[Span]:
    start = block.start
    for gap in _BLANK_LINE.finditer(text, block.start, block.end):
        yield start, gap.start()
        start = gap.end()
    yield start, block.end


def _pieces(text: str, start: int, end: int, kind: BlockKind, length: ReadLength) -> Iterator[Span]:
    for begin, stop in _windows(text, start, end):
        if kind is BlockKind.PARAGRAPH:
            spans = [(begin + a, begin + b) for a, b in sentence_spans(text[begin:stop])]
        elif kind is BlockKind.LIST:
            spans = list(_items(text, begin, stop))
        else:
            spans = [match.span() for match in _LINE.finditer(text, begin, stop)]
        for a, b in spans:
            yield from _short_enough(text, a, b, length, split_sentences=kind is BlockKind.LIST)


def _windows(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _WINDOW:
        cut = _white_before(text, start + _WINDOW // 2, start + _WINDOW)
        yield start, cut
        start = cut
    yield start, end


def _items(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for mark in _ITEM.finditer(text, start, end):
        if mark.start() > at:
            yield at, mark.start()
            at = mark.start()
    yield at, end


def _short_enough(text: str, start: int, end: int, length: ReadLength, split_sentences: bool = False) -> Iterator[Span]:
    """The stretch without white space around it, in parts of at most TARGET characters."""
    span = _trimmed(text, start, end)
    if span is None:
        return
    start, end = span
    if length.between(start, end) <= TARGET:
        yield span
    elif split_sentences:
        for a, b in sentence_spans(text[start:end]):
            yield from _short_enough(text, start + a, start + b, length)
    else:
        while length.between(start, end) > TARGET:
            cut = _white_before(text, start + TARGET // 2, start + TARGET)
            yield from _short_enough(text, start, cut, length)
            start = cut
        yield from _short_enough(text, start, end, length)


def _white_before(text: str, low: int, high: int) -> int:
    """The place after the last white space in `[low, high)`, or `high` where there is none."""
    for at in range(high - 1, low - 1, -1):
        if text[at].isspace():
            return at + 1
    return high


def _trimmed(text: str, start: int, end: int) -> Span | None:
    ink = _INK.search(text, start, end)
    if ink is None:
        return None
    while text[end - 1].isspace():
        end -= 1
    return ink.start(), end
