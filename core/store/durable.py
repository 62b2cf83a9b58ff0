"""Getting files onto the disk for certain: the system may hold what was written back for half a minute."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def flush(folder: Path) -> None:
    """Everything in the folder and below. Does nothing where there is no such folder on this machine's disks."""
    for path, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError), Path(path, name).open("rb+") as file:
                os.fsync(file.fileno())
        if os.name == "posix":  # elsewhere folders can't be opened, and need not be
            with contextlib.suppress(OSError):
                handle = os.open(path, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
