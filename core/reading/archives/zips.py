"""The files in a zip archive, and what is left of one that is damaged."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, Any

from core.errors import Locked, WellreadError
from core.reading.archives.member import A_LINK, Member, Readable
from core.reading.archives.old_names import decoded_name, encoding_of_names
from core.reading.archives.zip_salvage import MARK, salvaged
from core.reading.source import Source

_ENCRYPTED = 0x1
_UTF8 = 0x800
_AES = 99
_UNICODE_PATH = 0x7075
# A table of contents of this length names some hundred thousand files and takes a third of a reader's memory.
_LONGEST_TABLE = 24 << 20
# zipfile unpacks all that it reads at once of these, and a little of them may be a lot.
_AT_ONCE = (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_SIP = 4096


def zip_members(source: Source, file: IO[bytes]) -> Iterator[Member]:
    """Every file in the archive.

    Raises Locked where all are encrypted and there is no password, WellreadError where the archive is damaged, after
    what could be had of it.
    """
    archive = _archive(file)
    infos = _files(archive) if archive else []
    if archive is None or (infos and not _is_there(file, infos[0])):
        yield from salvaged(file)
        raise WellreadError("This archive is damaged or cut short; what could be found in it was read.")
    if infos and all(info.flag_bits & _ENCRYPTED for info in infos) and not source.password:
        raise Locked("This archive is protected with a password.")
    yield from _members(archive, infos, source.password)


def _archive(file: IO[bytes]) -> Any:
    """The archive by its table of contents, None where that is damaged or missing."""
    try:
        archive = zipfile.ZipFile(Cautious(file))
        if not any(info.compress_type == _AES for info in archive.infolist()):
            return archive
        import pyzipper

        return pyzipper.AESZipFile(Cautious(file))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
        return None


def _files(archive: Any) -> list[Any]:
    return [info for info in archive.infolist() if not info.is_dir()]


def _is_there(file: IO[bytes], info: Any) -> bool:
    """Whether a file begins where the table says."""
    file.seek(max(0, info.header_offset))
    return file.read(len(MARK)) == MARK


def _members(archive: Any, infos: list[Any], password: str) -> Iterator[Member]:
    encoding = encoding_of_names([_raw(info) for info in infos if not info.flag_bits & _UTF8])
    for info in infos:
        name = _name(info, encoding).replace("\\", "/")
        linked = stat.S_ISLNK(info.external_attr >> 16)
        yield Member(name, partial(_opened, archive, info, password), A_LINK if linked else "")


@contextmanager
def _opened(archive: Any, info: Any, password: str) -> Iterator[Readable]:
    if info.flag_bits & _ENCRYPTED and not password:
        raise Locked("It is protected with a password.")
    try:
        stream = _unlocked(archive, info, password)
    except NotImplementedError as error:
        raise WellreadError("It is packed in a way that Wellread can't unpack.") from error
    with stream:
        yield _Sips(stream) if info.compress_type in _AT_ONCE else stream


def _unlocked(archive: Any, info: Any, password: str) -> Any:
    for encoding in ("utf-8", "cp437", "cp1252"):
        try:
            return archive.open(info, pwd=password.encode(encoding) or None)
        except UnicodeEncodeError:
            continue
        except RuntimeError as error:
            if isinstance(error, NotImplementedError):
                raise
    raise Locked("The password does not open it.")


def _raw(info: Any) -> bytes:
    return str(info.orig_filename).encode("cp437", "replace")


def _name(info: Any, encoding: str) -> str:
    """The name in Unicode where the archive has it, else as its maker's system wrote names."""
    if info.flag_bits & _UTF8:
        return str(info.orig_filename)
    raw, extra = _raw(info), info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_PATH and length > 5 and struct.unpack_from("<I", extra, 5) == (zlib.crc32(raw),):
            return str(extra[9 : 4 + length].decode("utf-8", "replace"))
        extra = extra[4 + length :]
    return decoded_name(raw, encoding)


class _Sips:
    """A stream that is read a little at a time, however much is asked for."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        return self._stream.read(min(size, _SIP))


class Cautious:
    """The archive's file, which refuses to read the endless table of contents that a header claims."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _LONGEST_TABLE:
            raise WellreadError("There are more files in this archive than can be read at once.")
        return self._file.read(size if size >= 0 else _LONGEST_TABLE)

    def close(self) -> None:
        """The file belongs to who opened it."""
