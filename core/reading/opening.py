"""Opening a person's file: only a plain file is opened, without waiting, and what goes wrong is said in words."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO

from core.errors import WellreadError
from core.longpath import reachable


def open_plain(path: Path) -> IO[bytes]:
    """Open a plain file for reading. Raises WellreadError for anything else and for a file that can't be opened.

    A named pipe is opened without waiting for its writer, so that asking what it is can't hang.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
    try:
        handle = os.open(reachable(path), flags | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise _in_words(path, error) from error
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise WellreadError("This is not a plain file, so there is nothing to read in it.")
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def _in_words(path: Path, error: OSError) -> WellreadError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return WellreadError("The file is no longer there.", "Bring the folder up to date.")
    if path.is_dir():
        return WellreadError("This is a folder, not a file.")
    if isinstance(error, PermissionError):
        return WellreadError("Wellread may not read this file.", "Change its permissions, then try again.")
    return WellreadError(f"The file could not be opened: {(error.strerror or str(error)).lower()}.")
