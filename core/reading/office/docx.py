"""Reads Word files (DOCX) as a stream: headings by style, lists with their numbers, tables, notes, comments, charts.

python-docx holds the whole tree, does not read notes, boxes, numbers or tracked changes, and knows one of the two
editions of the format only; so the parts are read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from core.errors import WellreadError
from core.reading.legacy.paragraph_flow import Paragraph, ParagraphFlow
from core.reading.office.charts import read_chart
from core.reading.office.diagrams import diagram_texts
from core.reading.office.docx_notes import Notes
from core.reading.office.docx_numbers import Numbers
from core.reading.office.docx_styles import Style, is_on, read_styles, style_of
from core.reading.office.docx_text import Inline, read_inline
from core.reading.office.elements import attribute, child, forget, local
from core.reading.office.office_pictures import Pictures, seen_pictures
from core.reading.office.office_tables import Merge, OfficeTables
from core.reading.office.opc import Package
from core.reading.office.parts import Parts
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import BlockKind, Page, Picture

_TAGS = ("p", "tc", "tr", "tbl")
_MOST_CAPTION = 500  # characters; a longer paragraph only refers to a figure


def pages(source: Source) -> Pages:
    """One page a piece of about 200,000 characters; offsets count in the text that is extracted here.

    Raises WellreadError for damaged and bomb-like files, after the pages that came before the damage.
    """
    with open_plain(source.path) as file:
        package = Package(Parts(file))
        body = _Body(package, package.main("word/document.xml"))
        trouble: WellreadError | None = None
        try:
            yield from body.read()
        except WellreadError as error:
            trouble = error
        yield from body.rest()
        if trouble:
            raise trouble
        package.parts.check_whole()
        yield from package.authors()
        return package.title()


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    with open_plain(source.path) as file:
        yield from seen_pictures(Parts(file), wanted)


class _Body:
    """Turns the stream of the document's elements into blocks."""

    def __init__(self, package: Package, main: str) -> None:
        self._package, self._main = package, main
        self._styles = read_styles(package, main)
        self._hidden = frozenset(name for name, style in self._styles.items() if style.hidden)
        self._numbers = Numbers(package, main)
        self._notes = Notes(package, main)
        self._pictures = Pictures(package.parts)
        self._flow = ParagraphFlow()
        self._tables = OfficeTables(self._flow)

    def read(self) -> Iterator[Page | Picture]:
        """The pages that are full while the document is read, and its pictures."""
        inside = 0  # how many paragraphs this one lies in: those of boxes lie in others
        for event, element in self._package.parts.events(self._main, _TAGS):
            tag = local(element)
            if tag == "p":
                inside += 1 if event == "start" else -1
                if event == "end" and not inside:
                    yield from self._paragraph(element)
            elif not inside:
                self._in_table(event, tag, element)
            if event == "end" and not inside:
                _give_back(element, tag, bool(self._tables))
                yield from self._flow.pages()

    def rest(self) -> Iterator[Page]:
        while self._tables:
            self._tables.end()
        for text in self._notes.around_pages():
            self._flow.note(text)
        yield from self._flow.rest()

    def _in_table(self, event: str, tag: str, element: Any) -> None:
        if tag == "tbl" and event == "start":
            self._tables.begin()
        elif event == "start" or not self._tables:
            return
        elif tag == "tc":
            self._tables.end_cell(*_extent(child(element, "tcPr")))
        elif tag == "tr":
            properties = child(element, "trPr")
            unseen = child(properties, "del") is not None or is_on(properties, "hidden")
            before = _count(child(properties, "gridBefore"))
            self._tables.end_row(is_on(properties, "tblHeader"), before, unseen)
        else:
            self._tables.end()

    def _paragraph(self, element: Any) -> Iterator[Picture]:
        style = style_of(element, self._styles)
        if style.contents:
            return
        inline = read_inline(element, self._hidden)
        self._add(inline, style)
        for box in inline.boxes:
            self._box(box)
        for chart in inline.charts:
            self._chart(self._package.target(self._main, chart))
        for diagram in inline.diagrams:
            for text in diagram_texts(self._package, self._package.target(self._main, diagram)):
                self._put(Paragraph(text))
        for relation in inline.pictures:
            yield from self._pictures.found(self._package.target(self._main, relation))

    def _add(self, inline: Inline, style: Style) -> None:
        text, notes = self._notes.of(inline)
        if text:
            label = self._numbers.label(style.numbering) if style.numbering else ""
            self._put(_as_block(text, label, style, inline.counted))
        for note in notes:
            self._flow.note(note)

    def _box(self, box: Any) -> None:
        """A box floats beside the text: its paragraphs follow the one that holds it."""
        for paragraph in box.iter("{*}p"):
            inline = read_inline(paragraph, self._hidden)
            self._add(inline, style_of(paragraph, self._styles))

    def _chart(self, part: str) -> None:
        chart = read_chart(self._package, part)
        for title in chart.titles:
            self._put(Paragraph(title, BlockKind.CAPTION))
        if self._tables:
            return
        for at, row in enumerate(chart.rows):
            for cell in row:
                self._flow.in_cell(Paragraph(cell))
                self._flow.end_cell()
            self._flow.end_row(header=not at)
        self._flow.add(Paragraph(""))

    def _put(self, paragraph: Paragraph) -> None:
        if self._tables:
            self._tables.add(paragraph)
        else:
            self._flow.add(paragraph)


def _as_block(text: str, label: str, style: Style, counted: bool) -> Paragraph:
    numbered = f"{label} {text}" if label and label != "-" else text
    if style.level:
        return Paragraph(numbered, BlockKind.HEADING, min(style.level, 6))
    if style.caption or (counted and len(text) <= _MOST_CAPTION):
        return Paragraph(text, BlockKind.CAPTION)
    if style.numbering or style.listed:
        return Paragraph(numbered, BlockKind.LIST, marked=numbered != text)
    return Paragraph(text)


def _extent(properties: Any) -> tuple[int, Merge]:
    """How many columns a cell reaches over, and how it is merged with those above and below."""
    merge = child(properties, "vMerge")
    if merge is None:
        return max(1, _count(child(properties, "gridSpan"))), Merge.NONE
    begins = attribute(merge) == "restart"
    return max(1, _count(child(properties, "gridSpan"))), Merge.BEGINS if begins else Merge.GOES_ON


def _count(element: Any) -> int:
    value = attribute(element)
    return int(value) if value.isdecimal() and len(value) < 6 else 0


def _give_back(element: Any, tag: str, in_table: bool) -> None:
    """The memory of what is done with; a cell still needs what stands before its paragraphs and tables."""
    if tag in ("p", "tbl") and in_table:
        element.clear()
    elif tag in ("p", "tr", "tbl"):
        forget(element)
