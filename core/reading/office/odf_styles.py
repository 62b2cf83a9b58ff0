"""What the styles of an OpenDocument file make of its paragraphs, letters, pages and slides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.reading.office.elements import attribute, child, local
from core.reading.office.odf_numbers import Numbers

STYLE_TAGS = ("style", "list-style", "outline-style")
_MOST_STYLES = 100_000
_MOST_BASES = 20
# LibreOffice has a kind of caption for each kind of thing, all based on one.
_CAPTIONS = frozenset({"Caption", "Illustration", "Table", "Text", "Drawing", "Figure"})
_TITLE = "Title"


class _Stated(NamedTuple):
    parent: str
    level: str


@dataclass(slots=True)
class Styles:
    """Takes styles as they come.

    hidden: names of those that hide letters. hidden_pages: of those that hide slides.
    """

    numbers: Numbers = field(default_factory=Numbers)
    hidden: set[str] = field(default_factory=set)
    hidden_pages: set[str] = field(default_factory=set)
    _stated: dict[str, _Stated] = field(default_factory=dict)

    def take(self, style: Any) -> None:
        if local(style) != "style":
            self.numbers.take(style)
            return
        name = attribute(style, "name")
        if attribute(child(style, "text-properties"), "display") == "none":
            self.hidden.add(name)
        if attribute(child(style, "drawing-page-properties"), "visibility") == "hidden":
            self.hidden_pages.add(name)
        if attribute(style, "family") == "paragraph" and len(self._stated) < _MOST_STYLES:
            self._stated[name] = _Stated(
                attribute(style, "parent-style-name"), attribute(style, "default-outline-level")
            )

    def is_title(self, name: str) -> bool:
        return _TITLE in self._bases(name)

    def is_caption(self, name: str) -> bool:
        return not _CAPTIONS.isdisjoint(self._bases(name))

    def level(self, name: str) -> int:
        """The level of headings in this style, 0 for another style."""
        for base in self._bases(name):
            stated = self._stated.get(base)
            if stated is not None and stated.level:
                return int(stated.level) if stated.level.isdecimal() and len(stated.level) < 3 else 0
        return 0

    def _bases(self, name: str) -> list[str]:
        """A style and those that it is based on."""
        found: list[str] = []
        while name and name not in found and len(found) < _MOST_BASES:
            found.append(name)
            stated = self._stated.get(name)
            name = stated.parent if stated else ""
        return found
