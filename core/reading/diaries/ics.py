"""Reads calendars (iCalendar, and vCalendar before it): every event, task and journal entry under its own heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from core.reading.diaries.calendar_words import moment, moment_of, repetition_in_words, span_in_words
from core.reading.diaries.content_lines import Entry, Line, entries
from core.reading.outline import Outline
from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.web.html import outline_of
from core.types import BlockKind

_KINDS = {"VEVENT": "Event", "VTODO": "Task", "VJOURNAL": "Journal entry"}
_MARKUP = re.compile(r"</?(?:html|body|p|br|div|span|b|i|a|ul|ol|li|table|font)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_REPLIES = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "maybe", "DELEGATED": "delegated"}


def pages(source: Source) -> Pages:
    """Pages of about 200,000 characters; the day of an entry is its mark. One entry at a time is held."""
    outline = Outline()
    title = last = ""
    count = 0
    for found in entries(source.path, frozenset(_KINDS)):
        if isinstance(found, Entry):
            count += 1
            _write(found, outline)
        elif found.name in ("X-WR-CALNAME", "NAME") and found.text not in ("", last):
            last = found.text
            title = title or _on_one_line(last)
            outline.add(BlockKind.HEADING, _on_one_line(last), 1)
        elif found.name in ("X-WR-CALDESC", "DESCRIPTION"):
            outline.add(BlockKind.PARAGRAPH, found.text)
        if outline.full:
            yield outline.take()
    if not outline.empty:
        yield outline.take()
    return title or (f"{count} calendar entries" if count > 1 else "")


def _write(entry: Entry, outline: Outline) -> None:
    first = {line.name: line for line in reversed(entry.lines)}
    start = moment_of(first.get("DTSTART") or first.get("DUE"))
    title = _on_one_line(first["SUMMARY"].text) if "SUMMARY" in first else ""
    mark = start.day.isoformat() if start else "without a date"
    outline.add(BlockKind.HEADING, title or _KINDS[entry.kind], 2, mark=mark)
    when = span_in_words(first.get("DTSTART"), first.get("DTEND"), first.get("DURATION"))
    facts = [f"When: {when}"] if when else []
    facts += _facts(entry.lines)
    outline.add(BlockKind.LIST, "\n".join(f"- {_on_one_line(fact)}" for fact in facts))
    wanted = "DESCRIPTION" if "DESCRIPTION" in first else "X-ALT-DESC"
    for line in entry.lines:
        if line.name == wanted:
            _describe(line.text, outline)


def _facts(lines: list[Line]) -> Iterator[str]:
    by_name: dict[str, list[Line]] = {}
    for line in lines:
        by_name.setdefault(line.name, []).append(line)
    for name, (word, worded) in _FACTS.items():
        said = [words for line in by_name.get(name, ()) if (words := worded(line))]
        if said:
            yield f"{word}: {', '.join(said)}"


def _plain(line: Line) -> str:
    return line.text


def _lower(line: Line) -> str:
    return line.text.lower().replace("-", " ")


def _moments(line: Line) -> str:
    written = (value.partition("/")[0] for value in line.text.split(","))
    zone = line.option("TZID")
    return ", ".join(found.in_words if (found := moment(value, zone)) else value for value in written)


def _repeated(line: Line) -> str:
    return repetition_in_words(line.text) if line.text else ""


def _person(line: Line) -> str:
    """As in "Ann Lee <ann@example.org> (accepted)"."""
    address = re.sub(r"(?i)^mailto:", "", line.text)
    name = line.option("CN")
    who = f"{name} <{address}>" if name and "@" in address and name != address else name or address
    reply = _REPLIES.get(line.option("PARTSTAT").upper())
    return f"{who} ({reply})" if who and reply else who


def _attached(line: Line) -> str:
    """Its name or its address; the content of what lies in the calendar itself is no text."""
    return line.option("FILENAME") or (line.text if line.text.startswith(("http:", "https:", "file:")) else "")


def _describe(text: str, outline: Outline) -> None:
    """Some calendars keep descriptions as web pages."""
    if not _MARKUP.search(text):
        outline.add(BlockKind.PARAGRAPH, text)
        return
    inner = Outline()
    outline_of(text.encode("utf-8"), inner, "utf-8", whole=True)
    page = inner.take()
    for block in page.blocks:  # its headings would end the entry
        kind = BlockKind.PARAGRAPH if block.kind is BlockKind.HEADING else block.kind
        outline.add(kind, page.text[block.start : block.end])


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


# What is said about an entry, in this order.
_FACTS: dict[str, tuple[str, Callable[[Line], str]]] = {
    "DUE": ("Due", _moments),
    "RECURRENCE-ID": ("Instead of", _moments),
    "RRULE": ("Repeats", _repeated),
    "RDATE": ("Also on", _moments),
    "EXDATE": ("Not on", _moments),
    "COMPLETED": ("Completed", _moments),
    "LOCATION": ("Where", _plain),
    "ORGANIZER": ("Organiser", _person),
    "ATTENDEE": ("Attendees", _person),
    "STATUS": ("Status", _lower),
    "PERCENT-COMPLETE": ("Percent done", _plain),
    "CATEGORIES": ("Categories", _plain),
    "RESOURCES": ("Resources", _plain),
    "CONTACT": ("Contact", _plain),
    "COMMENT": ("Comment", _plain),
    "URL": ("Link", _plain),
    "CONFERENCE": ("Conference", _plain),
    "ATTACH": ("Attached", _attached),
}
