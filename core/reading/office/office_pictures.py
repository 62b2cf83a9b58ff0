"""The pictures in zipped office files that OCR may read: large enough for text, and each of them once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.errors import WellreadError
from core.reading.office.parts import Parts
from core.reading.pictures.inside import seen, worth_reading
from core.reading.source import Sight
from core.types import Picture

_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
_MOST_PICTURES = 10_000
_MOST_BYTES = 200 << 20
_HEAD = 1 << 20  # bytes that tell how large a picture is


class Pictures:
    """Takes note of the pictures of one file."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._seen: set[str] = set()

    def found(self, name: str, number: int | None = None, label: str = "") -> Iterator[Picture]:
        """A picture to be read, nothing for one that was met before or holds no text.

        Without a label it is numbered.
        """
        if name in self._seen or not name.lower().endswith(_SUFFIXES) or len(self._seen) >= _MOST_PICTURES:
            return
        self._seen.add(name)
        if worth_reading(self._head(name)):
            yield Picture(name, number, label or f"Picture {len(self._seen)}")

    def _head(self, name: str) -> bytes:
        """The beginning of a picture; all of a TIFF, whose header may stand at the end."""
        most = _MOST_BYTES if name.lower().endswith((".tif", ".tiff")) else _HEAD
        data = bytearray()
        try:
            with self._parts.open(name) as stream:
                while len(data) < most and (more := stream.read(most - len(data))):
                    data += more
        except WellreadError:
            return b""
        return bytes(data)


def seen_pictures(parts: Parts | None, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    """The pictures that were found before, each ready for OCR; what is damaged is left out."""
    if parts is None:
        return
    for picture in wanted:
        try:
            sight = seen(parts.read(picture.item, _MOST_BYTES))
        except WellreadError:
            continue
        if sight:
            yield picture, sight
