"""Reads HTML: the text that a person would see, with headings, lists and tables, without what surrounds an article.

The page is read as a stream of tags; there is no tree, so that neither its size nor its depth costs memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from lxml import etree

from core.reading.opening import open_plain
from core.reading.outline import Outline
from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.web.html_bytes import as_file, encoding_of, slices
from core.reading.web.html_choice import chosen
from core.reading.web.html_flow import Found
from core.reading.web.html_walk import Walk
from core.types import BlockKind

# A closing tag that closes nothing is looked for in all open elements. Where there are more than this the parser is
# begun anew, so that a page of a million open and a million wrong closing tags takes no more time than its length.
_DEEPEST = 1000


def pages(source: Source) -> Pages:
    """The text in one page a piece of about 200,000 characters; offsets count in the text that is extracted here."""
    outline = Outline()
    with open_plain(source.path) as file:
        encoding = encoding_of(file)
        file.seek(0)
        walk = Walk()
        for found in chosen(_found(file, encoding, walk), walk):
            if found.carried:  # a table goes on: on a page of its own, which says how its columns are called
                if not outline.empty:
                    yield outline.take()
                outline.columns = " | ".join(found.carried)
            _add(outline, found)
            if outline.full or found.carried:
                yield outline.take()
                outline.columns = ""
    if not outline.empty:
        yield outline.take()
    return _title(walk)


def outline_of(data: bytes, outline: Outline, encoding: str | None = None, whole: bool = False) -> str:
    """Add the blocks of an HTML document to an outline; returns the document's title, "" where it has none.

    encoding: what the document's carrier says (a mail's header); a byte order mark and UTF-8 are seen without it.
    whole: leave out only what is hidden, and keep what looks like menus and frames.
    """
    walk = Walk()
    file = as_file(data)
    name = encoding_of(file, encoding)
    file.seek(0)
    for found in chosen(_found(file, name, walk), walk, whole):
        _add(outline, found)
    return _title(walk)


def _found(file: IO[bytes], encoding: str, walk: Walk) -> Iterator[Found]:
    parser = _parser(walk)
    held = ""
    for piece in slices(file, encoding):
        text = held + piece
        begun = text.rfind("<")  # a tag that may not be whole is for the next parser, if this one goes
        whole = begun if begun > 0 else len(text)
        parser.feed(text[:whole].encode("utf-8", "replace"))
        held = text[whole:]
        if walk.depth > _DEEPEST:
            _close(parser)
            parser = _parser(walk)
        yield from walk.flow.found
        walk.flow.found.clear()
    parser.feed(held.encode("utf-8", "replace"))
    _close(parser)
    yield from walk.flow.found


def _parser(walk: Walk) -> etree.HTMLParser:
    return etree.HTMLParser(target=walk, encoding="utf-8", no_network=True, huge_tree=True)


def _close(parser: etree.HTMLParser) -> None:
    with suppress(etree.XMLSyntaxError):  # a page without a single element
        parser.close()


def _add(outline: Outline, found: Found) -> None:
    if found.kind is BlockKind.TABLE:
        outline.add_table(found.rows, header=found.named)
    else:
        outline.add(found.kind, found.text, found.level)


def _title(walk: Walk) -> str:
    return " ".join(walk.title.split())
