"""The rows of a LaTeX table."""

from __future__ import annotations

import re

from core.types import Block, BlockKind

_RULE = re.compile(
    r"\s*+\\(?:[hc]line|toprule|midrule|bottomrule|cmidrule|specialrule|addlinespace|endhead|endfirsthead|endfoot|"
    r"endlastfoot|rowcolor|arrayrulecolor|noalign|Xhline)(?![a-zA-Z])"
    r"(?:\([^()\n]*\)|\[[^\[\]\n]*\]|\{[^{}\n]*\})*[ \t]*"
)
_ROW_END = re.compile(r"\\\\(?:\[[^\[\]\n]{0,40}\])?|\\tabularnewline(?![a-zA-Z])")
_COLUMNS = re.compile(r"[ \t]*(?:\[[^\[\]\n]{0,40}\])?")
_MOST_HEADER_ROWS = 3


def table_of(text: str, start: int, name: str) -> tuple[list[Block], int]:
    """The block of a table whose text begins at `start`, where its environment does, and the place where it ends.

    The rows above the first rule within the table name its columns.
    """
    end = text.find(f"\\end{{{name}", start)
    end = len(text) if end < 0 else end
    start = _behind_columns(text, start, end)
    start = _behind_rules(text, start, end)
    while start < end and text[start].isspace():
        start += 1
    last = end
    for row in _ROW_END.finditer(text, start, end):
        last = row.end()
    stop = end if text[_behind_rules(text, last, end) : end].strip() else last
    if not text[start:stop].strip():
        return [], end
    return [Block(BlockKind.TABLE, start, stop, 0, _header(text, start, stop))], end


def _behind_rules(text: str, at: int, end: int) -> int:
    while rule := _RULE.match(text, at, end):
        at = rule.end()
    return at


def _behind_columns(text: str, start: int, end: int) -> int:
    """The place behind the arguments that say how many columns there are and how wide."""
    found = _COLUMNS.match(text, start, end)
    at = found.end() if found else start
    while at < end and text[at] == "{":
        behind = _behind_brace(text, at, min(end, at + 500))
        if not behind:
            return start
        at = behind
    return at


def _behind_brace(text: str, start: int, end: int) -> int:
    depth = 0
    for at in range(start, end):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if not depth:
            return at + 1
    return 0


def _header(text: str, start: int, end: int) -> int:
    for count, row in enumerate(_ROW_END.finditer(text, start, end), 1):
        if count > _MOST_HEADER_ROWS:
            break
        if row.end() < end and _RULE.match(text, row.end(), end):
            return row.start() - start
    return 0
