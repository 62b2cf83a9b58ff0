"""What an export takes out of the manifest, and what an import puts into it beside what a sync does."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from core.carrying.document import Document
from core.types import Part, Picture, Reading, Status

_WHOLE = 2
_HELD = f"documents.state = {_WHOLE} AND doc IN (SELECT doc FROM files)"  # documents that hits can show


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """A file of a library file. folder: which of its folders, counted from 0. path: as its own system writes it."""

    folder: int
    path: str
    size: int
    mtime_ns: int
    doc: str | None
    status: str
    reason: str


class CarryingTables:
    """Queries over the manifest's tables. What writes belongs into a transaction of the manifest."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment, and nobody has to wait for it."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    # Out

    def folders(self) -> list[tuple[int, str]]:
        """(key, path as it was written)."""
        return [(key, os.fsdecode(path)) for key, path in self._db.execute("SELECT id, path FROM folders ORDER BY id")]

    def document_count(self) -> int:
        return int(self._db.execute(f"SELECT COUNT(*) FROM documents WHERE {_HELD}").fetchone()[0])

    def documents(self) -> Iterator[Document]:
        """Documents that are whole, in the order of their keys."""
        rows = self._db.execute(
            f"""SELECT doc, kind, status, reason, title, pages, passages, ocr_pages, seconds, leaves, format, locked,
                       version, author FROM documents WHERE {_HELD} ORDER BY doc"""
        )
        for (
            doc,
            kind,
            status,
            reason,
            title,
            pages,
            passages,
            ocr,
            seconds,
            leaves,
            format_,
            locked,
            version,
            by,
        ) in rows:
            reading = Reading(
                Status(status), reason, pages, passages, ocr, seconds, title, format_, self._pictures(doc),
                self._parts(doc), bool(locked), authors=tuple(by.split("\n")) if by else (),
            )  # fmt: skip
            yield Document(doc, kind, reading, leaves, version)

    def _pictures(self, doc: str) -> tuple[Picture, ...]:
        query = "SELECT item, number, label, part FROM pictures WHERE doc = ? ORDER BY rowid"
        return tuple(Picture(*row) for row in self._db.execute(query, (doc,)))

    def _parts(self, doc: str) -> tuple[Part, ...]:
        query = "SELECT name, status, reason, pages FROM parts WHERE doc = ? ORDER BY rowid"
        return tuple(Part(name, Status(status), *rest) for name, status, *rest in self._db.execute(query, (doc,)))

    def files(self) -> Iterator[CarriedFile]:
        """Files with a document that is whole, and those that hold none; `folder` is a key here."""
        rows = self._db.execute(
            f"""SELECT folder, path, size, mtime_ns, doc, status, reason FROM files
                WHERE doc IS NULL OR doc IN (SELECT doc FROM documents WHERE state = {_WHOLE}) ORDER BY path"""
        )
        return (CarriedFile(folder, os.fsdecode(path), *rest) for folder, path, *rest in rows)

    def with_vectors(self, fingerprint: str) -> list[str]:
        """Documents with passages, all of which have vectors of that embedder, in the order of their keys."""
        rows = self._db.execute(
            f"""SELECT doc FROM vectors JOIN documents USING (doc)
                WHERE fingerprint = ? AND vectors.state = {_WHOLE} AND passages > 0 AND {_HELD} ORDER BY doc""",
            (fingerprint,),
        )
        return [doc for (doc,) in rows]

    # In

    def state(self, doc: str) -> tuple[int, int] | None:
        """(state, passages) of a document that is known here."""
        row = self._db.execute("SELECT state, passages FROM documents WHERE doc = ?", (doc,)).fetchone()
        return None if row is None else (row[0], row[1])

    def has_vectors(self, doc: str, fingerprint: str) -> bool:
        """Whether any vectors of the document are there, or on their way."""
        query = "SELECT 1 FROM vectors WHERE doc = ? AND fingerprint = ?"
        return self._db.execute(query, (doc, fingerprint)).fetchone() is not None

    def announce(self, document: Document) -> None:
        """A document that is not known here, or waits to be read, is on its way."""
        self._db.execute("INSERT OR IGNORE INTO documents (doc, kind) VALUES (?, ?)", (document.doc, document.kind))

    def add_file(self, file: CarriedFile, folder: int) -> bool:
        """A file in the folder of that key here; False where that path is known already."""
        try:
            path: str | bytes = file.path
            file.path.encode()
        except UnicodeEncodeError:
            path = os.fsencode(file.path)
        row = (path, folder, file.size, file.mtime_ns, file.doc, file.status, file.reason)
        return self._db.execute("INSERT OR IGNORE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, 0)", row).rowcount > 0

    def forget_unheld(self, docs: Iterable[str]) -> None:
        """Of these documents, those that no file holds."""
        query = "DELETE FROM documents WHERE doc = ? AND doc NOT IN (SELECT doc FROM files WHERE doc NOT NULL)"
        self._db.executemany(query, [(doc,) for doc in docs])
