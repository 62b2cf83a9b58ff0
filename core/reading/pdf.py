"""Reads PDF with MuPDF: a page at a time, with the place of every word, and draws pages to show."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from core.errors import WellreadError
from core.reading.messages import Rendered
from core.reading.mupdf import load, open_pdf
from core.reading.pdf_layout import LayoutReader, Placed
from core.reading.registry import Pages
from core.reading.source import Source
from core.types import Page

# After this many pages in a row that can't be read, the rest of the file is not worth the wait.
_GIVE_UP = 50
# A drawn page has at most this many pixels, whatever shape it has (a 4,000-pixel-wide A4 page has 23 million).
_MAX_PIXELS = 24_000_000
# Titles that programs write into a PDF when nobody gave it one.
_NO_TITLE = ("untitled", "microsoft word", "microsoft powerpoint", "microsoft excel", "slide 1", "document1")


def pages(source: Source) -> Pages:
    """One Page a page: text in reading order, blocks, words; positions count in the page's own text.

    Raises WellreadError at the end when some of the pages could not be read.
    """
    pymupdf = load()
    with open_pdf(source.path) as document:
        layout = LayoutReader(_bookmarks(document))
        flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
        unread: list[int] = []
        for index in range(document.page_count):
            try:
                yield _page(document, index, flags, layout)
            except (RuntimeError, ValueError) as error:  # what MuPDF raises for a broken page
                unread.append(index + 1)
                if len(unread) >= _GIVE_UP and unread[-1] - unread[-_GIVE_UP] == _GIVE_UP - 1:
                    raise WellreadError(f"Page {unread[-_GIVE_UP]} and all after it could not be read.") from error
        if unread:
            raise WellreadError(_unread(unread, document.page_count))
        return _title(document)


def render(path: Path, number: int, width: int) -> Rendered:
    """Draw page `number` (1-based) at most `width` pixels wide, as it is shown (turned, cropped).

    Raises WellreadError where the file is no PDF or has no such page.
    """
    pymupdf = load()
    with open_pdf(path) as document:
        count = int(document.page_count)
        if not 1 <= number <= count:
            raise WellreadError(f"This file has {count} pages now, so there is no page {number}.")
        page = document[number - 1]
        across, down = max(1.0, page.rect.width), max(1.0, page.rect.height)
        scale = min(max(1, width) / across, math.sqrt(_MAX_PIXELS / (across * down)))
        picture = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
        return Rendered(bytes(picture.tobytes("png")), scale, count)


def _page(document: Any, index: int, flags: int, layout: LayoutReader) -> Page:
    page = document[index]
    textpage = page.get_textpage(flags=flags)
    words: list[Placed] = textpage.extractWORDS()
    if page.rotation:
        words = _turned(words, page.rotation_matrix)
    area = page.rect
    laid = layout.read(words, textpage.extractXHTML(), index, float(area.height))
    return Page(index + 1, laid.text, laid.blocks, 0, laid.words, float(area.width), float(area.height))


def _turned(words: list[Placed], matrix: Any) -> list[Placed]:
    """MuPDF gives words as if the page were not turned; a person sees it turned."""
    a, b, c, d, e, f = matrix
    turned: list[Placed] = []
    for x0, y0, x1, y1, *rest in words:
        xs = (a * x0 + c * y0 + e, a * x1 + c * y1 + e)
        ys = (b * x0 + d * y0 + f, b * x1 + d * y1 + f)
        turned.append((min(xs), min(ys), max(xs), max(ys), *rest))
    return turned


def _bookmarks(document: Any) -> dict[int, list[tuple[int, str]]]:
    """By page index: the level and title of the bookmarks that lead to it."""
    marks: dict[int, list[tuple[int, str]]] = {}
    try:
        for level, title, number, *_ in document.get_toc(simple=True):
            marks.setdefault(number - 1, []).append((level, title))
    except (RuntimeError, ValueError, AttributeError, TypeError):  # a broken outline is no reason not to read the pages
        return {}
    return marks


def _unread(numbers: list[int], count: int) -> str:
    if len(numbers) == count:
        return "None of its pages could be read; the file is damaged."
    if len(numbers) == 1:
        return f"Page {numbers[0]} could not be read; it is damaged."
    named = ", ".join(map(str, numbers[:5])) + (" and others" if len(numbers) > 5 else "")
    return f"{len(numbers)} of its {count} pages could not be read: {named}."


def _title(document: Any) -> str:
    title = " ".join(((document.metadata or {}).get("title") or "").split())
    return "" if title.lower().startswith(_NO_TITLE) or "." in title[-6:-2] else title
