"""Blocks for what holds named things in named things: JSON, YAML and their kin.

A container that fits into a passage is one block, and stays whole. The key of a much larger one is a heading over its
members.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from core.passages import TARGET
from core.reading.text.lines import Layout
from core.types import Block, BlockKind

# What is nested deeper is read as one with what holds it.
DEEPEST = 64
_DEEPEST_HEADING = 6
# A container of this length and more has its key as a heading: each heading parts what is above it from what is below.
_HEADED = 3 * TARGET
# A value longer than this is prose where it has words, and letters of a picture or a program where it has none.
_PROSE = 200
_BLOB = 500
_LONGEST_KEY = 200

Key = tuple[int, int] | None


class _Member(NamedTuple):
    start: int
    end: int
    key: Key
    kind: BlockKind = BlockKind.CODE
    members: tuple[_Member, ...] = ()


@dataclass(slots=True)
class _Container:
    start: int
    key: Key
    members: list[_Member] = field(default_factory=list)


class Tree:
    """Takes members in the order of the text; what is open when a piece ends goes on in the next."""

    def __init__(self) -> None:
        self._open = [_Container(0, None)]
        self._too_deep = 0
        self._active: list[int] = []  # levels of the headings that hold now

    @property
    def depth(self) -> int:
        """How many containers are open."""
        return len(self._open) - 1

    def open(self, start: int, key: Key) -> None:
        if len(self._open) > DEEPEST:
            self._too_deep += 1
        else:
            self._open.append(_Container(start, key))

    def leaf(self, start: int, end: int, text: str) -> None:
        """A value with its key. text: the value alone."""
        if self._too_deep:
            return
        kind = BlockKind.CODE
        if len(text) > _PROSE:
            words = any(c.isspace() for c in text[:_BLOB]) or not text[:_BLOB].isascii()
            if not words and len(text) > _BLOB:
                return
            kind = BlockKind.PARAGRAPH if words else kind
        self._open[-1].members.append(_Member(start, end, None, kind))

    def close(self, end: int) -> None:
        if self._too_deep:
            self._too_deep -= 1
        elif len(self._open) > 1:
            done = self._open.pop()
            small = end - done.start <= TARGET
            members = () if small else tuple(done.members)
            self._open[-1].members.append(_Member(done.start, end, done.key, members=members))

    def close_all(self, end: int) -> None:
        """The text has ended."""
        while self.depth:
            self.close(end)

    def take(self) -> tuple[Block, ...]:
        """The blocks of the piece that ends here."""
        layout = Layout()
        for level, container in enumerate(self._open):
            if container.key and level:
                self._head(layout, container.key, level)
            for member in container.members:
                self._put(layout, member, level + 1)
            container.start, container.key, container.members = 0, None, []
        return layout.done()

    def _put(self, layout: Layout, member: _Member, level: int) -> None:
        if not member.members:
            if self._active and self._active[-1] >= level:
                self._leave(level)
                layout.leave(member.start, level)
            layout.add(member.kind, member.start, member.end)
            return
        members = member.members
        if member.key and member.end - member.start > _HEADED:
            self._head(layout, member.key, level)
        elif members[0].start - member.start < _LONGEST_KEY:  # its key goes with what comes first in it
            members = (members[0]._replace(start=member.start), *members[1:])
        for inner in members:
            self._put(layout, inner, level + 1)

    def _head(self, layout: Layout, key: tuple[int, int], level: int) -> None:
        if level <= _DEEPEST_HEADING:
            self._leave(level)
            self._active.append(level)
            layout.heading(*key, level)

    def _leave(self, level: int) -> None:
        while self._active and self._active[-1] >= level:
            self._active.pop()
