"""Draws a page of a file to show."""

from __future__ import annotations

import io
import math

from PIL import Image

from core.errors import WellreadError
from core.reading.messages import Rendered
from core.reading.registry import read_pages, see_pictures
from core.reading.source import Source
from core.types import Picture

# A drawn page has at most this many pixels, whatever shape it has (a 4,000-pixel-wide A4 page has 23 million).
_MOST_PIXELS = 24_000_000
_OF_PICTURES = ("image", "cbz")  # kinds whose pages are pictures, numbered like those that OCR reads


def render(source: Source, number: int, width: int) -> Rendered:
    """Draw page `number` (1-based) at most `width` pixels wide, as it is shown (turned, cropped).

    A point of a picture is one of its pixels. Raises WellreadError where the file can't be read or has no such page.
    """
    if source.kind in _OF_PICTURES:
        return _picture(source, number, width)
    if source.kind in ("pdf", "xps"):
        return _page(source, number, width)
    raise WellreadError("A file of this kind has no pages that could be drawn.")


def _page(source: Source, number: int, width: int) -> Rendered:
    from core.reading.pdf.mupdf import load, open_document

    with open_document(source) as document:
        count = int(document.page_count)
        if not 1 <= number <= count:
            raise _missing(number, count)
        page = document[number - 1]
        across, down = max(1.0, page.rect.width), max(1.0, page.rect.height)
        scale = min(max(1, width) / across, math.sqrt(_MOST_PIXELS / (across * down)))
        drawn = page.get_pixmap(matrix=load().Matrix(scale, scale), alpha=False)
        return Rendered(bytes(drawn.tobytes("png")), scale, count)


def _picture(source: Source, number: int, width: int) -> Rendered:
    from core.reading.pictures.ocr import as_pixels

    known = [found for found in read_pages(source) if isinstance(found, Picture)]
    wanted = [found for found in known if found.number == number]
    for _, sight in see_pictures(source, wanted):
        image = Image.fromarray(as_pixels(sight.image)[:, :, ::-1].copy())
        share = min(1.0, max(1, width) / image.width, math.sqrt(_MOST_PIXELS / (image.width * image.height)))
        image = image.resize((max(1, round(image.width * share)), max(1, round(image.height * share))))
        out = io.BytesIO()
        image.save(out, "png", compress_level=1)
        return Rendered(out.getvalue(), (sight.scale or 1.0) * image.width / sight.image.width, len(known))
    raise _missing(number, len(known))


def _missing(number: int, count: int) -> WellreadError:
    return WellreadError(f"This file has {count} pages now, so there is no page {number}.")
