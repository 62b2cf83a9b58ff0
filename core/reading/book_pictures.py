"""Opens the pictures of a book for OCR: those of a size that fits the memory, and of the formats that books use."""

from __future__ import annotations

import io
import warnings

from PIL import Image

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
_MOST_PIXELS = 64_000_000


def opened(data: bytes) -> Image.Image | None:
    """The picture, None for what is none, is damaged or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures, which are measured here
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
            if image.width * image.height > _MOST_PIXELS:
                return None
            image.load()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    return image
