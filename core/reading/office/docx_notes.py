"""Footnotes, endnotes and comments of a Word file (DOCX), and what stands at the head and foot of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.reading.office.docx_numbers import counted
from core.reading.office.docx_text import Inline, plain_text
from core.reading.office.elements import attribute
from core.reading.office.opc import Package

# Characters of all notes together, which are held until the text refers to them.
_MOST = 64 << 20
_PARTS = {"footnote": "footnotes", "endnote": "endnotes", "comment": "comments"}


class Notes:
    """Gives each note where the text refers to it, and counts them as Word does."""

    def __init__(self, package: Package, main: str) -> None:
        self._package, self._main = package, main
        self._texts: dict[tuple[str, str], str] = {}
        self._counts = {"footnote": 0, "endnote": 0}
        self._left = _MOST
        for kind, name in _PARTS.items():
            for part in package.related(main, name) or [package.find(f"word/{name}.xml")]:
                for element in package.elements(part, kind):
                    self._take(kind, element)

    def of(self, inline: Inline) -> tuple[str, list[str]]:
        """The text of a paragraph with the marks of its notes, and the notes."""
        marks: dict[int, str] = {}
        notes: list[str] = []
        for at, (kind, number) in enumerate(inline.references):
            words = self._texts.get((kind, number), "")
            if kind == "comment":
                notes.append(words)
                continue
            if at in inline.parts:
                self._counts[kind] += 1
                count = counted(self._counts[kind], "decimal" if kind == "footnote" else "lowerRoman")
                marks[at] = f"[{count}]"
            notes.append(f"{marks.get(at, 'Note:')} {words}" if words else "")
        return inline.text(marks), [note for note in notes if note]

    def around_pages(self) -> Iterator[str]:
        """What stands at the head and at the foot of pages, each once, as long as it is more than a page's number."""
        seen: set[str] = set()
        for kind in ("header", "footer"):
            for part in self._package.related(self._main, kind):
                for root in self._package.elements(part, "hdr", "ftr"):
                    text = " ".join(plain_text(root).split())
                    if text not in seen and sum(map(str.isalpha, text)) > 1:
                        seen.add(text)
                        yield f"Page {kind}: {text}"

    def _take(self, kind: str, element: Any) -> None:
        if attribute(element, "type").lower() in ("separator", "continuationseparator", "continuationnotice"):
            return
        text = " ".join(plain_text(element).split())
        self._left -= len(text)
        if not text or self._left < 0:
            return
        if kind == "comment":
            author = " ".join(attribute(element, "author").split())
            text = f"Comment by {author}: {text}" if author else f"Comment: {text}"
        self._texts[kind, attribute(element, "id")] = text
