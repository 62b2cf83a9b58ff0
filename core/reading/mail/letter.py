"""A mail as a person reads it: subject, who wrote to whom and when, what is attached, and the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

from core.reading.books.turning import TurningOutline
from core.reading.mail.letter_text import add_plain
from core.reading.outline import Outline
from core.reading.web.html import outline_of
from core.types import Author, BlockKind, Page

# Pages in HTML hold up to this many letters of markup for each that is read.
_PLAIN_SHARE = 50
_NO_SUBJECT = "(no subject)"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """One stretch of a mail's text, plain or HTML.

    flowed, joined: as RFC 3676 calls it, lines that end with a space go on in the next, which then is left out.
    charset: what the mail says of its HTML; the page may know better.
    """

    plain: str = ""
    html: bytes = b""
    charset: str = ""
    flowed: bool = False
    joined: bool = False


@dataclass(slots=True)
class Letter:
    """fields: names and values, such as ("From", "Ann <ann@example.org>"), in the order in which they are shown."""

    subject: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    texts: Sequence[Text] = ()
    attachments: Sequence[str] = ()
    remarks: Sequence[str] = ()


def letter_pages(letter: Letter, number: int | None = None, label: str = "") -> Iterator[Page | Author]:
    """The mail in one page, or several where it is long, which share the number and the label; and who wrote it."""
    outline = TurningOutline(number, label)
    outline.add(BlockKind.HEADING, letter.subject or _NO_SUBJECT, 1)
    fields = [*letter.fields, ("Attachments", ", ".join(letter.attachments))]
    outline.add(BlockKind.LIST, "\n".join(f"{name}: {value}" for name, value in fields if value))
    for remark in letter.remarks:
        outline.add(BlockKind.NOTE, f"Note: {remark}")
    for text in letter.texts:
        if text.html:
            outline_of(text.html, _Below(outline), text.charset or None, whole=True)
        else:
            add_plain(outline, text.plain, text.flowed, text.joined)
        yield from outline.pages
        outline.pages.clear()
    outline.turn()
    yield from outline.pages
    yield from (Author(value) for name, value in letter.fields if name == "From" and value)


def date_words(date: datetime) -> str:
    """A date as a person would write it: "Tuesday, 3 March 2020, 14:05 +0100"."""
    zone = date.strftime(" %z") if date.tzinfo else ""
    return f"{_DAYS[date.weekday()]}, {date.day} {_MONTHS[date.month - 1]} {date.year}, {date:%H:%M}{zone}"


def stated_date(stated: str) -> str:
    """What a header says of the date, in words where it is a date."""
    try:
        return date_words(parsedate_to_datetime(stated))
    except (ValueError, TypeError, IndexError, OverflowError):  # it names none of them for what is no date
        return stated


def says_enough(plain: int, html: int) -> bool:
    """Whether a plain text of this length is the whole message, and not a word that there is a version in HTML."""
    return plain > 0 and plain * _PLAIN_SHARE >= html


class _Below(Outline):
    """What is added stands below the subject: no heading in a mail is larger than what the mail is about."""

    def __init__(self, outline: Outline) -> None:
        super().__init__()
        self._outline = outline

    def add(self, kind: BlockKind, text: str, level: int = 0, mark: str = "") -> None:
        self._outline.add(kind, text, min(level + 1, 6) if level else 0, mark)

    def add_table(self, rows: Sequence[Sequence[str]], header: bool = True, marks: Sequence[str] = ()) -> None:
        self._outline.add_table(rows, header, marks)
