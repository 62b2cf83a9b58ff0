"""Reads books in the EPUB format (2 and 3): every chapter that the table of contents names is a page, in reading order.

Written on lxml, because EbookLib, the library for EPUB, unpacks a whole book into memory before it gives any of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from core.errors import NotRead, WellreadError
from core.reading.book_pictures import opened
from core.reading.chapters import LITTLE_INK, Section, chapter_label, read_section, sections
from core.reading.epub_files import Files, open_files
from core.reading.epub_names import Names
from core.reading.epub_package import Package, open_package
from core.reading.html_bytes import as_file, encoding_of
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.source import Sight, Source
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
            data, whole = files.read(picture.item, _MOST)
            if whole and (image := opened(data)):
                yield picture, Sight(image)


class _Book:
    """lost: how many files of the book could not be read, or not to their end."""

    def __init__(self, files: Files, package: Package) -> None:
        self.lost = package.missing
        self._files, self._package = files, package
        self._names = Names(files.names)
        self._number = 0
        self._label = ""  # of the chapter that was read last
        self._stem = ""  # of the file that was read last, where it is a piece of a chapter
        self._seen: set[str] = set()

    def read(self) -> Iterator[Page | Picture]:
        for name in self._package.spine:
            if name in self._package.skipped:
                continue
            if name.lower().endswith(_PICTURES):
                self._number += 1
                self._label = chapter_label((), self._number)
                yield from self._pictures([name])
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
        for section in sections(markup, self._package.contents.get(name, ())):
            yield from self._section(name, section, goes_on, is_cover)
            goes_on = True

    def _section(self, name: str, section: Section, goes_on: bool, is_cover: bool) -> Iterator[Page | Picture]:
        chapter = read_section(section, self._number + 1, self._label if goes_on else "")
        shown: list[str] = []
        if chapter.ink < LITTLE_INK:
            if is_cover:
                return
            found = (self._names.find(name, link)[0] for link in _PICTURE.findall(section.markup))
            shown = [item for item in found if item.lower().endswith(_PICTURES)]
        if chapter.pages or shown:
            self._number += 1
            self._label = chapter.label
        yield from chapter.pages
        yield from self._pictures(shown)

    def _pictures(self, items: Iterable[str]) -> Iterator[Picture]:
        for item in items:
            if item not in self._seen:
                self._seen.add(item)
                yield Picture(item, self._number, self._label)
