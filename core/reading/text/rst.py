"""The structure of reStructuredText, line by line."""

from __future__ import annotations

import re

from core.reading.text.lines import Layout, Line, lines_of
from core.reading.text.text import LINE_ENDS
from core.types import Block, BlockKind

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1+[ \t]*")
_SIMPLE = re.compile(r"[ \t]*=+(?:[ \t]+=+)+[ \t]*")
_GRID = re.compile(r"[ \t]*\+(?:[-=]+\+)+[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:[-*+•‣⁃]|\(?(?:\d{1,4}|[a-zA-Z#]|[ivxlcdmIVXLCDM]{1,6})[.)])(?:[ \t]+|$)")
_FIELD = re.compile(r"[ \t]*:(?![: ])[^:\n]{1,60}:(?:[ \t]|$)")
_OPTION = re.compile(r"[ \t]+:([\w-]+):[ \t]*(.*)")
_DIRECTIVE = re.compile(r"[ \t]*\.\.[ \t]+(?:\|[^|\n]*\|[ \t]+)?([\w:+.-]+?)::(?:[ \t]+(.*))?")
_NOTE = re.compile(r"[ \t]*\.\.[ \t]+(\[[^\]\n]{1,60}\])[ \t]")
_EXPLICIT = re.compile(r"[ \t]*(?:\.\.(?:[ \t]|$)|__[ \t])")
_CODE = frozenset(
    "code code-block sourcecode literalinclude parsed-literal prompt console-output productionlist".split()
)
_TABLES = frozenset({"csv-table", "list-table"})
_FIGURES = frozenset({"figure", "image", "thumbnail"})
_LEFT_OUT = frozenset(
    "toctree include literalinclude raw contents index meta highlight sectnum default-role currentmodule role unicode "
    "tabularcolumns currentclass replace class bibliography testsetup testcleanup comment graphviz digraph".split()
)


