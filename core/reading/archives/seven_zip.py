"""The files in a 7z archive, unpacked piece by piece.

py7zr writes whole archives to a folder or to memory. Here its decoders are asked for one piece after another, so that
what swells is left in time and a file lies on the disk only while it is read.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, Any

import py7zr
from py7zr.exceptions import PasswordRequired, UnsupportedCompressionMethodError

from core.errors import Locked, WellreadError
from core.reading.archives.allowance import Allowance
from core.reading.archives.member import A_LINK, Member, Readable
from core.reading.source import Source

# What a decoder may keep of what it unpacks. 7-Zip's own highest level asks for half of it.
_MOST_KEPT = 512 << 20
_LZMA, _LZMA2, _PPMD, _AES = b"\x03\x01\x01", b"\x21", b"\x03\x04\x01", b"\x06\xf1\x07\x01"
_LOCKED = "This archive is protected with a password."
_WRONG = "The password does not open it."
# A decoder is handed 32 kB at a time; asked for less than they unpack to, it hoards them.
_BYTES = 4 << 20


def seven_zip_members(source: Source, file: IO[bytes]) -> Iterator[Member]:
    """Every file in the archive. Raises Locked without the right password."""
    archive = _archive(file, source.password)
    folders = _Folders(archive, file, source.allowance)
    ends: Counter[int] = Counter()  # how much of each folder belongs to the files before
    for info in archive.files:
        start = ends[id(info.folder)]
        ends[id(info.folder)] += max(0, info.uncompressed)
        if not info.is_directory:
            linked = info.is_symlink or info.is_junction
            yield Member(info.filename, partial(folders.opened, info, start), A_LINK if linked else "")


def _archive(file: IO[bytes], password: str) -> Any:
    try:
        archive = py7zr.SevenZipFile(file, password=None)
        if not archive.password_protected:
            return archive
    except PasswordRequired:
        archive = None
    if not password:
        raise Locked(_LOCKED)
    file.seek(0)
    try:
        return py7zr.SevenZipFile(file, password=password)
    except (MemoryError, WellreadError):
        raise
    except Exception as error:  # what a wrong password makes of a table of contents can be anything
        raise Locked(_WRONG) from error


class _Folders:
    """What 7z calls folders: stretches of the archive that are unpacked as one, each with several files in it."""

    def __init__(self, archive: Any, file: IO[bytes], allowance: Allowance) -> None:
        self._file, self._allowance = file, allowance
        self._start = archive.afterheader
        self._streams: Any = getattr(archive.header, "main_streams", None)
        self._current: Any = None
        self._decoder: Any = None
        self._at = 0  # how much of the current folder was unpacked

    @contextmanager
    def opened(self, info: Any, start: int) -> Iterator[Readable]:
        """The file that begins at `start` of what its folder unpacks to."""
        try:
            if info.folder is not None:
                self._go_to(info.folder, start)
            yield _File(self, info)
        except UnsupportedCompressionMethodError as error:
            raise WellreadError("It is packed in a way that Wellread can't unpack.") from error

    def piece(self, size: int) -> bytes:
        """At most `size` of the next bytes of the current folder. Raises Locked where the password was wrong."""
        before = self._file.tell()
        try:
            data = bytes(self._decoder.decompress(self._file, size))
        except (MemoryError, WellreadError):
            raise
        except Exception as error:
            if any(coder["method"] == _AES for coder in self._current.coders):
                raise Locked(_WRONG) from error
            raise
        if not data and self._file.tell() == before:
            raise WellreadError("It is damaged, and not all of it could be unpacked.")
        self._allowance.unpack(len(data))
        self._at += len(data)
        return data

    def _go_to(self, folder: Any, start: int) -> None:
        if folder is not self._current or start < self._at:
            _check_memory(folder.coders)
            index = self._streams.unpackinfo.folders.index(folder)
            pack = self._streams.packinfo
            self._file.seek(self._start + pack.packpositions[index])
            self._decoder = folder.get_decompressor(pack.packsizes[index], reset=True)
            self._current, self._at = folder, 0
        while self._at < start:
            self.piece(min(_BYTES, start - self._at))


class _File:
    """One file while its folder is unpacked, held against its checksum at the end."""

    def __init__(self, folders: _Folders, info: Any) -> None:
        self._folders = folders
        self._left = 0 if info.emptystream else info.uncompressed
        self._expected = info.crc32 if self._left else None
        self._sum = 0

    def read(self, size: int, /) -> bytes:
        while self._left > 0:
            data = self._folders.piece(min(size, self._left))
            self._left -= len(data)
            self._sum = zlib.crc32(data, self._sum)
            if data:
                return data
        if self._expected not in (None, self._sum):
            raise WellreadError("It is damaged: its checksum is wrong.")
        return b""


def _check_memory(coders: list[dict[str, Any]]) -> None:
    """Raises WellreadError for a decoder that would keep more than a reader may hold."""
    for coder in coders:
        method, settings = coder["method"], coder.get("properties") or b""
        kept = 0
        if method in (_LZMA, _PPMD) and len(settings) >= 5:
            kept = struct.unpack_from("<I", settings, 1)[0]
        elif method == _LZMA2 and settings:
            kept = (2 | settings[0] & 1) << settings[0] // 2 + 11
        if kept > _MOST_KEPT:
            raise WellreadError("It is packed in a way that takes more memory to unpack than a reader may use.")
