"""Reads books in the EPUB format (2 and 3): every chapter that the table of contents names is a page, in reading order.

Written on lxml, because EbookLib, the library for EPUB, unpacks a whole book into memory before it gives any of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from core.errors import NotRead, WellreadError
from core.reading.books.chapter_text import LITTLE_INK, Bookmark, Chapter, read_section
from core.reading.books.chapter_words import chapter_label
from core.reading.books.chapters import Section, sections
from core.reading.books.epub_files import Files, open_files
from core.reading.books.epub_names import Names
from core.reading.books.epub_package import Package, open_package
from core.reading.opening import open_plain
from core.reading.pictures.inside import seen, worth_reading
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.reading.web.html_bytes import as_file, encoding_of
from core.types import Page, Picture

# A chapter or a picture of more bytes than this was made to fill the memory.
_MOST = 64 << 20
# How calibre calls the pieces of a chapter that was too long for some readers.
_SPLIT = re.compile(r"(.*)_split_\d+\.\w+")
_COVER = re.compile(r"epub:type\s*=\s*[\"'](?:[^\"'<>]*\s)?cover[\s\"']")
_COVER_NAME = re.compile(r"(?:\A|/)cover[^/]*\Z", re.IGNORECASE)
_PICTURE = re.compile(
    r"<(?:img|(?:svg:)?image)\b[^<>]*?\s(?:src|(?:xlink:)?href)\s*=\s*[\"']([^\"'<>]+)", re.IGNORECASE
)
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff")


def pages(source: Source) -> Pages:
    """One page a chapter, several where it is long, numbered as they follow each other.

    Raises NotRead where the text is encrypted, WellreadError where some of it is lost, after what could be read.
    """
    with open_plain(source.path) as file:
        files = open_files(file)
        package = open_package(files)
        if not package.spine:
            raise WellreadError("This is not a book in the EPUB format, or all of its text is missing.")
        if package.locked.issuperset(package.spine):
            raise NotRead("This book is protected by the shop that sold it.", "Only that shop's own program opens it.")
        book = _Book(files, package)
        yield from book.read()
        if not files.whole:
            raise WellreadError(
                "Some of this book is damaged or missing.", "Get the file again from where it came from."
            )
        if book.lost:
            count = len(package.spine) + package.missing
            raise WellreadError(f"{book.lost} of the {count} files that this book is made of are missing or damaged.")
        return package.title


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    with open_plain(source.path) as file:
        files = open_files(file)
        for picture in wanted:
            if sight := seen(files.read(picture.item, _MOST)[0]):
                yield picture, sight


class _Book:
    """lost: how many files of the book could not be read, or not to their end."""

    def __init__(self, files: Files, package: Package) -> None:
        self.lost = package.missing
        self._files, self._package = files, package
        self._names = Names(files.names)
        self._mark = Bookmark()
        self._stem = ""  # of the file that was read last, where it is a piece of a chapter
        self._seen: set[str] = set()

    def read(self) -> Iterator[Page | Picture]:
        for name in self._package.spine:
            if name in self._package.skipped:
                continue
            if name.lower().endswith(_PICTURES):
                if self._is_new(name):
                    self._mark.move(Chapter([], chapter_label((), self._mark.number + 1), 0, ()))
                    yield Picture(name, self._mark.number, self._mark.label)
                continue
            data, whole = self._files.read(name, _MOST) if name not in self._package.locked else (b"", False)
            self.lost += not whole
            yield from self._file(name, data.decode(encoding_of(as_file(data)), "replace"))

    def _file(self, name: str, markup: str) -> Iterator[Page | Picture]:
        split = _SPLIT.fullmatch(name)
        stem, self._stem = self._stem, split[1] if split else ""
        goes_on = bool(stem) and stem == self._stem
        named = name in self._package.covers or _COVER_NAME.search(name) is not None
        is_cover = named or _COVER.search(markup, 0, 4000) is not None
        entries = self._package.contents.get(name, ())
        for section in sections(markup, entries):
            yield from self._section(name, section, goes_on or bool(entries), is_cover)

    def _section(self, name: str, section: Section, goes_on: bool, is_cover: bool) -> Iterator[Page | Picture]:
        chapter = read_section(section, self._mark, goes_on)
        shown: list[str] = []
        if chapter.ink < LITTLE_INK:
            if is_cover:
                return
            found = (self._names.find(name, link)[0] for link in _PICTURE.findall(section.markup))
            shown = [item for item in found if self._is_new(item)]
        if chapter.pages or shown:
            self._mark.move(chapter)
        yield from chapter.pages
        for item in shown:
            yield Picture(item, self._mark.number, self._mark.label)

    def _is_new(self, item: str) -> bool:
        """Whether this is a picture that may hold text, and is met for the first time."""
        if item in self._seen or not item.lower().endswith(_PICTURES):
            return False
        self._seen.add(item)
        return worth_reading(self._files.read(item, _MOST)[0])
