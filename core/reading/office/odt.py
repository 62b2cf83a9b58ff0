"""Reads OpenDocument texts (ODT, FODT) as a stream: headings, lists with their numbers, tables, notes, comments.

odfpy holds the whole file as a tree of Python objects, some hundred times as large, and extracts no structure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from core.errors import WellreadError
from core.reading.legacy.paragraph_flow import Paragraph, ParagraphFlow
from core.reading.office.elements import attribute, forget, local
from core.reading.office.odf import OpenDocument, open_document
from core.reading.office.odf_frames import embedded, picture_names
from core.reading.office.odf_styles import STYLE_TAGS, Styles
from core.reading.office.odf_text import plain_text, read_inline
from core.reading.office.office_pictures import Pictures, seen_pictures
from core.reading.office.office_tables import Merge, OfficeTables
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import BlockKind, Page, Picture

_PARAGRAPHS = ("p", "h")
_LISTS = ("list", "list-item", "list-header")
_TABLES = ("table", "table-row", "table-cell", "covered-table-cell", "table-header-rows")
# What was deleted, and lists of headings and figures, which say again what stands in the text.
_ASIDE = ("tracked-changes", "table-of-content", "illustration-index", "table-index", "object-index", "user-index",
          "alphabetical-index")  # fmt: skip
_TAGS = (*STYLE_TAGS, *_PARAGRAPHS, *_LISTS, *_TABLES, *_ASIDE, "frame", "header", "footer")
_MOST_REPEATED = 100


def pages(source: Source) -> Pages:
    """One page a piece of about 200,000 characters; offsets count in the text that is extracted here.

    Raises Locked for encrypted files, WellreadError for damaged ones, after the pages that came before the damage.
    """
    with open_document(source) as document:
        body = _Body(document)
        trouble: WellreadError | None = None
        try:
            yield from body.read()
        except WellreadError as error:
            trouble = error
        yield from body.rest()
        if trouble:
            raise trouble
        document.check_whole()
        yield from document.authors()
        return document.title()


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    with open_document(source) as document:
        yield from seen_pictures(document.parts, wanted)


class _List(NamedTuple):
    """A list that is open: its style and its counts, which lists within it share."""

    style: str
    counts: list[int | None]


class _Body:
    """Turns the stream of the document's elements into blocks."""

    def __init__(self, document: OpenDocument) -> None:
        self._document = document
        self._styles = Styles()
        for style in document.styles(*STYLE_TAGS):
            self._styles.take(style)
        self._flow = ParagraphFlow()
        self._tables = OfficeTables(self._flow)
        self._pictures = Pictures(document.parts) if document.parts else None
        self._lists: list[_List] = []
        self._item = False  # whether the next paragraph begins a list item
        self._naming = False
        self._across = 0  # cells of this row that are covered by the one on their left

    def read(self) -> Iterator[Page | Picture]:
        """The pages that are full while the document is read, and its pictures."""
        inside = aside = 0  # paragraphs that this one lies in, and what is left out
        for event, element in self._document.content(_TAGS):
            tag, step = local(element), 1 if event == "start" else -1
            if tag in _ASIDE or tag in ("header", "footer"):  # a flat file holds heads and feet of pages, too
                aside += step
            elif aside:
                continue
            elif tag in _PARAGRAPHS:
                inside += step
                if event == "end" and not inside:
                    yield from self._paragraph(element, tag)
            elif not inside:
                yield from self._around(event, tag, element)
            if event == "end" and not inside and tag in (*_PARAGRAPHS, "table-row", "table", "list-item"):
                _give_back(element, bool(self._tables))
                yield from self._flow.pages()

    def rest(self) -> Iterator[Page]:
        while self._tables:
            self._tables.end()
        seen: set[str] = set()
        for element in self._document.styles("header", "footer"):
            text = " ".join(plain_text(element).split())
            if text not in seen and sum(map(str.isalpha, text)) > 1:
                seen.add(text)
                self._flow.note(f"Page {local(element)}: {text}")
        yield from self._flow.rest()

    def _around(self, event: str, tag: str, element: Any) -> Iterator[Picture]:
        """What begins or ends around paragraphs, or stands between them."""
        if tag in STYLE_TAGS:
            if event == "end":
                self._styles.take(element)
        elif tag in _LISTS:
            self._in_list(event, tag, element)
        elif tag in _TABLES:
            self._in_table(event, tag, element)
        elif event == "end":
            yield from self._frame(element)

    def _in_list(self, event: str, tag: str, element: Any) -> None:
        if tag == "list":
            if event == "end":
                self._lists = self._lists[:-1]
                return
            style = attribute(element, "style-name")
            if self._lists:
                self._lists.append(_List(style or self._lists[-1].style, self._lists[-1].counts))
            else:
                goes_on = attribute(element, "continue-numbering") == "true" or bool(
                    attribute(element, "continue-list")
                )
                self._lists.append(_List(style, self._styles.numbers.begin(style, goes_on)))
        else:
            self._item = event == "start" and tag == "list-item" and bool(self._lists)

    def _in_table(self, event: str, tag: str, element: Any) -> None:
        if tag == "table-header-rows":
            self._naming = event == "start"
        elif tag == "table" and event == "start":
            self._tables.begin()
        elif event == "start" or not self._tables:
            return
        elif tag == "table":
            self._tables.end()
        elif tag == "table-row":
            self._across = 0
            self._tables.end_row(self._naming)
        else:
            self._cell(element, tag)

    def _cell(self, element: Any, tag: str) -> None:
        if tag == "covered-table-cell" and not self._across:
            self._tables.end_cell(1, Merge.GOES_ON)
            return
        if tag == "table-cell":
            self._across = _count(element, "number-columns-spanned")
        merge = Merge.BEGINS if _count(element, "number-rows-spanned") > 1 else Merge.NONE
        self._across = max(0, self._across - 1)
        self._tables.end_cell(_count(element, "number-columns-repeated"), merge)

    def _paragraph(self, element: Any, tag: str) -> Iterator[Picture]:
        inline = read_inline(element, self._styles.hidden)
        if inline.text:
            self._put(self._as_block(element, tag, inline.text))
        for frame in inline.frames:
            yield from self._frame(frame)
        for note in inline.notes:
            self._flow.note(note)

    def _as_block(self, element: Any, tag: str, text: str) -> Paragraph:
        style = attribute(element, "style-name")
        level = _count(element, "outline-level") if tag == "h" else self._styles.level(style)
        if tag == "h" or level:
            number = "" if attribute(element, "is-list-header") == "true" else self._styles.numbers.heading(level - 1)
            return Paragraph(f"{number} {text}".strip(), BlockKind.HEADING, min(level, 6))
        if self._styles.is_title(style):
            return Paragraph(text, BlockKind.HEADING, 1)
        if self._lists:
            return self._as_item(text)
        return Paragraph(text, BlockKind.CAPTION if self._styles.is_caption(style) else BlockKind.PARAGRAPH)

    def _as_item(self, text: str) -> Paragraph:
        """A list item, or a further paragraph of one."""
        new, self._item = self._item, False
        if not new:
            return Paragraph(text, BlockKind.LIST, marked=True)
        style, counts = self._lists[-1]
        label = self._styles.numbers.item(style, counts, len(self._lists) - 1)
        return Paragraph(f"{label} {text}", BlockKind.LIST, marked=True)

    def _frame(self, frame: Any) -> Iterator[Picture]:
        """A frame floats beside the text: what it holds follows the paragraph that it hangs on."""
        for paragraph in frame.iter("{*}p", "{*}h"):
            inline = read_inline(paragraph, self._styles.hidden)
            self._put(Paragraph(inline.text, BlockKind.CAPTION if self._is_caption(paragraph) else BlockKind.PARAGRAPH))
            for note in inline.notes:
                self._flow.note(note)
        for found in embedded(self._document.parts, frame):
            for title in (*found.titles, found.formula):
                self._put(Paragraph(title, BlockKind.CAPTION if title in found.titles else BlockKind.PARAGRAPH))
            self._chart(found.rows)
        for name in picture_names(frame):
            if self._pictures:
                yield from self._pictures.found(name)

    def _is_caption(self, paragraph: Any) -> bool:
        return self._styles.is_caption(attribute(paragraph, "style-name"))

    def _chart(self, rows: list[list[str]]) -> None:
        if not rows or self._tables:
            return
        self._tables.begin()
        for at, row in enumerate(rows):
            for cell in row:
                self._tables.add(Paragraph(cell))
                self._tables.end_cell()
            self._tables.end_row(names=not at)
        self._tables.end()

    def _put(self, paragraph: Paragraph) -> None:
        if not paragraph.text:
            return
        if self._tables:
            self._tables.add(paragraph)
        else:
            self._flow.add(paragraph)


def _count(element: Any, name: str) -> int:
    """How many columns or rows an attribute says, one where it says nothing."""
    value = attribute(element, name)
    return max(1, min(int(value), _MOST_REPEATED)) if value.isdecimal() and len(value) < 8 else 1


def _give_back(element: Any, in_table: bool) -> None:
    """The memory of what is done with."""
    if in_table:
        element.clear()
    else:
        forget(element)
