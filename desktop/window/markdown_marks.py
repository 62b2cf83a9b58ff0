"""What Markdown is made of, to be shown as it stands: headings, words, and what is no word of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from core.addresses import TARGET

_SUFFIXES = {".md", ".markdown"}
_HEADING = re.compile(r"(#{1,6})\s")
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
# The marks of headings, lists and quotations, of links with where they lead, of emphasis. Code is taken whole: in it
# they are none. Bounded, so that hostile text costs no more than other text.
_WRITTEN = re.compile(
    r"(?P<code>`[^`\n]{1,300}`)"
    rf"|^\s{{0,20}}(?:#{{1,6}}|[-*+>])(?=\s)|!?\[(?=[^\[\]\n]{{1,300}}\]\()|\]{TARGET}|\*\*"
)
_LONGEST = 5_000  # characters of a line that is looked through


class Part(Enum):
    """How a stretch of a line is shown."""

    TITLE = "title"  # a heading of the first level
    HEADING = "heading"
    WORDS = "words"
    WRITTEN = "written"  # what the words are marked up with


Line = list[tuple[str, Part]]


def is_markdown(path: Path) -> bool:
    return path.suffix.lower() in _SUFFIXES


def lines(text: str) -> Iterator[Line]:
    """The stretches of each line, one after another; all of its characters."""
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence):
                fence = ""
            yield [(line, Part.WORDS)]
        elif mark:
            fence = mark[1]
            yield [(line, Part.WRITTEN)]
        else:
            yield list(_parts(line)) if len(line) <= _LONGEST else [(line, Part.WORDS)]


def _parts(line: str) -> Line:
    heading = _HEADING.match(line)
    words = Part.WORDS if heading is None else Part.TITLE if len(heading[1]) == 1 else Part.HEADING
    parts: Line = []
    at = 0
    for mark in _WRITTEN.finditer(line):
        parts.append((line[at : mark.start()], words))
        if code := mark["code"]:
            parts += [("`", Part.WRITTEN), (code[1:-1], words), ("`", Part.WRITTEN)]
        else:
            parts.append((mark[0], Part.WRITTEN))
        at = mark.end()
    return [(text, part) for text, part in (*parts, (line[at:], words)) if text]
