"""Reads PDF."""

from __future__ import annotations

from pathlib import Path

import pymupdf

from core.reading.messages import Rendered
from core.reading.registry import Pages
from core.types import Page


def pages(path: Path) -> Pages:
    """One page a page."""
    document = pymupdf.open(path)
    for page in document:
        yield Page(page.number + 1, page.get_text())
    return ""


def render(path: Path, number: int, width: int) -> Rendered:
    """Draw page `number` (1-based) at most `width` pixels wide."""
    with pymupdf.open(path) as document:
        page = document[number - 1]
        scale = width / page.rect.width
        image = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale)).tobytes("png")
        return Rendered(image, scale, document.page_count)
