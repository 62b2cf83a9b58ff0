"""Reads web pages that a browser saved as one file (MHTML): the page itself, then the frames in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from core.errors import WellreadError
from core.reading.books.turning import TurningOutline
from core.reading.mail.mail_body import Body
from core.reading.mail.mail_words import decoded, header, parameter
from core.reading.mail.mime import Entity, parse
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.web.html import outline_of
from core.types import BlockKind

# A page longer than this was written by a program, and is read as far as this.
_MOST = 32 << 20
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def pages(source: Source) -> Pages:
    """Pages of about 200,000 characters. What the page is made of beside text (pictures, styles) is passed over.

    Raises WellreadError where no page is found in the file, or, after its beginning, where it is too long.
    """
    with open_plain(source.path) as file:
        root = parse(file, 0, file.seek(0, 2))
        found = _in_order(root)
        if not found:
            raise WellreadError("No web page was found in this file; it may be damaged.")
        outline = TurningOutline()
        title, cut = "", False
        for entity in found:
            data = _bytes(file, entity)
            cut = cut or len(data) > _MOST
            charset = parameter(entity.headers, "charset")
            if entity.type in _PAGES:
                stated = outline_of(data[:_MOST], outline, charset or None)
                title = title or stated
            else:
                outline.add(BlockKind.PARAGRAPH, decoded(data[:_MOST], charset))
            yield from outline.pages
            outline.pages.clear()
        outline.turn()
        yield from outline.pages
        if cut:
            raise WellreadError("This web page is longer than what was read of it.")
        return title or header(root.headers, "subject")


def _in_order(root: Entity) -> list[Entity]:
    """The page that the file is of, then its frames; plain text only where there is nothing else."""
    leaves = list(_leaves(root))
    found = [leaf for leaf in leaves if leaf.type in _PAGES] or [leaf for leaf in leaves if leaf.type == "text/plain"]
    start = parameter(root.headers, "start")
    place = header(root.headers, "snapshot-content-location") or header(root.headers, "content-location")
    return sorted(found, key=lambda leaf: not _is_named(leaf, start, place))  # keeps the order of the others


def _is_named(leaf: Entity, start: str, place: str) -> bool:
    if start:
        return header(leaf.headers, "content-id") == start
    return bool(place) and header(leaf.headers, "content-location") == place


def _leaves(entity: Entity) -> Iterator[Entity]:
    if not entity.parts:
        yield entity
    for part in entity.parts:
        yield from _leaves(part)


def _bytes(file: IO[bytes], entity: Entity) -> bytes:
    """What an entity holds, a byte more than _MOST of it at most."""
    body = Body(file, entity)
    data = bytearray()
    while len(data) <= _MOST and (piece := body.read(_MOST)):
        data += piece
    return bytes(data[: _MOST + 1])