class Rst:
    """Reads a file piece after piece; which adornment makes which level goes by their order in the whole file."""

    # A long file is cut before a title where it can be, and never in an indented block if there is another place.
    ends = (
        re.compile(
            r"\n[ \t\r]*\n(?=(?:([!-/:-@\[-`{-~])\1{3,}\r?\n)?[^\s.|+][^\n]*\n([=~^\"'#*+`-])\2{3,}[ \t]*\r?\n)"
        ),
        re.compile(r"\n[ \t\r]*\n(?=\S)"),
        *LINE_ENDS,
    )

    def __init__(self) -> None:
        self.title = ""
        self._endless = False  # whether no rule ends a table in this piece
        self._lines: list[Line] = []
        self._layout = Layout()
        self._styles: list[tuple[str, bool]] = []

    def blocks(self, text: str) -> tuple[Block, ...]:
        self._lines, self._layout, self._endless = lines_of(text), Layout(), False
        at = 0
        while at < len(self._lines):
            at = self._step(at)
        return self._layout.done()

    def _step(self, at: int) -> int:
        """Take what begins at a line; the line behind it."""
        line = self._lines[at]
        if line.blank:
            return at + 1
        if _EXPLICIT.match(line.text):
            return self._explicit(at)
        return self._heading(at) or self._table(at) or self._list(at) or self._paragraph(at)

    def _heading(self, at: int) -> int:
        """A title with a line under it, or with one above it too; 0 for anything else."""
        line = self._lines[at]
        over = _ADORNMENT.fullmatch(line.text)
        first = at + 1 if over else at
        if first + 1 >= len(self._lines) or (at and not over and not self._lines[at - 1].blank):
            return 0
        title, under = self._lines[first], _ADORNMENT.fullmatch(self._lines[first + 1].text)
        long = under and len(under[0].rstrip()) >= min(4, len(title.text.strip()))
        if title.blank or not under or not long or (over and over[1] != under[1]) or (title.indent and not over):
            return at + 1 if over and len(over[0].rstrip()) > 3 else 0  # a transition
        style = (under[1], over is not None)
        if style not in self._styles:
            self._styles.append(style)
        self.title = self.title or title.text.strip()
        self._layout.heading(title.start, title.end, self._styles.index(style) + 1)
        return first + 2

    def _table(self, at: int) -> int:
        line = self._lines[at]
        if _GRID.fullmatch(line.text):
            return self._grid(at)
        return self._simple(at) if _SIMPLE.fullmatch(line.text) and not self._endless else 0

    def _grid(self, at: int) -> int:
        end = at
        while end < len(self._lines) and self._lines[end].text.lstrip()[:1] in ("+", "|"):
            end += 1
        rule = next((n for n in range(at + 1, end) if self._lines[n].text.lstrip().startswith("+=")), 0)
        self._rows(at + 1, end - 1, rule)
        return end

    def _simple(self, at: int) -> int:
        rules = [at]
        for end in range(at + 1, len(self._lines)):
            if _SIMPLE.fullmatch(self._lines[end].text):
                rules.append(end)
                if end + 1 == len(self._lines) or self._lines[end + 1].blank:
                    break
        else:
            self._endless = True  # and so is every table that would begin below
            return 0
        self._rows(at + 1, rules[-1], rules[1] if len(rules) > 2 else 0)
        return rules[-1] + 1

    def _rows(self, first: int, last: int, below_header: int) -> None:
        """A table of the lines from `first` to before `last`; the ones before `below_header` name the columns."""
        if last <= first:
            return
        start = self._lines[first].start
        header = self._lines[below_header - 1].end - start if below_header > first else 0
        self._layout.add(BlockKind.TABLE, start, self._lines[last - 1].end, 0, header)

    def _list(self, at: int) -> int:
        """Items, fields or the lines of a verse, with all that is indented below them."""
        line = self._lines[at]
        if not (_ITEM.match(line.text) or _FIELD.match(line.text)):
            return 0
        end = self._body(at)
        self._layout.put(BlockKind.LIST, line.start, self._lines[end - 1].end)
        return end

    def _paragraph(self, at: int) -> int:
        end = at
        while end < len(self._lines) and not self._lines[end].blank and not (end > at and self._begins(end)):
            end += 1
        first, last = self._lines[at], self._lines[end - 1]
        code = first.text.lstrip().startswith(">>> ")
        self._layout.put(BlockKind.CODE if code else BlockKind.PARAGRAPH, first.start, last.end)
        return self._literal(end, first.indent) if last.text.rstrip().endswith("::") else end

    def _begins(self, at: int) -> bool:
        return _EXPLICIT.match(self._lines[at].text) is not None

    def _literal(self, at: int, indent: int) -> int:
        """What is indented below a paragraph that ends in two colons is code."""
        end = self._indented(at, indent)
        self._put_trimmed(BlockKind.CODE, at, end)
        return end

    def _explicit(self, at: int) -> int:
        line = self._lines[at]
        end = self._body(at)
        self._layout.close()
        if directive := _DIRECTIVE.match(line.text):
            return self._directive(at, end, directive)
        if note := _NOTE.match(line.text):
            self._layout.add(BlockKind.NOTE, line.start + note.start(1), self._lines[end - 1].end)
        return end

    def _directive(self, at: int, end: int, directive: re.Match[str]) -> int:
        """A directive; the line to go on at, which is that of its body where that is text like any other."""
        name, argument = directive[1].rpartition(":")[2].lower(), (directive[2] or "").strip()
        body, options = self._options(at + 1, end)
        if name in _LEFT_OUT or name.startswith("auto"):
            return end
        if name in _CODE:
            self._put_trimmed(BlockKind.CODE, body, end)
            return end
        if name in _FIGURES:
            return self._figure(body, end, options)
        if argument and name != "math":
            kind = BlockKind.CAPTION if name in _TABLES or name == "table" else BlockKind.PARAGRAPH
            start = self._lines[at].start + directive.start(2)
            self._layout.add(kind, start, start + len(argument))
        if name in _TABLES:
            self._listed(body, end, options)
            return end
        return body

    def _options(self, at: int, end: int) -> tuple[int, dict[str, tuple[int, str]]]:
        """The line where a directive's body begins, and its options with their places."""
        options: dict[str, tuple[int, str]] = {}
        while at < end and (option := _OPTION.match(self._lines[at].text)):
            options[option[1]] = (self._lines[at].start + option.start(2), option[2].rstrip())
            at += 1
        while at < end and self._lines[at].blank:
            at += 1
        return at, options

    def _figure(self, body: int, end: int, options: dict[str, tuple[int, str]]) -> int:
        start, words = options.get("alt", (0, ""))
        if " " in words:
            self._layout.add(BlockKind.CAPTION, start, start + len(words))
        last = next((n for n in range(body, end) if self._lines[n].blank), end)
        self._put_trimmed(BlockKind.CAPTION, body, last)
        return last

    def _listed(self, body: int, end: int, options: dict[str, tuple[int, str]]) -> None:
        """A table that is written as lines of values, or as a list of lists."""
        while end > body and self._lines[end - 1].blank:
            end -= 1
        if body >= end:
            return
        start, names = options.get("header", (self._lines[body].start, ""))
        rows = self._lines[body:end]
        if "header-rows" in options and not names:
            again = next((n for n, row in enumerate(rows[1:], 1) if row.text.lstrip().startswith("* ")), 1)
            names = " " * (rows[again - 1].end - rows[0].start)
        self._layout.add(BlockKind.TABLE, start, rows[-1].end, 0, len(names))

    def _body(self, at: int) -> int:
        """The line behind all that is indented below a line, and behind the item's own paragraph."""
        end = self._indented(at + 1, self._lines[at].indent)
        while end > at + 1 and self._lines[end - 1].blank:
            end -= 1
        return end

    def _indented(self, at: int, indent: int) -> int:
        while at < len(self._lines) and (self._lines[at].blank or self._lines[at].indent > indent):
            at += 1
        return at

    def _put_trimmed(self, kind: BlockKind, first: int, last: int) -> None:
        while last > first and self._lines[last - 1].blank:
            last -= 1
        while first < last and self._lines[first].blank:
            first += 1
        if first < last:
            self._layout.add(kind, self._lines[first].start, self._lines[last - 1].end)
