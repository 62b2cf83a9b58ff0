"""The manifest's word on what the store holds, document by document, and how it is put right."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that some file holds and that is whole: how many pages and passages of it lie in the store."""

    leaves: int
    passages: int


class Ledger:
    """Part of the manifest. What writes belongs into a transaction of it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def sound(self) -> bool:
        """Whether the database holds together. Raises sqlite3.DatabaseError where it can't even be read."""
        return bool(self._db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))

    def scanned(self) -> bool:
        """Whether folders were ever looked at."""
        (scans,) = self._db.execute("SELECT value FROM counters WHERE name = 'scan'").fetchone()
        return bool(scans)

    def whole(self) -> dict[str, Entry]:
        rows = self._db.execute(
            "SELECT DISTINCT doc, leaves, passages FROM documents JOIN files USING (doc) WHERE state = 2"
        )
        return {doc: Entry(leaves, passages) for doc, leaves, passages in rows}

    def known(self) -> set[str]:
        """All documents, whatever their state."""
        return {doc for (doc,) in self._db.execute("SELECT doc FROM documents")}

    def waiting(self) -> set[str]:
        """Documents that some file holds and that are to be read."""
        return {doc for (doc,) in self._db.execute("SELECT doc FROM documents JOIN files USING (doc) WHERE state = 0")}

    def vectors(self) -> dict[str, dict[str, int]]:
        """How far the vectors of each document are, by the fingerprint of the embedder."""
        found: dict[str, dict[str, int]] = {}
        for doc, fingerprint, state in self._db.execute("SELECT doc, fingerprint, state FROM vectors"):
            found.setdefault(fingerprint, {})[doc] = state
        return found

    def forget_vectors(self, fingerprint: str, docs: Sequence[str]) -> None:
        """These documents wait to be embedded, from their first passage on."""
        self._db.executemany(
            "DELETE FROM vectors WHERE fingerprint = ? AND doc = ?", [(fingerprint, doc) for doc in docs]
        )

    def nothing_learnt(self) -> None:
        """The words of the library are counted anew: those of text that is lost can't be taken off one by one."""
        for table in ("words", "terms", "acronyms"):
            self._db.execute(f"DELETE FROM {table}")
        self._db.execute("UPDATE documents SET learnt = 0")
