"""The shapes on a slide of a PowerPoint presentation of 1997 to 2003: their texts, tables and pictures."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from core.reading.legacy.ppt_file import Record, SlideFile
from core.reading.legacy.ppt_text import Text, texts

_GROUP, _SHAPE = 0xF003, 0xF004
_PROPERTIES, _MORE_PROPERTIES, _CHILD_ANCHOR = (0xF00B,), (0xF121, 0xF122), 0xF00F
_TEXT_BOX, _CLIENT_DATA, _PLACEHOLDER, _OUTLINE_TEXT = 0xF00D, 0xF011, 3011, 3998
_PICTURE, _TABLE = 0x104, 0x39F
# Date, number, foot and head of the slide.
_RUNNING = range(7, 11)


class Shape(NamedTuple):
    """A shape. `outline`: the numbers of texts that are kept with the list of slides.

    picture: its number among the pictures, from 1. table: which table it is a cell of, at `left` and `top`.
    """

    texts: tuple[Text, ...] = ()
    outline: tuple[int, ...] = ()
    picture: int = 0
    table: int = 0
    left: int = 0
    top: int = 0


def shapes(file: SlideFile, drawing: Record) -> Iterator[Shape]:
    """The shapes of a drawing, those in groups too, from the back to the front."""
    waiting = [(file.inside(drawing), 0)]
    while waiting:
        records, table = waiting[-1]
        record = next(records, None)
        if record is None:
            waiting.pop()
        elif record.kind == _SHAPE:
            shape = _shape(file, record, table)
            if shape is not None:
                yield shape
        elif record.holds:
            inner = _table(file, record) if record.kind == _GROUP else 0
            waiting.append((file.inside(record), inner or table))


def _shape(file: SlideFile, record: Record, table: int) -> Shape | None:
    shape = Shape(table=table)
    for part in file.inside(record):
        if part.kind == _CLIENT_DATA and _is_running(file, part):
            return None
        if part.kind == _TEXT_BOX:
            inside = list(file.inside(part))
            outline = tuple(
                int.from_bytes(file.body(reference)[:4], "little")
                for reference in inside
                if reference.kind == _OUTLINE_TEXT
            )
            shape = shape._replace(texts=tuple(texts(file, inside)), outline=outline)
        elif part.kind in _PROPERTIES:
            shape = shape._replace(picture=_property(file, part, _PICTURE))
        elif part.kind == _CHILD_ANCHOR and part.end - part.start >= 8:
            left, top = struct.unpack_from("<ii", file.body(part))
            shape = shape._replace(left=left, top=top)
    return shape


def _table(file: SlideFile, group: Record) -> int:
    """A number of its own for a group that is a table, 0 for any other."""
    first = next((record for record in file.inside(group) if record.kind == _SHAPE), None)
    for part in file.inside(first) if first else ():
        if part.kind in _MORE_PROPERTIES and _property(file, part, _TABLE) & 1:
            return group.start
    return 0


def _is_running(file: SlideFile, data: Record) -> bool:
    for part in file.inside(data):
        if part.kind == _PLACEHOLDER:
            body = file.body(part)
            return len(body) > 4 and body[4] in _RUNNING
    return False


def _property(file: SlideFile, record: Record, wanted: int) -> int:
    """The value of one of a shape's properties, 0 where it has none."""
    data = file.body(record)
    for at in range(min(record.instance, len(data) // 6)):
        number, value = struct.unpack_from("<HI", data, 6 * at)
        if number & 0x3FFF == wanted:
            return int(value)
    return 0
