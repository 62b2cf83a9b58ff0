"""Safe reading of the parts of a zipped office file: counted while they unpack, and no document type declarations."""

from __future__ import annotations

import errno
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import IO, Any

from lxml import etree

from core.errors import WellreadError
from core.reading.archives.member import Member, Readable
from core.reading.archives.zip_salvage import salvaged
from core.reading.archives.zips import Cautious
from core.reading.office.elements import events

# All that may be unpacked from one file. Its parts are streamed, so that this bounds the time they take.
_MOST_UNPACKED = 4 << 30
_MOST_PARTS = 20_000
# The only two ways of packing that the standards of office files know.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SIP = 1 << 20  # bytes that are read at once
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, etree.XMLSyntaxError, EOFError, KeyError, ValueError)
_DAMAGED = "This file is damaged, and not all of it could be unpacked."
_TOO_MUCH = "This file unpacks to more than any document holds, so the rest was not read."
_NOT_UNPACKED = "This file is packed in a way that Wellread can't unpack, or protected."


class Parts:
    """The parts of an office file, also of one that is cut short. What is wrong with it is raised as WellreadError."""

    def __init__(self, file: IO[bytes]) -> None:
        self._archive: zipfile.ZipFile | None = None
        self._found: dict[str, Member] = {}  # what is left of an archive without its table of contents
        try:
            with in_words():
                self._archive = zipfile.ZipFile(Cautious(file))
            self.names = frozenset(self._archive.namelist())
        except WellreadError:
            self._found = {member.name: member for member in islice(salvaged(file), _MOST_PARTS)}
            self.names = frozenset(self._found)
            if not self.names:
                raise
        if len(self.names) > _MOST_PARTS:
            raise WellreadError("This file has more parts than any document needs, so it was not read.")
        self._left = _MOST_UNPACKED

    def check_whole(self) -> None:
        """Raise WellreadError where the file is cut short, so that parts of it may be missing."""
        if self._archive is None:
            raise WellreadError(_DAMAGED)

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a part. Raises WellreadError where it is damaged, missing or unpacks to more than `most`."""
        with in_words(), self.open(name) as stream:
            data = bytearray()
            while len(data) <= most and (more := stream.read(most + 1 - len(data))):
                data += more
        if len(data) > most:
            raise WellreadError(_TOO_MUCH)
        return bytes(data)

    @contextmanager
    def open(self, name: str) -> Iterator[_Counted]:
        """A part to be read from while it unpacks."""
        with in_words(), self._opened(name) as stream:
            yield _Counted(self, stream)

    def _opened(self, name: str) -> AbstractContextManager[Readable]:
        if self._archive is None:
            member = self._found[name]
            if member.unread:
                raise WellreadError(_NOT_UNPACKED)
            return member.open()
        info = self._archive.getinfo(name)
        if info.compress_type not in _PACKINGS:
            raise WellreadError(_NOT_UNPACKED)
        return self._archive.open(info)

    def events(self, name: str, tags: Sequence[str] = (), start: bool = True) -> Iterator[tuple[str, Any]]:
        """(event, element) pairs of lxml as the part is unpacked, as elements.events gives them."""
        with self.open(name) as stream:
            yield from events(stream, tags, start)

    def count(self, unpacked: int) -> None:
        """Take note of bytes that were unpacked. Raises WellreadError once there were too many."""
        self._left -= unpacked
        if self._left < 0:
            raise WellreadError(_TOO_MUCH)


class _Counted:
    def __init__(self, parts: Parts, stream: Readable) -> None:
        self._parts, self._stream = parts, stream

    def read(self, size: int) -> bytes:
        with in_words():
            data = self._stream.read(min(size, _SIP))
        self._parts.count(len(data))
        return data


@contextmanager
def in_words() -> Iterator[None]:
    """What zipfile and lxml raise, as WellreadError."""
    try:
        yield
    except _BROKEN as error:
        if isinstance(error, etree.XMLSyntaxError) and error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise WellreadError(_DAMAGED) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a part that is said to begin before the file
            raise
        raise WellreadError(_DAMAGED) from error
    except (NotImplementedError, RuntimeError) as error:  # zipfile's words for encrypted and for unknown compression
        raise WellreadError(_NOT_UNPACKED) from error
