"""Reads PDF and XPS with MuPDF: a page at a time, with the place of every word."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from core.errors import WellreadError
from core.reading.pdf.frames import Placed
from core.reading.pdf.grid import Grid, grid
from core.reading.pdf.layout import LayoutReader
from core.reading.pdf.letters import needs_pairs, with_pairs
from core.reading.pdf.mupdf import faults, load, open_document
from core.reading.pdf.notes import Note, attachment_notes, notes
from core.reading.pdf.raised import parted
from core.reading.pdf.sheet import Seen, Sheet
from core.reading.pdf.sight import pictures, seen_words, unreadable, wants_ocr
from core.reading.registry import Pages
from core.reading.source import Source
from core.types import Author, Page, Picture

__all__ = ["pages", "pictures"]

# So many pages, of so many words together, are looked at before the first is laid out: by then it is known what runs
# along and how tall the text is.
_AHEAD, _AHEAD_WORDS = 8, 50_000
# After this many pages in a row that can't be read, the rest of the file is not worth the wait.
_GIVE_UP = 50
# Arabic letters, and signs that mean nothing, as MuPDF's XHTML writes them.
_TO_LOOK_AT = re.compile(r"&#x(?:[01]?[0-9a-f]|6[0-9a-f]{2}|[ef][0-9a-f]{3}|(?:f|10)[0-9a-f]{4});")
# Titles that programs write into a PDF when nobody gave it one.
_NO_TITLE = ("untitled", "microsoft word", "microsoft powerpoint", "microsoft excel", "slide 1", "document1")


def pages(source: Source) -> Pages:
    """One Page a page: text in reading order, blocks, words; positions count in the page's own text.

    After a page that only OCR can read comes a Picture. Raises Locked without the password that it needs, and
    WellreadError at the end when some of the pages could not be read.
    """
    with open_document(source) as document:
        reading = _Reading(document)
        for index in range(document.page_count):
            yield from reading.page(index)
        yield from _author(document)
        if reading.unread:
            raise WellreadError(_unread(reading.unread, document.page_count))
        return _title(document)


@dataclass(slots=True)
class _Leaf:
    """A page that was taken from the file and is not laid out yet. ocr: whether only OCR can read it."""

    sheet: Sheet
    width: float
    height: float
    notes: list[Note]
    ocr: bool


@dataclass(slots=True)
class _Reading:
    """One file on its way to pages. unread: the numbers of the pages that could not be read."""

    document: Any
    unread: list[int] = field(default_factory=list)
    _layout: LayoutReader = field(init=False)
    _ahead: dict[int, _Leaf | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._layout = LayoutReader(_bookmarks(self.document))

    def page(self, index: int) -> list[Page | Picture]:
        """The page, and after it what OCR is to read of it; nothing where it can't be read."""
        with _undisturbed():
            if not index:
                self._look_ahead()
            leaf = self._ahead.pop(index) if index in self._ahead else self._take(index)
            if leaf is None:
                self._missed(index + 1)
                return []
            beside = leaf.notes if index else [*leaf.notes, *attachment_notes(self.document)]
            laid = self._layout.lay(leaf.sheet, beside)
            area = leaf.width, leaf.height
            page = Page(index + 1, laid.text, laid.blocks, 0, laid.words, *area, columns=laid.columns)
            return [page, Picture(f"page {index + 1}", index + 1)] if leaf.ocr else [page]

    def _look_ahead(self) -> None:
        words = 0
        for index in range(min(_AHEAD, self.document.page_count)):
            leaf = self._ahead[index] = self._take(index)
            words += len(leaf.sheet.words) if leaf else 0
            if words > _AHEAD_WORDS:
                return

    def _take(self, index: int) -> _Leaf | None:
        """The page as it is in the file, None where that is broken."""
        try:
            page = self.document[index]
            words, xhtml, found = self._words(page)
            area, ocr = page.rect, wants_ocr(page, words)
        except faults():
            return None
        seen = Seen(index, words, [word[4] for word in words], xhtml, float(area.width), float(area.height))
        return _Leaf(self._layout.prepare(seen, partial(self._look, page)), seen.width, seen.height, found, ocr)

    def _words(self, page: Any, ruled: bool = False) -> tuple[list[Placed], str, list[Note]]:
        """The words of a page that can be read, MuPDF's XHTML of them, and what it holds beside them."""
        pymupdf = load()
        flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
        if ruled:
            flags |= pymupdf.TEXT_TABLE_HUNT | pymupdf.TEXT_COLLECT_VECTORS
        textpage = page.get_textpage(flags=flags)
        words, found = notes(page, textpage.extractWORDS())
        xhtml = textpage.extractXHTML()
        words = _legible(words, xhtml, textpage)
        if "<sup>" in xhtml:
            words = parted(words, xhtml)
        return seen_words(page, words), xhtml, found

    def _look(self, page: Any) -> Grid | None:
        """The page once more, with its ruled tables."""
        with suppress(*faults()):
            words, xhtml, _ = self._words(page, ruled=True)
            return grid(words, xhtml)
        return None

    def _missed(self, number: int) -> None:
        self.unread.append(number)
        first = self.unread[-_GIVE_UP] if len(self.unread) >= _GIVE_UP else 0
        if number - first == _GIVE_UP - 1:
            raise WellreadError(f"Page {first} and all after it could not be read.")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without Python's search for circles of garbage: among the thousands of words of a page there are none."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def _legible(words: list[Placed], xhtml: str, textpage: Any) -> list[Placed]:
    """The words with their letters in order; none where they are not for reading."""
    if not _TO_LOOK_AT.search(xhtml):
        return words
    tokens = [word[4] for word in words]
    text = " ".join(tokens)
    if unreadable(text):
        return []
    if not needs_pairs(text):
        return words
    tokens = with_pairs(tokens, textpage.extractRAWDICT())
    return [(*word[:4], token, *word[5:]) for word, token in zip(words, tokens, strict=True)]


def _bookmarks(document: Any) -> dict[int, list[tuple[int, str]]]:
    """By page index: the level and title of the bookmarks that lead to it."""
    marks: dict[int, list[tuple[int, str]]] = {}
    with suppress(*faults(), AttributeError, TypeError):  # a broken outline is no reason not to read the pages
        for level, title, number, *_ in document.get_toc(simple=True):
            marks.setdefault(number - 1, []).append((level, title))
    return marks


def _unread(numbers: list[int], count: int) -> str:
    if len(numbers) == count:
        return "None of its pages could be read; the file is damaged."
    if len(numbers) == 1:
        return f"Page {numbers[0]} could not be read; it is damaged."
    named = ", ".join(map(str, numbers[:5])) + (" and others" if len(numbers) > 5 else "")
    return f"{len(numbers)} of its {count} pages could not be read: {named}."


def _author(document: Any) -> Iterator[Author]:
    name = " ".join(((document.metadata or {}).get("author") or "").split())
    if name:
        yield Author(name)


def _title(document: Any) -> str:
    title = " ".join(((document.metadata or {}).get("title") or "").split())
    return "" if title.lower().startswith(_NO_TITLE) or "." in title[-6:-2] else title
