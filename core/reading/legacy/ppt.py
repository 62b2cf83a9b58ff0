"""Reads PowerPoint presentations of 1997 to 2003: slide after slide with titles, lists, tables, notes and comments."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from core.errors import WellreadError
from core.reading.legacy.compound import Compound
from core.reading.legacy.ppt_blocks import put_shapes, with_listed
from core.reading.legacy.ppt_file import NOTES, SLIDE, Record, SlideFile
from core.reading.legacy.ppt_pictures import SlidePictures
from core.reading.legacy.ppt_shapes import shapes
from core.reading.legacy.ppt_text import NOTES_TEXT, Text, texts
from core.reading.opening import open_plain
from core.reading.outline import Outline
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import BlockKind, Page, Picture

_LIST, _SLIDES, _NOTES_LIST = 4080, 0, 2
_PERSIST, _ATOM, _DRAWING, _TAGS, _COMMENT, _STRING = 1011, 1007, 1036, 5000, 12000, 4026
_AUTHOR, _COMMENT_TEXT = 0, 1
_PICTURE = "picture "


def pages(source: Source) -> Pages:
    """One page a slide with text, numbered as the slides follow each other.

    Raises WellreadError for damaged files, after the slides that came before the damage.
    """
    with open_plain(source.path) as file:
        compound = Compound(file)
        yield from _Show(compound).read()
        return compound.title()


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    with open_plain(source.path) as file:
        show = _Show(Compound(file))
        for picture in wanted:
            number = picture.item.removeprefix(_PICTURE)
            sight = show.pictures.seen(int(number)) if number.isdecimal() else None
            if sight:
                yield picture, sight


class _Listed(NamedTuple):
    """A slide, or its notes, as it stands in the list: where it is, its number, and the texts that are kept there."""

    persist: int
    number: int
    texts: tuple[Text, ...]


class _Show:
    """Turns slides into pages."""

    def __init__(self, compound: Compound) -> None:
        self._file = file = SlideFile(compound)
        self._document = file.document()
        self.pictures = SlidePictures(compound, file, self._document)
        self._shown: set[int] = set()
        lists = file.inside(self._document) if self._document else ()
        found = {record.instance: list(self._listed(record)) for record in lists if record.kind == _LIST}
        self._slides = found.get(_SLIDES, [])
        self._notes = {notes.number: notes for notes in found.get(_NOTES_LIST, [])}

    def read(self) -> Iterator[Page | Picture]:
        slides = [(self._file.persisted(slide.persist, SLIDE), slide) for slide in self._slides]
        if not any(record for record, _ in slides):  # the list is lost, but slides may be there
            slides = [(record, _Listed(0, 0, ())) for record in self._file.top(SLIDE)]
        if not slides and self._document is None:
            raise WellreadError("This presentation is damaged: no slide was found in it.")
        for number, (record, listed) in enumerate(slides, 1):
            label = f"Slide {number}"
            outline = Outline(number, label)
            found = self._slide(record, listed, outline) if record else []
            if not outline.empty:
                yield outline.take()
            for shown in found:
                if shown not in self._shown and self.pictures.worth_reading(shown):
                    yield Picture(f"{_PICTURE}{shown}", number, label)
                self._shown.add(shown)

    def _listed(self, listing: Record) -> Iterator[_Listed]:
        persist = number = 0
        between: list[Record] = []
        for record in self._file.inside(listing):
            if record.kind != _PERSIST:
                between.append(record)
                continue
            if persist:
                yield _Listed(persist, number, tuple(texts(self._file, between)))
            persist, number = struct.unpack("<I8xI", self._file.body(record)[:16].ljust(16, b"\0"))
            between = []
        if persist:
            yield _Listed(persist, number, tuple(texts(self._file, between)))

    def _slide(self, slide: Record, listed: _Listed, outline: Outline) -> list[int]:
        """Add what a slide says. Gives the numbers of the pictures on it."""
        parts = list(self._file.inside(slide))
        found = [shape for part in parts if part.kind == _DRAWING for shape in shapes(self._file, part)]
        put_shapes(with_listed(found, listed.texts), outline)
        for part in parts:
            if part.kind == _ATOM:
                self._put_notes(int.from_bytes(self._file.body(part)[16:20], "little"), outline)
            elif part.kind == _TAGS:
                self._put_comments(part, outline)
        return [shape.picture for shape in found if shape.picture]

    def _put_notes(self, number: int, outline: Outline) -> None:
        notes = self._notes.get(number)
        record = self._file.persisted(notes.persist, NOTES) if notes else None
        if notes is None or record is None:
            return
        found = [
            shape for part in self._file.inside(record) if part.kind == _DRAWING for shape in shapes(self._file, part)
        ]
        lines = [
            line.text
            for shape in with_listed(found, notes.texts)
            for text in shape.texts
            if text.kind == NOTES_TEXT
            for line in text.lines
        ]
        if lines:
            outline.add(BlockKind.NOTE, "Speaker notes: " + "\n".join(lines))

    def _put_comments(self, tags: Record, outline: Outline) -> None:
        for comment in self._file.within(tags, _COMMENT):
            said = {
                record.instance: self._file.body(record).decode("utf-16-le", "replace").strip()
                for record in self._file.inside(comment)
                if record.kind == _STRING
            }
            by = f" by {said[_AUTHOR]}" if said.get(_AUTHOR) else ""
            if said.get(_COMMENT_TEXT):
                outline.add(BlockKind.NOTE, f"Comment{by}: {said[_COMMENT_TEXT]}")
