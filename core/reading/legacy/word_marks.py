"""What a Word document of 1993 to 2003 says of its paragraphs (style, list, table) and letters (hidden, deleted)."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from core.reading.legacy.symbols import symbol
from core.reading.legacy.word_file import FONTS, Run, WordFile, split_plc
from core.reading.legacy.word_styles import Style, old_styles, read_styles, sprms, with_changes

_PAGE, _MOST_RUNS = 512, 102  # properties lie in pages of this size, each for so many runs
_STYLES, _LETTERS, _PARAGRAPHS = 1, 12, 13  # places of tables among the pairs of the header
_IN_TABLE, _ROW_END, _HEADER, _STYLE, _ASIDE = 0x2416, 0x2417, 0x3404, 0x4600, (0x6646, 0x6645)
_DELETED, _HIDDEN, _SYMBOL, _PICTURE = 0x0800, 0x083C, 0x6A09, 0x6A03
_OF_LETTERS = re.compile(b"\x00\x08|\x3c\x08|\x09\x6a|\x03\x6a")
_OLD_IN_TABLE, _OLD_ROW_END = b"\x18\x01", b"\x19\x01"
_KEPT = frozenset("\x07\x13\x14\x15")  # even where hidden: without them rows and fields have no end
_GONE = "\0"


class ParagraphMarks(NamedTuple):
    """What is known of a paragraph.

    row_end: it is no paragraph, but the end of a table's row. header: of one that is repeated on every page.
    """

    style: Style
    in_table: bool = False
    row_end: bool = False
    header: bool = False


class _Change(NamedTuple):
    """Letters `[start, end)`, by FC, that are shown as another one, or not at all."""

    start: int
    end: int
    shown: str


class Marks:
    """Answers for one document. What is damaged of it is left out, and paragraphs are plain there.

    pictures: where the pictures in lines of text lie in the data.
    """

    def __init__(self, word: WordFile) -> None:
        self._word = word
        self._styles = old_styles() if word.old else read_styles(word.table(_STYLES))
        self._starts, self._pages = _pages(word, _PARAGRAPHS)
        self._open: tuple[int, list[int], bytes] = (-1, [], b"")
        self.pictures: dict[int, None] = {}
        self._changes = [] if word.old else sorted(self._find_changes())
        self._change_starts = [change.start for change in self._changes]

    def paragraph(self, fc: int) -> ParagraphMarks:
        """Of the paragraph whose mark lies at `fc`."""
        style, properties = self._stated(fc)
        marks = ParagraphMarks(self._styles[style] if style < len(self._styles) else Style())
        if self._word.old:
            return marks._replace(in_table=_OLD_IN_TABLE in properties, row_end=_OLD_ROW_END in properties)
        for code, operand in sprms(properties):
            if code in _ASIDE and len(operand) == 4:
                properties += self._word.aside(int.from_bytes(operand, "little"))
        for code, operand in sprms(properties):
            if code == _STYLE and int.from_bytes(operand, "little") < len(self._styles):
                marks = marks._replace(style=self._styles[int.from_bytes(operand, "little")])
            elif code == _IN_TABLE:
                marks = marks._replace(in_table=operand == b"\x01")
            elif code == _ROW_END:
                marks = marks._replace(row_end=operand == b"\x01")
            elif code == _HEADER:
                marks = marks._replace(header=operand == b"\x01")
        return marks._replace(style=with_changes(marks.style, properties))

    def shown(self, run: Run) -> str:
        """The run's text as it is seen, letter for letter: what is hidden or deleted is a zero."""
        end = run.fc + len(run.text) * run.width
        first = max(0, bisect_right(self._change_starts, run.fc) - 1)
        if first >= len(self._changes) or self._changes[first].start >= end:
            return run.text
        letters = list(run.text)
        for start, stop, shown in self._changes[first:]:
            if start >= end:
                break
            for at in range(max(start - run.fc, 0) // run.width, min(stop - run.fc, end - run.fc) // run.width):
                if letters[at] not in _KEPT:
                    letters[at] = shown
        return "".join(letters)

    def _stated(self, fc: int) -> tuple[int, bytes]:
        """The number of the style and the properties that the paragraph itself states."""
        index = bisect_right(self._starts, fc) - 1
        if not 0 <= index < len(self._pages):
            return 0, b""
        number = self._pages[index]
        if self._open[0] != number:
            page = self._word.stream.read_at(number * _PAGE, _PAGE)
            self._open = number, _run_starts(page), page
        _, starts, page = self._open
        at = bisect_right(starts, fc) - 1
        if not 0 <= at < len(starts) - 1:
            return 0, b""
        entry = 4 * len(starts) + at * (7 if self._word.old else 13)
        place = 2 * int.from_bytes(page[entry : entry + 1], "little")
        length = 2 * int.from_bytes(page[place : place + 1], "little")
        if length:
            data = page[place + 1 : place + length]
        else:
            data = page[place + 2 : place + 2 + 2 * int.from_bytes(page[place + 1 : place + 2], "little")]
        return int.from_bytes(data[:2], "little"), data[2:]

    def _find_changes(self) -> Iterator[_Change]:
        fonts: list[str] | None = None
        for number in dict.fromkeys(_pages(self._word, _LETTERS)[1]):
            page = self._word.stream.read_at(number * _PAGE, _PAGE)
            if not _OF_LETTERS.search(page):
                continue
            starts = _run_starts(page)
            for at, (start, end) in enumerate(pairwise(starts)):
                place = page[4 * len(starts) + at] * 2
                properties = page[place + 1 : place + 1 + page[place]] if place else b""
                if end > start and _OF_LETTERS.search(properties):
                    fonts = _fonts(self._word.table(FONTS)) if fonts is None else fonts
                    shown = _shown(properties, fonts)
                    if shown is not None:
                        yield _Change(start, end, shown)
                    else:
                        self._find_picture(properties)

    def _find_picture(self, properties: bytes) -> None:
        for code, operand in sprms(properties):
            if code == _PICTURE and len(operand) == 4:
                self.pictures[int.from_bytes(operand, "little")] = None


def _shown(properties: bytes, fonts: list[str]) -> str | None:
    """What letters with these properties are shown as, None for themselves."""
    shown = None
    for code, operand in sprms(properties):
        if code == _SYMBOL and len(operand) == 4 and shown is None:
            font, letter = struct.unpack("<HH", operand)
            shown = symbol(letter, fonts[font] if font < len(fonts) else "") or _GONE
        elif code in (_DELETED, _HIDDEN) and operand in (b"\x01", b"\x81"):
            shown = _GONE
    return shown


def _pages(word: WordFile, index: int) -> tuple[tuple[int, ...], list[int]]:
    """The first FC of each page of properties, and the pages' numbers."""
    starts, entries = split_plc(word.table(index), 2 if word.old else 4)
    return starts, [int.from_bytes(entry, "little") & 0x3FFFFF for entry in entries]


def _run_starts(page: bytes) -> list[int]:
    """The FCs at which the runs of a page begin, and where the last one ends."""
    count = page[_PAGE - 1] if len(page) == _PAGE else 0
    return list(struct.unpack_from(f"<{count + 1}I", page)) if 0 < count < _MOST_RUNS else []


def _fonts(data: bytes) -> list[str]:
    """The names of the fonts, in their order."""
    names: list[str] = []
    at = 4
    while at < len(data) and len(names) < int.from_bytes(data[:2], "little"):
        font = data[at : at + 1 + data[at]]
        names.append(font[40:].decode("utf-16-le", "replace").partition("\0")[0])
        at += len(font)
    return names
