"""The fonts and styles that rich text declares at its beginning, and what they mean for its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.reading.legacy.codepages import CHARSETS, WESTERN

_MOST = 20_000  # entries; real files have some hundreds
_MOST_BASES = 20
_SYMBOL_CHARSET, _ANSI_CHARSET = 2, 0
_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|заголовок) ?([1-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Font:
    """A font: the code page of its bytes, and its name where it holds symbols instead of letters."""

    page: int
    symbols: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """What a style makes of a paragraph. `level`: 1 to 9 for a heading."""

    level: int = 0
    listed: bool = False
    caption: bool = False


@dataclass(slots=True)
class Entry:
    """A font or style as it is being declared. Numbers are None where they are not stated."""

    name: list[str] = field(default_factory=list)
    number: int | None = None
    charset: int | None = None
    page: int | None = None
    outline: int | None = None
    base: int | None = None
    listed: bool = False


class Tables:
    """The fonts and styles of one file."""

    def __init__(self) -> None:
        self.page = WESTERN  # of fonts that don't state one
        self._fonts: dict[int, Font] = {}
        self._styles: dict[int, Entry] = {}
        self._resolved: dict[int, Style] = {}

    def add_font(self, entry: Entry) -> None:
        name = "".join(entry.name).partition(";")[0].strip()
        if entry.number is None or len(self._fonts) > _MOST:
            return
        page = entry.page or (WESTERN if entry.charset == _ANSI_CHARSET else CHARSETS.get(entry.charset or 0, 0))
        symbols = name if entry.charset == _SYMBOL_CHARSET else ""
        self._fonts[entry.number] = Font(page, symbols)

    def add_style(self, entry: Entry) -> None:
        if len(self._styles) <= _MOST:
            self._styles[entry.number or 0] = entry
            self._resolved = {}

    def font(self, number: int) -> Font:
        font = self._fonts.get(number, Font(0))
        return font if font.page else Font(self.page, font.symbols)

    def style(self, number: int) -> Style:
        """A style with what it takes over from the styles that it is based on."""
        if number not in self._styles:
            return Style()
        if number not in self._resolved:
            self._resolved[number] = self._resolve(number)
        return self._resolved[number]

    def _resolve(self, number: int) -> Style:
        level: int | None = None
        listed = caption = False
        current: int | None = number
        for _ in range(_MOST_BASES):
            entry = self._styles.get(current) if current is not None else None
            if entry is None:
                break
            name = "".join(entry.name).partition(";")[0].strip().lower()
            level = _level(name, entry.outline) if level is None else level
            listed = listed or entry.listed or name.startswith("list ")
            caption = caption or name == "caption"
            current = entry.base
        return Style(level or 0, listed, caption)


def _level(name: str, outline: int | None) -> int | None:
    """The level of the heading that a style states to be, 0 for none, None where it states nothing."""
    if outline is not None:
        return outline + 1 if 0 <= outline < 9 else 0
    if heading := _HEADING.fullmatch(name):
        return int(heading[1])
    return 1 if name == "title" else None
