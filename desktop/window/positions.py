"""Between positions in Python's text (characters) and Qt's (UTF-16 units, and line ends of one unit)."""

from __future__ import annotations

import re

# A line end that only wraps: after a long line of prose, before a line that begins nothing of its own.
_WRAP = re.compile(r"(?<=\S)\n(?=[^\W\d_]|[(\"“‘'])")
_HEADING = re.compile(r"#{1,6}\s")
_LONG_LINE = 60
_LONG = 0xFFFF  # beyond it a character takes two units


def for_qt(text: str) -> str:
    """The text as a QTextDocument keeps it, so that positions can be told: every line end a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unwrapped(text: str) -> str:
    """The text with the line ends that only wrap made spaces, so that it fills the place it is shown in.

    As long as before: positions in it stay what they were.
    """

    def shown(end: re.Match[str]) -> str:
        line = text.rfind("\n", 0, end.start()) + 1
        return " " if end.start() - line >= _LONG_LINE and not _HEADING.match(text, line) else "\n"

    return _WRAP.sub(shown, text)


def qt_position(text: str, position: int) -> int:
    """Where a position of `text` lies in a QTextDocument that holds `for_qt(text)`."""
    before = for_qt(text[:position])
    return len(before) + sum(ord(character) > _LONG for character in before)


def qt_slice(text: str, start: int, length: int) -> str:
    """`length` UTF-16 units from `start`."""
    units = text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * (start + length)]
    return units.decode("utf-16-le", "replace")
