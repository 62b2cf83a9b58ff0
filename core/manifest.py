"""The manifest: which folders and files there are, which document each file holds, and how reading it went.

A document is a content: files with the same bytes, read the same way, share one document, so that a moved or copied
file is neither read nor embedded again. The manifest decides what is real: rows of the store whose document is not
whole here are leftovers of a kill, and are cleared at the next sync. The tables are described in core/FORMAT.md.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from core.errors import DiskFull, WellreadError
from core.types import FileInfo, FolderInfo, Reading, Status

FORMAT_VERSION = 1

# How far a document (its text), or its vectors for one embedder, is in the store.
WRITING, WHOLE = 1, 2  # and 0 while there is nothing of it

_TABLES = """
CREATE TABLE folders (id INTEGER PRIMARY KEY, path NOT NULL UNIQUE);
CREATE TABLE documents (
    doc TEXT PRIMARY KEY, kind TEXT NOT NULL, state INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT 'pending', reason TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',
    pages INTEGER NOT NULL DEFAULT 0, passages INTEGER NOT NULL DEFAULT 0, ocr_pages INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0
);
CREATE TABLE files (
    path PRIMARY KEY, folder INTEGER NOT NULL REFERENCES folders(id), size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    doc TEXT REFERENCES documents(doc), status TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    seen INTEGER NOT NULL
);
CREATE INDEX files_by_doc ON files(doc);
CREATE INDEX files_by_folder ON files(folder);
CREATE TABLE vectors (
    doc TEXT NOT NULL REFERENCES documents(doc) ON DELETE CASCADE, fingerprint TEXT NOT NULL, state INTEGER NOT NULL,
    PRIMARY KEY (doc, fingerprint)
);
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT INTO counters VALUES ('scan', 0);
"""


@dataclass(frozen=True, slots=True)
class FileRow:
    """What the manifest knows of a file without opening it."""

    path: Path
    size: int
    mtime_ns: int
    doc: str | None


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that waits to be read, and a file to read it from."""

    doc: str
    kind: str
    path: Path
    size: int
    mtime_ns: int


