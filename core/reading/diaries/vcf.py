"""Reads address books (vCard 2.1, 3 and 4): every person under a heading, with what is known about them in lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from core.reading.diaries.calendar_words import day_and_month, day_in_words, moment
from core.reading.diaries.content_lines import Entry, Line, entries
from core.reading.outline import Outline
from core.reading.registry import Pages
from core.reading.source import Source
from core.types import BlockKind

# Options that say how a value is written and not what it is.
_NO_TYPES = frozenset("pref internet voice x400 uri text quoted-printable base64 b dom intl postal parcel".split())
_TYPES = {"cell": "mobile", "iphone": "mobile", "bday": "birthday"}
_SCHEME = re.compile(r"(?:tel|mailto|xmpp|sip|skype|urn:uuid):", re.IGNORECASE)
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_DAY_OF_YEAR = re.compile(r"--(\d\d)-?(\d\d)")


def pages(source: Source) -> Pages:
    """Pages of about 200,000 characters. One person at a time is held; pictures are passed over."""
    outline = Outline()
    names: list[str] = []
    count = 0
    for found in entries(source.path, frozenset({"VCARD"})):
        if isinstance(found, Line):
            continue
        name = _write(found, outline)
        count += bool(name)
        names = [*names[:1], name]
        if outline.full:
            yield outline.take()
    if not outline.empty:
        yield outline.take()
    return f"{count} contacts" if count > 1 else "".join(names)


def _write(card: Entry, outline: Outline) -> str:
    """Add a card's blocks. Returns the person's name, "" for a card that says nothing."""
    by_name: dict[str, list[Line]] = {}
    for line in card.lines:
        by_name.setdefault(line.name, []).append(line)
    labels = {line.group: line.text for line in by_name.get("X-ABLABEL", ()) if line.group}
    facts = list(_facts(by_name, labels))
    name = _name(by_name)
    if not (name or facts):
        return ""
    outline.add(BlockKind.HEADING, name or "Without a name", 1)
    outline.add(BlockKind.LIST, "\n".join(f"- {fact}" for fact in facts))
    for note in by_name.get("NOTE", ()):
        outline.add(BlockKind.NOTE, f"Note: {note.text}" if note.text else "")
    return name or "Without a name"


def _name(by_name: dict[str, list[Line]]) -> str:
    for line in by_name.get("FN", ()):
        if line.text:
            return _on_one_line(line.text)
    for line in by_name.get("N", ()):
        family, given, middle, before, after, *_ = [*line.fields, "", "", "", "", ""]
        if name := _on_one_line(f"{before} {given} {middle} {family} {after}"):
            return name
    others = (line for name in ("NICKNAME", "ORG", "EMAIL", "TEL") for line in by_name.get(name, ()))
    return next((name for line in others if (name := _on_one_line(_listed(line)))), "")


def _facts(by_name: dict[str, list[Line]], labels: dict[str, str]) -> Iterator[str]:
    for name, (word, worded) in _FACTS.items():
        for line in by_name.get(name, ()):
            if said := _on_one_line(worded(line)):
                yield f"{word}{_kind(line, labels)}: {said}"


def _kind(line: Line, labels: dict[str, str]) -> str:
    """As in " (work, mobile)", the person's own word for it first."""
    label = _APPLE_LABEL.sub(r"\1", labels.get(line.group, ""))
    types = [word.strip().lower() for value in line.options.get("TYPE", ()) for word in value.split(",")]
    kinds = [label, *(_TYPES.get(word, word) for word in types if word not in _NO_TYPES and not word.startswith("x-"))]
    said = ", ".join(dict.fromkeys(kind for kind in kinds if kind))
    return f" ({said})" if said else ""


def _plain(line: Line) -> str:
    return _SCHEME.sub("", line.text, count=1) if _SCHEME.match(line.text) else line.text


def _listed(line: Line) -> str:
    return ", ".join(_on_one_line(field) for field in line.fields if field)


def _day(line: Line) -> str:
    """A birthday in words, also without its year; as written where it is neither."""
    if found := moment(line.value):
        return day_in_words(found.day).partition(", ")[2]
    known = _DAY_OF_YEAR.match(line.value.strip())
    return (known and day_and_month(int(known[1]), int(known[2]))) or line.text


def _address(line: Line) -> str:
    """In the order that the parts are written, which is from the house to the country."""
    return _listed(line) or line.option("LABEL")


def _profile(line: Line) -> str:
    user = line.option("X-USER")
    return f"{line.text} {user}".strip()


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


# What is said about a person, in this order.
_FACTS: dict[str, tuple[str, Callable[[Line], str]]] = {
    "NICKNAME": ("Also called", _plain),
    "TITLE": ("Position", _plain),
    "ROLE": ("Role", _plain),
    "ORG": ("Organisation", _listed),
    "TEL": ("Phone", _plain),
    "EMAIL": ("E-mail", _plain),
    "ADR": ("Address", _address),
    "LABEL": ("Address label", _plain),
    "BDAY": ("Birthday", _day),
    "ANNIVERSARY": ("Anniversary", _day),
    "X-ANNIVERSARY": ("Anniversary", _day),
    "X-ABDATE": ("Date", _day),
    "DEATHDATE": ("Died", _day),
    "URL": ("Web site", _plain),
    "IMPP": ("Messages", _plain),
    "X-SKYPE": ("Skype", _plain),
    "X-SOCIALPROFILE": ("Profile", _profile),
    "RELATED": ("Related", _plain),
    "X-ABRELATEDNAMES": ("Related", _plain),
    "X-SPOUSE": ("Spouse", _plain),
    "X-ASSISTANT": ("Assistant", _plain),
    "X-MANAGER": ("Manager", _plain),
    "CATEGORIES": ("Groups", _plain),
    "MEMBER": ("Member", _plain),
    "LANG": ("Language", _plain),
}
