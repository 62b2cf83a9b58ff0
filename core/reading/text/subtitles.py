"""Reads subtitles (SRT, WebVTT): what is said, in running text, with the time of each cue.

The numbers and times between the cues would part every sentence that goes on over two of them, so the words are taken
out of the file; the times stay as marks. The formats are so simple that cues are found by their times alone, which also
reads the many files that a strict parser refuses.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.text.text import LINE_ENDS, pieces
from core.types import Block, BlockKind, Page

_ENDS = (re.compile(r"\n[ \t\r]*\n"), *LINE_ENDS)
_TIMES = re.compile(r"((?:\d{1,3}:)?\d{1,2}:\d{2})[.,]\d{1,3}[ \t]*-->[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}")
_TITLE = re.compile(r"WEBVTT[ \t]+(?:[-–—:][ \t]*)?(\S.*)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]+([^<>]{1,80})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,100}>|<\d[\d:.]{0,20}>|\{\\[^{}\n]{0,100}\}")
_LEFT_OUT = ("NOTE", "STYLE", "REGION")
_SENTENCE_END = re.compile(r"[.!?…。！？♪][\"'”»)\]]*$")
_NEW = re.compile(r"[-–—♪\[(]")  # another voice, music or noise
# A paragraph ends with the first sentence behind this many characters, and in any case at three times as many.
_PARAGRAPH = 400
_PIECE = 100_000
_LONGEST_CUE = 10_000


def pages(source: Source) -> Pages:
    """One page a piece of about 100,000 characters; offsets count in the text that is extracted here.

    A file without a single time is read as the text that it is.
    """
    film = _Film()
    said = False
    for time, lines in _cues(source.path, film):
        said = True
        if film.length > _PIECE:
            yield film.take()
        film.say(time, *_spoken(lines))
    if film.length:
        yield film.take()
    if not said:
        for offset, line, text in pieces(source.path):
            yield Page(None, text, offset=offset, line=line)
    return film.title


class _Film:
    """Puts what is said together into paragraphs."""

    def __init__(self) -> None:
        self.title = ""
        self.length = 0
        self._texts: list[str] = []
        self._blocks: list[Block] = []
        self._marks: list[tuple[int, str]] = []
        self._begin = self._offset = 0
        self._said = self._speaker = ""

    def say(self, time: str, speaker: str, lines: list[str]) -> None:
        """Add a cue. A line that the cue before ended with, as in subtitles that roll, is said once."""
        if lines and lines[0] == self._said:
            lines = lines[1:]
        if not lines:
            return
        words = "".join(f"\n{line}" if _NEW.match(line) else f" {line}" for line in lines).strip()
        long = self.length - self._begin
        ended = _SENTENCE_END.search(self._said) and (long > _PARAGRAPH or _NEW.match(words))
        if ended or long > 3 * _PARAGRAPH or speaker != self._speaker:
            self._end_paragraph()
        self._add(" " if self.length > self._begin else "")
        self._marks.append((self.length, time))
        self._add(f"{speaker}: {words}" if speaker and self.length == self._begin else words)
        self._said, self._speaker = lines[-1], speaker

    def take(self) -> Page:
        """What was said since the last time, as the next page."""
        self._end_paragraph()
        page = Page(None, "".join(self._texts), tuple(self._blocks), self._offset, marks=tuple(self._marks))
        self._offset += self.length
        self._texts, self._blocks, self._marks, self.length, self._begin = [], [], [], 0, 0
        return page

    def _add(self, text: str) -> None:
        self._texts.append(text)
        self.length += len(text)

    def _end_paragraph(self) -> None:
        if self.length > self._begin:
            self._blocks.append(Block(BlockKind.PARAGRAPH, self._begin, self.length))
            self._add("\n\n")
        self._begin = self.length


def _cues(path: Path, film: _Film) -> Iterator[tuple[str, list[str]]]:
    """(time, lines) for each cue."""
    time, lines, left_out, held = "", [""], False, 0
    for line in _stripped(path):
        if times := _TIMES.match(line):
            if time:
                yield time, _without_name(lines)
            time, lines, left_out, held = _clock(times[1]), [], False, 0
        elif line.startswith(_LEFT_OUT) and lines[-1:] == [""]:
            left_out = True
        elif time and not left_out and held < _LONGEST_CUE:
            lines.append(line)
            held += len(line) + 1
        elif not time and (title := _TITLE.match(line)):
            film.title = title[1]
    if time:
        yield time, lines


def _stripped(path: Path) -> Iterator[str]:
    for _, _, text in pieces(path, _ENDS):
        for line in text.splitlines():
            yield line.strip()


def _without_name(lines: list[str]) -> list[str]:
    """The lines of a cue without the number or name of the next one, which stands right above its times."""
    named = lines and lines[-1] and (lines[-1].isdigit() or (len(lines) > 1 and not lines[-2]))
    return lines[:-1] if named else lines


def _spoken(lines: list[str]) -> tuple[str, list[str]]:
    """Who speaks, where the cue says so, and its lines without their marks."""
    voice = _VOICE.match(lines[0]) if lines else None
    spoken = (" ".join(html.unescape(_TAG.sub("", line)).split()) for line in lines)
    return voice[1].strip() if voice else "", [words for words in spoken if words]


def _clock(stated: str) -> str:
    """A time as hours, minutes and seconds."""
    parts = stated.split(":")
    return ":".join(part.zfill(2) for part in [*["00"] * (3 - len(parts)), *parts])
