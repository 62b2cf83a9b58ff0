"""The structure of Org files, line by line."""

from __future__ import annotations

import re

from core.reading.text.lines import Layout, Line, lines_of
from core.reading.text.text import LINE_ENDS
from core.types import Block, BlockKind

_HEADING = re.compile(
    r"(\*+)[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|HOLD|CANCELLED|CANCELED)(?:[ \t]+|$))?(?:\[#\w\][ \t]*)?(.*)"
)
_TAGS = re.compile(r"(?:[ \t]|^)(?::[\w@#%]+)+:$")
_KEYWORD = re.compile(r"[ \t]*#\+([\w-]+)(?:\[[^\]\n]*\])?:[ \t]*(.*)")
_BEGIN = re.compile(r"[ \t]*#\+begin_(\w+)", re.IGNORECASE)
_DRAWER = re.compile(r"[ \t]*:(?!end:)[\w-]+:[ \t]*", re.IGNORECASE)
_DRAWER_END = re.compile(r"[ \t]*:end:[ \t]*", re.IGNORECASE)
_PLANNING = re.compile(r"[ \t]*(?:CLOSED|SCHEDULED|DEADLINE):")
_ITEM = re.compile(r"(?:[ \t]*[-+]|[ \t]+\*|[ \t]*(?:\d+|[a-zA-Z])[.)])[ \t]")
_NOTE = re.compile(r"\[fn:[^\]\n]+\]|\[\d+\]")
_RULE = re.compile(r"[ \t]*\|[-+| \t]+")
_COMMENT = re.compile(r"[ \t]*#(?:[ \t]|$)")
_FIXED = re.compile(r"[ \t]*:(?:[ \t]|$)")
_CODE = frozenset({"src", "example"})
_LEFT_OUT = frozenset({"comment", "export"})
_LONGEST_DRAWER = 200  # lines


class Org:
    """Reads a file piece after piece."""

    ends = (re.compile(r"\n(?=\*{1,3}[ \t])"), re.compile(r"\n[ \t\r]*\n(?=\S)"), *LINE_ENDS)

    def __init__(self) -> None:
        self.title = ""
        self._lines: list[Line] = []
        self._layout = Layout()
        self._no_drawer = 0  # before this line no drawer begins
        self._block = ""  # what a #+begin opened, in lower case

    def blocks(self, text: str) -> tuple[Block, ...]:
        self._lines, self._layout, self._no_drawer = lines_of(text), Layout(), 0
        at = 0
        while at < len(self._lines):
            at = self._step(at)
        return self._layout.done()

    def _step(self, at: int) -> int:
        line = self._lines[at]
        if self._block:
            self._in_block(line)
            return at + 1
        if line.blank:
            return at + 1
        if line.text[0] == "*" and (heading := _HEADING.fullmatch(line.text)):
            start, title = line.start + heading.start(2), heading[2].rstrip()
            tags = _TAGS.search(title)
            self._layout.heading(start, start + (tags.start() if tags else len(title)), len(heading[1]))
            return at + 1
        if begin := _BEGIN.match(line.text):
            self._block = begin[1].lower()
            self._layout.close()
            return at + 1
        if line.text.lstrip().startswith("#"):
            self._keyword(line)
            return at + 1
        if _DRAWER.fullmatch(line.text) and (end := self._drawer_end(at)):
            return end
        return at + 1 if _PLANNING.match(line.text) else self._content(at)

    def _in_block(self, line: Line) -> None:
        if line.text.strip().lower() == f"#+end_{self._block}":
            self._layout.close()
            self._block = ""
        elif self._block not in _LEFT_OUT and not line.blank:
            kind = BlockKind.CODE if self._block in _CODE else BlockKind.PARAGRAPH
            self._layout.put(kind, line.start, line.end)

    def _keyword(self, line: Line) -> None:
        """What a line that begins with a number sign says; comments and settings are left out."""
        keyword = _KEYWORD.fullmatch(line.text)
        self._layout.close()
        if keyword is None:
            if not _COMMENT.match(line.text):  # a word with a number sign before it
                self._layout.put(BlockKind.PARAGRAPH, line.start, line.end)
            return
        name, start, said = keyword[1].lower(), line.start + keyword.start(2), keyword[2].rstrip()
        end = start + len(said)
        if name == "title":
            self.title = self.title or said
            self._layout.heading(start, end, 1)
        elif name == "caption":
            self._layout.add(BlockKind.CAPTION, start, end)
        elif name in ("author", "date", "subtitle", "description"):
            self._layout.add(BlockKind.PARAGRAPH, start, end)

    def _drawer_end(self, at: int) -> int:
        """The line behind a drawer; 0 where none ends soon enough, and so none that begins in between."""
        if at < self._no_drawer:
            return 0
        last = min(at + _LONGEST_DRAWER, len(self._lines))
        for end in range(at + 1, last):
            if _DRAWER_END.fullmatch(self._lines[end].text):
                return end + 1
            if self._lines[end].text.startswith("*"):
                last = end
                break
        self._no_drawer = last
        return 0

    def _content(self, at: int) -> int:
        line = self._lines[at]
        if line.text.lstrip().startswith("|"):
            return self._table(at)
        if _NOTE.match(line.text):
            end = self._paragraph_end(at)
            self._layout.add(BlockKind.NOTE, line.start, self._lines[end - 1].end)
            return end
        if _FIXED.match(line.text):
            self._layout.put(BlockKind.CODE, line.start, line.end)
            return at + 1
        if _ITEM.match(line.text):
            end = at + 1
            while end < len(self._lines) and self._lines[end].text and self._lines[end].indent > line.indent:
                end += 1
            self._layout.put(BlockKind.LIST, line.start, self._lines[end - 1].end)
            return end
        self._layout.put(BlockKind.PARAGRAPH, line.start, line.end)
        return at + 1

    def _paragraph_end(self, at: int) -> int:
        end = at + 1
        while end < len(self._lines) and not self._lines[end].blank and not _NOTE.match(self._lines[end].text):
            if self._lines[end].text.startswith("*"):
                break
            end += 1
        return end

    def _table(self, at: int) -> int:
        end = at
        while end < len(self._lines) and self._lines[end].text.lstrip().startswith("|"):
            end += 1
        rows = list(range(at, end))
        while rows and _RULE.fullmatch(self._lines[rows[0]].text):
            rows.pop(0)
        while rows and _RULE.fullmatch(self._lines[rows[-1]].text):
            rows.pop()
        if rows:
            start = self._lines[rows[0]].start
            rule = next((n for n in rows if _RULE.fullmatch(self._lines[n].text)), 0)
            header = self._lines[rule - 1].end - start if rule else 0
            self._layout.add(BlockKind.TABLE, start, self._lines[rows[-1]].end, 0, header)
        return end
