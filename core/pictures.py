"""The pictures that wait for OCR, kept in the manifest so that a kill loses none and reads none twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from core.types import Picture

_WAITING, _WRITING = 0, 1


class WaitingPictures:
    """The `pictures` table. Every method belongs into a transaction of the manifest where it writes."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, doc: str, pictures: Sequence[Picture]) -> None:
        """These pictures of a document wait now, and no others."""
        self._db.execute("DELETE FROM pictures WHERE doc = ?", (doc,))
        self._db.executemany(
            "INSERT INTO pictures VALUES (?, ?, ?, ?, ?, ?)",
            [(doc, picture.item, picture.part, picture.number, picture.label, _WAITING) for picture in pictures],
        )

    def of(self, doc: str, most: int) -> list[Picture]:
        """The next pictures of a document, in their order."""
        rows = self._db.execute(
            "SELECT item, number, label, part FROM pictures WHERE doc = ? ORDER BY rowid LIMIT ?", (doc, most)
        )
        return [Picture(*row) for row in rows]

    def counts(self) -> dict[str, int]:
        """How many pictures wait, by document."""
        return dict(self._db.execute("SELECT doc, COUNT(*) FROM pictures GROUP BY doc"))

    def writing(self, doc: str, pictures: Sequence[Picture]) -> None:
        """What was read of these pictures is about to go into the store."""
        self._each("UPDATE pictures SET state = 1 WHERE doc = ? AND item = ? AND part = ?", doc, pictures)

    def done(self, doc: str, pictures: Sequence[Picture]) -> None:
        self._each("DELETE FROM pictures WHERE doc = ? AND item = ? AND part = ?", doc, pictures)

    def half_written(self) -> list[str]:
        """Documents of which a kill may have left pictures half in the store."""
        return [row[0] for row in self._db.execute(f"SELECT DISTINCT doc FROM pictures WHERE state = {_WRITING}")]

    def wait_again(self, doc: str) -> None:
        self._db.execute(f"UPDATE pictures SET state = {_WAITING} WHERE doc = ?", (doc,))

    def _each(self, query: str, doc: str, pictures: Sequence[Picture]) -> None:
        self._db.executemany(query, [(doc, picture.item, picture.part) for picture in pictures])
