"""The blocks of a web page, put together from its elements as they open and close."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from core.reading.web.html_lists import Lists
from core.reading.web.html_table import Table
from core.reading.web.html_tags import (
    BLOCKS,
    Attributes,
    Standing,
    heading_level,
    is_formula,
    is_reference,
    number,
    picture_words,
)
from core.types import BlockKind

# A paragraph or list without an end is handed on in parts of this many characters.
_LONGEST = 100_000
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_MARK = re.compile(r"\s*(?:\d{1,4}|[a-z]{1,2}|[*†‡§¶#]{1,3})\s*")
_BACK = re.compile(r"[\s\ufe0e\ufe0f]*[↩↑⤴⬆^][\s\ufe0e\ufe0f]*")
_PICTURE = "Image: "
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_CODE = frozenset({"pre", "listing", "xmp"})


class Found(NamedTuple):
    """A block of a page. A table has rows; `carried` is the header of one that goes on from an earlier block."""

    kind: BlockKind
    text: str
    level: int
    standing: Standing
    main: bool
    rows: Sequence[Sequence[str]] = ()
    named: bool = False
    carried: Sequence[str] = ()

    @property
    def length(self) -> int:
        return len(self.text) + sum(len(cell) + 1 for row in self.rows for cell in row)


class Flow:
    """Takes elements and text in the page's order. `found` is for the caller to empty.

    standing, main, notes, level: of the element that is open; the caller sets them after it opens and closes one.
    """

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.standing, self.main, self.notes, self.level = Standing.TEXT, False, False, 0
        self._run: list[str] = []
        self._length = 0
        self._pictures: list[str] = []
        self._tables: list[Table] = []
        self._lists = Lists()
        self._code = self._caption = self._raised = 0
        self._link: tuple[list[str], int] | None = None  # where the text of a link that may lead to a note begins
        self._certain = False

    def open(self, tag: str, attributes: Attributes) -> None:
        if tag in BLOCKS:
            self._open_block(tag, attributes)
        elif tag == "br":
            self.text("\n" if self._code else "\v")
        elif tag == "img":
            self._picture(attributes)
        elif tag == "a":
            self._link = (self._words, len(self._words)) if "#" in attributes.get("href", "") else None
            self._certain = self._raised > 0 or is_reference(attributes)
        elif tag == "sup":
            self._raised += 1
            self._certain = True
        elif tag == "q":
            self.text("“")

    def close(self, tag: str) -> None:
        if tag in BLOCKS:
            self._close_block(tag)
        elif tag == "a":
            self._close_link()
        elif tag == "sup":
            self._raised = max(0, self._raised - 1)
        elif tag == "q":
            self.text("”")

    def text(self, text: str) -> None:
        table = self._tables[-1] if self._tables else None
        if table is not None and table.words is not None:
            table.words.append(text)
            table.pending += len(text)
            if table.pending > _LONGEST:  # no row of data is as long
                self._spill(table)
            return
        self._run.append(text)
        self._length += len(text)
        if self._length > _LONGEST:
            self._flush()

    def end(self) -> None:
        """Nothing more comes, or what comes stands elsewhere."""
        for table in self._tables:
            self._spill(table)
        self._flush()
        self._end_list()

    @property
    def _cell(self) -> list[str] | None:
        return self._tables[-1].words if self._tables else None

    @property
    def _words(self) -> list[str]:
        return self._run if (cell := self._cell) is None else cell

    # Blocks

    def _open_block(self, tag: str, attributes: Attributes) -> None:
        if tag == "table":
            self._open_table()
        elif self._tables and not self._tables[-1].frame and self._in_table(tag, attributes):
            return
        self._flush()
        if tag in _LISTS:
            self._lists.open(tag, attributes)
        elif tag in ("li", "dt"):
            self._lists.item(attributes)
        elif tag in _CODE:
            self._end_list()
            self._code += 1
        elif tag in ("figcaption", "caption"):
            self._caption += 1

    def _close_block(self, tag: str) -> None:
        if self._tables and self._tables[-1].frame is False and tag != "table":
            self._close_in_table(tag)
            return
        self._flush()
        if tag == "table":
            self._close_table()
        elif tag in _LISTS:
            if self._lists.close():
                self._end_list()
        elif tag in _CODE:
            self._code = max(0, self._code - 1)
        elif tag in ("figcaption", "caption"):
            self._caption = max(0, self._caption - 1)

    def _flush(self) -> None:
        raw, self._run[:], self._length = "".join(self._run), [], 0
        pictures, self._pictures = self._pictures, []
        text = (
            raw if self._code else _SPACES.sub(" ", raw).replace(" \v", "\v").replace("\v ", "\v").replace("\v", "\n")
        )
        text = text.strip("\n") if self._code else text.strip()
        if self.level and not text and pictures:
            text, pictures = pictures[0], []
        if text.strip():
            self._add_text(text)
        for words in pictures:
            self._add(BlockKind.CAPTION, _PICTURE + words)

    def _add_text(self, text: str) -> None:
        if self._code:
            self._add(BlockKind.CODE, text)
        elif self.level:
            self._end_list()
            self._add(BlockKind.HEADING, " ".join(text.split()), self.level)
        elif self._caption:
            self._add(BlockKind.CAPTION, text)
        elif self.notes:
            mark = self._lists.take_mark()
            self._add(BlockKind.NOTE, f"[{mark}] {text}" if mark else text)
        elif not self._lists.add(text):
            self._add(BlockKind.PARAGRAPH, text)
        elif self._lists.full:
            self._end_list()

    def _end_list(self) -> None:
        if lines := self._lists.take():
            self._add(BlockKind.LIST, lines)

    def _add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        if kind is BlockKind.CAPTION and self.found and self.found[-1].text.removeprefix(_PICTURE) == text:
            return  # a figure's picture and its caption often say the same
        self.found.append(Found(kind, text, level, self.standing, self.main))

    # Words in a line

    def _picture(self, attributes: Attributes) -> None:
        if is_formula(attributes.get("alt", "")):
            self.text(attributes["alt"])
        elif words := picture_words(attributes):
            if self._cell is not None:
                self.text(words)
            else:
                self._pictures.append(words)

    def _close_link(self) -> None:
        """A footnote's number is put in brackets, lest it grow together with the word before; a way back goes."""
        link, self._link = self._link, None
        if link is None or link[0] is not self._words:
            return
        words, at = link
        said = "".join(words[at:])
        if _BACK.fullmatch(said):
            words[at:] = []
        elif self._certain and _MARK.fullmatch(said):
            words[at:] = [f"[{said.strip()}]"]

    # Tables

    def _open_table(self) -> None:
        """A table in a table of data shows that the outer one only lays out the page."""
        if self._tables:
            self._spill(self._tables[-1])
        self._flush()
        self._end_list()
        self._tables.append(Table())

    def _in_table(self, tag: str, attributes: Attributes) -> bool:
        """Open a block in a table; False where the table turned out to be none of data."""
        table = self._tables[-1]
        if tag == "tr":
            table.close_row()
            self._hand_on(table)
        elif tag in ("td", "th"):
            columns, rows = number(attributes.get("colspan", ""), 1), number(attributes.get("rowspan", ""), 1)
            table.open_cell(tag == "th", columns, rows)
            if table.pending > _LONGEST:
                self._spill(table)
                return False
        elif tag == "caption":
            table.open_caption()
        elif heading_level(tag, attributes) and not table.in_header:
            self._spill(table)
            return False
        elif table.words is not None:
            table.words.append(" ")
        return True

    def _close_in_table(self, tag: str) -> None:
        table = self._tables[-1]
        if tag == "tr":
            table.close_row()
            self._hand_on(table)
        elif tag in ("td", "th", "caption"):
            table.close_cell()
        elif table.words is not None:
            table.words.append(" ")

    def _close_table(self) -> None:
        if not self._tables:
            return
        table = self._tables.pop()
        table.close_row()
        if not table.frame:
            self._add_rows(table)

    def _hand_on(self, table: Table) -> None:
        if table.full and table.holds_articles():
            self._spill(table)
        elif table.full:
            self._add_rows(table)

    def _add_rows(self, table: Table) -> None:
        if table.caption:
            self._add(BlockKind.CAPTION, table.caption)
            table.caption = ""
        if table.holds_articles() or table.columns < 2:
            for text in table.texts():
                self._add(BlockKind.PARAGRAPH, text)
            return
        carried = table.header
        rows, named = table.take()
        if rows:
            goes_on = () if named else carried
            self.found.append(Found(BlockKind.TABLE, "", 0, self.standing, self.main, rows, named, goes_on))

    def _spill(self, table: Table) -> None:
        """The table only lays out the page: what was gathered of it is text, and what comes is."""
        if table.frame:
            return
        words = table.words or []
        for text in table.texts():
            self._add(BlockKind.PARAGRAPH, text)
        table.frame = True
        self._run = words


def _in_lines(raw: str) -> str:
    """The words with single spaces between them; a vertical tab is a line break that the page asks for."""
    return _SPACES.sub(" ", raw).replace(" \v", "\v").replace("\v ", "\v").replace("\v", "\n").strip()
