"""Reads Outlook messages (MSG), with the messages and files attached to them.

python-oxmsg holds all of a file in memory, attachments too, stops at messages within messages and knows few code pages;
the format itself is little more than a list of numbered properties.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from core.errors import WellreadError
from core.reading.archives.member import Member, Readable
from core.reading.archives.members import read_members, see_member_pictures
from core.reading.legacy.compound import Compound, Stream
from core.reading.mail.letter import letter_pages
from core.reading.mail.outlook import Message, read_message
from core.reading.mail.rich_body import rich_pages
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import Author, Page, Part, Picture, Status

# Messages within messages; deeper ones are left out.
_DEEPEST = 10
_MOST_RTF = 8 << 20
_ELSEWHERE = "It is not in the message, only a link to where it was."
_SEALED = "The message is encrypted, and only the mail program of its recipient opens it."


def pages(source: Source) -> Pages:
    """The message, those attached to it, and then the files attached to any of them; the title is its subject."""
    with open_plain(source.path) as file:
        compound = Compound(file)
        outermost = read_message(compound)
        trouble = WellreadError(_SEALED) if outermost.sealed else None
        for part, message in _messages(compound, outermost):
            damage: WellreadError | None = None
            count = 0
            try:
                for found in _message_pages(source, message):
                    count += isinstance(found, Page)
                    yield replace(found, part=part) if isinstance(found, Page) else found
            except WellreadError as error:
                damage = error
            if part:
                yield Part(part, Status.PARTIAL if damage else Status.INDEXED, str(damage or ""), count)
            else:
                trouble = trouble or damage
        yield from read_members(source, _files(compound, outermost))
    if trouble:
        raise trouble
    return outermost.letter.subject


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    """The pictures of the attachments."""
    return see_member_pictures(source, wanted)


def members(source: Source, _wanted: Collection[str] = ()) -> Iterator[Member]:
    """The files attached to the message, or to one within it: "Offer.msg/price.pdf"."""
    with open_plain(source.path) as file:
        compound = Compound(file)
        yield from _files(compound, read_message(compound))


def _messages(compound: Compound, message: Message, part: str = "", depth: int = 0) -> Iterator[tuple[str, Message]]:
    """The message and those within it, each with what it is called."""
    yield part, message
    for one in message.attached if depth < _DEEPEST else ():
        if one.message:
            inner = read_message(compound, one.message, message.codepage)
            yield from _messages(compound, inner, f"{part}/{one.name}".lstrip("/"), depth + 1)


def _message_pages(source: Source, message: Message) -> Iterator[Page | Author]:
    yield from letter_pages(message.letter)
    if message.rtf is not None:
        yield from rich_pages(source, message.rtf.read_at(0, _MOST_RTF))


def _files(compound: Compound, outermost: Message) -> Iterator[Member]:
    for part, message in _messages(compound, outermost):
        for one in message.attached:
            if not one.message:
                name = f"{part}/{one.name}".lstrip("/")
                yield Member(name, partial(_opened, one.data), "" if one.data else _ELSEWHERE)


@contextmanager
def _opened(data: Stream | None) -> Iterator[Readable]:
    if data is None:
        raise WellreadError(_ELSEWHERE)
    yield _Reading(data)


class _Reading:
    """A stream read from its beginning to its end."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._at = 0

    def read(self, size: int, /) -> bytes:
        data = self._stream.read_at(self._at, size)
        self._at += len(data)
        return data
