"""Where the files of a folder were last seen: on which drive, in which directory of it.

A drive that is not mounted often leaves its mount point behind as an empty directory. That is not the folder that held
the files, and must not empty the library; a person who empties the folder itself does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from core.stored_paths import path_of, stored
from core.walking import Ground


class Grounds:
    """The manifest's table of them: the library's folders, and the drives that begin somewhere below."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def of(self, folder: int) -> dict[Path, Ground]:
        rows = self._db.execute("SELECT path, device, inode, mount FROM grounds WHERE folder = ?", (folder,))
        return {path_of(path): Ground(int(device), int(inode), bool(mount)) for path, device, inode, mount in rows}

    def put(self, folder: int, grounds: Mapping[Path, Ground]) -> None:
        """In place of those that were there. As text: on Windows the numbers are larger than SQLite's."""
        self._db.execute("DELETE FROM grounds WHERE folder = ?", (folder,))
        rows = [(folder, stored(path), str(at.device), str(at.inode), at.mount) for path, at in grounds.items()]
        self._db.executemany("INSERT OR REPLACE INTO grounds VALUES (?, ?, ?, ?, ?)", rows)


def is_away(old: Ground, now: Ground | None, met_known: bool, met_any: bool) -> bool:
    """Whether what was at a path is not there at the moment, rather than emptied.

    met_known: whether a file that was there before is there now; met_any: whether any file is.
    """
    if met_known or (now is not None and now.same_place(old)):
        return False
    return now is None or not met_any or now.device != old.device
