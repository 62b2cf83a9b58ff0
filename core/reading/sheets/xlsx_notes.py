"""What people wrote about the cells of an Excel sheet: comments in threads, the older notes, and text drawn over it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.reading.office.charts import read_chart
from core.reading.office.diagrams import diagram_texts
from core.reading.office.drawingml import all_text
from core.reading.office.elements import attribute, child, local
from core.reading.office.opc import Package
from core.reading.sheets.sheet import CellNote, cell_place
from core.reading.sheets.xlsx_strings import rich_text

# Excel leaves a note for its older versions beside each thread.
_STAND_IN = re.compile(r"\[Threaded comment\]|tc=\{")


def cell_notes(package: Package, sheet: str) -> Iterator[CellNote]:
    """The notes of a sheet. A thread's comments come in their order, each by its author."""
    threads = package.related(sheet, "threadedComment")
    people = dict(_people(package)) if threads else {}
    for part in threads:
        for element in package.elements(part, "threadedComment"):
            text = child(element, "text")
            note = _note(
                element, people.get(attribute(element, "personId"), ""), "" if text is None else text.text or ""
            )
            if note:
                yield note
    for part in package.related(sheet, "comments"):
        if part.endswith(".xml"):
            yield from _old_notes(package, part)


def drawn_texts(package: Package, sheet: str) -> Iterator[str]:
    """What text boxes and diagrams say, and the titles of charts; their figures stand in cells."""
    for drawing in package.related(sheet, "drawing"):
        for element in package.elements(drawing, "sp"):
            yield all_text(child(element, "txBody"))
        for diagram in package.related(drawing, "diagramData"):
            yield "\n".join(diagram_texts(package, diagram))
        for chart in package.related(drawing, "chart"):
            yield "\n".join(read_chart(package, chart).titles)


def pictures(package: Package, sheet: str) -> Iterator[str]:
    """The parts that hold the pictures of a sheet."""
    for drawing in package.related(sheet, "drawing"):
        yield from package.related(drawing, "image")


def _people(package: Package) -> Iterator[tuple[str, str]]:
    for part in sorted(name for name in package.parts.names if name.startswith("xl/persons/")):
        for element in package.elements(part, "person"):
            yield attribute(element, "id"), attribute(element, "displayName")


def _old_notes(package: Package, part: str) -> Iterator[CellNote]:
    authors: list[str] = []
    for element in package.elements(part, "author", "comment"):
        if local(element) == "author":
            authors.append(" ".join((element.text or "").split()))
            continue
        number, text = attribute(element, "authorId"), child(element, "text")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        words = "" if text is None else rich_text(text)
        if _STAND_IN.match(words) or author.startswith("tc={"):
            continue
        note = _note(element, author, words.removeprefix(f"{author}:"))  # Excel writes the author's name into it
        if note:
            yield note


def _note(element: object, author: str, text: str) -> CellNote | None:
    place, text = cell_place(attribute(element, "ref")), " ".join(text.split())
    return CellNote(*place, author, text) if place and text else None
