"""The numbers of list items and headings in OpenDocument files, counted as the office programs count them."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.reading.office.docx_numbers import counted
from core.reading.office.elements import attribute, children, local

LEVELS = 10
_MOST_STYLES = 20_000
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_OUTLINE = ""  # the name that the numbers of headings go by here


class _Level(NamedTuple):
    """How a level counts. kind: "" for a level without numbers. shown: of how many levels the numbers are shown."""

    kind: str
    before: str
    after: str
    start: int
    shown: int


class Numbers:
    """Knows the styles of lists, and counts."""

    def __init__(self) -> None:
        self._styles: dict[str, dict[int, _Level]] = {}
        self._headings: list[int | None] = [None] * LEVELS
        self._last: dict[str, list[int | None]] = {}  # where the last list of each style ended

    def take(self, style: Any) -> None:
        """Take note of a list style, or of the outline that headings are numbered by."""
        name = _OUTLINE if local(style) == "outline-style" else attribute(style, "name")
        if len(self._styles) < _MOST_STYLES:
            levels = children(style, "list-level-style-number", "outline-level-style")
            self._styles[name] = {_whole(level, "level", 1) - 1: _level(level) for level in levels}

    def begin(self, style: str, goes_on: bool) -> list[int | None]:
        """The counts of a new list, or those that the last list of its style ended with."""
        if not goes_on or style not in self._last:
            self._last[style] = [None] * LEVELS
        return self._last[style]

    def item(self, style: str, counts: list[int | None], level: int) -> str:
        """What stands before the next item of a list at a level (from 0): "-" where it is not numbered."""
        return self._next(style, counts, level) or "-"

    def heading(self, level: int) -> str:
        """What stands before the next heading of a level (from 0), "" for nothing."""
        return self._next(_OUTLINE, self._headings, level)

    def _next(self, style: str, counts: list[int | None], level: int) -> str:
        level = min(level, LEVELS - 1)
        levels = self._styles.get(style, {})
        how = levels.get(level)
        before = counts[level]
        counts[level] = (how.start if how else 1) if before is None else before + 1
        counts[level + 1 :] = [None] * (LEVELS - level - 1)
        if how is None or not how.kind:
            return ""
        numbers: list[str] = []
        for at in range(max(0, level + 1 - how.shown), level + 1):
            found, count = levels.get(at), counts[at]
            if found is not None and found.kind:
                numbers.append(counted(found.start if count is None else count, found.kind))
        return f"{how.before}{'.'.join(numbers)}{how.after}".strip()


def _level(element: Any) -> _Level:
    form = attribute(element, "num-format")
    kind = _KINDS.get(form, "decimal") if form else ""
    before, after = attribute(element, "num-prefix"), attribute(element, "num-suffix")
    return _Level(kind, before, after, _whole(element, "start-value", 1), _whole(element, "display-levels", 1))


def _whole(element: Any, name: str, otherwise: int) -> int:
    value = attribute(element, name)
    return int(value) if value.isdecimal() and len(value) < 7 else otherwise
