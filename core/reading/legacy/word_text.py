"""The paragraphs of a Word document of 1993 to 2003, and their text as a person sees it: no codes of fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.errors import WellreadError
from core.reading.legacy.symbols import without_strays
from core.reading.legacy.word_file import WordFile
from core.reading.legacy.word_marks import Marks

_ENDS = re.compile("[\r\x07\x0c]")
_LONGEST, _LONGEST_WORD = 100_000, 1_000  # characters of a paragraph without an end, and of a word in it
_BEGIN, _SEPARATOR, _END = _FIELD_MARKS = ("\x13", "\x14", "\x15")
_FIELD = re.compile(f"([{''.join(_FIELD_MARKS)}])")
_LONGEST_CODE = 50_000  # characters; what is longer is no code, but the text behind a field that never ends
_LONGEST_READING = 500
_DEEPEST = 100
# Readings above letters are no field's result, but a formula: \o\ad(\s\up 10(reading),letters)
_READING = re.compile(r"\s*EQ\b.*?\\o\\ad\(\\s\\up *\d+\((.*?)\)[,;](.*)\)\s*", re.DOTALL)
# Breaks of lines and columns, dashes that don't break; what is left stands for pictures, notes and the like.
_SHOWN = str.maketrans({
    **dict.fromkeys(chr(code) for code in (*range(32), 127) if chr(code) not in "\t\n"),
    "\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\xa0": " ", "\xad": None,
})  # fmt: skip
# No document holds these; where they are many, what is read is not its text.
_ODD = re.compile("[\x0f-\x12\x16-\x1d\x7f\ufffd]")
_ODD_SHARE, _ODD_SAMPLE = 0.02, 200


class RawParagraph(NamedTuple):
    """A paragraph with one letter for each CP from `cp` on, the mark that ends it ("" for none) and where that lies."""

    cp: int
    text: str
    mark: str
    fc: int


def paragraphs(word: WordFile, marks: Marks, start: int, end: int) -> Iterator[RawParagraph]:
    """The paragraphs of a story, in order."""
    held: list[str] = []
    first = length = fc = 0
    for run in word.runs(start, end):
        text, at = marks.shown(run), 0
        for mark in _ENDS.finditer(text):
            first = first if held else run.cp + at
            held.append(text[at : mark.start()])
            fc = run.fc + mark.start() * run.width
            yield RawParagraph(first, "".join(held), mark.group(), fc)
            held, length, at = [], 0, mark.end()
        if at < len(text):
            first = first if held else run.cp + at
            held.append(text[at:])
            length += len(text) - at
            fc = run.fc
        if length > _LONGEST:
            text = "".join(held)
            at = text.rfind(" ", -_LONGEST_WORD) + 1 or len(text)
            yield RawParagraph(first, text[:at], "", fc)
            held, length, first = [text[at:]], len(text) - at, first + at
    if held:
        yield RawParagraph(first, "".join(held), "", fc)


class PlainText:
    """Makes the text of one story's paragraphs, in their order, what a person sees: fields reach over paragraphs."""

    def __init__(self, word: WordFile) -> None:
        self._word = word
        self._codes: list[bool] = []  # for each field that is open, whether its code is (and not its result)
        self._code = ""  # of the field opened last, and of those in it
        self._read = self._odd = 0

    def of(self, text: str) -> str:
        text = self._word.readable(self._without_codes(text))
        self._odd += len(_ODD.findall(text))
        self._read += len(text)
        if self._odd > _ODD_SHARE * max(self._read, _ODD_SAMPLE):
            raise WellreadError("This Word file is damaged: where its text should be, there is none.")
        text = text.translate(_SHOWN)
        return without_strays(text)

    def _without_codes(self, text: str) -> str:
        if not self._codes and "\x13" not in text:
            return text
        seen: list[str] = []
        for part in _FIELD.split(text):
            if part in _FIELD_MARKS:
                seen.append(self._field(part))
            elif not any(self._codes):
                seen.append(part)
            else:
                self._code += part
                if len(self._code) > _LONGEST_CODE:
                    self._codes, self._code = [], ""
        return "".join(seen)

    def _field(self, mark: str) -> str:
        """Take a mark of a field. Gives what is seen of the field beside its result."""
        if mark == _BEGIN:
            self._codes = [*self._codes[-_DEEPEST:], True]
            self._code = ""
        elif mark == _SEPARATOR and self._codes:
            self._codes[-1] = False
        elif mark == _END and self._codes and self._codes.pop() and not any(self._codes):
            reading = _READING.match(self._code[:_LONGEST_READING])
            return f"{reading[2]} ({reading[1]})" if reading else ""
        return ""
