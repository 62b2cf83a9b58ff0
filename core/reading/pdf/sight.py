"""Which pages of a PDF only OCR can read, and those pages as OCR sees them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from core.reading.pdf.frames import Placed
from core.reading.pdf.mupdf import faults, load, open_document
from core.reading.source import Sight, Source
from core.types import Picture

# A page with fewer letters is looked at: what is drawn on it may be text too.
_LITTLE = 200
# A page is worth OCR where pictures cover so much of it, or where so much of it looks like strokes beside its words.
_COVERED = 0.25
_INKED = 0.008
_CONTRAST = 40  # of 255 levels of grey
_GLANCE = 400  # pixels: the longer side of a page that is only glanced at
_DPI = 200
_MOST_PIXELS = 12_000_000
# Letters of fonts that don't say what their signs mean: MuPDF gives these, which no person can read.
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd\x00-\x08\x0e-\x1f]")
_ITEM = re.compile(r"page (\d+)")


def unreadable(text: str) -> bool:
    """Whether text is mostly signs that its fonts give no letters for."""
    return 2 * len(_UNREADABLE.findall(text)) > len("".join(text.split()))


def wants_ocr(page: Any, words: list[Placed]) -> bool:
    """Whether a page holds no or little text, and more is drawn on it than that."""
    if len(words) >= _LITTLE or sum(len(word[4]) for word in words) >= _LITTLE:
        return False
    covered = _covered(page)
    if covered >= _COVERED and words and _hidden(page):
        return False  # a scan that was read already, by whoever made the file
    return covered >= _COVERED or _inked(page, words) >= _INKED


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    """The pages, drawn without the words that were read already."""
    with open_document(source) as document:
        for picture in wanted:
            found = _ITEM.fullmatch(picture.item)
            if not found or not 1 <= int(found[1]) <= document.page_count:
                continue
            try:
                yield picture, _drawn(document[int(found[1]) - 1])
            except faults():
                continue


def seen_words(page: Any, words: list[Placed]) -> list[Placed]:
    """The words where a person sees them: MuPDF gives them as if the page were not turned."""
    if not page.rotation:
        return words
    a, b, c, d, e, f = page.rotation_matrix
    turned: list[Placed] = []
    for x0, y0, x1, y1, *rest in words:
        xs = (a * x0 + c * y0 + e, a * x1 + c * y1 + e)
        ys = (b * x0 + d * y0 + f, b * x1 + d * y1 + f)
        turned.append((min(xs), min(ys), max(xs), max(ys), *rest))
    return turned


def _drawn(page: Any) -> Sight:
    area = max(1.0, page.rect.width) * max(1.0, page.rect.height)
    scale = min(_DPI / 72, math.sqrt(_MOST_PIXELS / area))
    image = _grey(page, scale)
    words = seen_words(page, page.get_text("words"))
    if not unreadable("".join(word[4] for word in words)) and not _hidden(page):
        canvas = ImageDraw.Draw(image)
        for word in words:
            canvas.rectangle([side * scale for side in word[:4]], fill=255)
    return Sight(image, scale)


def _grey(page: Any, scale: float) -> Image.Image:
    pymupdf = load()
    drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY, alpha=False)
    return Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)


def _covered(page: Any) -> float:
    """The share of the page that its largest picture covers, or several side by side."""
    shown = page.rect
    parts = (abs((load().Rect(found["bbox"]) & shown).get_area()) for found in page.get_image_info())
    return float(sum(parts) / (abs(shown.width * shown.height) or 1.0))


def _hidden(page: Any) -> bool:
    """Whether the page's text is there to be found but not drawn, as programs put it over a scan."""
    drawn = 16 | 32  # MuPDF's flags of letters that are filled and outlined
    blocks = page.get_text("dict", flags=load().TEXTFLAGS_TEXT)["blocks"]
    spans = [span for block in blocks for line in block.get("lines", ()) for span in line["spans"]]
    return bool(spans) and not any(span["char_flags"] & drawn for span in spans)


def _inked(page: Any, words: list[Placed]) -> float:
    """The share of the page where light and dark meet beside its words: a plain or shaded ground has no such places."""
    scale = _GLANCE / max(1.0, page.rect.width, page.rect.height)
    pixels = np.asarray(_grey(page, scale)).astype(np.int16)
    edges = abs(np.diff(pixels, axis=1)) > _CONTRAST
    for x0, y0, x1, y1, *_ in words:
        edges[max(0, int(y0 * scale)) : int(y1 * scale) + 2, max(0, int(x0 * scale) - 1) : int(x1 * scale) + 2] = False
    return float(edges.mean()) if edges.size else 0.0
