"""What drawings in OpenDocument files hold: text boxes, tables, pictures, charts and formulas."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from core.errors import WellreadError
from core.reading.office.elements import attribute, children, forget, local
from core.reading.office.odf_text import plain_text
from core.reading.office.parts import Parts

_MOST_ROWS = 1000  # of a chart
_FORMULA = frozenset({"mi", "mn", "mo", "mtext"})


@dataclass(slots=True)
class Embedded:
    """An object of another program: a chart's titles and figures, or a formula."""

    titles: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    formula: str = ""


def picture_names(element: Any) -> Iterator[str]:
    """The parts that hold the pictures below an element."""
    for image in element.iter("{*}image"):
        name = _part(image)
        if name:
            yield name


def embedded(parts: Parts | None, element: Any) -> Iterator[Embedded]:
    """The objects below an element that lie in the file beside its text."""
    for below in element.iter("{*}object"):
        name = _part(below)
        if name and parts is not None and f"{name}/content.xml" in parts:
            yield _read(parts, f"{name}/content.xml")


def _part(element: Any) -> str:
    name = posixpath.normpath(attribute(element, "href"))
    return "" if name.startswith((".", "/")) or ":" in name else name


def _read(parts: Parts, content: str) -> Embedded:
    found = Embedded()
    formula: list[str] = []
    try:
        for _, element in parts.events(content, ("title", "subtitle", "table-row", *_FORMULA), start=False):
            tag = local(element)
            if tag in _FORMULA:
                formula.append((element.text or "").strip())
            elif tag != "table-row":
                found.titles.append(" ".join(plain_text(element).split()))
            elif len(found.rows) < _MOST_ROWS:
                found.rows.append([plain_text(cell) for cell in children(element, "table-cell", "covered-table-cell")])
                forget(element)
    except WellreadError:
        pass
    found.titles = [title for title in found.titles if title]
    found.formula = " ".join(filter(None, formula))
    return found
