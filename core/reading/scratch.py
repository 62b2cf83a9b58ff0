"""The folders that readers may write in.

They carry the number of the process that owns them, so that what a killed one left (copies of private files, maybe) is
found and removed by the next.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

import psutil

_NAME = re.compile(r"wellread-(\d+)-\w+")


def scratch_folder() -> tempfile.TemporaryDirectory[str]:
    """A new folder, to be cleaned up by who asked for it."""
    _sweep_once()
    return tempfile.TemporaryDirectory(prefix=f"wellread-{os.getpid()}-", ignore_cleanup_errors=True)


def sweep() -> None:
    """Remove the folders of processes that are no more; what can't be removed, as another person's, stays."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(tempfile.gettempdir()):
            owner = _NAME.fullmatch(entry.name)
            if owner and entry.is_dir(follow_symlinks=False) and not psutil.pid_exists(int(owner[1])):
                shutil.rmtree(Path(entry.path), ignore_errors=True)


@cache
def _sweep_once() -> None:
    sweep()
