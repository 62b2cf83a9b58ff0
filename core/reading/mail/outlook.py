"""An Outlook message as a letter: its fields, its text and what is attached to it."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message as Headers
from email.parser import HeaderParser
from email.policy import compat32
from typing import NamedTuple

from core.reading.archives.member import Names
from core.reading.legacy.compound import Compound, Stream
from core.reading.mail.letter import Letter, Text, date_words, says_enough, stated_date
from core.reading.mail.mail_words import header
from core.reading.mail.mapi import Properties

_MOST_TEXT = 16 << 20
_MOST_HEADERS = 1 << 20
_CLASS, _SUBJECT, _HEADERS, _BODY, _HTML, _RTF = 0x1A, 0x37, 0x7D, 0x1000, 0x1013, 0x1009
_SENT, _DELIVERED, _CREATED, _BEGINS, _ENDS = 0x39, 0xE06, 0x3007, 0x60, 0x61
_NAME, _ADDRESS, _SMTP, _ROLE = 0x3001, 0x3003, 0x39FE, 0xC15
_ROLES = (("To", 1, 0xE04), ("Cc", 2, 0xE03), ("Bcc", 3, 0xE02))
_SENDERS = ((0xC1A, (0x5D01, 0xC1F)), (0x42, (0x5D02, 0x65)))
# What Outlook knows of a person beside the name.
_CONTACT = (
    ("Company", 0x3A16), ("Job title", 0x3A17), ("Department", 0x3A18), ("Business phone", 0x3A08),
    ("Mobile phone", 0x3A1C), ("Home phone", 0x3A09), ("Fax", 0x3A24), ("Postal address", 0x3A15),
)  # fmt: skip
_LONG_NAME, _SHORT_NAME, _DATA, _TYPE, _CONTENT_ID = 0x3707, 0x3704, 0x3701, 0x370E, 0x3712
_MESSAGE_HEADER, _INNER_HEADER, _OTHER_HEADER = 32, 24, 8
_RECIPIENT, _ATTACHMENT = "__recip_version1.0_#", "__attach_version1.0_#"
_INNER = "__substg1.0_3701000d/"
# Pictures shown within the text: what is smaller is a logo or a smiley.
_LEAST_PICTURE = 12 << 10


class Attached(NamedTuple):
    """What is attached: a file (`data`), a message (in the storage `message`), or with neither something elsewhere."""

    name: str
    data: Stream | None
    message: str


class Message(NamedTuple):
    """A message. rtf: its text where it has no other. sealed: whether it is encrypted. codepage: for messages in it."""

    letter: Letter
    attached: list[Attached]
    rtf: Stream | None
    sealed: bool
    codepage: str


def read_message(compound: Compound, storage: str = "", codepage: str = "") -> Message:
    """The message in a storage of a compound file: its path with a slash behind it, "" for the file's own."""
    properties = Properties(compound, storage, _INNER_HEADER if storage else _MESSAGE_HEADER, codepage)
    texts = _texts(properties)
    attached = list(_attached(compound, storage, properties.codepage))
    letter = Letter(
        properties.text(_SUBJECT).strip(),
        list(_fields(compound, storage, properties)),
        texts,
        [one.name for one in attached],
    )
    rtf = None if any(text.plain.strip() or text.html for text in texts) else properties.binary(_RTF)
    return Message(letter, attached, rtf, properties.text(_CLASS).lower() == "ipm.note.smime", properties.codepage)


def _texts(properties: Properties) -> list[Text]:
    plain = properties.text(_BODY, _MOST_TEXT)
    page = properties.binary(_HTML)
    html = page.read_at(0, _MOST_TEXT) if page else properties.text(_HTML, _MOST_TEXT).encode("utf-8", "replace")
    if html and not says_enough(len(plain.strip()), len(html)):
        return [Text(html=html, charset=properties.codepage if page else "utf-8")]
    return [Text(plain)]


def _fields(compound: Compound, storage: str, properties: Properties) -> Iterator[tuple[str, str]]:
    headers = HeaderParser(policy=compat32).parsestr(properties.text(_HEADERS, _MOST_HEADERS))
    yield "From", _sender(properties) or header(headers, "from")
    people = _recipients(compound, storage, properties.codepage)
    for name, role, shown in _ROLES:
        yield name, ", ".join(people.get(role, ())) or properties.text(shown)
    yield "Date", _date(properties, headers)
    for name, number in (("Begins", _BEGINS), ("Ends", _ENDS)):
        if moment := properties.time(number):
            yield name, date_words(moment)
    for name, number in _CONTACT:
        yield name, " ".join(properties.text(number).split())


def _sender(properties: Properties) -> str:
    for name, addresses in _SENDERS:
        found = [properties.text(number) for number in addresses]
        if sender := _person(properties.text(name), found):
            return sender
    return ""


def _recipients(compound: Compound, storage: str, codepage: str) -> dict[int, list[str]]:
    people: dict[int, list[str]] = {}
    for name in _storages(compound, storage, _RECIPIENT):
        properties = Properties(compound, f"{name}/", _OTHER_HEADER, codepage)
        person = _person(properties.text(_NAME), [properties.text(_SMTP), properties.text(_ADDRESS)])
        people.setdefault(properties.number(_ROLE) or 1, []).append(person)
    return people


def _person(name: str, addresses: list[str]) -> str:
    """A name and an address; the addresses that Exchange uses among its own say nothing to a person."""
    address = next((one for one in addresses if "@" in one), "")
    name = name.strip(" '\"")
    return f"{name} <{address}>" if name and address and name != address else address or name


def _date(properties: Properties, headers: Headers) -> str:
    """The header knows the sender's time zone, the properties do not."""
    if stated := header(headers, "date"):
        return stated_date(stated)
    for number in (_SENT, _DELIVERED, _CREATED):
        if moment := properties.time(number):
            return date_words(moment)
    return ""


def _attached(compound: Compound, storage: str, codepage: str) -> Iterator[Attached]:
    names = Names()
    for place in _storages(compound, storage, _ATTACHMENT):
        properties = Properties(compound, f"{place}/", _OTHER_HEADER, codepage)
        name = properties.text(_LONG_NAME) or properties.text(_SHORT_NAME) or properties.text(_NAME) or "attachment"
        name = name.replace("/", "_").replace("\\", "_")
        inner = f"{place}/{_INNER}"
        data = properties.binary(_DATA)
        if f"{inner}__properties_version1.0" in compound:
            yield Attached(names.fit(name if name.lower().endswith(".msg") else f"{name}.msg"), None, inner)
        elif not (data and data.size < _LEAST_PICTURE and _is_shown_within(properties)):
            if properties.text(_TYPE).lower() == "multipart/signed":  # the message as it travelled
                name = f"{name}.eml"
            yield Attached(names.fit(name), data, "")


def _is_shown_within(properties: Properties) -> bool:
    return properties.text(_TYPE).lower().startswith("image/") and bool(properties.text(_CONTENT_ID))


def _storages(compound: Compound, storage: str, kind: str) -> list[str]:
    """The paths of the recipients or attachments of a message, in order."""
    return [f"{storage}{name}" for name in sorted(compound.inside(storage.rstrip("/"))) if name.startswith(kind)]
