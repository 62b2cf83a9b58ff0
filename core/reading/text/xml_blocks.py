"""Which stretches of an XML file are its text: an element that holds text of its own is one, with all that is in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from core.passages import TARGET
from core.reading.text.lines import Layout
from core.types import Block, BlockKind

_TITLES = frozenset({"title", "head", "heading", "article-title", "chapter-title", "section-title", "bridgehead"})
_WRAPPER = re.compile(r"(?:info|group|meta|header|stmt|desc|front|page|prolog)$", re.IGNORECASE)
_REFERENCES = frozenset(
    "ref bibl biblstruct biblioentry bibliomixed citation element-citation mixed-citation related-object".split()
)
_KINDS = {
    **dict.fromkeys(("caption", "figdesc", "figcaption"), BlockKind.CAPTION),
    **dict.fromkeys(("footnote", "note", "fn", "endnote", "comment", "remark"), BlockKind.NOTE),
    **dict.fromkeys(("programlisting", "screen", "code", "codeblock", "literallayout", "eg", "pre"), BlockKind.CODE),
}
_PROSE = frozenset("p para simpara ab li item l line seg td th entry cell term title head s".split())
# A short value says little without the name of its element.
_FIELD = 80
# Longer elements are taken apart even if text stands directly in them.
_LONGEST_WHOLE = 4 * TARGET
_DEEPEST = 500
_BLOB = 500
_ATTRIBUTE = re.compile(r"\s([\w:.-]{1,60})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NO_WORDS = re.compile(
    r"(?:xmlns|xml|xsi|xlink)(?::.*)?$|(?:.*:)?(?:id|\w*ref|href|src|class|style|type|lang|version|target|d|width|height|x|"
    r"y|points|transform|fill|stroke|viewbox|encoding|format|colou?r|font\w*|align\w*|role|"
    r"\w*style|position|weight|vertical|horizontal)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3,}")


class _Found(NamedTuple):
    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(slots=True)
class _Element:
    """An open element.

    start: -1 where that was in an earlier piece. first, last: where the text in it begins and ends; own: whether it
    holds some directly.
    """

    name: str
    start: int
    found: int  # how many blocks there were before it
    own: bool = False
    first: int = -1
    last: int = -1
    children: bool = False
    titled: int = 0  # the level of its title


class XmlBlocks:
    """Takes tags and text in order. Elements that are open when a piece ends go on in the next."""

    def __init__(self) -> None:
        self.title = ""
        self._text = ""
        self._open: list[_Element] = []
        self._too_deep = 0
        self._found: list[_Found] = []

    def begin(self, text: str) -> None:
        self._text = text
        self._found = []
        for element in self._open:
            element.found = 0
            element.start = element.first = element.last = -1
            element.own = False

    def open(self, name: str, start: int, end: int) -> None:
        if len(self._open) >= _DEEPEST:
            self._too_deep += 1
            return
        if self._open:
            self._open[-1].children = True
        self._open.append(_Element(name.rpartition(":")[2].lower(), start, len(self._found)))
        if _says_something(self._text[start:end]):
            self._found.append(_Found(BlockKind.CODE, start, end))

    def text(self, start: int, end: int) -> None:
        """Text between tags."""
        words = self._text[start:end]
        ink = words.strip()
        if not ink or _is_blob(ink):
            return
        start += len(words) - len(words.lstrip())
        end = start + len(ink)
        self._found.append(_Found(BlockKind.PARAGRAPH, start, end))
        if self._open:
            self._open[-1].own = True
            self._reach(self._open[-1], start, end)

    def close(self, name: str, start: int, end: int) -> None:
        """A closing tag. One that fits no open element means nothing; one of an outer element closes those within."""
        if self._too_deep:
            self._too_deep -= 1
            return
        local = name.rpartition(":")[2].lower()
        if self._open and self._open[-1].name != local and not any(e.name == local for e in self._open[-20:]):
            return
        while self._open:
            element = self._open.pop()
            self._end(element, start, end)
            if element.name == local:
                break

    def take(self) -> tuple[Block, ...]:
        """The blocks of the piece that ends here."""
        layout = Layout()
        for found in self._found:
            if found.level and found.end <= found.start:
                layout.leave(found.start, found.level)
            else:
                layout.add(found.kind, found.start, found.end, found.level)
        return layout.done()

    def _end(self, element: _Element, start: int, end: int) -> None:
        within = self._found[element.found :]
        if element.own and element.last - element.first <= _LONGEST_WHOLE and not any(found.level for found in within):
            self._found[element.found :] = [self._whole(element, end)]
        elif self._is_record(element, end, within):
            self._found[element.found :] = [_Found(BlockKind.CODE, element.start, end)]
        if self._open and element.first >= 0:
            self._reach(self._open[-1], element.first, element.last)
        if element.titled:
            self._found.append(_Found(BlockKind.HEADING, start, start, element.titled))

    def _is_record(self, element: _Element, end: int, within: list[_Found]) -> bool:
        """Whether an element holds a few short values, which say more together."""
        fields = all(found.kind is BlockKind.CODE or found.end - found.start <= 2 * _FIELD for found in within)
        tagged = all(self._text[found.start] == "<" for found in within)
        small = len(within) > 1 and element.start >= 0 and end - element.start <= TARGET
        return small and fields and tagged and not any(found.level for found in within)

    def _whole(self, element: _Element, end: int) -> _Found:
        first, last = element.first, element.last
        if element.name in _TITLES and (level := self._level()):
            self.title = self.title or " ".join(re.sub(r"<[^<>]*>", "", self._text[first:last]).split())
            return _Found(BlockKind.HEADING, first, last, level)
        if not element.children and last - first <= _FIELD and element.name not in _PROSE and element.start >= 0:
            first, last = element.start, end
        return _Found(_KINDS.get(element.name, BlockKind.PARAGRAPH), first, last)

    def _level(self) -> int:
        """How deep the section stands whose title was just read; 0 for the title of something else."""
        owner = len(self._open) - 1
        while owner > 0 and _WRAPPER.search(self._open[owner].name):
            owner -= 1
        if owner < 0 or self._open[owner].titled or any(e.name in _REFERENCES for e in self._open):
            return 0
        level = min(6, 1 + sum(1 for element in self._open[:owner] if element.titled))
        self._open[owner].titled = level
        return level

    def _reach(self, element: _Element, first: int, last: int) -> None:
        element.first = first if element.first < 0 else element.first
        element.last = last


def _says_something(tag: str) -> bool:
    """Whether the attributes of a tag hold words for a person."""
    if "=" not in tag:
        return False
    said = 0
    for name, double, single in _ATTRIBUTE.findall(tag):
        value = double or single
        if not _NO_WORDS.match(name) and _WORD.search(value) and not _is_blob(value):
            said += 2 if " " in value.strip() else 1
    return said > 1


def _is_blob(text: str) -> bool:
    """Letters that stand for bytes: no words as far as one looks."""
    return len(text) > _BLOB and text[:_BLOB].isascii() and all(len(word) > 40 for word in text[: _BLOB - 80].split())