class Manifest:
    """One connection to the manifest; each thread opens its own."""

    def __init__(self, path: Path) -> None:
        """Open or create. Raises WellreadError when the file is damaged or from a newer Wellread."""
        try:
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._migrate(path)
        except sqlite3.DatabaseError as error:
            raise _readable(error, path) from error

    def _migrate(self, path: Path) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > FORMAT_VERSION:
            raise WellreadError(f"{path} was written by a newer Wellread.", "Update Wellread to open this library.")
        if version == 0:
            self._db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {FORMAT_VERSION}; COMMIT;")

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Manifest:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; one inside another is part of it. Raises DiskFull when it does not fit."""
        if self._in_transaction():
            yield
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self._in_transaction():
                self._db.execute("ROLLBACK")
            raise _readable(error, None) from error

    def _in_transaction(self) -> bool:
        return self._db.in_transaction

    # Folders

    def folders(self) -> dict[int, Path]:
        return {key: _path(path) for key, path in self._db.execute("SELECT id, path FROM folders ORDER BY path")}

    def add_folder(self, path: Path) -> int:
        cursor = self._db.execute("INSERT INTO folders (path) VALUES (?)", (_stored(path),))
        return int(cursor.lastrowid or 0)

    def remove_folder(self, key: int, heir: int | None = None) -> None:
        """Forget a folder; its files go too, or to the folder `heir` that holds it."""
        with self.transaction():
            if heir is None:
                self._db.execute("DELETE FROM files WHERE folder = ?", (key,))
            else:
                self._db.execute("UPDATE files SET folder = ? WHERE folder = ?", (heir, key))
            self._db.execute("DELETE FROM folders WHERE id = ?", (key,))

    def folder_infos(self) -> list[FolderInfo]:
        rows = self._db.execute(
            """SELECT folders.path, COUNT(files.path),
                      SUM(files.doc IS NOT NULL AND documents.state = 2 AND documents.passages > 0),
                      SUM(files.doc IS NOT NULL AND documents.state < 2),
                      SUM(COALESCE(documents.status, files.status) IN ('failed', 'partial'))
               FROM folders LEFT JOIN files ON files.folder = folders.id LEFT JOIN documents USING (doc)
               GROUP BY folders.id ORDER BY folders.path"""
        )
        return [FolderInfo(_path(path), files, *(n or 0 for n in counts)) for path, files, *counts in rows]

    # Files

    def next_scan(self) -> int:
        """A number for a new look at the folders; files of an older number were not seen in it."""
        self._db.execute("UPDATE counters SET value = value + 1 WHERE name = 'scan'")
        return int(self._db.execute("SELECT value FROM counters WHERE name = 'scan'").fetchone()[0])

    def files_of(self, folder: int) -> dict[Path, FileRow]:
        rows = self._db.execute("SELECT path, size, mtime_ns, doc FROM files WHERE folder = ?", (folder,))
        return {_path(row[0]): FileRow(_path(row[0]), *row[1:]) for row in rows}

    def mark_seen(self, paths: Sequence[Path], scan: int) -> None:
        self._db.executemany("UPDATE files SET seen = ? WHERE path = ?", [(scan, _stored(path)) for path in paths])

    def put_file(
        self, path: Path, folder: int, size: int, mtime_ns: int, scan: int, *, doc: str | None = None, kind: str = "",
        status: Status | None = None, reason: str = "",
    ) -> None:  # fmt: skip
        """Record a file: with the document it holds, or with the status that says why it holds none."""
        if doc is not None:
            self._db.execute("INSERT OR IGNORE INTO documents (doc, kind) VALUES (?, ?)", (doc, kind))
        self._db.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (_stored(path), folder, size, mtime_ns, doc, status.value if status else "", reason, scan),
        )

    def forget_unseen(self, folder: int, scan: int) -> int:
        """Drop the files of a folder that the scan did not meet; the number of them."""
        return self._db.execute("DELETE FROM files WHERE folder = ? AND seen < ?", (folder, scan)).rowcount

    def file_infos(self, status: Status | None = None) -> list[FileInfo]:
        rows = self._db.execute(
            """SELECT files.path, COALESCE(documents.status, files.status), COALESCE(documents.reason, files.reason),
                      COALESCE(pages, 0), COALESCE(passages, 0), COALESCE(ocr_pages, 0), size, COALESCE(seconds, 0)
               FROM files LEFT JOIN documents USING (doc) ORDER BY files.path"""
        )
        infos = (FileInfo(_path(path), Status(state), *rest) for path, state, *rest in rows)
        return [info for info in infos if status is None or info.status is status]

    def paths_of(self, docs: Iterable[str]) -> dict[str, list[Path]]:
        """The files that hold each document; only documents whose text is whole in the store."""
        found: dict[str, list[Path]] = {}
        for chunk in _chunks(list(docs)):
            marks = ",".join("?" * len(chunk))
            query = f"""SELECT doc, path FROM files JOIN documents USING (doc)
                        WHERE doc IN ({marks}) AND state = {WHOLE} ORDER BY path"""
            for doc, path in self._db.execute(query, chunk):
                found.setdefault(doc, []).append(_path(path))
        return found

    def docs_under(self, folder: Path) -> set[str]:
        """The documents of the files in `folder` and below."""
        rows = self._db.execute("SELECT path, doc FROM files WHERE doc IS NOT NULL")
        return {doc for path, doc in rows if _path(path).is_relative_to(folder)}

    # Documents

    def unread(self) -> list[Unread]:
        """Documents to read, those of the newest files first."""
        rows = self._db.execute(
            """SELECT doc, kind, path, size, MAX(mtime_ns) AS newest FROM files JOIN documents USING (doc)
               WHERE documents.state < 2 GROUP BY doc ORDER BY newest DESC"""
        )
        return [Unread(doc, kind, _path(path), size, mtime) for doc, kind, path, size, mtime in rows]

    def half_written(self) -> list[str]:
        """Documents that a kill left half in the store."""
        return self._column(f"SELECT doc FROM documents WHERE state = {WRITING}")

    def orphans(self) -> list[str]:
        """Documents that no file holds any more."""
        return self._column("SELECT doc FROM documents WHERE doc NOT IN (SELECT doc FROM files WHERE doc NOT NULL)")

    def set_state(self, docs: Sequence[str], state: int) -> None:
        self._db.executemany("UPDATE documents SET state = ? WHERE doc = ?", [(state, doc) for doc in docs])

    def put_reading(self, doc: str, reading: Reading) -> None:
        """The document is whole: how reading it went."""
        self._db.execute(
            """UPDATE documents SET state = ?, status = ?, reason = ?, title = ?, pages = ?, passages = ?,
               ocr_pages = ?, seconds = ? WHERE doc = ?""",
            (WHOLE, reading.status.value, reading.reason, reading.title, reading.pages, reading.passages,
             reading.ocr_pages, reading.seconds, doc),
        )  # fmt: skip

    def forget_stored(self, docs: Sequence[str]) -> None:
        """The store no longer has anything of these documents: they wait to be read again."""
        self._db.executemany("UPDATE documents SET state = 0 WHERE doc = ?", [(doc,) for doc in docs])
        self._db.executemany("DELETE FROM vectors WHERE doc = ?", [(doc,) for doc in docs])

    def drop_documents(self, docs: Sequence[str]) -> None:
        self._db.executemany("DELETE FROM documents WHERE doc = ?", [(doc,) for doc in docs])

    def page_count(self, doc: str) -> int:
        row = self._db.execute("SELECT pages FROM documents WHERE doc = ?", (doc,)).fetchone()
        return int(row[0]) if row else 0

    def passage_count(self) -> int:
        """Passages of the documents that are whole."""
        (count,) = self._db.execute(f"SELECT SUM(passages) FROM documents WHERE state = {WHOLE}").fetchone()
        return count or 0

    # Vectors

    def without_vectors(self, fingerprint: str) -> list[tuple[str, int, bool]]:
        """(document, passages, begun before) to embed, those of the newest files first."""
        rows = self._db.execute(
            f"""SELECT documents.doc, passages, vectors.state IS NOT NULL, MAX(mtime_ns) AS newest
                FROM files JOIN documents USING (doc)
                LEFT JOIN vectors ON vectors.doc = documents.doc AND vectors.fingerprint = ?
                WHERE documents.state = {WHOLE} AND passages > 0 AND COALESCE(vectors.state, 0) < {WHOLE}
                GROUP BY documents.doc ORDER BY newest DESC""",
            (fingerprint,),
        )
        return [(doc, passages, bool(begun)) for doc, passages, begun, _ in rows]

    def set_vectors(self, docs: Iterable[str], fingerprint: str, state: int) -> None:
        rows = [(doc, fingerprint, state) for doc in docs]
        self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def _column(self, query: str) -> list[str]:
        return [row[0] for row in self._db.execute(query)]


def _stored(path: Path) -> str | bytes:
    """A path as SQLite takes it: text, or bytes where the name is not valid Unicode."""
    text = os.fspath(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text)
    return text


def _path(stored: str | bytes) -> Path:
    return Path(os.fsdecode(stored))


def _chunks(items: list[str], size: int = 500) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _readable(error: sqlite3.DatabaseError, path: Path | None) -> WellreadError:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL or "full" in str(error):
        return DiskFull("The disk is full.", "Free some space; Wellread then carries on where it stopped.")
    if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return WellreadError(
            f"The list of files in {path or 'the profile'} is damaged.", "Move it away and add your folders again."
        )
    return WellreadError(f"The list of files can't be used: {error}.", "Run wellread doctor to see more.")
