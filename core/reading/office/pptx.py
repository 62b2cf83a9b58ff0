"""Reads PowerPoint presentations (PPTX) slide by slide, with what is said beside the slides.

python-pptx unpacks and holds the whole file, unbounded, before it gives the first slide; it does not read diagrams,
comments or what stands in newer shapes. Here one slide is held at a time.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from core.errors import WellreadError
from core.reading.office.elements import attribute, child, events
from core.reading.office.office_pictures import Pictures, seen_pictures
from core.reading.office.opc import Package
from core.reading.office.parts import Parts, in_words
from core.reading.office.pptx_notes import SideNotes
from core.reading.office.pptx_shapes import add_shapes
from core.reading.opening import open_plain
from core.reading.outline import Outline
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import BlockKind, Page, Picture

# Bytes of one slide's XML: its tree takes some thirty times as much.
_MOST_SLIDE = 16 << 20
_MOST_SLIDES = 50_000
_SLIDE_NAME = re.compile(r"ppt/slides/slide(\d+)\.xml", re.IGNORECASE)


def pages(source: Source) -> Pages:
    """A page a slide, numbered as they are shown; none for a slide without text.

    What is damaged costs its own slide, not those after it; it is raised at the end.
    """
    with open_plain(source.path) as file:
        show = _Show(Package(Parts(file)))
        slides, trouble = show.slides()
        for number, slide in enumerate(slides, 1):
            try:
                yield from show.read(number, slide)
            except WellreadError as error:
                trouble = trouble or error
        if trouble:
            raise trouble
        show.package.parts.check_whole()
        yield from show.package.authors()
        return show.package.title()


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    with open_plain(source.path) as file:
        yield from seen_pictures(Parts(file), wanted)


class _Show:
    """A presentation, opened."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._main = package.main("ppt/presentation.xml")
        self._notes = SideNotes(package, self._main)
        self._pictures = Pictures(package.parts)

    def slides(self) -> tuple[list[str], WellreadError | None]:
        """The parts of the slides in the order of the show, and what is wrong with the list of them.

        Where it can't be read they come in the order of their names.
        """
        trouble: WellreadError | None = None
        listed: list[str] = []
        try:
            for _, element in self.package.parts.events(self._main, ("sldId",), start=False):
                listed.append(self.package.target(self._main, _relation(element)))
        except WellreadError as error:
            trouble = error
        if not listed:
            named = (_SLIDE_NAME.fullmatch(name) for name in self.package.parts.names)
            listed = [match[0] for match in sorted(filter(None, named), key=lambda match: int(match[1]))]
        return listed[:_MOST_SLIDES], trouble

    def read(self, number: int, slide: str) -> Iterator[Page | Picture]:
        """The page of one slide, and its pictures."""
        if not slide:
            raise WellreadError("A slide of this presentation is missing.")
        root = self._tree(slide)
        shown = attribute(root, "show") not in ("0", "false")
        label = f"Slide {number}" if shown else f"Slide {number} (hidden)"
        outline = Outline(number, label)
        content = child(root, "cSld")
        add_shapes(outline, self.package, slide, child(content, "spTree"))
        for note in self._notes.of(slide):
            outline.add(BlockKind.NOTE, note)
        if not outline.empty:
            yield outline.take()
        for picture in content.iter("{*}blip") if content is not None else ():
            name = self.package.target(slide, attribute(picture, "embed"))
            yield from self._pictures.found(name, number, label)

    def _tree(self, slide: str) -> Any:
        data = io.BytesIO(self.package.parts.read(slide, _MOST_SLIDE))
        with in_words():
            for _, element in events(data, ("sld",), start=False):
                return element
        raise WellreadError("A slide of this presentation is damaged.")


def _relation(element: Any) -> str:
    """The id of a relation, which stands beside an id of the slide's own."""
    return next((value for key, value in element.items() if key.startswith("{") and key.endswith("}id")), "")
