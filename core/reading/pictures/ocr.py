"""Reads the text in a picture, on this machine: lines found and read by two small models, then put in reading order."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PIL.Image import Image, Resampling
from PIL.Image import new as new_image

from core.places import Word, pack_words
from core.reading.pictures.ocr_engine import Pixels, engine
from core.reading.source import Sight
from core.types import Page, Picture

_LEAST_WIDE, _LEAST_TALL = 12, 8  # pixels; nothing smaller holds a word
# A picture is read from this many pixels at most: a letter-sized page at 400 dots an inch.
_MOST_PIXELS = 16_000_000
_LIGHT = 160  # of 255


def read_picture(sight: Sight, picture: Picture, alive: Callable[[], None] = lambda: None) -> Page | None:
    """The text in a picture as a page of its file; None where there is none.

    Boxes are in points where the sight says how many pixels a point has. Raises MemoryError where the picture takes too
    much, and WellreadError where this installation can't read pictures at all. Calls `alive` every second or so.
    """
    reader = engine()  # first: it says in words what is missing, where the modules below could not be imported
    from core.reading.pictures.ocr_layout import regions
    from core.reading.pictures.ocr_lines import read_lines
    from core.reading.pictures.ocr_pieces import usual_size
    from core.reading.pictures.ocr_text import write

    width, height = sight.image.size
    if width < _LEAST_WIDE or height < _LEAST_TALL:
        return None
    pixels = as_pixels(sight.image)
    lines = read_lines(reader, pixels, alive)
    if not lines:
        return None
    text = write(regions(lines), usual_size(lines))
    page = Page(
        picture.number, "".join(text.parts), tuple(text.blocks), part=picture.part, label=picture.label, ocr=True
    )
    if not sight.scale:
        return page
    across, down = (width / pixels.shape[1], height / pixels.shape[0])
    words = [_scaled(word, across / sight.scale, down / sight.scale) for word in text.words]
    return replace(page, words=pack_words(words), width=width / sight.scale, height=height / sight.scale)


def as_pixels(image: Image) -> Pixels:
    """A picture of any kind as blue, green and red bytes, made smaller where it is very large."""
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        return _grey(image)
    clear = image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info
    mode = "RGBA" if clear else "L" if image.mode == "L" else "RGB"
    coloured = _smaller(image if image.mode == mode else _converted(image, mode))
    if clear:
        coloured = _on_paper(coloured)
    return np.ascontiguousarray(np.asarray(coloured.convert("RGB"))[:, :, ::-1])


def _grey(image: Image) -> Pixels:
    """Levels of grey in more than 8 bits, of which few are in use as a rule."""
    levels = np.asarray(_smaller(image.convert("F")), dtype=np.float32)
    low, high = float(np.nanmin(levels)), float(np.nanmax(levels))
    spread = np.nan_to_num((levels - low) * (255 / max(high - low, 1e-6)))
    return np.repeat(spread.astype(np.uint8)[:, :, None], 3, axis=2)


def _on_paper(image: Image) -> Image:
    """A picture with see-through parts as a page shows it: on white, or on black where its letters are light."""
    small = np.asarray(image.resize((64, 64), Resampling.BOX), dtype=np.float32)
    seen = small[:, :, 3]
    light = float((small[:, :, :3].mean(axis=2) * seen).sum()) > _LIGHT * float(seen.sum())
    paper = new_image("RGBA", image.size, "black" if light and float((seen < 128).mean()) > 0.05 else "white")
    paper.alpha_composite(image)
    return paper


def _converted(image: Image, mode: str) -> Image:
    try:
        return image.convert(mode)
    except ValueError:  # a kind of colour that Pillow does not turn into this one; its first channel is its lightness
        return image.getchannel(0).convert(mode)


def _smaller(image: Image) -> Image:
    scale = math.sqrt(_MOST_PIXELS / (image.width * image.height))
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, resample=Resampling.BOX)


def _scaled(word: Word, across: float, down: float) -> Word:
    start, end, x0, y0, x1, y1 = word
    return start, end, x0 * across, y0 * down, x1 * across, y1 * down
