"""Reads FictionBook: chapters as pages, with headings, verses, tables and notes, in a stream and without a tree.

Its elements are given to lxml's parser for HTML under names that mean nothing there: that parser goes on where a tag is
broken, as the one for XML does not, knows the names of all characters and none of the entities that XML may declare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from core.errors import WellreadError
from core.reading.books.fb2_text import Book
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.web.html_bytes import encoding_of, slices

_TAG = re.compile(r"<(/?)(?:[A-Za-z]\w{0,20}:)?(?=[A-Za-z])")
_MARKED = rf"<\1{Book.MARK}"
_LONGEST_NAME = 64
_END = f"</{Book.MARK}fictionbook"
# A closing tag that closes nothing is looked for in all open elements. No book has more than this; where there are more
# the parser is begun anew.
_DEEPEST = 1000


def pages(source: Source) -> Pages:
    """One page a chapter, which is a section or a section of a section; long ones in several.

    Raises WellreadError for a book that is cut short, after what is there.
    """
    book = Book()
    complete = False
    with open_plain(source.path) as file:
        encoding = encoding_of(file)
        file.seek(0)
        parser = _parser(book)
        for text in _renamed(slices(file, encoding)):
            if book.depth > _DEEPEST:
                _close(parser)
                parser = _parser(book)
            parser.feed(text.encode("utf-8", "replace"))
            complete = complete or _END in text.lower()
            yield from book.take()
    _close(parser)
    book.turn()
    yield from book.take()
    if not complete:
        raise WellreadError("The end of this book is missing.", "Get the file again from where it came from.")
    return book.title


def _parser(book: Book) -> etree.HTMLParser:
    return etree.HTMLParser(target=book, encoding="utf-8", no_network=True, huge_tree=True)


def _close(parser: etree.HTMLParser) -> None:
    with suppress(etree.XMLSyntaxError):  # a file without a single element
        parser.close()


def _renamed(texts: Iterator[str]) -> Iterator[str]:
    """The text with a mark before the name of every element, and nothing of what belongs to a namespace."""
    held = ""
    for text in texts:
        whole = held + text
        at = whole.rfind("<", max(0, len(whole) - _LONGEST_NAME))
        held = whole[at:] if at >= 0 else ""
        yield _TAG.sub(_MARKED, whole[: len(whole) - len(held)])
    yield _TAG.sub(_MARKED, held)
