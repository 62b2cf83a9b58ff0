"""Reads Kindle and Mobipocket books (MOBI, AZW, AZW3): the chapters that their table of contents names, as pages.

Taken apart here, because MuPDF can't unpack what Amazon packs, does not know the newer format and lays books out in
pages of its own, and KindleUnpack (the package mobi) first unpacks all of a book into files, without bounds.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import IO

from core.errors import WellreadError
from core.reading.books.chapter_text import LITTLE_INK, Bookmark, read_section
from core.reading.books.chapters import Section, cut, outer_start
from core.reading.books.mobi_book import Book
from core.reading.books.palm import Database
from core.reading.opening import open_plain
from core.reading.pictures.inside import seen, worth_reading
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import Picture

# Parts and their chapters are pages; what lies deeper are headings.
_DEEPEST = 2
_LARGEST = 64 << 20
_PICTURE = re.compile(
    r"<img\b[^<>]*?\s(?:recindex\s*=\s*[\"']?(\d{1,6})|src\s*=\s*[\"']kindle:embed:([0-9a-v]{1,6}))", re.IGNORECASE
)


def pages(source: Source) -> Pages:
    """One page a chapter, several where it is long, numbered as they follow each other.

    Raises NotRead for a book that is protected, WellreadError for one that is cut short, after what is there.
    """
    with open_plain(source.path) as file:
        database = _database(file)
        book = Book(database)
        bookmark = Bookmark()
        met: set[str] = set()
        for section in _sections(book):
            chapter = read_section(section, bookmark, goes_on=book.named)
            shown: list[str] = []
            if chapter.ink < LITTLE_INK:
                found = [item for item in _pictures(section.markup, book) if item not in met]
                met.update(found)
                shown = [item for item in found if worth_reading(database.record(int(item), _LARGEST))]
            if chapter.pages or shown:
                bookmark.move(chapter)
            yield from chapter.pages
            for item in shown:
                yield Picture(item, bookmark.number, bookmark.label)
        if book.cut_short:
            raise WellreadError("The end of this book is missing.", "Get the file again from where it came from.")
        return book.title


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    with open_plain(source.path) as file:
        database = _database(file)
        for picture in wanted:
            if sight := seen(database.record(int(picture.item), _LARGEST)):
                yield picture, sight


def _database(file: IO[bytes]) -> Database:
    database = Database(file)
    if database.kind not in ("BOOKMOBI", "TEXtREAd"):
        raise WellreadError("This is not a Kindle or Mobipocket book.")
    return database


def _sections(book: Book) -> Iterator[Section]:
    if not book.is_markup:
        lines = book.text.decode(book.codec, "replace").splitlines()
        yield Section((), "".join(f"<p>{html.escape(line)}</p>" for line in lines))
        return
    text = book.text.decode("latin-1")  # so that positions stay those of the bytes
    starts = {outer_start(text, at): titles for at, titles in sorted(book.starts.items())}
    for section in cut(text, starts, _DEEPEST):
        yield Section(section.titles, section.markup.encode("latin-1").decode(book.codec, "replace"))


def _pictures(markup: str, book: Book) -> list[str]:
    """The numbers of the records that hold the pictures of a section, each once."""
    found = (int(old) if old else int(new, 32) for old, new in _PICTURE.findall(markup))
    return list(dict.fromkeys(str(book.first_picture + number - 1) for number in found if number))
