"""Writes the text of a file that is not laid out in pages as it is found, with its blocks, and cuts it into pieces."""

from __future__ import annotations

from collections.abc import Sequence

from core.types import Block, BlockKind, Page

# As long as a piece of plain text, for the same reason.
PIECE = 200_000


class Outline:
    """Blocks of text added in order become pages of at most about PIECE characters.

    A format without pages makes one Outline for the file: its pieces are numbered on by `offset`. A format with pages
    (slides, sheets, chapters) makes one for each, with the page's number and label; its pieces share both.
    """

    def __init__(self, number: int | None = None, label: str = "") -> None:
        self._number, self._label = number, label
        self._texts: list[str] = []
        self._blocks: list[Block] = []
        self._marks: list[tuple[int, str]] = []
        self._length = 0
        self._offset = 0
        self.columns = ""  # set by who carries a table on over several pieces, as in Page.columns

    def add(self, kind: BlockKind, text: str, level: int = 0, mark: str = "") -> None:
        """Add a block; blocks are parted by an empty line. Text without ink is left out.

        mark: the finer place that the block stands at, as in Page.marks.
        """
        text = text.strip()
        if not text:
            return
        start = self._length
        if mark:
            self._marks.append((start, mark))
        self._texts += (text, "\n\n")
        self._blocks.append(Block(kind, start, start + len(text), level))
        self._length = start + len(text) + 2

    def add_table(self, rows: Sequence[Sequence[str]], header: bool = True, marks: Sequence[str] = ()) -> None:
        """Add a table, a row a line. `header`: whether its first row with ink names the columns.

        marks: a place for each row, as in Page.marks.
        """
        lines: list[str] = []
        start = at = self._length
        for number, row in enumerate(rows):
            line = _row_text(row)
            if not line:
                continue
            if number < len(marks):
                self._marks.append((at, marks[number]))
            lines.append(line)
            at += len(line) + 1
        if not lines:
            return
        text = "\n".join(lines)
        self._texts += (text, "\n\n")
        named = len(lines[0]) if header and len(lines) > 1 else 0
        self._blocks.append(Block(BlockKind.TABLE, start, start + len(text), 0, named))
        self._length = start + len(text) + 2

    @property
    def full(self) -> bool:
        return self._length > PIECE

    @property
    def empty(self) -> bool:
        return not self._texts

    def take(self) -> Page:
        """What was added since the last time, as the next page."""
        page = Page(
            self._number, "".join(self._texts), tuple(self._blocks), self._offset, label=self._label,
            marks=tuple(self._marks), columns=self.columns,
        )  # fmt: skip
        self._offset += self._length
        self._texts, self._blocks, self._marks, self._length = [], [], [], 0
        return page


def _row_text(row: Sequence[str]) -> str:
    """Cells parted by bars on one line; trailing empty cells left out."""
    cells = [" ".join(cell.split()) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return " | ".join(cells)
