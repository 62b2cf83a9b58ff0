"""Draws a page of a file to show."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageOps

from core.errors import WellreadError
from core.reading.messages import Rendered
from core.reading.mupdf import load, open_document
from core.reading.opening import open_plain
from core.reading.source import Source

# A drawn page has at most this many pixels, whatever shape it has (a 4,000-pixel-wide A4 page has 23 million).
_MOST_PIXELS = 24_000_000
# A picture is opened only if it is not larger than any camera's or scanner's.
_MOST_OPENED = 250_000_000


def render(source: Source, number: int, width: int) -> Rendered:
    """Draw page `number` (1-based) at most `width` pixels wide, as it is shown (turned, cropped).

    A point of a picture is one of its pixels. Raises WellreadError where the file can't be read or has no such page.
    """
    if source.kind in ("pdf", "xps"):
        return _page(source, number, width)
    if source.kind == "image":
        return _picture(source, number, width)
    raise WellreadError("Files of this kind have no pages that could be drawn.")


def _page(source: Source, number: int, width: int) -> Rendered:
    pymupdf = load()
    with open_document(source) as document:
        count = int(document.page_count)
        _check(number, count)
        page = document[number - 1]
        scale = _scale(page.rect.width, page.rect.height, width)
        drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
        return Rendered(bytes(drawn.tobytes("png")), scale, count)


def _picture(source: Source, number: int, width: int) -> Rendered:
    with open_plain(source.path) as file, Image.open(file) as image:
        count = int(getattr(image, "n_frames", 1))
        _check(number, count)
        image.seek(number - 1)
        if image.width * image.height > _MOST_OPENED:
            raise WellreadError("This picture is too large to be drawn.")
        full = max(image.size)
        image.draft("RGB", _fitting(image.size, width))  # a JPEG may be opened smaller at once
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    across, down = (round(side * full / max(upright.size)) for side in upright.size)
    scale = min(1.0, _scale(across, down, width))
    upright = upright.resize((max(1, round(across * scale)), max(1, round(down * scale))))
    paper = Image.new("RGBA", upright.size, "white")
    paper.alpha_composite(upright)
    out = io.BytesIO()
    paper.convert("RGB").save(out, "png", compress_level=1)
    return Rendered(out.getvalue(), scale, count)


def _fitting(size: tuple[int, int], width: int) -> tuple[int, int]:
    """The size that a picture needs at least, whichever of its sides will be the lower."""
    least = max(1.0, min(size) / max(1, width))
    return max(1, int(size[0] / least)), max(1, int(size[1] / least))


def _check(number: int, count: int) -> None:
    if not 1 <= number <= count:
        raise WellreadError(f"This file has {count} pages now, so there is no page {number}.")


def _scale(across: float, down: float, width: int) -> float:
    across, down = max(1.0, across), max(1.0, down)
    return min(max(1, width) / across, math.sqrt(_MOST_PIXELS / (across * down)))
