"""The text of paragraphs in OpenDocument files, and what hangs on them: notes, comments and frames."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from core.reading.office.elements import attribute, child, children, local

_MOST_SPACES = 100
# What a person does not see, or sees on every page.
_UNSEEN = frozenset(
    "tracked-changes hidden-text hidden-paragraph bookmark-start bookmark-end page-number page-count ruby-text "
    "annotation-end soft-page-break script forms event-listeners sequence-decls title desc".split()
)
_FRAMES = frozenset("frame text-box image object object-ole g custom-shape rect ellipse polygon path caption".split())


@dataclass(slots=True)
class Inline:
    """A paragraph while it is read.

    hidden: names of styles whose letters nobody sees. frames: elements of drawings that hang on it, which may hold text
        of their own.
    """

    hidden: Collection[str] = ()
    parts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    frames: list[Any] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts).strip()


def read_inline(paragraph: Any, hidden: Collection[str] = ()) -> Inline:
    """The text of one paragraph, with the marks of its notes, and the notes. hidden: as in Inline."""
    inline = Inline(hidden)
    _read(paragraph, inline)
    return inline


def plain_text(element: Any) -> str:
    """The text of all paragraphs anywhere below an element, a line each, without notes and comments."""
    found = (read_inline(below).text for below in element.iter("{*}p", "{*}h"))
    return "\n".join(text for text in found if text)


def comment(element: Any) -> str:
    """What somebody wrote beside the text, with the name."""
    author = child(element, "creator")
    name = " ".join((author.text or "").split()) if author is not None else ""
    words = " ".join(" ".join(_item_texts(element)).split())
    return f"Comment by {name}: {words}" if name else f"Comment: {words}"


def _item_texts(element: Any) -> list[str]:
    return [read_inline(below).text for below in element.iter("{*}p")]


def _read(element: Any, inline: Inline) -> None:
    inline.parts.append(element.text or "")
    for below in element:
        tag = local(below)
        if tag == "s":
            count = attribute(below, "c")
            inline.parts.append(" " * min(int(count), _MOST_SPACES) if count.isdecimal() and len(count) < 5 else " ")
        elif tag == "tab":
            inline.parts.append("\t")
        elif tag == "line-break":
            inline.parts.append("\n")
        elif tag == "note":
            _read_note(below, inline)
        elif tag == "annotation":
            inline.notes.append(comment(below))
        elif tag in _FRAMES:
            inline.frames.append(below)
        elif tag and tag not in _UNSEEN and not (inline.hidden and attribute(below, "style-name") in inline.hidden):
            _read(below, inline)
        inline.parts.append(below.tail or "")


def _read_note(note: Any, inline: Inline) -> None:
    """A footnote or endnote: its mark stays in the text, its words become a note."""
    mark = child(note, "note-citation")
    words = [plain_text(body) for body in children(note, "note-body")]
    name = (mark.text or "").strip() if mark is not None else ""
    inline.parts.append(f"[{name}]")
    inline.notes.append(f"[{name}] {' '.join(' '.join(words).split())}")
