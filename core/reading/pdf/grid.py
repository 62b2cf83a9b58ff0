"""Tables that are ruled all around, as MuPDF finds them when it is asked to look at the lines that a page draws.

That takes longer than reading the page itself, so it is asked only where text stands beside text in a way that cells
of many lines do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.reading.pdf.frames import Placed

_TAG = re.compile(r"<(/?)(table|tr|td|p|h\d)\b[^>]*>")
_INK = re.compile(r"(?:<[^>]*>|&#xa0;|\s)*(?:[^<\s&]|&(?!#xa0;))")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: in which table of its page, in which of its rows and columns, all from 0."""

    table: int
    row: int
    column: int


@dataclass(slots=True)
class Grid:
    """A page with ruled tables. places: by the number of a block where it stands, for those that stand in a table.

    xhtml: of the blocks alone, numbered as those of the words are.
    """

    words: list[Placed]
    xhtml: str
    places: dict[int, Place] = field(default_factory=dict)


def grid(words: list[Placed], xhtml: str) -> Grid | None:
    """The ruled tables of a page that MuPDF looked for tables on, None where there are none."""
    blocks, places = _parsed(xhtml)
    if not places or len({word[5] for word in words}) != len(blocks):
        return None
    numbers: dict[int, int] = {}
    renumbered = [(*word[:5], numbers.setdefault(word[5], len(numbers)), *word[6:]) for word in words]
    return Grid(renumbered, "\n".join(blocks), places)


def _parsed(xhtml: str) -> tuple[list[str], dict[int, Place]]:
    """The blocks with ink, and where those stand that stand in tables. A box around text is no table."""
    blocks: list[str] = []
    places: dict[int, Place] = {}
    tables = depth = row = column = 0
    for tag in _TAG.finditer(xhtml):
        ends, name = bool(tag[1]), tag[2]
        if name == "table":
            depth += -1 if ends else 1
            if depth == 1 and not ends:
                tables, row = tables + 1, -1
        elif ends:
            continue
        elif name == "tr":
            row, column = (row + 1, -1) if depth == 1 else (row, column)
        elif name == "td":
            column += depth == 1
        elif _INK.match(xhtml, tag.end()):
            if depth:
                places[len(blocks)] = Place(tables, row, column)
            blocks.append(xhtml[tag.start() : xhtml.find("\n", tag.start())])
    return blocks, _in_true_tables(places)


def _in_true_tables(places: dict[int, Place]) -> dict[int, Place]:
    rows: dict[int, set[int]] = {}
    columns: dict[int, set[int]] = {}
    for place in places.values():
        rows.setdefault(place.table, set()).add(place.row)
        columns.setdefault(place.table, set()).add(place.column)
    return {at: place for at, place in places.items() if len(rows[place.table]) > 1 and len(columns[place.table]) > 1}
