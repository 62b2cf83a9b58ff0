"""OpenDocument files, zipped or as one flat XML file: their content as a stream, their title, and what locks them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any

from core.errors import Locked, WellreadError
from core.reading.office.elements import events, forget, local
from core.reading.office.parts import Parts, in_words

_CONTENT, _STYLES, _META, _MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"


class OpenDocument:
    """An OpenDocument file, opened. Raises Locked for one that is encrypted, WellreadError for what is none."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.parts: Parts | None = None  # none for a flat file
        zipped = file.read(2) == b"PK"
        file.seek(0)
        if zipped:
            self.parts = Parts(file)
            self._check_locks(self.parts)
            if _CONTENT not in self.parts:
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

    def _check_locks(self, parts: Parts) -> None:
        if _MANIFEST not in parts:
            return
        with in_words():
            for _, _ in parts.events(_MANIFEST, ("encryption-data", "encrypted-key"), start=True):
                raise Locked("This document is protected with a password.", "Save it without one to have it read.")
