"""Finds the module that reads a kind of file. Each is imported when the first file of its kind is read."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator
from importlib import import_module
from types import ModuleType

from core.errors import NotRead
from core.reading.archives.member import Member
from core.reading.formats import FORMATS
from core.reading.source import Sight, Source
from core.types import Author, Page, Part, Picture

# What a reader gives: pages one by one, pictures that only OCR can read, who wrote it, how each file inside the file
# went; and at the end the title that the file itself states ("" for none). It raises WellreadError for what a person
# should hear (NotRead, Locked where they fit); what came before the error is kept.
Pages = Generator[Page | Picture | Part | Author, None, str]


def read_pages(source: Source) -> Pages:
    """The pages of a file, read in this process. Raises WellreadError where the file can't be read."""
    pages: Pages = _module(source.kind).pages(source)
    return pages


def see_pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    """The pictures of a file that `read_pages` named, each ready for OCR; those that can't be had are left out."""
    pictures: Iterator[tuple[Picture, Sight]] = _module(source.kind).pictures(source, wanted)
    return pictures


def list_members(source: Source, wanted: Collection[str]) -> Iterator[Member]:
    """The files inside a file, none for a kind that holds none. `wanted`: names; the others may be left out."""
    list_them = getattr(_module(source.kind), "members", None)
    if list_them is not None:
        yield from list_them(source, wanted)


def _module(kind: str) -> ModuleType:
    if kind not in FORMATS:
        raise NotRead(f"Wellread does not read files of the kind {kind} yet.")
    return import_module(f"core.reading.{FORMATS[kind].module}")
