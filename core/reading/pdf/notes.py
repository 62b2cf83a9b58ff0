"""What a PDF page holds beside its text: filled-in fields, comments, attached files; each a note at the page's end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from core.places import Word
from core.reading.pdf.frames import Placed, Rectangle
from core.reading.pdf.mupdf import faults

Note = tuple[str, Rectangle | None]

_LINK, _FREE_TEXT, _POPUP, _ATTACHMENT, _WIDGET = 1, 2, 16, 17, 21  # as MuPDF numbers the kinds of annotation
_BUTTON, _CHECKBOX, _RADIO, _SIGNATURE = 1, 2, 5, 6  # and of form fields
_UNSEEN = 2 | 32  # the flags of what is hidden or not shown
_SECRET = 1 << 13  # the flag of a field for a password
_MOST = 5_000  # notes of one page
_LONGEST = 20_000  # characters of one note


def notes(page: Any, words: list[Placed]) -> tuple[list[Placed], list[Note]]:
    """The page's words without the letters that draw the ticks of its form, and what it holds beside them."""
    kinds = {kind for _, kind, *_ in page.annot_xrefs()}
    found: list[Note] = []
    with suppress(*faults(), AttributeError, LookupError, TypeError):  # a broken note is no reason not to read the page
        if _WIDGET in kinds:
            words = _without_ticks(words, page)
            found += _field_notes(page)
        if kinds - {_LINK, _POPUP, _WIDGET}:
            found += _comment_notes(page, " ".join(word[4] for word in words))
    return words, found


def _field_notes(page: Any) -> Iterator[Note]:
    """The filled-in fields of a page: "Name: Ann Miller", "I agree: checked"."""
    for widget in islice(page.widgets(), _MOST):
        text = _field(widget)
        if text:
            yield text, tuple(widget.rect * page.rotation_matrix)


def _without_ticks(words: list[Placed], page: Any) -> list[Placed]:
    boxes = [widget.rect for widget in islice(page.widgets(), _MOST) if widget.field_type in (_CHECKBOX, _RADIO)]

    def is_tick(word: Placed) -> bool:
        x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
        return len(word[4]) == 1 and any(b.x0 <= x <= b.x1 and b.y0 <= y <= b.y1 for b in boxes)

    return _renumbered([word for word in words if not is_tick(word)]) if boxes else words


def _renumbered(words: list[Placed]) -> list[Placed]:
    """The words of lines that lost some, numbered from 0 again in each line."""
    kept: list[Placed] = []
    for word in words:
        same = kept and kept[-1][5:7] == word[5:7]
        kept.append((*word[:7], kept[-1][7] + 1 if same else 0))
    return kept


def _comment_notes(page: Any, shown: str) -> Iterator[Note]:
    """The comments on a page, and the files attached to it. shown: its words; what they say anyway is left out."""
    for annotation in islice(page.annots(), _MOST):
        kind, content = annotation.type[0], " ".join(annotation.info.get("content", "").split())[:_LONGEST]
        if annotation.flags & _UNSEEN or (kind == _FREE_TEXT and content in shown):
            continue
        said = _comment(content, " ".join(annotation.info.get("title", "").split())[:100])
        if kind == _ATTACHMENT:
            said = _attached(annotation.file_info)
        if said:
            yield said, tuple(annotation.rect * page.rotation_matrix)


def _comment(content: str, author: str) -> str:
    if not content:
        return ""
    return f"Comment by {author}: {content}" if author else f"Comment: {content}"


def attachment_notes(document: Any) -> Iterator[Note]:
    """The names of the files that a whole PDF carries along; they are not read."""
    with suppress(*faults(), AttributeError, LookupError, TypeError):
        for name in document.embfile_names()[:_MOST] if document.is_pdf else ():
            yield _attached(document.embfile_info(name)), None


def with_notes(text: str, notes: list[Note]) -> tuple[str, list[tuple[int, int]], list[Word]]:
    """The page's text with the notes after it; where each stands in it, and on the page where it has a box."""
    spans, places = [], []
    parts = [text]
    at = len(text)
    for note, box in notes:
        gap = "\n\n" if at else ""
        start = at + len(gap)
        at = start + len(note)
        parts += (gap, note)
        spans.append((start, at))
        if box:
            places.append((start, at, *box))
    return "".join(parts), spans, places


def _field(widget: Any) -> str:
    hidden = widget.field_display == 1 or (widget.field_flags or 0) & _SECRET
    if hidden or widget.field_type in (_BUTTON, _SIGNATURE):
        return ""
    value = widget.field_value
    if widget.field_type in (_CHECKBOX, _RADIO):
        value = "" if value in (None, False, "", "Off") else "checked" if value in (True, "Yes", "On", "1") else value
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    value = " ".join(str(value or "").split())[:_LONGEST]
    name = " ".join(str(widget.field_label or widget.field_name or "").split())[:300]
    return f"{name}: {value}" if name and value else value


def _attached(info: dict[str, Any]) -> str:
    name = info.get("filename") or info.get("ufilename") or info.get("name") or ""
    described = " ".join((info.get("description") or info.get("desc") or "").split())[:300]
    return f"Attached file: {name} ({described})" if described and described != name else f"Attached file: {name}"
