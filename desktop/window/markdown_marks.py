"""What a line of Markdown is made of, to be shown as it stands: headings, words, and what is no word of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from core.addresses import TARGET

_SUFFIXES = {".md", ".markdown"}
_HEADING = re.compile(r"(#{1,6})\s")
# The marks of headings, lists and quotations, of links with where they lead, of emphasis and code.
_WRITTEN = re.compile(rf"^\s*(?:#{{1,6}}|[-*+>])(?=\s)|!?\[(?=[^\]\n]+\]\()|\]{TARGET}|\*\*|__|(?<!`)`(?!`)")


class Part(Enum):
    """How a stretch of a line is shown."""

    TITLE = "title"  # a heading of the first level
    HEADING = "heading"
    WORDS = "words"
    WRITTEN = "written"  # what the words are marked up with


def is_markdown(path: Path) -> bool:
    return path.suffix.lower() in _SUFFIXES


def parts(line: str) -> Iterator[tuple[str, Part]]:
    """The stretches of a line, one after another; all of its characters."""
    heading = _HEADING.match(line)
    words = Part.WORDS if heading is None else Part.TITLE if len(heading[1]) == 1 else Part.HEADING
    at = 0
    for mark in _WRITTEN.finditer(line):
        if mark.start() > at:
            yield line[at : mark.start()], words
        yield mark[0], Part.WRITTEN
        at = mark.end()
    if at < len(line):
        yield line[at:], words
