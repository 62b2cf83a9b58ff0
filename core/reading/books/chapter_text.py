"""Writes the chapters of a book under the titles that its table of contents gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.reading.books.chapter_words import chapter_label, without_breaks
from core.reading.books.chapters import Section
from core.reading.books.turning import TurningOutline
from core.reading.web.html import outline_of
from core.types import BlockKind, Page

# A section with less ink than this may be a picture of a page.
LITTLE_INK = 100
# The number of the page in the printed book, in the midst of the text.
_PRINTED_PAGE = re.compile(
    r"<(span|div|a|p)\b[^<>]*(?:epub:type|role)\s*=\s*[\"'][^\"'<>]*pagebreak[^<>]*>[^<>]{0,20}</\1\s*>", re.IGNORECASE
)


class Chapter(NamedTuple):
    """A section as it was read: its pages, several where it is long. ink: characters of text."""

    pages: list[Page]
    label: str
    ink: int
    titles: tuple[str, ...]


@dataclass(slots=True)
class Bookmark:
    """How far a book was read: the number, the label and the titles of the chapter that was read last."""

    number: int = 0
    label: str = ""
    titles: tuple[str, ...] = ()

    def move(self, chapter: Chapter) -> None:
        self.number, self.label, self.titles = self.number + 1, chapter.label, chapter.titles


def read_section(section: Section, bookmark: Bookmark, goes_on: bool = False) -> Chapter:
    """Read the section that follows a bookmark.

    goes_on: whether it goes by the name of the chapter before where neither the contents nor a heading names it.
    """
    number = bookmark.number + 1
    writer = _Writer(number, section.titles, _in_common(section.titles[:-1], bookmark.titles))
    markup = _PRINTED_PAGE.sub("", section.markup.replace("\0", ""))  # of zeros the parser makes signs, one by one
    outline_of(markup.encode("utf-8", "replace"), writer, "utf-8", whole=True)
    writer.turn()
    titles = section.titles or ((writer.heading,) if writer.heading else ())
    label = bookmark.label if goes_on and not titles and bookmark.label else chapter_label(titles, number)
    return Chapter([replace(page, label=label) for page in writer.pages], label, writer.ink, section.titles)


class _Writer(TurningOutline):
    """Puts the titles of the contents above the text where the text does not show them, and its own headings below.

    titles: of the chapter, after those around it. standing: how many of them the pages before stand under too.
    heading: the first of its own. ink: characters of text, pictures' captions left out.
    """

    def __init__(self, number: int, titles: Sequence[str], standing: int) -> None:
        super().__init__(number)
        self.heading = ""
        self.ink = 0
        self._titles, self._standing = titles, standing
        self._deeper, self._least = 0, 1

    def add(self, kind: BlockKind, text: str, level: int = 0, mark: str = "") -> None:
        text = without_breaks(text).strip()
        if not text:
            return
        if kind is BlockKind.HEADING:
            level = self._placed(text, level)
        elif kind is not BlockKind.CAPTION:
            self._lead(len(self._titles))
        super().add(kind, text, level, mark)
        self.ink += len(text) if kind is not BlockKind.CAPTION else 0

    def add_table(self, rows: Sequence[Sequence[str]], header: bool = True, marks: Sequence[str] = ()) -> None:
        self._lead(len(self._titles))
        super().add_table([[without_breaks(cell) for cell in row] for row in rows], header, marks)
        self.ink += sum(len(cell) for row in rows for cell in row)

    def _placed(self, heading: str, level: int) -> int:
        """The level of a heading: the first one is taken for the title of the chapter, or of a part around it."""
        if not self.heading:
            self.heading = heading
            if self._titles:
                self._least = self._depth(heading)
                self._deeper = self._least - level
                self._lead(self._least - 1)
                self._standing = len(self._titles)
        return max(self._least, min(level + self._deeper, 6))

    def _depth(self, heading: str) -> int:
        letters = [_letters(title) for title in self._titles]
        own = _letters(heading)
        if own in letters:
            return min(letters.index(own) + 1, 6)
        shown = self._standing == len(letters) and own not in letters[-1] and letters[-1] not in own
        return min(len(letters) + shown, 6)

    def _lead(self, depth: int) -> None:
        """Write the titles down to this depth that do not stand yet."""
        for number, title in enumerate(self._titles[self._standing : depth], self._standing + 1):
            super().add(BlockKind.HEADING, title, min(number, 6))
        self._standing = max(self._standing, depth)


def _in_common(first: Sequence[str], second: Sequence[str]) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
