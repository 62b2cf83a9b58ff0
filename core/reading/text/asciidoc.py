"""The structure of AsciiDoc, line by line."""

from __future__ import annotations

import re

from core.reading.text.lines import Layout, Line, lines_of
from core.reading.text.text import LINE_ENDS
from core.types import Block, BlockKind

_HEADING = re.compile(r"(={1,6}|#{1,6})[ \t]+(\S.*)")
_UNDERLINE = re.compile(r"(={3,}|-{3,}|~{3,}|\^{3,}|\+{3,})[ \t]*")
_UNDERLINES = "=-~^+"
_ATTRIBUTE = re.compile(r":!?[\w-][\w -]*!?:(?:[ \t].*)?")
_SETTING = re.compile(r"\[(?:[^\]\n]*)\][ \t]*")
_TITLE = re.compile(r"\.([^\s.].*)")
_DELIMITER = re.compile(r"(-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|```+\w*)[ \t]*")
_TABLE = re.compile(r"[|,:!]={3,}[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:[*-]+|\.+|\d+\.|[a-zA-Z]\.|<\d*\.?>)[ \t]+\S")
_TERM = re.compile(r"[ \t]*\S[^\n]{0,200}?(?::{2,4}|;;)(?:[ \t]|$)")
_DIRECTIVE = re.compile(r"(?:include|ifdef|ifndef|ifeval|endif|toc|video|audio)::?\S*\[[^\n]*\][ \t]*")
_PICTURE = re.compile(r"image::[^\[\n]+\[(?:alt=)?\"?([^\],\"\n]*)[^\n]*\][ \t]*")
_BREAK = re.compile(r"(?:'{3,}|<{3,}|\*[ ]?\*[ ]?\*|-[ ]-[ ]-)[ \t]*")
_CODE = frozenset("-.`")
_LEFT_OUT = frozenset("/+")


class AsciiDoc:
    """Reads a file piece after piece."""

    ends = (re.compile(r"\n(?=={2,3}[ \t])"), re.compile(r"\n[ \t\r]*\n(?=\S)"), *LINE_ENDS)

    def __init__(self) -> None:
        self.title = ""
        self._lines: list[Line] = []
        self._layout = Layout()
        self._inside = ""  # the delimiter that ends the code or comment that is open
        self._in_table = ""
        self._header = False  # whether the settings above a table say that its first row names the columns

    def blocks(self, text: str) -> tuple[Block, ...]:
        self._lines, self._layout = lines_of(text), Layout()
        at = 0
        while at < len(self._lines):
            at = self._step(at)
        return self._layout.done()

    def _step(self, at: int) -> int:
        line = self._lines[at]
        stripped = line.text.rstrip()
        if self._inside:
            self._in_delimited(line, stripped)
            return at + 1
        if self._in_table or _TABLE.fullmatch(stripped):
            return self._table(at)
        if line.blank:
            return at + 1
        if heading := self._heading(at):
            return heading
        return at + 1 if self._mark(line, stripped) else self._content(at)

    def _in_delimited(self, line: Line, stripped: str) -> None:
        if stripped == self._inside:
            self._layout.close()
            self._inside = ""
        elif self._inside[0] in _CODE and not line.blank:
            self._layout.put(BlockKind.CODE, line.start, line.end)

    def _heading(self, at: int) -> int:
        line = self._lines[at]
        if heading := _HEADING.fullmatch(line.text.rstrip()):
            title = heading[2].removesuffix(heading[1]).rstrip() or heading[2]
            self._enter(line.start + heading.start(2), title, len(heading[1]))
            return at + 1
        under = _UNDERLINE.fullmatch(self._lines[at + 1].text) if at + 1 < len(self._lines) else None
        title = line.text.strip()
        above = at == 0 or self._lines[at - 1].blank or _SETTING.fullmatch(self._lines[at - 1].text)
        if not under or not above or line.indent or abs(len(under[1]) - len(title)) > 2 or title[:1] in ".[|":
            return 0
        self._enter(line.start, title, _UNDERLINES.index(under[1][0]) + 1)
        return at + 2

    def _enter(self, start: int, title: str, level: int) -> None:
        self.title = self.title or title
        self._layout.heading(start, start + len(title), level)

    def _mark(self, line: Line, stripped: str) -> bool:
        """Lines that say what is below them, or that open something; whether this is one."""
        if delimiter := _DELIMITER.fullmatch(line.text):
            mark = delimiter[1]
            self._layout.close()
            if mark[0] in _LEFT_OUT or (mark[0] in _CODE and mark != "--"):
                self._inside = "```" if mark[0] == "`" else mark
            return True
        if setting := _SETTING.fullmatch(line.text):
            self._header = "header" in setting[0]
            return True
        if title := _TITLE.fullmatch(stripped):
            self._layout.add(BlockKind.CAPTION, line.start + 1, line.start + title.end(1))
            return True
        if picture := _PICTURE.fullmatch(line.text):
            if " " in picture[1].strip():
                self._layout.add(BlockKind.CAPTION, line.start + picture.start(1), line.start + picture.end(1))
            return True
        comment = stripped.startswith("//") and not stripped.startswith("///")
        left_out = _ATTRIBUTE.fullmatch(stripped) or _DIRECTIVE.fullmatch(line.text) or _BREAK.fullmatch(line.text)
        if left_out or comment:
            self._layout.close()
        return bool(left_out) or comment or stripped == "+"

    def _content(self, at: int) -> int:
        line = self._lines[at]
        end = at + 1
        if _ITEM.match(line.text) or _TERM.match(line.text):
            self._layout.put(BlockKind.LIST, line.start, line.end)
            return end
        if line.indent:  # a paragraph that is set in shows as it stands
            while end < len(self._lines) and self._lines[end].indent and not self._lines[end].blank:
                end += 1
            self._layout.put(BlockKind.CODE, line.start, self._lines[end - 1].end)
            return end
        self._layout.put(BlockKind.PARAGRAPH, line.start, line.end)
        return end

    def _table(self, at: int) -> int:
        """The rows up to the mark that ends them, or to the end of the piece; the line behind."""
        first = at
        if not self._in_table:
            self._in_table = self._lines[at].text.rstrip()
            first = at + 1
        end = next((n for n in range(first, len(self._lines)) if self._lines[n].text.rstrip() == self._in_table), None)
        rows = [n for n in range(first, len(self._lines) if end is None else end) if not self._lines[n].blank]
        if rows:
            start = self._lines[rows[0]].start
            header = (
                self._lines[self._header_end(rows)].end - start if first > at and self._is_headed(first, rows) else 0
            )
            self._layout.add(BlockKind.TABLE, start, self._lines[rows[-1]].end, 0, header)
        self._header = False
        if end is None:
            return len(self._lines)
        self._in_table = ""
        return end + 1

    def _is_headed(self, first: int, rows: list[int]) -> bool:
        """A first line with an empty one below it names the columns, and so does one that the settings say does."""
        return self._header or (rows[0] == first and len(rows) > 1 and rows[1] > rows[0] + 1)

    def _header_end(self, rows: list[int]) -> int:
        """The last line of the first row: cells may stand one below the other."""
        gap = next((n for n in range(len(rows) - 1) if rows[n + 1] > rows[n] + 1), 0)
        return rows[gap] if gap < 20 else rows[0]
