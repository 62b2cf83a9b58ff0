"""An outline for what is written in one go: it becomes pages by itself as it fills."""

from __future__ import annotations

from collections.abc import Sequence

from core.reading.outline import Outline
from core.types import BlockKind, Page


class TurningOutline(Outline):
    """pages: those that are done, for the caller to take; `turn` ends the last."""

    def __init__(self, number: int | None = None, label: str = "") -> None:
        super().__init__(number, label)
        self.pages: list[Page] = []

    def add(self, kind: BlockKind, text: str, level: int = 0, mark: str = "") -> None:
        super().add(kind, text, level, mark)
        if self.full:
            self.turn()

    def add_table(self, rows: Sequence[Sequence[str]], header: bool = True, marks: Sequence[str] = ()) -> None:
        super().add_table(rows, header, marks)
        if self.full:
            self.turn()

    def turn(self) -> None:
        if not self.empty:
            self.pages.append(self.take())
