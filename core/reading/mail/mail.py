"""Reads one mail that lies in a stretch of a file, for all formats that keep mails as they travel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from core.reading.archives.member import Member, Readable
from core.reading.mail.letter import Letter, stated_date
from core.reading.mail.mail_body import Body
from core.reading.mail.mail_parts import Attachment, Gathering
from core.reading.mail.mail_words import header
from core.reading.mail.mime import parse

_FIELDS = ("From", "To", "Cc", "Bcc")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was read, and the files attached to it."""

    letter: Letter
    members: list[Member]
    encrypted: bool


def read_mail(file: IO[bytes], start: int, end: int, prefix: str = "", from_mailbox: bool = False) -> Mail:
    """The mail in `[start, end)` of a file. Its attachments are called by their names behind `prefix`.

    from_mailbox: a mailbox marks lines of text that begin with "From ", and here the mark is taken off.
    """
    root = parse(file, start, end)
    parts = Gathering(file, root, from_mailbox).run()
    fields = [(name, header(root.headers, name)) for name in _FIELDS]
    letter = Letter(
        header(root.headers, "subject"),
        [*fields, ("Date", stated_date(header(root.headers, "date")))],
        parts.texts,
        [attachment.name for attachment in parts.attachments],
        parts.remarks,
    )
    return Mail(letter, [_member(file, one, prefix) for one in parts.attachments], parts.encrypted)


def _member(file: IO[bytes], attachment: Attachment, prefix: str) -> Member:
    @contextmanager
    def opened() -> Iterator[Readable]:
        yield Body(file, attachment.entity)

    return Member(f"{prefix}{attachment.name}", opened)
