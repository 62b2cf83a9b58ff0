"""The numbers and bullets of list items and headings in Word files (DOCX), counted as Word counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.reading.office.docx_styles import Numbering
from core.reading.office.elements import attribute, child, children, local
from core.reading.office.opc import Package

_MOST_LISTS = 20_000
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST_ROMAN, _MOST_LETTERS = 4000, 780


class _Level(NamedTuple):
    """How a level counts: its kind of numbers, the text around them (%1 stands for the first level's), its start."""

    kind: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False  # shows the numbers of all levels as plain ones


@dataclass(slots=True)
class _List:
    """A list that counts. Several numberings may go on with the same one."""

    levels: dict[int, _Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbers:
    """Counts the items of all lists, in the order in which they are asked for."""

    def __init__(self, package: Package, main: str) -> None:
        self._lists: dict[str, _List] = {}
        self._of: dict[int, tuple[str, dict[int, int]]] = {}  # the list of a numbering, and where it starts anew
        for part in package.related(main, "numbering"):
            for element in package.elements(part, "abstractNum", "num"):
                if len(self._lists) + len(self._of) < _MOST_LISTS:
                    self._take(element)

    def label(self, numbering: Numbering) -> str:
        """What stands before the next item, "-" for a bullet, "" for nothing."""
        name, starts = self._of.get(numbering.number, ("", {}))
        found = self._lists.get(name)
        level = found.levels.get(numbering.level) if found else None
        if found is None or level is None:
            return "-"
        for at, start in starts.items():
            found.counts[at] = start - 1
        starts.clear()
        count = found.counts[numbering.level]
        found.counts[numbering.level] = level.start if count is None else count + 1
        found.counts[numbering.level + 1 :] = [None] * (_LEVELS - numbering.level - 1)
        return _shown(found, level)

    def _take(self, element: Any) -> None:
        if local(element) == "abstractNum":
            levels = {_number(level, "ilvl"): _level(level) for level in children(element, "lvl")}
            self._lists[attribute(element, "abstractNumId")] = _List(levels)
            return
        starts = {
            min(_number(override, "ilvl"), _LEVELS - 1): _number(child(override, "startOverride"), "val")
            for override in children(element, "lvlOverride")
            if child(override, "startOverride") is not None
        }
        self._of[_number(element, "numId")] = (attribute(child(element, "abstractNumId")), starts)


def counted(count: int, kind: str) -> str:
    """A number in one of the ways of counting: 4, 04, d, D, iv or IV."""
    if kind.endswith("Letter") and 0 < count <= _MOST_LETTERS:
        text = chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif kind.endswith("Roman") and 0 < count < _MOST_ROMAN:
        text = ""
        for value, letters in _ROMAN:
            text += letters * (count // value)
            count %= value
    else:
        return f"{count:02}" if kind == "decimalZero" else str(count)
    return text.upper() if kind.startswith("upper") else text


def _level(element: Any) -> _Level:
    kind = attribute(child(element, "numFmt")) or "decimal"
    start = child(element, "start")
    text = "" if kind == "none" else attribute(child(element, "lvlText"))
    return _Level(kind, text, 0 if start is None else _number(start, "val"), child(element, "isLgl") is not None)


def _shown(found: _List, level: _Level) -> str:
    if level.kind == "bullet":
        return "-"

    def number(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        of = found.levels.get(at, _Level())
        count = found.counts[at]
        return counted(of.start if count is None else count, "decimal" if level.legal else of.kind)

    return _PLACE.sub(number, level.text).strip()


def _number(element: Any, name: str) -> int:
    value = attribute(element, name)
    return int(value) if value.isdecimal() and len(value) < 8 else 0
