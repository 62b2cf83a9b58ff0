"""What is written beside a slide (PPTX): the speaker's notes, and comments in their old and their new form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.reading.office.drawingml import all_text
from core.reading.office.elements import attribute, child, children, local
from core.reading.office.opc import Package


class SideNotes:
    """Reads the notes of slides. The names of who commented are shared by all of them."""

    def __init__(self, package: Package, main: str) -> None:
        self._package = package
        self._people: dict[str, str] = {}
        for part in package.related(main, "commentAuthors", "authors"):
            for element in package.elements(part, "cmAuthor", "author"):
                self._people[attribute(element, "id")] = " ".join(attribute(element, "name").split())

    def of(self, slide: str) -> Iterator[str]:
        """The notes on a slide, each with a word that says what it is."""
        for part in self._package.related(slide, "notesSlide"):
            for tree in self._package.elements(part, "spTree"):
                words = "\n".join(filter(None, map(_spoken, tree.iter("{*}sp"))))
                if words:
                    yield f"Speaker notes: {words}"
        for part in self._package.related(slide, "comments"):
            for comment in self._package.elements(part, "cm"):
                yield from self._comments(comment)

    def _comments(self, comment: Any) -> Iterator[str]:
        for element in (comment, *children(child(comment, "replyLst"), "reply")):
            old, new = child(element, "text"), child(element, "txBody")
            words = " ".join(((old.text or "") if old is not None else all_text(new)).split())
            if words:
                author = self._people.get(attribute(element, "authorId"), "")
                yield f"Comment by {author}: {words}" if author else f"Comment: {words}"


def _spoken(shape: Any) -> str:
    """The text of the shape that holds the speaker's words, "" for the others."""
    place = next((below for below in shape.iter("{*}ph")), None)
    if place is None or attribute(place, "type") != "body" or local(shape) != "sp":
        return ""
    return all_text(child(shape, "txBody"))
