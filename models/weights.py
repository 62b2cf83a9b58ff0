"""Moving weights safely: copied in chunks, hashed on the way, cancelled between chunks, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO

from core.cancel import CancelToken
from core.errors import DiskFull, WellreadError

Progress = Callable[[int, int], None]  # bytes done, bytes in all

CHUNK = 1 << 20


def silent(_done: int, _total: int) -> None:
    """The progress of who does not watch."""


def pour(
    source: IO[bytes],
    target: Path,
    size: int,
    progress: Progress,
    cancel: CancelToken,
    already: int = 0,
    total: int = 0,
) -> str:
    """Copy a stream into a new file and return its sha256. `already` and `total` place it within a longer way."""
    digest = hashlib.sha256()
    done = 0
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("wb") as out:
            while chunk := source.read(CHUNK):
                cancel.check()
                out.write(chunk)
                digest.update(chunk)
                done += len(chunk)
                progress(already + done, total or size)
    except OSError as error:
        raise plain(error, target) from error
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_room(directory: Path, needed: int) -> None:
    """Raise DiskFull before a long copy rather than near its end."""
    directory.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(directory).free
    if free < needed:
        raise DiskFull(
            f"There is not enough room for the model: it takes {megabytes(needed)}, and {megabytes(free)} are free.",
            "Free some space and try again.",
        )


def plain(error: OSError, path: Path) -> WellreadError:
    """What the system says about a file, as a sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull("The disk is full.", "Free some space and try again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return WellreadError(f"{path} cannot be written.", "Check whether the folder belongs to you.")
    return WellreadError(f"{path} cannot be written: {error.strerror or error}.")


def megabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
