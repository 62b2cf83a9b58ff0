"""Folders that came with an import (core/carrying/) and have not been found on this machine yet.

What is known of their files is all there is: nothing of it is looked at, read again or forgotten, until the folder is
there and a sync has met it, which then looks at each of its files anew.
"""

from __future__ import annotations

import sqlite3

TABLE = """
CREATE TABLE IF NOT EXISTS carried (
    folder INTEGER PRIMARY KEY REFERENCES folders(id) ON DELETE CASCADE, follow INTEGER NOT NULL
)
"""
# Of files that a sync may open.
HERE = "files.folder NOT IN (SELECT folder FROM carried)"


class CarriedFolders:
    """The `carried` table. What writes belongs into a transaction of the manifest."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, folder: int, follow: bool) -> None:
        """A folder came with an import. follow: whether a sync may see if it is there."""
        self._db.execute("INSERT OR REPLACE INTO carried VALUES (?, ?)", (folder, follow))

    def follow(self, folder: int) -> bool | None:
        """Whether a sync may see if the folder is there; None for one that did not come with an import."""
        row = self._db.execute("SELECT follow FROM carried WHERE folder = ?", (folder,)).fetchone()
        return None if row is None else bool(row[0])

    def never_looked_for(self) -> set[int]:
        """Folders of other machines' shares and systems, which nothing here may look for."""
        return {folder for (folder,) in self._db.execute("SELECT folder FROM carried WHERE NOT follow")}

    def arrived(self, folder: int) -> None:
        """The folder is there: what the import said of the sizes and times of its files is not relied on."""
        if self.follow(folder) is not None:
            self._db.execute("UPDATE files SET mtime_ns = -1 WHERE folder = ?", (folder,))
            self._db.execute("DELETE FROM carried WHERE folder = ?", (folder,))

    def only_there(self, doc: str) -> bool:
        """Whether all files that hold a document lie in such folders."""
        query = f"SELECT COUNT(*), SUM({HERE}) FROM files WHERE doc = ?"
        files, here = self._db.execute(query, (doc,)).fetchone()
        return bool(files) and not here
