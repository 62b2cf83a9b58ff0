"""Whether the first row of a table names its columns, where the format itself does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

# How many rows below the first are looked at.
LOOKED_AT = 50
_LONGEST_NAME = 80
# Numbers with their signs, units, currencies and separators; dates and times; true and false.
_VALUE = re.compile(
    r"[(\[<>~≈+\-−–±]*+\s*+[$€£¥₹]?+\s*+[+\-−–]?+(?:\d[\d\s.,'’:/\-–TZ+]*+|\.\d++)(?:e[+-]?\d++)?\s*+[%‰°$€£¥₹)\]]*+\s*+"
    r"(?:[A-Za-zµ]{1,3})?"
    r"|true|false|yes|no|null|none|nan|n/?a|-+|–|—|\?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ADDRESS = re.compile(r"https?://|www\.|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE)


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether `rows[0]` names the columns of the rows below it.

    A row of names holds no values and no two equal names, and says nothing that a row below says in its column.
    """
    if len(rows) < 2:
        return False
    first = [cell.strip() for cell in rows[0]]
    below = rows[1 : LOOKED_AT + 1]
    width = max(len(row) for row in below)
    named = [cell for cell in first if cell]
    if len(named) < 2 or len(named) < 0.6 * min(width, len(first)) or len(set(named)) < len(named):
        return False
    if named[0].endswith(":"):  # names beside their values, and not above them
        return False
    if any(len(cell) > _LONGEST_NAME or "\n\n" in cell or _ADDRESS.search(cell) for cell in named):
        return False
    values = [at for at, cell in enumerate(first) if cell and is_value(cell)]
    if len(values) == len(named) or not all(_names_a_column(first, at, below) for at in values):
        return False
    return not any(_said_again(first, row) for row in below)


def is_value(cell: str) -> bool:
    """Whether a cell holds a number, a date, a truth value or nothing rather than words."""
    return _VALUE.fullmatch(cell.strip()[:_LONGEST_NAME]) is not None


def _names_a_column(first: Sequence[str], at: int, below: Sequence[Sequence[str]]) -> bool:
    """Whether a number may be a column's name: a year above what are none, or one of several that count on."""
    beside = [cell for cell in (first[at - 1] if at else "", first[at + 1] if at + 1 < len(first) else "") if cell]
    counts = first[at].isdecimal() and any(c.isdecimal() and abs(int(c) - int(first[at])) == 1 for c in beside)
    years = sum(1 for row in below if at < len(row) and _YEAR.fullmatch(row[at].strip()))
    return counts or (_YEAR.fullmatch(first[at]) is not None and 2 * years < len(below))


def _said_again(first: Sequence[str], row: Sequence[str]) -> bool:
    same = sum(1 for name, cell in zip(first, row, strict=False) if name and name == cell.strip())
    return 2 * same >= sum(1 for name in first if name) and same > 0
