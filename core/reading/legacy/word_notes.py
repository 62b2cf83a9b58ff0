"""Footnotes, endnotes and comments of a Word document of 1993 to 2003, by the places in the text that refer to them."""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from core.reading.legacy.word_file import WordFile
from core.reading.legacy.word_marks import Marks
from core.reading.legacy.word_text import PlainText, RawParagraph, paragraphs

# Places among the pairs of the header: references and texts.
_FOOTNOTES, _COMMENTS, _ENDNOTES = (2, 3), (4, 5), (46, 47)
_OWNERS = 36
_COMMENT_SIZE, _OLD_COMMENT_SIZE = 30, 20
_REFERENCE = "\x02"  # stands in the text where Word shows the number of a note
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


class Note(NamedTuple):
    """A note: the CP that refers to it, what stands there ("" for nothing), how it begins, and its own text's CPs."""

    cp: int
    reference: str
    begin: str
    start: int
    end: int


class Notes:
    """The notes of one document."""

    def __init__(self, word: WordFile, marks: Marks) -> None:
        self._word, self._marks = word, marks
        notes = [*self._numbered("footnotes", _FOOTNOTES), *self._comments()]
        if not word.old:  # which keeps the tables of its endnotes elsewhere
            notes += self._numbered("endnotes", _ENDNOTES)
        self._notes = sorted(notes)
        self._places = [note.cp for note in self._notes]

    def of(self, paragraph: RawParagraph) -> list[Note]:
        """The notes that a paragraph refers to."""
        first = bisect_left(self._places, paragraph.cp)
        return self._notes[first : bisect_left(self._places, paragraph.cp + len(paragraph.text), first)]

    def text(self, note: Note) -> str:
        """What a note says, "" for nothing."""
        words = self._words(note.start, note.end)
        return note.begin + words if words else ""

    def left(self) -> Iterator[str]:
        """The notes that nothing in the text refers to."""
        for story, begin in (("footnotes", "Note: "), ("endnotes", "Note: "), ("comments", "Comment: ")):
            first, last = self._word.stories[story]
            if not any(first <= note.start < last for note in self._notes) and (words := self._words(first, last)):
                yield begin + words

    def _words(self, start: int, end: int) -> str:
        plain = PlainText(self._word)
        lines = (plain.of(paragraph.text).strip() for paragraph in paragraphs(self._word, self._marks, start, end))
        return "\n".join(line for line in lines if line)

    def _numbered(self, story: str, tables: tuple[int, int]) -> Iterator[Note]:
        count = 0
        for cp, flags, start, end in self._referred(story, tables, 2):
            number = ""
            if any(flags):  # else it has a mark of its own, which stands in both texts
                count += 1
                number = f"[{_roman(count) if story == 'endnotes' else count}]"
            yield Note(cp, number, f"{number} " if number else "Note: ", start, end)

    def _comments(self) -> Iterator[Note]:
        owners = [] if self._word.old else _names(self._word.table(_OWNERS))
        size = _OLD_COMMENT_SIZE if self._word.old else _COMMENT_SIZE
        for cp, data, start, end in self._referred("comments", _COMMENTS, size):
            owner = int.from_bytes(data[20:22], "little")
            by = f" by {owners[owner]}" if owner < len(owners) and owners[owner] else ""
            yield Note(cp, "", f"Comment{by}: ", start, end)

    def _referred(self, story: str, tables: tuple[int, int], size: int) -> Iterator[tuple[int, bytes, int, int]]:
        """References with their data and the CPs of their texts, which follow each other."""
        cps, entries = self._word.plc(tables[0], size)
        data = self._word.table(tables[1])
        texts = struct.unpack_from(f"<{len(data) // 4}I", data)
        first, last = self._word.stories[story]
        before = 0
        for cp, entry, start, end in zip(cps, entries, texts, texts[1:], strict=False):
            if before <= start < end <= last - first:
                before = end
                yield cp, entry, first + start, first + end


def with_references(paragraph: RawParagraph, notes: list[Note]) -> str:
    """The paragraph's text with the numbers of its notes where it refers to them."""
    parts: list[str] = []
    at = 0
    for note in notes:
        place = note.cp - paragraph.cp
        if note.reference and place >= at and paragraph.text[place] == _REFERENCE:
            parts += (paragraph.text[at:place], note.reference)
            at = place + 1
    return "".join((*parts, paragraph.text[at:]))


def _names(data: bytes) -> list[str]:
    names: list[str] = []
    at = 0
    while at + 2 <= len(data):
        end = at + 2 + 2 * int.from_bytes(data[at : at + 2], "little")
        names.append(data[at + 2 : end].decode("utf-16-le", "replace"))
        at = end
    return names


def _roman(number: int) -> str:
    letters = ""
    for value, letter in _ROMAN:
        count, number = divmod(number, value)
        letters += letter * count
    return letters
