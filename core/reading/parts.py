"""Safe reading of the parts of a zipped office file: counted while they unpack, and no document type declarations."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from lxml import etree

from core.errors import WellreadError

# More than any real document's text; what unpacks to more was made to fill the memory.
_MOST_UNPACKED = 512 << 20
_MOST_PARTS = 20_000
_DAMAGED = "This file is damaged, and not all of it could be unpacked."
_TOO_MUCH = "This file unpacks to more than any document holds, so the rest was not read."


class Parts:
    """The parts of an office file. Everything that can be wrong with it is raised as WellreadError."""

    def __init__(self, file: IO[bytes]) -> None:
        with _in_words():
            self._archive = zipfile.ZipFile(file)
        self._names = frozenset(self._archive.namelist())
        if len(self._names) > _MOST_PARTS:
            raise WellreadError("This file has more parts than any document needs, so it was not read.")

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a part. Raises WellreadError where it is damaged, missing or unpacks to more than `most`."""
        with _in_words(), self._archive.open(name) as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise WellreadError(_TOO_MUCH)
        return data

    def events(self, name: str) -> Iterator[tuple[str, Any]]:
        """(event, element) pairs of lxml as the part is unpacked; the caller clears what it is done with."""
        with _in_words(), self._archive.open(name) as stream:
            start = stream.peek(1024) if isinstance(stream, zipfile.ZipExtFile) else b""
            if b"<!DOCTYPE" in start[:1024]:
                raise WellreadError("This file declares a document type, as no office program does; it was not read.")
            yield from etree.iterparse(
                _Counted(stream),
                events=("start", "end"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=True,
            )


class _Counted:
    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._left = _MOST_UNPACKED

    def read(self, size: int) -> bytes:
        data: bytes = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise WellreadError(_TOO_MUCH)
        return data


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError, KeyError, ValueError) as error:
        raise WellreadError(_DAMAGED) from error
    except (NotImplementedError, RuntimeError) as error:  # zipfile's words for encrypted and for unknown compression
        raise WellreadError("This file is packed in a way that Wellread can't unpack, or protected.") from error
