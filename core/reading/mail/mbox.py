"""Reads mailboxes (mbox), a message a page: in one pass, so that the longest takes no more memory than one message.

The standard library's mailbox takes every line that begins with "From " for a new message, and first looks through all
of the mailbox for them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import IO, NamedTuple

from core.errors import Locked, WellreadError
from core.reading.archives.allowance import TooMuch
from core.reading.archives.member import Member
from core.reading.archives.members import read_members, see_member_pictures
from core.reading.mail.letter import letter_pages
from core.reading.mail.mail import Mail, read_mail
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import Picture

_BYTES = 1 << 20
_LONGEST_MARK = 1000
# A new message begins with "From ". Of three more signs two must be there: an empty line before, a date and time in the
# line, a header in the next one. Text that happens to begin so has one of them at most.
_FROM = b"\nFrom "
_TIME = re.compile(rb"\d\d?:\d\d.*\b(?:19|20)\d\d\b")
_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+:")


class _Message(NamedTuple):
    """Message `number` (from 1) lies in `[start, end)` of the mailbox."""

    number: int
    start: int
    end: int


def pages(source: Source) -> Pages:
    """One page a message, more where it is long, and after each those of its attachments.

    Raises at the end what kept attachments or messages from being read.
    """
    sealed = count = 0
    trouble: WellreadError | None = None
    with open_plain(source.path) as file:
        for message in _messages(file):
            mail = _mail(file, message)
            yield from letter_pages(mail.letter, message.number, f"Message {message.number}")
            try:
                if not isinstance(trouble, TooMuch):
                    yield from read_members(source, mail.members)
            except (Locked, TooMuch) as error:
                trouble = error
            sealed += mail.encrypted
            count += 1
    if trouble:
        raise trouble
    if sealed:
        raise WellreadError(f"{sealed} of its {count} messages are encrypted, and only their headers were read.")
    return ""


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    """The pictures of the attachments."""
    return see_member_pictures(source, wanted)


def members(source: Source, wanted: Collection[str] = ()) -> Iterator[Member]:
    """The attachments, "14/invoice.pdf" being one of message 14. Messages with nothing wanted are passed over."""
    numbers = {name.partition("/")[0] for name in wanted}
    with open_plain(source.path) as file:
        for message in _messages(file):
            if not numbers or str(message.number) in numbers:
                yield from _mail(file, message).members


def _mail(file: IO[bytes], message: _Message) -> Mail:
    return read_mail(file, message.start, message.end, f"{message.number}/", from_mailbox=True)


def _messages(file: IO[bytes]) -> Iterator[_Message]:
    """The messages in order. Others may move the file's position between them."""
    number, start = 0, -1
    for at in _marks(file):
        if start >= 0:
            number += 1
            yield _Message(number, start, at)
        start = at
    size = file.seek(0, 2)
    if size > max(start, 0):
        yield _Message(number + 1, max(start, 0), size)


def _marks(file: IO[bytes]) -> Iterator[int]:
    """Where messages begin."""
    held, base = b"\n\n", -2  # as if an empty line stood before the mailbox
    last = False
    while not last:
        file.seek(base + len(held))
        data = file.read(_BYTES)
        last = not data
        held += data
        at = held.find(_FROM)
        while at >= 0 and (last or at + _LONGEST_MARK < len(held)):
            if _begins(held, at):
                yield base + at + 1
            at = held.find(_FROM, at + 1)
        kept = max(0, (at if at >= 0 else len(held) - len(_FROM)) - 2)
        held, base = held[kept:], base + kept


def _begins(text: bytes, at: int) -> bool:
    """Whether the line after the line end at `at` is the mark of a new message."""
    line, _, rest = text[at + 1 : at + _LONGEST_MARK].partition(b"\n")
    timed, headed = bool(_TIME.search(line)), bool(_HEADER.match(rest))
    behind_empty = text[max(0, at - 2) : at].endswith((b"\n", b"\n\r"))
    return (timed and headed) or (behind_empty and (timed or headed))
