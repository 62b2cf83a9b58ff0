"""Reads archives as folders: zip, 7z, tar in any packing; and single packed files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import IO

from core.errors import WellreadError
from core.reading.archives.member import Member, Readable
from core.reading.archives.members import read_members, see_member_pictures
from core.reading.archives.packed import Forward, forward
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import Picture

# As in folders: hidden files, lock files of office programs, and what systems leave behind. Nobody means to read them.
_IGNORED_PREFIXES = (".", "~$")
_IGNORED = frozenset({"__macosx", "thumbs.db", "desktop.ini", "$recycle.bin"})
_PACKED = (".gz", ".gzip", ".bz2", ".xz", ".zst", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst")
_BLOCK = 512


def pages(source: Source) -> Pages:
    """The pages of every file inside, with its name as their part."""
    return (yield from read_members(source, members(source)))


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    """The pictures of the files inside."""
    return see_member_pictures(source, wanted)


def members(source: Source, _wanted: Collection[str] = ()) -> Iterator[Member]:
    """The files inside, without those that a folder would not show either.

    Raises Locked where a password is missing, WellreadError where the archive is damaged, after what could be had.
    """
    with open_plain(source.path) as file:
        try:
            for member in _all_members(source, file):
                if not _is_ignored(member.name):
                    yield member
        except (MemoryError, WellreadError):
            raise
        except Exception as error:  # each way of packing has errors of its own
            raise WellreadError("This archive is damaged; what could be found in it was read.") from error


def _all_members(source: Source, file: IO[bytes]) -> Iterator[Member]:
    if source.kind == "zip":
        from core.reading.archives.zips import zip_members

        return zip_members(source, file)
    if source.kind == "7z":
        from core.reading.archives.seven_zip import seven_zip_members

        return seven_zip_members(source, file)
    from core.reading.archives.tars import is_tar, tar_members

    stream = forward(file, source.allowance)
    return tar_members(stream) if is_tar(stream.peek(_BLOCK)) else iter([_single(source, stream)])


def _single(source: Source, stream: Forward) -> Member:
    path = PurePath(source.path)
    name = path.stem if path.suffix.lower() in _PACKED else path.name

    @contextmanager
    def opened() -> Iterator[Readable]:
        yield stream

    return Member(name, opened)


def _is_ignored(name: str) -> bool:
    steps = [step for step in name.split("/") if step not in ("", ".", "..")]
    return any(step.startswith(_IGNORED_PREFIXES) or step.lower() in _IGNORED for step in steps)
