"""Writes a file that lies in another below the scratch folder, counted, and says what it is."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import IO

from core.errors import Locked, NotRead, WellreadError
from core.reading.archives.allowance import LARGEST_MEMBER, Allowance, TooMuch
from core.reading.archives.member import Member, Readable, name_on_disk
from core.reading.recognise import HEAD_BYTES, recognise, unread_reason
from core.reading.source import Source

# Letters within letters within archives go this deep; what goes deeper repeats itself.
_DEEPEST = 6
_BYTES = 1 << 20
_DAMAGED = "It is damaged, and not all of it could be unpacked."
_TOO_LONG = f"Only its first {LARGEST_MEMBER >> 30} GB were unpacked and read."


def unpack(source: Source, member: Member) -> tuple[Source, str]:
    """The member in a new folder below source.scratch, and why not all of it is there ("" where it is).

    Its kind is what its beginning says; nothing is unpacked of what Wellread does not read. Raises NotRead for that,
    Locked for what is encrypted, TooMuch where a bound is met, WellreadError where nothing of it could be unpacked.
    """
    if member.unread:
        raise NotRead(member.unread)
    if source.depth >= _DEEPEST:
        raise WellreadError("It lies in too many files within files, so it was not opened.")
    with member.open() as stream:
        head, shortfall = _head(stream)
        name = Path(PurePosixPath(member.name).name)
        kind = recognise(name, head)
        if kind is None:
            raise NotRead(unread_reason(name, head))
        folder = Path(mkdtemp(dir=source.scratch))
        path = folder / name_on_disk(member.name)
        try:
            with path.open("wb") as file:
                source.allowance.write(len(head), folder)
                file.write(head)
                shortfall = shortfall or _copy(stream, file, folder, source.allowance)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return Source(path, kind, folder, source.password, source.depth + 1, source.allowance), shortfall


def _head(stream: Readable) -> tuple[bytes, str]:
    head, shortfall = b"", ""
    while len(head) < HEAD_BYTES and not shortfall:
        data, shortfall = _read(stream, HEAD_BYTES - len(head))
        if not data:
            break
        head += data
    if shortfall and not head:
        raise WellreadError(shortfall)
    return head, shortfall


def _copy(stream: Readable, file: IO[bytes], folder: Path, allowance: Allowance) -> str:
    written = file.tell()
    while True:
        data, shortfall = _read(stream, _BYTES)
        if not data:
            return shortfall
        written += len(data)
        if written > LARGEST_MEMBER:
            return _TOO_LONG
        allowance.write(len(data), folder)
        file.write(data)


def _read(stream: Readable, size: int) -> tuple[bytes, str]:
    """The next bytes, or none and what is wrong with them: what came before is read all the same."""
    try:
        return stream.read(size), ""
    except (MemoryError, TooMuch, Locked):
        raise
    except WellreadError as error:
        return b"", str(error)
    except Exception:  # each way of packing has errors of its own
        return b"", _DAMAGED
