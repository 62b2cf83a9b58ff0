"""The text of shapes in office files (DrawingML), which presentations are made of and sheets and documents may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from core.reading.office.elements import attribute, child, children, local
from core.reading.office.equations import equation_text

_NO_BULLET = frozenset({"buNone"})
_BULLETS = frozenset({"buChar", "buAutoNum", "buBlip"})
# Fields that every slide repeats.
_BOILERPLATE_FIELDS = ("slidenum", "datetime")


class ShapeParagraph(NamedTuple):
    """A paragraph of a shape. level: its indent, from 0. bullet: whether it says to have one, or none."""

    text: str
    level: int = 0
    bullet: bool | None = None


def paragraphs(body: Any) -> Iterator[ShapeParagraph]:
    """The paragraphs with text of a shape, a cell or a title."""
    for element in children(body, "p"):
        text = paragraph_text(element)
        if text.strip():
            properties = child(element, "pPr")
            level = attribute(properties, "lvl")
            yield ShapeParagraph(text.strip(), int(level) if level in set("012345678") else 0, _bullet(properties))


def paragraph_text(paragraph: Any) -> str:
    """The text of one paragraph, line breaks kept, numbers of slides and dates of the day left out."""
    parts: list[str] = []
    for element in paragraph:
        tag = local(element)
        if tag == "r" or (tag == "fld" and not attribute(element, "type").startswith(_BOILERPLATE_FIELDS)):
            parts += (text.text or "" for text in children(element, "t"))
        elif tag == "br":
            parts.append("\n")
        elif tag in ("m", "oMath", "AlternateContent"):
            parts.append(equation_text(element))
    return "".join(parts)


def all_text(element: Any) -> str:
    """The text of all paragraphs anywhere below an element, a line each."""
    if element is None:
        return ""
    found = (paragraph_text(below).strip() for below in element.iter("{*}p"))
    return "\n".join(text for text in found if text)


def _bullet(properties: Any) -> bool | None:
    tags = {local(element) for element in properties} if properties is not None else frozenset()
    if tags & _BULLETS:
        return True
    return False if tags & _NO_BULLET else None
