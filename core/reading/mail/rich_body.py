"""The text of a message that Outlook keeps as packed rich text, and in no other form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import compressed_rtf

from core.errors import WellreadError
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Page

# Unpacking takes a second for each of these megabytes.
_MOST = 4 << 20


def rich_pages(source: Source, packed: bytes) -> Iterator[Page]:
    """The pages of it, as those of a file of rich text. Raises WellreadError where it is damaged."""
    path = source.scratch / "text.rtf"
    try:
        path.write_bytes(compressed_rtf.decompress(packed[:_MOST]))
    except MemoryError:
        raise
    except Exception as error:  # the library knows no other kind
        raise WellreadError("The text of this message is damaged.") from error
    for found in read_pages(replace(source, path=path, kind="rtf")):
        if isinstance(found, Page):
            yield found
    path.unlink()
