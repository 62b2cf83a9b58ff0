"""Which module reads which kind of file. Each is imported when the first file of its kind is read."""

from __future__ import annotations

from collections.abc import Callable, Generator
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from core.errors import WellreadError
from core.types import Page

# What a reader gives: the pages one by one, and at the end the title that the file itself states ("" for none).
# It raises WellreadError for what a person should hear; what came before the error is kept.
Pages = Generator[Page, None, str]

READERS = MappingProxyType(
    {
        "pdf": "core.reading.pdf",
        "docx": "core.reading.docx",
        "html": "core.reading.html",
        "markdown": "core.reading.markdown",
        "text": "core.reading.text",
    }
)


def read_pages(path: Path, kind: str) -> Pages:
    """The pages of a file, read in this process. Raises WellreadError where the file can't be read."""
    if kind not in READERS:
        raise WellreadError(f"Wellread does not read files of the kind {kind} yet.")
    reader: Callable[[Path], Pages] = import_module(READERS[kind]).pages
    return reader(path)
