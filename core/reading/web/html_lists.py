"""The items of a web page's lists, with their bullets or numbers, as lines."""

from __future__ import annotations

from core.reading.web.html_tags import Attributes, number

_DEEPEST = 6
_LONGEST = 100_000
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


class Lists:
    """The lists that are open, and the lines of the outermost one so far."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int]] = []  # how each numbers ("" for bullets), and the number that comes next
        self._lines: list[str] = []
        self._length = 0
        self._begun = False  # whether an item has no text yet
        self.mark = ""  # of the item that has begun

    def open(self, tag: str, attributes: Attributes) -> None:
        style = attributes.get("type", "1")[:1] if tag == "ol" else ""
        self._open.append((style, number(attributes.get("start", ""), 1)))

    def close(self) -> bool:
        """Close the innermost list; whether it was the outermost."""
        if self._open:
            self._open.pop()
        self._begun = False
        return not self._open

    def item(self, attributes: Attributes) -> None:
        style, count = self._open[-1] if self._open else ("", 1)
        count = number(attributes.get("value", ""), count)
        if self._open:
            self._open[-1] = (style, count + 1)
        self.mark = f"{_numeral(style, count)}." if style else "-"
        self._begun = True

    def take_mark(self) -> str:
        """The number of the item that has begun, once; "" for bullets and after it."""
        begun, self._begun = self._begun, False
        return self.mark.rstrip(".") if begun and self.mark != "-" else ""

    def add(self, text: str) -> bool:
        """Add text to the item that is open; whether there was one."""
        if not self._open or not (self._begun or self._lines):
            return False
        indent = "  " * (min(len(self._open), _DEEPEST) - 1)
        line = f"{indent}{self.mark} {text}" if self._begun else f"{indent}  {text}"
        self._lines.append(line)
        self._length += len(line) + 1
        self._begun = False
        return True

    @property
    def full(self) -> bool:
        return self._length > _LONGEST

    def take(self) -> str:
        """The lines so far."""
        lines, self._lines, self._length = self._lines, [], 0
        return "\n".join(lines)


def _numeral(style: str, count: int) -> str:
    if style in ("a", "A") and 0 < count <= 26:
        return chr(ord(style) + count - 1)
    if style in ("i", "I") and 0 < count < 4000:
        roman = ""
        for value, letters in _ROMAN:
            times, count = divmod(count, value)
            roman += letters * times
        return roman if style == "i" else roman.upper()
    return str(count)
