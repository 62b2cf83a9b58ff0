"""Pictures inside books and office files that OCR may read: large enough for text, and not too large to open."""

from __future__ import annotations

import io
from contextlib import suppress

from core.errors import WellreadError
from core.reading.pictures.bitmap import may_hold_text, open_bitmap, sight_of
from core.reading.source import Sight


def worth_reading(data: bytes) -> bool:
    """Whether a picture may hold text, by its header."""
    if data:
        with suppress(WellreadError), open_bitmap(io.BytesIO(data)) as image:
            return may_hold_text(image)
    return False


def seen(data: bytes) -> Sight | None:
    """A picture as OCR sees it, None where it can't be had. Where it lies on its page means nothing."""
    if data:
        with suppress(WellreadError), open_bitmap(io.BytesIO(data)) as image:
            return Sight(sight_of(image)[0].image)
    return None
