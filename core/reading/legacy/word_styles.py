"""The style sheet of a Word document of 1997 to 2003: which styles make headings, list items and captions."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

_MOST_STYLES = 5_000
_MOST_BASES = 20
# What Word calls its own styles ("sti"); the first nine are the headings.
_CAPTION, _TITLE, _LISTS = 34, 62, range(47, 62)
_OUTLINE, _LIST = 0x2640, 0x460B
_TABLE_DEFINITIONS, _TABS = (0xD608, 0xD606), 0xC615
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_BODY = 9  # the outline level of what is no heading


class Style(NamedTuple):
    """What a style makes of a paragraph. `level`: 1 to 9 for a heading."""

    level: int = 0
    listed: bool = False
    caption: bool = False


class _Stated(NamedTuple):
    builtin: int
    base: int
    properties: bytes


def sprms(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The changes to properties in `data`, each with its operand."""
    at = 0
    while at + 3 <= len(data):
        (code,) = struct.unpack_from("<H", data, at)
        at += 2
        size = _SIZES[code >> 13]
        if code in _TABLE_DEFINITIONS:
            size = int.from_bytes(data[at : at + 2], "little") + 1
        elif not size:
            size = data[at] + 1
            if code == _TABS and size == 256:  # a list of tabs too long for its length
                return
        yield code, data[at : at + size]
        at += size


def with_changes(style: Style, properties: bytes) -> Style:
    """The style of a paragraph that states some properties itself."""
    for code, operand in sprms(properties):
        if code == _OUTLINE:
            style = style._replace(level=operand[0] + 1 if operand[0] < _BODY else 0)
        elif code == _LIST and len(operand) == 2:
            style = style._replace(listed=operand not in (b"\0\0", b"\x01\xf8"))
    return style


def read_styles(data: bytes) -> list[Style]:
    """The styles in their order; none where the sheet is damaged."""
    stated = list(_stated(data))
    return [_resolved(number, stated) for number in range(len(stated))]


def old_styles() -> list[Style]:
    """In every document the first styles are the plain one and the nine headings."""
    return [Style(level) for level in range(10)]


def _stated(data: bytes) -> Iterator[_Stated]:
    if len(data) < 6:
        return
    header, count, fixed = struct.unpack_from("<HHH", data)
    at = 2 + header
    for _ in range(min(count, _MOST_STYLES)):
        size = int.from_bytes(data[at : at + 2], "little")
        style = data[at + 2 : at + 2 + size]
        at += 2 + size + (size & 1)
        if at > len(data):
            return
        yield _parsed(style, fixed) if len(style) >= 10 else _Stated(0, 0xFFF, b"")


def _parsed(style: bytes, fixed: int) -> _Stated:
    builtin, bases = struct.unpack_from("<HH", style)
    properties = b""
    if bases & 0xF == 1:  # a style of paragraphs
        name = int.from_bytes(style[fixed : fixed + 2], "little")
        start = fixed + 2 + 2 * name + 2
        size = int.from_bytes(style[start : start + 2], "little")
        properties = style[start + 4 : start + 2 + size]
    return _Stated(builtin & 0xFFF, bases >> 4, properties)


def _resolved(number: int, stated: list[_Stated]) -> Style:
    """Properties are stated once and inherited, so that they are put on from the first style of the chain down."""
    chain: list[_Stated] = []
    while number < len(stated) and len(chain) < _MOST_BASES:
        chain.append(stated[number])
        number = stated[number].base
    style = Style()
    for builtin, _, properties in reversed(chain):
        if 1 <= builtin <= 9 or builtin == _TITLE:
            style = style._replace(level=1 if builtin == _TITLE else builtin)
        style = style._replace(listed=style.listed or builtin in _LISTS, caption=style.caption or builtin == _CAPTION)
        style = with_changes(style, properties)
    return style
