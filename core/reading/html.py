"""Reads HTML: the text that a person would see, with headings, lists and tables, without what surrounds an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from core.errors import WellreadError
from core.reading.opening import open_plain
from core.reading.outline import Outline
from core.reading.recognise import byte_order_mark
from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.text import find_encoding
from core.types import BlockKind

# Markup is parsed in pieces of this size as it is read, so that the source is never held beside its tree.
_BYTES = 1 << 18
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w:.-]+)|<\?xml[^>]{0,100}encoding=[\"']([\w.-]+)", re.IGNORECASE
)
_HIDDEN = frozenset(
    "script style noscript template svg math iframe object embed canvas audio video map head nav select button input "
    "textarea datalist".split()
)
_BLOCKS = frozenset(
    "p div section article main header footer aside blockquote address figure figcaption form fieldset details summary "
    "dl dt dd ul ol li pre table thead tbody tfoot tr td th caption h1 h2 h3 h4 h5 h6 hr body html center".split()
)
_BOILERPLATE = frozenset(
    "nav navigation navbar menu breadcrumb breadcrumbs cookie-banner cookie-notice sidebar toc skip-link noprint "
    "navbox mw-editsection".split()
)
_SIDE_ROLES = frozenset({"navigation", "search", "menu", "menubar", "toolbar", "banner", "contentinfo"})
# A cell longer than this holds an article: the table is there for the layout of the page.
_CELL_CHARACTERS = 600
# What calls itself Latin-1 on the web is read as Windows-1252 by every browser.
_LATIN = frozenset({"iso-8859-1", "latin1", "us-ascii", "ascii"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")


def pages(source: Source) -> Pages:
    """The text in one page a piece of about 200,000 characters; offsets count in the text that is extracted here."""
    root = _parse(source.path)
    outline = Outline()
    if root is not None:
        walk = _Walk(outline)
        for _ in walk.through(_main(root)):
            if outline.full:
                yield outline.take()
    if not outline.empty:
        yield outline.take()
    title = root.find(".//title") if root is not None else None
    return " ".join((title.text or "").split()) if title is not None else ""


def _parse(path: Path) -> Any:
    """The root element of lxml's tree, None for a file without elements."""
    with open_plain(path) as file:
        encoding = _encoding(file)
        file.seek(0)
        parser = etree.HTMLParser(
            encoding=encoding, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
        )
        try:
            while data := file.read(_BYTES):
                parser.feed(data)
            return parser.close()
        except etree.LxmlError as error:
            if "no element" in str(error).lower() or "empty" in str(error).lower():
                return None
            raise WellreadError("The web page is too damaged to be read.") from error


def _encoding(file: Any) -> str:
    head = file.read(4096)
    if mark := byte_order_mark(head):
        return "utf-8" if mark == "utf-8-sig" else mark
    if declared := _DECLARED.search(head):
        name = (declared[1] or declared[2]).decode("ascii", "replace").lower()
        if name in _LATIN:
            return "cp1252"
        if _known(name):
            return name
    file.seek(0)
    return find_encoding(file)


def _known(name: str) -> bool:
    try:
        etree.HTMLParser(encoding=name)
        "".encode(name)
    except LookupError:
        return False
    return True


def _main(root: Any) -> Any:
    """The element that holds the article, where the page says so and more than half of its text is there."""
    marked = root.findall(".//main") or root.findall(".//article")
    if len(marked) != 1:
        return root
    return marked[0] if 2 * _length(marked[0]) > _length(root) else root


def _length(element: Any) -> int:
    return sum(len(text) for node in element.iter("p", "li", "td", "dd", "pre") for text in node.itertext())


class _Walk:
    """Goes through the tree once, without recursion, and adds what it finds to the outline."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._run: list[str] = []
        self._items: list[str] = []
        self._lists = self._code = self._level = 0

    def through(self, root: Any) -> Iterator[None]:
        """Walk; yields after each element that may have added a block."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if not isinstance(tag, str) or _is_hidden(element) or (tag == "table" and self._table(element)):
                    walker.skip_subtree()
                else:
                    self._open(tag)
                    self._run.append(element.text or "")
            else:
                if isinstance(tag, str) and tag in _BLOCKS:
                    self._close(tag)
                    yield
                if element is not root:
                    self._run.append(element.tail or "")
        self._flush()
        self._end_list()

    def _open(self, tag: str) -> None:
        if tag == "br":
            self._run.append("\n" if self._code else "\v")
        if tag not in _BLOCKS:
            return
        self._flush()
        if tag in ("ul", "ol", "dl"):
            self._lists += 1
        elif tag in ("li", "dt"):
            self._items.append("")
        elif tag == "pre":
            self._code += 1
        elif tag in _HEADINGS:
            self._level = int(tag[1])

    def _close(self, tag: str) -> None:
        self._flush()
        if tag in ("ul", "ol", "dl"):
            self._lists = max(0, self._lists - 1)
            if not self._lists:
                self._end_list()
        elif tag == "pre":
            self._code = max(0, self._code - 1)
        elif tag in _HEADINGS:
            self._level = 0

    def _flush(self) -> None:
        raw = "".join(self._run)
        self._run = []
        if self._code:
            self._outline.add(BlockKind.CODE, raw)
            return
        text = _SPACES.sub(" ", raw).replace(" \v", "\v").replace("\v ", "\v").replace("\v", "\n").strip()
        if not text:
            return
        if self._level:
            self._end_list()
            self._outline.add(BlockKind.HEADING, " ".join(text.split()), self._level)
        elif self._lists and self._items:
            first = not self._items[-1]
            self._items[-1] += f"- {text}" if first else f"\n  {text}"
        else:
            self._outline.add(BlockKind.PARAGRAPH, text)

    def _end_list(self) -> None:
        items, self._items = [item for item in self._items if item], []
        self._outline.add(BlockKind.LIST, "\n".join(items))

    def _table(self, table: Any) -> bool:
        """Add a table of data as rows; False for one that only lays out the page."""
        if next(table.iterdescendants("table", "h1", "h2", "h3"), None) is not None:
            return False
        rows = [[_cell(cell) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
        if not rows or max((len(cell) for row in rows for cell in row), default=0) > _CELL_CHARACTERS:
            return False
        self._flush()
        self._end_list()
        caption = table.find("caption")
        if caption is not None:
            self._outline.add(BlockKind.PARAGRAPH, _cell(caption))
        self._outline.add_table(rows)
        return True


def _cell(element: Any) -> str:
    parts = [element.text or ""]
    for child in element.iterdescendants():
        if isinstance(child.tag, str) and child.tag not in _HIDDEN:
            gap = " " if child.tag in _BLOCKS or child.tag == "br" else ""
            parts += (gap, child.text or "", gap)
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def _is_hidden(element: Any) -> bool:
    tag = element.tag
    if tag in _HIDDEN or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if tag in ("html", "body", "main", "article"):
        return False
    if tag == "footer" and (parent := element.getparent()) is not None and parent.tag == "body":
        return True
    if element.get("role") in _SIDE_ROLES or "display:none" in (element.get("style") or "").replace(" ", "").lower():
        return True
    names = (element.get("class") or "").lower().split()
    return not _BOILERPLATE.isdisjoint(names) or (element.get("id") or "").lower() in _BOILERPLATE
