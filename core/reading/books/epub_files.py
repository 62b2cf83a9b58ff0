"""The files that an EPUB is made of: those of the zip archive, or what is left of them where it is cut short."""

from __future__ import annotations

from itertools import islice
from typing import IO, Protocol

from core.errors import WellreadError
from core.reading.archives.zip_salvage import salvaged
from core.reading.office.parts import Parts

_BYTES = 1 << 16
_TEXTS = (".xhtml", ".html", ".htm", ".opf", ".ncx", ".xml")
# What is kept of an archive that is cut short: the text of any real book, many times over.
_MOST_SALVAGED = 64 << 20
_MOST_FILES = 20_000


class Files(Protocol):
    """names: of all files. whole: whether the archive is."""

    @property
    def names(self) -> frozenset[str]: ...

    @property
    def whole(self) -> bool: ...

    def read(self, name: str, most: int) -> tuple[bytes, bool]:
        """The first `most` bytes of a file as far as they can be had, and whether these are all of it."""


def open_files(file: IO[bytes]) -> Files:
    """Raises WellreadError where there is nothing to be had."""
    trouble = WellreadError("This book is damaged.")
    try:
        zipped = _Zipped(Parts(file))
        if zipped.is_sound():
            return zipped
    except OSError:  # zipfile may seek to where a damaged table says that something begins
        pass
    except WellreadError as error:
        trouble = error
    left = _Salvaged(file)
    if not left.names:
        raise trouble
    return left


class _Zipped:
    whole = True

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.names = parts.names

    def is_sound(self) -> bool:
        """Whether the table of the archive leads to at least half of what may be text."""
        texts = [name for name in self.names if name.lower().endswith(_TEXTS)]
        return 2 * sum(bool(self.read(name, 1)[0]) for name in texts) >= len(texts)

    def read(self, name: str, most: int) -> tuple[bytes, bool]:
        data = bytearray()
        try:
            with self._parts.open(name) as stream:
                while len(data) < most and (piece := stream.read(_BYTES)):
                    data += piece
        except (WellreadError, OSError):
            return bytes(data[:most]), False
        return bytes(data[:most]), len(data) < most


class _Salvaged:
    """Of an archive without its table only what holds text is looked for, and kept."""

    whole = False

    def __init__(self, file: IO[bytes]) -> None:
        self._kept: dict[str, tuple[bytes, bool]] = {}
        left = _MOST_SALVAGED
        for member in islice(salvaged(file), _MOST_FILES):
            if left <= 0 or member.unread or not member.name.lower().endswith(_TEXTS):
                continue
            data, whole = bytearray(), False
            try:
                with member.open() as stream:
                    while len(data) < left and (piece := stream.read(_BYTES)):
                        data += piece
                whole = len(data) < left
            except Exception:  # noqa: S110  whatever the packing stumbles over: what came before it counts
                pass
            left -= len(data)
            if data:
                self._kept.setdefault(member.name, (bytes(data), whole))
        self.names = frozenset(self._kept)

    def read(self, name: str, most: int) -> tuple[bytes, bool]:
        data, whole = self._kept.get(name, (b"", False))
        return data[:most], whole and len(data) <= most
