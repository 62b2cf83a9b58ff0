"""The pictures of a PowerPoint presentation of 1997 to 2003: where they lie, and those that may hold text."""

from __future__ import annotations

from core.reading.legacy.blips import ENTRY, bitmap_at, entry_place
from core.reading.legacy.compound import Compound
from core.reading.legacy.ppt_file import Record, SlideFile
from core.reading.pictures.inside import seen, worth_reading
from core.reading.source import Sight

_STREAM = "Pictures"


class SlidePictures:
    """The pictures of one presentation, counted from 1 as its shapes do."""

    def __init__(self, compound: Compound, file: SlideFile, document: Record | None) -> None:
        self._stream = compound.stream(_STREAM) if _STREAM in compound else None
        entries = file.within(document, ENTRY) if document else ()
        self._places = [entry_place(file.body(entry)) for entry in entries]

    def worth_reading(self, number: int) -> bool:
        """Whether a picture is there and may hold text."""
        return worth_reading(self._data(number))

    def seen(self, number: int) -> Sight | None:
        """A picture as OCR sees it, None where it can't be had."""
        return seen(self._data(number))

    def _data(self, number: int) -> bytes:
        place = self._places[number - 1] if 0 < number <= len(self._places) else None
        return bitmap_at(self._stream, place) if self._stream and place is not None else b""
