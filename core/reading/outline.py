"""Writes the text of a file that is not paged as it is found, with its blocks, and cuts it into pieces."""

from __future__ import annotations

from core.types import Block, BlockKind, Page

# As long as a piece of plain text, for the same reason.
PIECE = 200_000


class Outline:
    """Blocks of text added in order become pages of at most about PIECE characters, numbered on by `offset`."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0
        self._offset = 0

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Add a block; blocks are parted by an empty line. Text without ink is left out."""
        text = text.strip()
        if not text:
            return
        start = self._length
        self._texts += (text, "\n\n")
        self._blocks.append(Block(kind, start, start + len(text), level))
        self._length = start + len(text) + 2

    @property
    def full(self) -> bool:
        return self._length > PIECE

    def take(self) -> Page:
        """What was added since the last time, as the next page."""
        page = Page(None, "".join(self._texts), tuple(self._blocks), self._offset)
        self._offset += self._length
        self._texts, self._blocks, self._length = [], [], 0
        return page

    @property
    def empty(self) -> bool:
        return not self._texts


def table_text(rows: list[list[str]]) -> str:
    """Rows on lines of their own, cells parted by bars; empty rows and trailing empty cells left out."""
    lines: list[str] = []
    for row in rows:
        cells = [" ".join(cell.split()) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            lines.append(" | ".join(cells))
    return "\n".join(lines)
