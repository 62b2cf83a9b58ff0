"""Reads OpenDocument presentations (ODP, FODP) slide by slide, with the speaker's notes and comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from core.reading.office.elements import attribute, child, children, forget, local
from core.reading.office.odf import OpenDocument, open_document
from core.reading.office.odf_frames import embedded, picture_names
from core.reading.office.odf_styles import STYLE_TAGS, Styles
from core.reading.office.odf_text import comment, plain_text, read_inline
from core.reading.office.office_pictures import Pictures, seen_pictures
from core.reading.outline import Outline
from core.reading.registry import Pages
from core.reading.sheets.header_rows import names_columns
from core.reading.source import Sight, Source
from core.types import BlockKind, Page, Picture

# What every slide repeats, and pictures of other slides.
_BOILERPLATE = frozenset({"header", "footer", "date-time", "page-number", "handout", "page"})
_MOST_REPEATED = 100
_DEEPEST = 60


def pages(source: Source) -> Pages:
    """A page a slide, numbered as they are shown; none for a slide without text.

    Raises Locked for encrypted files, WellreadError for damaged ones, after the slides that came before the damage.
    """
    with open_document(source) as document:
        show = _Show(document)
        number = inside = 0
        for event, element in document.content((*STYLE_TAGS, "page", "notes")):
            tag = local(element)
            if tag in STYLE_TAGS:
                show.take_style(element, event)
            elif tag == "notes":
                inside += 1 if event == "start" else -1
            elif event == "end" and not inside:
                number += 1
                yield from show.read(number, element)
                forget(element)
        document.check_whole()
        yield from document.authors()
        return document.title()


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    with open_document(source) as document:
        yield from seen_pictures(document.parts, wanted)


class _Show:
    """A presentation, opened."""

    def __init__(self, document: OpenDocument) -> None:
        self._document = document
        self._styles = Styles()
        self._pictures = Pictures(document.parts) if document.parts else None

    def take_style(self, style: Any, event: str) -> None:
        if event == "end":
            self._styles.take(style)

    def read(self, number: int, slide: Any) -> Iterator[Page | Picture]:
        """The page of one slide, and its pictures."""
        hidden = attribute(slide, "style-name") in self._styles.hidden_pages
        label = f"Slide {number} (hidden)" if hidden else f"Slide {number}"
        outline = Outline(number, label)
        shapes = sorted(_shapes(slide, 0), key=lambda shape: attribute(shape, "class") != "title")
        for shape in shapes:
            if attribute(shape, "class") not in _BOILERPLATE:
                self._add(outline, shape)
        for notes in children(slide, "notes"):
            words = "\n".join(plain_text(frame) for frame in children(notes, "frame") if _is_spoken(frame)).strip()
            outline.add(BlockKind.NOTE, f"Speaker notes: {words}" if words else "")
        for annotation in children(slide, "annotation"):
            outline.add(BlockKind.NOTE, comment(annotation))
        if not outline.empty:
            yield outline.take()
        for shape in shapes:
            for name in picture_names(shape):
                if self._pictures:
                    yield from self._pictures.found(name, number, label)

    def _add(self, outline: Outline, shape: Any) -> None:
        if attribute(shape, "class") == "title":
            outline.add(BlockKind.HEADING, " ".join(plain_text(shape).split()), 1)
            return
        table = child(shape, "table")
        if table is not None:
            _add_table(outline, table)
        else:
            box = child(shape, "text-box")
            _add_text(outline, shape if box is None else box)
        for found in embedded(self._document.parts, shape):
            for title in found.titles:
                outline.add(BlockKind.CAPTION, title)
            outline.add(BlockKind.PARAGRAPH, found.formula)
            outline.add_table(found.rows)


def _shapes(holder: Any, depth: int) -> Iterator[Any]:
    """The shapes of a slide, those of groups among them."""
    for element in holder:
        tag = local(element)
        if tag in ("g", "a"):
            yield from _shapes(element, depth + 1) if depth < _DEEPEST else ()
        elif tag not in ("notes", "annotation", "forms", "animations", "par", "seq"):
            yield element


def _is_spoken(frame: Any) -> bool:
    return attribute(frame, "class") == "notes"


def _add_text(outline: Outline, holder: Any) -> None:
    """The paragraphs and lists of a box or a shape."""
    for element in holder:
        tag = local(element)
        if tag in ("p", "h"):
            outline.add(BlockKind.PARAGRAPH, read_inline(element).text)
        elif tag == "list":
            outline.add(BlockKind.LIST, "\n".join(_items(element, 0)))


def _items(listed: Any, level: int) -> Iterator[str]:
    """The items of a list with those of lists within it. Presentations nest a level in empty items above it."""
    indent = "  " * level
    for item in children(listed, "list-item", "list-header"):
        lines = [read_inline(paragraph).text for paragraph in children(item, "p", "h")]
        text = "\n".join(filter(None, lines)).replace("\n", f"\n{indent}  ")
        if text:
            yield f"{indent}- {text}"
        for inner in children(item, "list"):
            yield from _items(inner, level + 1)


def _add_table(outline: Outline, table: Any) -> None:
    rows: list[list[str]] = []
    stated = False
    for element in table:
        if local(element) == "table-header-rows":
            stated = not rows
            rows += [_cells(row) for row in children(element, "table-row")]
        elif local(element) == "table-row":
            rows.append(_cells(element))
    stated = stated or attribute(table, "use-first-row-styles") == "true"
    outline.add_table(rows, header=stated or names_columns(rows))


def _cells(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in children(row, "table-cell", "covered-table-cell"):
        again = attribute(cell, "number-columns-repeated")
        count = max(1, min(int(again), _MOST_REPEATED)) if again.isdecimal() and len(again) < 8 else 1
        cells += [plain_text(cell)] * count
    return cells
