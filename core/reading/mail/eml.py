"""Reads e-mails: the message first, then each attachment as a file inside it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from tempfile import NamedTemporaryFile
from typing import IO, cast

from core.errors import WellreadError
from core.reading.archives.member import Member
from core.reading.archives.members import read_members, see_member_pictures
from core.reading.kinds.glance import byte_order_mark, unmarked_unicode
from core.reading.mail.letter import letter_pages
from core.reading.mail.mail import Mail, read_mail
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import Picture

_HEAD = 8192
_BYTES = 1 << 20
_SEALED = "The message is encrypted, and only the mail program of its recipient opens it."
# Apple's mail program writes the length of the mail before it, and what it knows of it behind it.
_LENGTH = re.compile(rb"\s{0,10}(\d{1,12})\s{0,10}\r?\n")


def pages(source: Source) -> Pages:
    """One page for the message, more where it is long, and then those of its attachments; the title is its subject."""
    with _bytes_of(source) as file:
        mail = _mail(file)
        yield from letter_pages(mail.letter)
        yield from read_members(source, mail.members)
    if mail.encrypted:
        raise WellreadError(_SEALED)
    return mail.letter.subject


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    """The pictures of the attachments."""
    return see_member_pictures(source, wanted)


def members(source: Source, _wanted: Collection[str] = ()) -> Iterator[Member]:
    """The attachments."""
    with _bytes_of(source) as file:
        yield from _mail(file).members


def _mail(file: IO[bytes]) -> Mail:
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(64)
    start = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    if length := _LENGTH.match(head):
        start = length.end()
        size = min(size, start + int(length[1]))
    return read_mail(file, start, size)


@contextmanager
def _bytes_of(source: Source) -> Iterator[IO[bytes]]:
    """The mail as it travelled; one that an editor saved in wide letters is put back first."""
    with open_plain(source.path) as file:
        head = file.read(_HEAD)
        wide = byte_order_mark(head) or unmarked_unicode(head)
        if wide is None or wide == "utf-8-sig":
            yield file
            return
        file.seek(0)
        with NamedTemporaryFile(dir=source.scratch) as narrow:
            decoder = codecs.getincrementaldecoder(wide)(errors="replace")
            while data := file.read(_BYTES):
                narrow.write(decoder.decode(data).encode("utf-8", "replace"))
            yield cast("IO[bytes]", narrow)
