"""Reads Word files (DOCX): paragraphs, headings by style, lists, tables as rows and notes, in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from core.errors import WellreadError
from core.reading.opening import open_plain
from core.reading.outline import Outline
from core.reading.parts import Parts
from core.reading.registry import Pages
from core.reading.source import Source
from core.types import BlockKind

_DOCUMENT = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_HEADING_NAME = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|заголовок)\s*([1-9])", re.IGNORECASE)


def pages(source: Source) -> Pages:
    """One page a piece of about 200,000 characters; offsets count in the text that is extracted here.

    Raises WellreadError for damaged, protected and bomb-like files, after the pages that came before the damage.
    """
    with open_plain(source.path) as file:
        parts = Parts(file)
        if _DOCUMENT not in parts:
            raise WellreadError("This is not a Word file, or its text is missing.")
        body = _Body(_styles(parts))
        trouble: WellreadError | None = None
        try:
            for name in (_DOCUMENT, *(note for note in _NOTES if note in parts)):
                for _ in body.read(parts.events(name)):
                    if body.outline.full:
                        yield body.outline.take()
        except WellreadError as error:
            trouble = error
        body.end_list()
        if not body.outline.empty:
            yield body.outline.take()
        if trouble:
            raise trouble
        return _title(parts)


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says: its heading level (0 for none) and whether it makes list items."""

    level: int
    is_list: bool


class _Body:
    """Turns the stream of a part's elements into blocks."""

    def __init__(self, styles: dict[str, _Style]) -> None:
        self.outline = Outline()
        self._styles = styles
        self._items: list[str] = []

    def read(self, events: Iterator[tuple[str, Any]]) -> Iterator[None]:
        """Add the blocks of a part; yields after each, with the memory of what is done given back."""
        inside = 0  # of how many paragraphs and tables
        for event, element in events:
            tag = _local(element)
            if tag not in ("p", "tbl"):
                continue
            inside += 1 if event == "start" else -1
            if event == "end" and not inside:
                if tag == "p":
                    self._paragraph(element)
                else:
                    self._table(element)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
                yield

    def end_list(self) -> None:
        items, self._items = self._items, []
        self.outline.add(BlockKind.LIST, "\n".join(items))

    def _paragraph(self, element: Any) -> None:
        text = _text(element).strip()
        if not text:
            return
        style = self._style(element)
        if style.is_list and not style.level:
            self._items.append(f"- {text}")
            return
        self.end_list()
        if style.level:
            self.outline.add(BlockKind.HEADING, " ".join(text.split()), min(style.level, 6))
        else:
            self.outline.add(BlockKind.PARAGRAPH, text)

    def _style(self, paragraph: Any) -> _Style:
        properties = _child(paragraph, "pPr")
        if properties is None:
            return _Style(0, False)
        named = self._styles.get(_value(_child(properties, "pStyle")), _Style(0, False))
        outline = _value(_child(properties, "outlineLvl"))
        level = _outline_level(outline) if outline else named.level
        numbering = _child(properties, "numPr")
        numbered = numbering is not None and _value(_child(numbering, "numId")) != "0"
        return _Style(level, named.is_list or numbered)

    def _table(self, table: Any) -> None:
        rows = [
            [_text(cell) for cell in row.iterchildren() if _local(cell) in ("tc", "sdt")]
            for row in table.iter()
            if _local(row) == "tr" and _nearest_table(row) is table
        ]
        self.end_list()
        if max(map(len, rows), default=0) > 1:
            self.outline.add_table(rows)
            return
        for row in rows:  # a single column is a frame around text
            for cell in row:
                self.outline.add(BlockKind.PARAGRAPH, cell)


def _text(element: Any) -> str:
    """The text of a paragraph or cell, with that of the text boxes in it; deleted text and field codes left out."""
    parts: list[str] = []
    walker = etree.iterwalk(element, events=("start",))
    for _, node in walker:
        tag = _local(node)
        if tag == "t":
            parts.append(node.text or "")
        elif tag == "Fallback":  # the same text again for older programs
            walker.skip_subtree()
        elif tag in ("tab", "ptab"):
            parts.append("\t")
        elif tag in ("br", "cr") or (tag in ("p", "tr") and parts):
            parts.append("\n")
        elif tag == "noBreakHyphen":
            parts.append("-")
        elif tag in ("pPr", "rPr", "tcPr", "del", "moveFrom"):
            walker.skip_subtree()
    return "".join(parts)


def _styles(parts: Parts) -> dict[str, _Style]:
    """Paragraph styles by id; without them every paragraph is plain, which is no reason not to read it."""
    raw: dict[str, tuple[str, str, str, bool]] = {}
    try:
        for event, element in parts.events("word/styles.xml") if "word/styles.xml" in parts else ():
            if event == "end" and _local(element) == "style":
                raw[_value(element, "styleId")] = _stated(element)
                element.clear()
    except WellreadError:
        pass
    return {name: _resolved(name, raw) for name in raw}


def _stated(style: Any) -> tuple[str, str, str, bool]:
    """A style's name, the style it is based on, its outline level and whether it numbers."""
    properties = _child(style, "pPr")
    outline = _value(_child(properties, "outlineLvl")) if properties is not None else ""
    numbers = properties is not None and _child(properties, "numPr") is not None
    return _value(_child(style, "name")), _value(_child(style, "basedOn")), outline, numbers


def _resolved(name: str, raw: dict[str, tuple[str, str, str, bool]]) -> _Style:
    level, is_list = 0, False
    seen: set[str] = set()
    while name in raw and name not in seen and not level:
        seen.add(name)
        title, base, outline, numbers = raw[name]
        is_list = is_list or numbers or title.lower().startswith("list")
        if heading := _HEADING_NAME.fullmatch(title):
            level = int(heading[1])
        elif title.lower() == "title":
            level = 1
        elif outline:
            level = _outline_level(outline)
        name = base
    return _Style(level, is_list)


def _outline_level(value: str) -> int:
    """Word counts from 0, and 9 is the body's."""
    return int(value) + 1 if value.isdecimal() and int(value) < 9 else 0


def _title(parts: Parts) -> str:
    if "docProps/core.xml" not in parts:
        return ""
    try:
        for event, element in parts.events("docProps/core.xml"):
            if event == "end" and _local(element) == "title":
                return " ".join((element.text or "").split())
    except WellreadError:
        pass
    return ""


def _nearest_table(row: Any) -> Any:
    return next((above for above in row.iterancestors() if _local(above) == "tbl"), None)


def _local(element: Any) -> str:
    """The name without its namespace: Word writes two, one for each edition of the standard."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child(element: Any, name: str) -> Any:
    return next((child for child in element.iterchildren() if _local(child) == name), None)


def _value(element: Any, name: str = "val") -> str:
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
