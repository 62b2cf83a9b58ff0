"""The strings that the cells of an Excel workbook share, close together in memory: a workbook may have millions."""

from __future__ import annotations

import re
from array import array
from typing import Any

from core.errors import WellreadError
from core.reading.office.elements import children, local

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # letters that XML can't hold
_MOST = 300 << 20  # bytes


class Strings:
    """Strings by their number."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._ends = array("Q")

    def __getitem__(self, index: int) -> str:
        """The string of this number, "" where there is none."""
        if not 0 <= index < len(self._ends):
            return ""
        return self._data[self._ends[index - 1] if index else 0 : self._ends[index]].decode("utf-8", "surrogatepass")

    def append(self, text: str) -> None:
        """Add one more. Raises WellreadError where there are too many."""
        self._data += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._data))
        if len(self._data) + 8 * len(self._ends) > _MOST:
            raise WellreadError("This workbook holds more text than can be kept in memory, so it was not read.")


def rich_text(element: Any) -> str:
    """The text of a cell or note with its runs, without the readings above Japanese words."""
    parts: list[str] = []
    for item in children(element, "t", "r"):
        parts += (text.text or "" for text in ([item] if local(item) == "t" else children(item, "t")))
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), "".join(parts))
