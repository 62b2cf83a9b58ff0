"""Opens pictures of strangers: measured before they are unpacked, upright, and no larger than fits the memory."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from PIL import ExifTags, Image, ImageFile, ImageOps, TiffImagePlugin, WebPImagePlugin

from core.errors import WellreadError
from core.reading.source import Sight

# Named one by one: Pillow reads many more, some with the help of other programs.
_FORMATS = ("PNG", "JPEG", TiffImagePlugin.TiffImageFile.format, WebPImagePlugin.WebPImageFile.format, "GIF", "BMP")
# What is unpacked whole takes up to four bytes a pixel. A JPEG can be unpacked at an eighth of its size.
_MOST_PIXELS = 100_000_000
_MOST_JPEG = 1_000_000_000
_WORTH_READING = 16_000_000  # pixels; OCR brings more down to this anyway
_WORTH_REDUCING = 32_000_000
_REDUCIBLE = ("L", "LA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F")
_LYING = (5, 6, 7, 8)  # orientations: cameras lay a picture on its side and write down how to turn it
# An icon holds no text worth finding.
_LEAST_WIDE, _LEAST_TALL = 80, 40
_DAMAGED = "This picture is damaged and can't be opened."

Image.MAX_IMAGE_PIXELS = None  # Pillow knows one bound for all kinds of pictures; each is measured here by its own


@contextmanager
def open_bitmap(file: IO[bytes]) -> Iterator[Image.Image]:
    """A picture by its header, nothing unpacked yet. Raises WellreadError for what is none, or is damaged."""
    with errors_in_words(), Image.open(file, formats=_FORMATS) as image:
        yield image


def measure(image: Image.Image) -> None:
    """Raise WellreadError where a picture (its current frame) is larger than any that a person has."""
    width, height = image.size
    progressive = "progressive" in image.info or "progression" in image.info
    most = _MOST_JPEG if image.format in ("JPEG", "MPO") and not progressive else _MOST_PIXELS
    if width * height > most:
        raise WellreadError(f"This picture measures {width:,} by {height:,} pixels, which is more than Wellread reads.")


def may_hold_text(image: Image.Image) -> bool:
    return image.width >= _LEAST_WIDE and image.height >= _LEAST_TALL


def sight_of(image: Image.Image) -> tuple[Sight, bool]:
    """The current frame of a picture as OCR sees it, and whether it is whole.

    One point is one pixel of the upright picture at its full size. Raises WellreadError where there is nothing to see.
    """
    measure(image)
    width, height = image.size
    with errors_in_words():
        if image.format in ("JPEG", "MPO"):
            _unpack_smaller(image)
        whole = _load(image)
        lies = image.getexif().get(ExifTags.Base.Orientation, 1) in _LYING
        upright = _smaller(image)
        ImageOps.exif_transpose(upright, in_place=True)
    return Sight(upright, upright.width / (height if lies else width)), whole


def _unpack_smaller(image: Image.Image) -> None:
    """Have a very large JPEG unpacked at a half, a quarter or an eighth of its size."""
    factor = 1
    while factor < 8 and image.width * image.height > _WORTH_READING * (factor * 2) ** 2:
        factor *= 2
    if factor > 1:
        image.draft(None, (image.width // factor, image.height // factor))


def _load(image: Image.Image) -> bool:
    """Unpack a picture, a damaged one as far as it goes. False where it is not whole."""
    try:
        image.load()
    except OSError:
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            image.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        return False
    return True


def _smaller(image: Image.Image) -> Image.Image:
    """A very large picture made smaller, before anything copies it."""
    factor = math.ceil(math.sqrt(image.width * image.height / _WORTH_READING))
    if image.width * image.height < _WORTH_REDUCING or image.mode not in _REDUCIBLE:
        return image
    smaller = image.reduce(factor)
    smaller.info = image.info
    exif = smaller.getexif()
    exif.update(image.getexif())
    return smaller


@contextmanager
def errors_in_words() -> Iterator[None]:
    """Pillow warns of broken files, or raises anything at all; a person hears a sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (WellreadError, MemoryError):
        raise
    except Exception as error:
        raise WellreadError(_DAMAGED) from error
