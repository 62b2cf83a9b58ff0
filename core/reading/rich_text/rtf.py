"""Reads rich text (RTF): headings, lists, tables, captions, footnotes and comments, in a stream.

The libraries for it (striprtf is the one that is kept) give one flat text of a file held whole: no styles, no notes.
"""

from __future__ import annotations

from core.errors import WellreadError
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.rich_text.rtf_reader import RichText
from core.reading.rich_text.rtf_tokens import tokens
from core.reading.source import Source


def pages(source: Source) -> Pages:
    """One page a piece of about 200,000 characters; offsets count in the text that is extracted here.

    Raises WellreadError for a file that breaks off or nests too deep, after what could be read.
    """
    text = RichText()
    trouble: WellreadError | None = None
    with open_plain(source.path) as file:
        try:
            for token in tokens(file):
                if text.take(token):
                    yield from text.flow.pages()
                    if not text.open:
                        break
        except WellreadError as error:
            trouble = error
    if text.open and trouble is None:
        trouble = WellreadError("This file breaks off: its end is missing.")
    text.finish()
    yield from text.flow.rest()
    if trouble:
        raise trouble
    return text.title
