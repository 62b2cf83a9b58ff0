"""Reads pictures (PNG, JPEG, TIFF, WebP, BMP, GIF): what they say of themselves, and each frame for OCR to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from PIL import Image

from core.errors import WellreadError
from core.reading.opening import open_plain
from core.reading.outline import Outline
from core.reading.pictures.bitmap import errors_in_words, may_hold_text, measure, open_bitmap, sight_of
from core.reading.pictures.bitmap_words import said_of
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import BlockKind, Picture

# Frames of other formats are those of an animation, and the first one shows what it is about.
_PAGED = "TIFF"
_MOST_FRAMES = 10_000
_REDUCED = 1  # of TIFF's NewSubfileType: a smaller copy of another frame
_ITEM = re.compile(r"frame (\d+)")


def pages(source: Source) -> Pages:
    """A page of what the picture's maker wrote into it, then a Picture for each frame that may hold text.

    Raises WellreadError where a frame is damaged or larger than pictures are, after those before it.
    """
    with open_plain(source.path) as file, open_bitmap(file) as image:
        measure(image)
        title, texts = said_of(image)
        outline = Outline(label="Description")
        for text in texts:
            outline.add(BlockKind.PARAGRAPH, text)
        if not outline.empty:
            yield outline.take()
        for number in _frames(image):
            measure(image)
            if may_hold_text(image):
                yield Picture(f"frame {number}", number)
        return title


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    """The frames, upright. Raises WellreadError at the end where one of them is damaged."""
    trouble: WellreadError | None = None
    with open_plain(source.path) as file, open_bitmap(file) as image:
        for picture in wanted:
            found = _ITEM.fullmatch(picture.item)
            try:
                if found is None or not _seek(image, int(found[1])):
                    continue
                sight, whole = sight_of(image)
            except WellreadError as error:
                trouble = error
                continue
            yield picture, sight
            if not whole:
                trouble = WellreadError("It is damaged or cut short; what is left of it was read.")
    if trouble:
        raise trouble


def _frames(image: Image.Image) -> Iterator[int]:
    for number in range(1, _MOST_FRAMES + 1):
        if not _seek(image, number):
            return
        if number == 1 or not _is_copy(image):
            yield number


def _seek(image: Image.Image, number: int) -> bool:
    """Go to a frame, counted from 1. False where there is none."""
    if image.format != _PAGED:
        return number == 1
    with errors_in_words():
        try:
            image.seek(number - 1)
        except EOFError:
            return False
    return True


def _is_copy(image: Image.Image) -> bool:
    tags = getattr(image, "tag_v2", {})
    return bool(int(tags.get(254, 0) or 0) & _REDUCED)
