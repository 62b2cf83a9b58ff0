"""Puts the text of rich text together: paragraphs, and the notes, comments and text boxes that lie in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from core.reading.legacy.paragraph_flow import Paragraph, ParagraphFlow
from core.reading.rich_text.rtf_tables import Style
from core.types import BlockKind

_LONGEST, _LONGEST_WORD = 100_000, 1_000  # characters of a paragraph without an end, and of a word in it
_HALVES = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\xad]")  # controls, and where a word may be broken
_NUMBERED = re.compile(r"[0-9]|\w[.)]")


class Sort(Enum):
    """What a text is part of."""

    BODY = "body"
    NOTE = "note"
    COMMENT = "comment"
    BOX = "box"


@dataclass(slots=True)
class Strand:
    """A text that is being put together, apart from the one it lies in.

    cell: whether it lies in a table. begin: what its note begins with. mark: the number or dot of a list item.
    """

    sort: Sort
    cell: bool = False
    begin: str = ""
    letters: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    mark: str = ""
    marked: bool = False


class Strands:
    """The strands of one file, the innermost last."""

    def __init__(self) -> None:
        self.flow = ParagraphFlow()
        self._open = [Strand(Sort.BODY)]

    @property
    def depth(self) -> int:
        return len(self._open)

    @property
    def sort(self) -> Sort:
        return self._open[-1].sort

    def begin(self, sort: Sort, begin: str, cell: bool) -> None:
        self._open.append(Strand(sort, cell or self._open[-1].cell, begin))

    def end(self, style: Style) -> None:
        """The innermost strand is whole."""
        strand = self._open[-1]
        if strand.letters:
            self.end_paragraph(style, strand.cell)
        self._open.pop()
        if strand.lines:
            self._open[-1].notes.append(strand.begin + "\n".join(strand.lines))
        self._open[-1].notes += strand.notes

    def put(self, text: str) -> bool:
        """Add text to the open paragraph. True where that has become too long and should be cut."""
        strand = self._open[-1]
        strand.letters.append(text)
        strand.length += len(text)
        return strand.length > _LONGEST

    def mark(self, text: str) -> None:
        """The open paragraph is an item of a list with this number or dot."""
        self._open[-1].mark, self._open[-1].marked = text.strip(), True

    def end_paragraph(self, style: Style, in_table: bool) -> None:
        strand = self._open[-1]
        text = readable("".join(strand.letters))
        mark, marked = strand.mark, strand.marked
        strand.letters, strand.length, strand.mark, strand.marked = [], 0, "", False
        if strand.sort in (Sort.NOTE, Sort.COMMENT):
            if text.strip():
                strand.lines.append(text.strip())
            return
        paragraph = _paragraph(text, style, mark, marked)
        if in_table or strand.cell:
            self.flow.in_cell(paragraph)
        else:
            self.flow.add(paragraph)
        notes, strand.notes = strand.notes, []
        for note in notes:
            self.flow.note(note)

    def cut(self, style: Style, in_table: bool) -> None:
        """End the open paragraph after a word, because it has become too long; the rest of it goes on."""
        strand = self._open[-1]
        text = "".join(strand.letters)
        at = text.rfind(" ", -_LONGEST_WORD) + 1 or len(text)
        strand.letters = [text[:at]]
        self.end_paragraph(style, in_table)
        strand.letters, strand.length = [text[at:]], len(text) - at

    def end_cell(self, style: Style) -> None:
        if self.sort is Sort.BODY:
            self.end_paragraph(style, True)
            self.flow.end_cell()

    def end_row(self, header: bool) -> None:
        if self.sort is Sort.BODY:
            self.flow.end_row(header)


def readable(text: str) -> str:
    """Text without controls, with the halves of rare letters put together."""
    if _HALVES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNSEEN.sub("", text)


def _paragraph(text: str, style: Style, mark: str, marked: bool) -> Paragraph:
    numbered = f"{mark} {text.strip()}" if _NUMBERED.search(mark) and text.strip() else text
    if style.level:
        return Paragraph(numbered, BlockKind.HEADING, style.level)
    if style.caption:
        return Paragraph(text, BlockKind.CAPTION)
    if marked or style.listed:
        return Paragraph(numbered, BlockKind.LIST)
    return Paragraph(text)
