"""What the styles of a Word file (DOCX) make of its paragraphs: headings, list items, captions, contents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.reading.office.elements import attribute, child
from core.reading.office.opc import Package

_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|заголовок)\s*([1-9])", re.IGNORECASE)
# Lists of headings, figures and keywords, which say again what stands in the text.
_CONTENTS = re.compile(r"toc \d|toc heading|table of (?:figures|authorities)|index \d", re.IGNORECASE)
_MOST_STYLES = 20_000
_MOST_BASES = 20


class Numbering(NamedTuple):
    """Which list a paragraph is an item of, and at which level (from 0). No list has the number 0."""

    number: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Style:
    """level: 1 to 9 for a heading, else 0. hidden: for characters that nobody sees."""

    level: int = 0
    numbering: Numbering | None = None
    listed: bool = False
    caption: bool = False
    contents: bool = False
    hidden: bool = False


class _Stated(NamedTuple):
    name: str
    base: str
    outline: str
    numbering: Numbering | None
    hidden: bool


PLAIN = Style()


def read_styles(package: Package, main: str) -> dict[str, Style]:
    """The styles by their ids. Without them every paragraph is plain, which is no reason not to read it."""
    stated: dict[str, _Stated] = {}
    for part in package.related(main, "styles") or [package.find("word/styles.xml")]:
        for element in package.elements(part, "style"):
            if len(stated) < _MOST_STYLES:
                stated[attribute(element, "styleId")] = _stated(element)
    return {name: _resolved(name, stated) for name in stated}


def style_of(paragraph: Any, styles: dict[str, Style]) -> Style:
    """The style of a paragraph, with what it states itself."""
    properties = child(paragraph, "pPr")
    if properties is None:
        return styles.get("", PLAIN)
    named = styles.get(attribute(child(properties, "pStyle")), PLAIN)
    outline = attribute(child(properties, "outlineLvl"))
    numbering = _numbering(properties)
    if not outline and numbering is None:
        return named
    level = _outline_level(outline) if outline else named.level
    if numbering is not None and not numbering.number:
        return Style(level, None, False, named.caption, named.contents)
    return Style(level, numbering or named.numbering, named.listed, named.caption, named.contents)


def is_on(properties: Any, name: str) -> bool:
    """Whether a property that is either on or off is on."""
    found = child(properties, name)
    return found is not None and attribute(found).lower() not in ("0", "false", "off", "none")


def _stated(style: Any) -> _Stated:
    properties = child(style, "pPr")
    return _Stated(
        attribute(child(style, "name")), attribute(child(style, "basedOn")),
        attribute(child(properties, "outlineLvl")), _numbering(properties), is_on(child(style, "rPr"), "vanish"),
    )  # fmt: skip


def _numbering(properties: Any) -> Numbering | None:
    found = child(properties, "numPr")
    if found is None:
        return None
    number, level = attribute(child(found, "numId")), attribute(child(found, "ilvl"))
    return Numbering(_whole(number), min(_whole(level), 8))


def _whole(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _resolved(name: str, stated: dict[str, _Stated]) -> Style:
    """A style with what it takes over from those it is based on."""
    level = steps = 0
    numbering: Numbering | None = None
    listed = caption = contents = hidden = False
    outlined = False
    while name in stated and steps < _MOST_BASES:
        steps += 1
        style = stated[name]
        title = style.name.lower()
        listed = listed or title.startswith("list")
        caption = caption or title == "caption"
        contents = contents or _CONTENTS.fullmatch(title) is not None
        hidden = hidden or style.hidden
        numbering = numbering or style.numbering
        if not outlined and (found := _level(style)) is not None:
            level, outlined = found, True
        name = style.base
    return Style(level, numbering if numbering and numbering.number else None, listed, caption, contents, hidden)


def _level(style: _Stated) -> int | None:
    """The level that a style states, None where it states none."""
    if heading := _HEADING.fullmatch(style.name.strip()):
        return int(heading[1])
    if style.name.lower() == "title":
        return 1
    return _outline_level(style.outline) if style.outline else None


def _outline_level(value: str) -> int:
    """Word counts from 0, and 9 is the body's."""
    return int(value) + 1 if value.isdecimal() and len(value) == 1 and value != "9" else 0
