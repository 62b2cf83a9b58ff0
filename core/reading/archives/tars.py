"""The files in a tar archive, from front to back. What their names say about folders is only shown, never followed."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

from core.errors import WellreadError
from core.reading.archives.member import A_LINK, Member, Readable
from core.reading.archives.old_names import decoded_name, encoding_of_names
from core.reading.archives.packed import Forward, Stretch

_BLOCK = tarfile.BLOCKSIZE


def is_tar(head: bytes) -> bool:
    """Whether a file that begins like this is a tar archive; also those from before the format had a mark."""
    try:
        tarfile.TarInfo.frombuf(head[:_BLOCK], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


def tar_members(stream: Forward) -> Iterator[Member]:
    """Every file and link in the archive. Raises WellreadError where it is damaged, after what could be had."""
    # Typed as anything: it wants no more of a stream than Forward gives, and has more to itself than its stubs say.
    archive: Any = tarfile.TarFile(fileobj=cast("Any", stream), encoding="utf-8")
    damaged = False
    while True:
        info = archive.next()
        archive.members = []  # else it keeps them all
        if info is None:
            if not any(stream.last):
                break
            damaged = archive.ignore_zeros = True  # look for the next header, block by block
            archive.offset = stream.tell()
        elif not info.isdir():
            yield Member(_name(info), partial(_opened, archive, stream, info), _unread(info))
    if damaged:
        raise WellreadError("This archive is damaged or cut short; what could be found in it was read.")


@contextmanager
def _opened(archive: Any, stream: Forward, info: tarfile.TarInfo) -> Iterator[Readable]:
    if info.issparse():
        with archive.extractfile(info) as whole:
            yield whole
    else:
        yield Stretch(stream, info.offset_data, max(0, info.size))


def _name(info: tarfile.TarInfo) -> str:
    raw = info.name.encode("utf-8", "surrogateescape")
    return decoded_name(raw, encoding_of_names([raw]))


def _unread(info: tarfile.TarInfo) -> str:
    if info.isreg():
        return ""
    if info.issym() or info.islnk():
        return A_LINK
    return "It is not a plain file, so there is nothing to read in it."
