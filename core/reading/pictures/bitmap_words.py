"""What people and programs wrote into a picture beside its pixels: title, caption, comment, keywords."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

# Cameras and programs fill these fields too, with their own names.
_NO_WORDS = re.compile(
    r"digital camera|sony dsc|exif.?jpeg|dcim\\|creator:|lead technologies"
    r"|(?:created|made|written|edited|compressed|processed) (?:with|by)|lavc|handmade software|jpeg library|quality\s*="
    r"|\A(?:screenshot|default|user comments)\Z",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LONGEST = 20_000  # characters of one field
_EXIF_TITLE, _EXIF_WORDS = (0x9C9B,), (0x010E, 0x9C9F, 0x9C9C, 0x9C9E)  # XPTitle; ImageDescription, XP*
_USER_COMMENT = 0x9286
_IPTC_TITLES, _IPTC_WORDS = ((2, 5), (2, 105)), ((2, 120), (2, 25))
_PNG_TITLE, _PNG_WORDS = "Title", ("Description", "Caption", "Comment")


def said_of(image: Image.Image) -> tuple[str, list[str]]:
    """The title that a picture states ("" for none), and what else it says, each thing once."""
    try:
        fields = [(title, _tidy(raw)) for title, raw in _fields(image)]
    except MemoryError:
        raise
    except Exception:  # broken notes are no reason not to look at the picture itself
        return "", []
    worth = dict.fromkeys(text for _, text in fields if text)
    title = next((text for is_title, text in fields if is_title and text), "")
    return " ".join(title.split())[:200], list(worth)


def _fields(image: Image.Image) -> Iterator[tuple[bool, Any]]:
    """(whether it is a title, what it holds), the titles first."""
    # Pillow unpacks a whole PNG to see whether there are notes behind its pixels.
    exif = image.getexif() if image.format != "PNG" or "exif" in image.info else Image.Exif()
    iptc = _iptc(image)
    yield True, image.info.get(_PNG_TITLE)
    for tag in _EXIF_TITLE:
        yield True, _wide(exif.get(tag))
    for key in _IPTC_TITLES:
        yield True, iptc.get(key)
    for name in _PNG_WORDS:
        yield False, image.info.get(name)
    yield False, image.info.get("comment")
    for tag in _EXIF_WORDS:
        yield False, exif.get(tag) if tag == 0x010E else _wide(exif.get(tag))
    yield False, _marked(exif.get_ifd(ExifTags.IFD.Exif).get(_USER_COMMENT))
    for key in _IPTC_WORDS:
        yield False, iptc.get(key)


def _iptc(image: Image.Image) -> dict[tuple[int, int], Any]:
    if not isinstance(image, ImageFile.ImageFile) or image.format not in ("JPEG", "MPO", "TIFF"):
        return {}
    return dict(IptcImagePlugin.getiptcinfo(image) or {})


def _tidy(raw: Any) -> str:
    """A field as text, "" where it holds no words of a person."""
    keywords = raw[:1000] if isinstance(raw, list) else [raw]
    text = ", ".join(filter(None, map(_decoded, keywords)))
    text = "".join(c for c in text[:_LONGEST] if c.isprintable() or c in "\n\t").strip()
    return "" if _NO_WORDS.search(text) or not _LETTERS.search(text) else text


def _decoded(raw: Any) -> str:
    if isinstance(raw, bytes):
        data = bytes(raw[: 4 * _LONGEST]).rstrip(b"\0")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace")
    return raw if isinstance(raw, str) else ""


def _wide(raw: Any) -> str:
    """Windows writes its fields in UTF-16."""
    data = bytes(raw) if isinstance(raw, bytes | tuple) else b""
    return data[: 4 * _LONGEST].decode("utf-16-le", "replace").rstrip("\0")


def _marked(raw: Any) -> str:
    """A comment that begins with the name of its encoding."""
    if not isinstance(raw, bytes) or len(raw) < 8:
        return raw if isinstance(raw, str) else ""
    encoding = "utf-16" if raw[:7] == b"UNICODE" else "utf-8"
    return bytes(raw[8 : 4 * _LONGEST]).decode(encoding, "replace").rstrip("\0")
