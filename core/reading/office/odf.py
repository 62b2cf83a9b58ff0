"""OpenDocument files, zipped or as one flat XML file: their content as a stream, and their title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from core.errors import WellreadError
from core.reading.office.elements import events, forget, local
from core.reading.office.odf_locks import read_locks, unlocked
from core.reading.office.parts import Parts, in_words
from core.reading.opening import open_plain
from core.reading.source import Source
from core.types import Author

_CONTENT, _STYLES, _META = "content.xml", "styles.xml", "meta.xml"


@contextmanager
def open_document(source: Source) -> Iterator[OpenDocument]:
    """Raises Locked for a file that the password does not open, WellreadError for what is no OpenDocument file."""
    with open_plain(source.path) as file:
        zipped = file.read(2) == b"PK"
        file.seek(0)
        parts = Parts(file) if zipped else None
        if parts is None:
            yield OpenDocument(file, None)
        elif locks := read_locks(parts):
            with unlocked(parts, locks, source).open("rb") as copy:
                yield OpenDocument(copy, Parts(copy))
        else:
            yield OpenDocument(file, parts)


class OpenDocument:
    """An OpenDocument file, opened. parts: none for a flat file."""

    def __init__(self, file: IO[bytes], parts: Parts | None) -> None:
        self._file, self.parts = file, parts
        if parts is not None and _CONTENT not in parts:
            raise WellreadError("This is not an OpenDocument file, or its content is missing.")

    def content(self, tags: Sequence[str]) -> Iterator[tuple[str, Any]]:
        """(event, element) pairs of the document with its own styles, as elements.events gives them."""
        return self._events(_CONTENT, tags, start=True)

    def styles(self, *tags: str) -> Iterator[Any]:
        """Elements of the styles that are shared; none where they are broken."""
        return self._elements(_STYLES, tags)

    def title(self) -> str:
        """The title in the document's properties, "" for none."""
        for element in self._elements(_META, ("title", "body")):
            return " ".join((element.text or "").split()) if local(element) == "title" else ""
        return ""

    def authors(self) -> Iterator[Author]:
        """Who began the document and who changed it last, by its properties."""
        for element in self._elements(_META, ("initial-creator", "creator", "body")):
            if local(element) == "body":
                return  # a flat file goes on with all of its text
            if name := " ".join((element.text or "").split()):
                yield Author(name)

    def check_whole(self) -> None:
        """Raise WellreadError where the file is cut short."""
        if self.parts is not None:
            self.parts.check_whole()

    def _elements(self, part: str, tags: Sequence[str]) -> Iterator[Any]:
        if self.parts is not None and part not in self.parts:
            return
        try:
            for _, element in self._events(part, tags, start=False):
                yield element
                forget(element)
        except WellreadError:
            return

    def _events(self, part: str, tags: Sequence[str], start: bool) -> Iterator[tuple[str, Any]]:
        if self.parts is not None:
            yield from self.parts.events(part, tags, start)
            return
        self._file.seek(0)
        with in_words():
            yield from events(self._file, tags, start)
