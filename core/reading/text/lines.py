"""Lines of a text with their places, and blocks made of them: what readers of marked-up text share."""

from __future__ import annotations

import re
from typing import NamedTuple

from core.types import Block, BlockKind

_LINE_END = re.compile(r"\r\n|\r|\n")


class Line(NamedTuple):
    """A line `[start, end)` without its end; the next one begins at `next`."""

    start: int
    end: int
    next: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text or self.text.isspace()

    @property
    def indent(self) -> int:
        """How far in it begins, a tab as far as eight spaces."""
        if self.text[:1] not in " \t":
            return 0
        lead = self.text[: len(self.text) - len(self.text.lstrip(" \t"))]
        return len(lead.expandtabs(8))


def lines_of(text: str, start: int = 0) -> list[Line]:
    """The lines of `text[start:]`, whichever of the three line ends it uses."""
    lines: list[Line] = []
    for end in _LINE_END.finditer(text, start):
        lines.append(Line(start, end.start(), end.end(), text[start : end.start()]))
        start = end.end()
    if start < len(text):
        lines.append(Line(start, len(text), len(text), text[start:]))
    return lines


class Layout:
    """Gathers blocks in the order of the text. Lines of one kind that follow each other are one block."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._kind: BlockKind | None = None
        self._start = self._end = 0

    def put(self, kind: BlockKind, start: int, end: int) -> None:
        """Add a stretch to the block that is open, or begin another where that is of another kind."""
        if kind is not self._kind:
            self.close()
            self._kind, self._start = kind, start
        self._end = end

    def close(self) -> None:
        """What comes next begins a new block."""
        if self._kind is not None and self._end > self._start:
            self.blocks.append(Block(self._kind, self._start, self._end))
        self._kind = None

    def add(self, kind: BlockKind, start: int, end: int, level: int = 0, header: int = 0) -> None:
        """Add a whole block."""
        self.close()
        if end > start:
            self.blocks.append(Block(kind, start, end, level, header))

    def done(self) -> tuple[Block, ...]:
        """All blocks; one that is empty where there are none, because a page without blocks is read as a paragraph."""
        self.close()
        return tuple(self.blocks) or (Block(BlockKind.HEADING, 0, 0, 6),)

    def heading(self, start: int, end: int, level: int) -> None:
        self.add(BlockKind.HEADING, start, end, max(1, min(level, 6)))

    def leave(self, at: int, level: int) -> None:
        """What comes next stands no longer under the headings of this level and of deeper ones."""
        self.close()
        self.blocks.append(Block(BlockKind.HEADING, at, at, max(1, min(level, 6))))
