"""Reads reStructuredText, Org and AsciiDoc: the file's own text, with blocks for what its marks mean.

Of the three only reStructuredText has a library in Python, docutils, which includes other files, runs what it is told
and gives no places. So each is read here by the lines that make its structure; what stands in a line stays as it is.
"""

from __future__ import annotations

from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.text.asciidoc import AsciiDoc
from core.reading.text.org import Org
from core.reading.text.rst import Rst
from core.reading.text.text import pieces
from core.types import Page

_LANGUAGES: dict[str, type[Rst] | type[Org] | type[AsciiDoc]] = {"rst": Rst, "org": Org, "asciidoc": AsciiDoc}


def pages(source: Source) -> Pages:
    """One page a piece of the file; offsets count characters of the decoded file, its byte order mark left out."""
    language = _LANGUAGES[source.kind]()
    for offset, line, text in pieces(source.path, language.ends):
        yield Page(None, text, language.blocks(text), offset, line=line)
    return language.title
