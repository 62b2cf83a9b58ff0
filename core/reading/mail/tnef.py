"""Reads what Outlook wraps for itself (winmail.dat): the message, where its text is there, and the files in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from core.errors import WellreadError
from core.reading.archives.member import Member, Readable
from core.reading.archives.members import read_members, see_member_pictures
from core.reading.archives.packed import Stretch
from core.reading.mail.letter import Letter, Text, letter_pages, says_enough
from core.reading.mail.rich_body import rich_pages
from core.reading.mail.tnef_parts import Wrapped, Wrapping, unwrapped
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import Picture

_SUBJECT, _SENDER, _BODY, _HTML, _RTF = 0x37, 0xC1A, 0x1000, 0x1013, 0x1009
_MAGIC = b"\x78\x9f\x3e\x22"


def pages(source: Source) -> Pages:
    """The message, where there is more of it than its subject, and then the files in it."""
    with open_plain(source.path) as file:
        found = unwrapped(file)
        plain, html, rich = found.text(_BODY), found.binary(_HTML), found.binary(_RTF)
        texts = [Text(plain)] if says_enough(len(plain.strip()), len(html)) else [Text(html=html)] if html else []
        subject = found.text(_SUBJECT).strip()
        if texts or rich:
            names = [_name(one, found) for one in found.files]
            yield from letter_pages(Letter(subject, [("From", found.text(_SENDER))], texts, names))
        damage: WellreadError | None = None
        try:
            if rich and not texts:
                yield from rich_pages(source, rich)
        except WellreadError as error:
            damage = error
        yield from read_members(source, _files(found))
    if damage:
        raise damage
    return subject


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    """The pictures of the files inside."""
    return see_member_pictures(source, wanted)


def members(source: Source, _wanted: Collection[str] = ()) -> Iterator[Member]:
    """The files and messages inside."""
    with open_plain(source.path) as file:
        yield from _files(unwrapped(file))


def _files(found: Wrapping) -> Iterator[Member]:
    for one in found.files:
        if one.length:
            yield Member(_name(one, found), partial(_opened, found, one))


def _name(one: Wrapped, found: Wrapping) -> str:
    name = one.name.replace("/", "_").replace("\\", "_").strip() or "attachment"
    found.file.seek(one.start)
    is_message = one.length > len(_MAGIC) and found.file.read(len(_MAGIC)) == _MAGIC
    return f"{name}.tnef" if is_message else name


@contextmanager
def _opened(found: Wrapping, one: Wrapped) -> Iterator[Readable]:
    yield Stretch(found.file, one.start, one.length)
