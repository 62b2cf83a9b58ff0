"""The file itself: a ZIP archive whose comment is the checksum of every byte before it.

So any program can unpack it, and no byte can change unseen: those of members, of headers, of the index, or of the
checksum. It may come from a stranger all the same, and a stranger can calculate a checksum. So nothing in it is taken
as a path, no member is read that is not expected, and every read is bounded.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from core.carrying.telling import Telling
from core.errors import DiskFull, WellreadError
from core.longpath import reachable
from core.reading.opening import open_plain

_NAME = b"Wellread library "
_VERSION = b"1"
_DIGEST = 32  # bytes
_COMMENT = len(_NAME + _VERSION) + 1 + 2 * _DIGEST
_PIECE = 1 << 20
_LONGEST_READ = 4 << 20  # bytes in one read of the archive: its index is some hundred
_ZIP = b"PK\x03\x04"

_WRONG = (
    BadZipFile, LargeZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError,
    RecursionError,
)  # fmt: skip


@contextmanager
def readable_archive() -> Iterator[None]:
    """What zipfile, zlib and the records raise about bytes that are not as they should be, as one sentence."""
    try:
        yield
    except _WRONG as error:
        raise WellreadError(f"This library file does not hold what it should: {error}.", "Export it again.") from error


class Packing:
    """A library file that is being written."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    def member(self, name: str, press: bool = True) -> IO[bytes]:
        """The next member, to be written and closed."""
        info = ZipInfo(name)  # no date: the same library gives the same bytes
        info.compress_type = ZIP_DEFLATED if press else ZIP_STORED
        return self._archive.open(info, "w", force_zip64=True)


@contextmanager
def packing(path: Path, telling: Telling) -> Iterator[Packing]:
    """Write a library file. It appears as a whole at the end, or not at all. Raises WellreadError, Cancelled."""
    draft = reachable(path.with_name(f"{path.name}.new"))
    try:
        with ZipFile(draft, "w", compresslevel=6) as archive:
            archive.comment = bytes(_COMMENT)
            yield Packing(archive)
        _seal(draft, telling)
        draft.replace(reachable(path))
    except OSError as error:
        if error.errno == 28 or getattr(error, "winerror", None) in (39, 112):
            raise DiskFull("The disk is full.", "Free some space, or export to another disk.") from error
        raise WellreadError(f"{path} can't be written: {error.strerror}.", "Choose another place.") from error
    finally:
        draft.unlink(missing_ok=True)


def _seal(path: Path, telling: Telling) -> None:
    with path.open("r+b") as file:
        digest = _digest(file, path.stat().st_size - _COMMENT, telling)
        file.write(_NAME + _VERSION + b" " + digest.encode())
        file.flush()


def _digest(file: IO[bytes], size: int, telling: Telling) -> str:
    """Of the first `size` bytes, where the file then stands."""
    digest = hashlib.blake2b(digest_size=_DIGEST)
    file.seek(0)
    done = 0
    while done < size and (piece := file.read(min(_PIECE, size - done))):
        digest.update(piece)
        done += len(piece)
        telling.checking(done, size)
    return digest.hexdigest()


class Unpacking:
    """A library file whose checksum is right."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.names = archive.namelist()

    def expect(self, names: list[str], room: Path) -> None:
        """Raise unless these are its members, each once, and what they hold fits on the disk of `room`."""
        members = self._archive.infolist()
        plain = all(one.compress_type in (ZIP_STORED, ZIP_DEFLATED) and not one.flag_bits & 1 for one in members)
        if self.names != names or not plain:
            raise ValueError("its parts are not those of a library")
        size = sum(one.file_size for one in members)
        if size > shutil.disk_usage(room).free:
            raise DiskFull(f"The library in this file takes {size / 1e6:,.0f} MB, more than the disk has room for.")

    def size(self, name: str) -> int:
        """Of a member, unpacked, in bytes; no more are ever read from it."""
        return self._archive.getinfo(name).file_size

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        """A member to read; that all of it was read is checked at the end."""
        with self._archive.open(name) as raw:
            file = io.BufferedReader(cast("io.RawIOBase", raw), _PIECE)
            yield file
            if file.read(1):
                raise ValueError(f"there is more in {name} than there should be")


@contextmanager
def unpacking(path: Path, telling: Telling) -> Iterator[Unpacking]:
    """Open a library file, once all of it was checked. Raises WellreadError for any other, Cancelled."""
    try:
        file = open_plain(path)
    except WellreadError as error:
        raise WellreadError(f"{path} can't be imported: {error.message}", error.hint) from error
    with file:
        try:
            _check(path, file, telling)
        except OSError as error:
            raise WellreadError(f"{path} can't be read: {error.strerror}.", "Copy it again.") from error
        with readable_archive(), ZipFile(cast("IO[bytes]", _Bounded(file))) as archive:
            yield Unpacking(archive)


def _check(path: Path, file: IO[bytes], telling: Telling) -> None:
    size = file.seek(0, io.SEEK_END) - _COMMENT
    file.seek(max(0, size))
    comment = file.read(_COMMENT)
    name, version, digest = comment[: len(_NAME)], comment[len(_NAME) : -2 * _DIGEST], comment[-2 * _DIGEST :]
    if size <= 0 or name != _NAME:
        file.seek(0)
        if file.read(len(_ZIP)) == _ZIP:
            raise WellreadError(f"{path} is no Wellread library, or its end is missing.", "Copy it again.")
        raise WellreadError(f"{path} is no Wellread library.", "wellread export makes one.")
    if version.strip().isdigit() and version != _VERSION + b" ":
        raise WellreadError(f"{path} was written by a newer Wellread.", "Update Wellread to import it.")
    if _digest(file, size, telling).encode() != digest or version != _VERSION + b" ":
        raise WellreadError(f"{path} is damaged: its checksum does not match.", "Copy it again.")


class _Bounded:
    """What zipfile reads from, in pieces of a bounded size, whatever the archive says of its sizes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _LONGEST_READ:
            raise BadZipFile("its index is too large")
        return self._file.read(_LONGEST_READ if size < 0 else size)

    def close(self) -> None:
        """The file belongs to who opened it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
