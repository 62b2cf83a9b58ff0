"""The manifest: which folders and files there are, which document each file holds, and how reading it went.

A document is a content: files with the same bytes, read the same way, share one document, so that a moved or copied
file is neither read nor embedded again. The manifest decides what is real: rows of the store whose document is not
whole here are leftovers of a kill, and are cleared at the next sync. The tables are described in core/FORMAT.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from core.carried import HERE, CarriedFolders
from core.carrying.tables import CarryingTables
from core.errors import DiskFull, WellreadError
from core.grounds import Grounds
from core.ledger import Ledger
from core.longpath import reachable
from core.manifest_tables import check_version, migrate
from core.pictures import WaitingPictures
from core.read_only import connect_to_read
from core.stored_paths import path_of as _path
from core.stored_paths import stored as _stored
from core.types import FileInfo, FolderInfo, Part, Reading, Status
from core.vocabulary import Vocabulary

# Raised whenever readers or the cutting of passages change what is kept of a file: everything is then read again.
READING_VERSION = 5

# How far a document (its text), or its vectors for one embedder, is in the store.
WRITING, WHOLE = 1, 2  # and 0 while there is nothing of it


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

    def unchanged(self) -> bool:
        """Whether the file still is what it was when it was looked at."""
        try:
            info = reachable(self.path).stat()
        except OSError:
            return False
        return (info.st_size, info.st_mtime_ns) == (self.size, self.mtime_ns)


@dataclass(frozen=True, slots=True)
class Looked:
    """A document as OCR finds or leaves it: how many leaves, passages and pages read by OCR it has, and its health."""

    leaves: int
    passages: int
    ocr_pages: int
    status: Status
    reason: str


class Manifest:
    """One connection to the manifest; each thread opens its own."""

    def __init__(self, path: Path, read_only: bool = False) -> None:
        """Open or create. Raises WellreadError when the file is damaged or from a newer Wellread.

        read_only: only open; an older one can't be brought up to date then, which raises WellreadError.
        """
        try:
            if read_only:
                self._db = connect_to_read(path)
                check_version(self._db, path)
            else:
                self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA foreign_keys = ON")
                migrate(self._db, path)
        except sqlite3.DatabaseError as error:
            raise _readable(error, path) from error
        self.pictures = WaitingPictures(self._db)
        self.vocabulary = Vocabulary(self._db)
        self.ledger = Ledger(self._db)
        self.carried = CarriedFolders(self._db)
        self.carrying = CarryingTables(self._db)
        self.grounds = Grounds(self._db)

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

    def add_folder(self, path: Path | str) -> int:
        """path: text where it may be that of another system, which is kept as it is written."""
        cursor = self._db.execute("INSERT INTO folders (path) VALUES (?)", (_stored(path),))
        return int(cursor.lastrowid or 0)

    def remove_folder(self, key: int, heir: int | None = None) -> None:
        """Forget a folder; its files go too, or to the folder `heir` that holds it."""
        with self.transaction():
            if heir is None:
                self._db.execute("DELETE FROM files WHERE folder = ?", (key,))
            else:
                self.carried.arrived(key)
                self._db.execute("UPDATE files SET folder = ? WHERE folder = ?", (heir, key))
                self._db.execute("UPDATE grounds SET folder = ? WHERE folder = ?", (heir, key))
            self._db.execute("DELETE FROM folders WHERE id = ?", (key,))

    def folder_infos(self) -> list[FolderInfo]:
        rows = self._db.execute(
            """SELECT folders.path, COUNT(files.path),
                      SUM(files.doc IS NOT NULL AND documents.state = 2 AND documents.passages > 0),
                      SUM(files.doc IS NOT NULL AND documents.state < 2),
                      SUM(COALESCE(documents.status, files.status) IN ('failed', 'partial')),
                      folders.id NOT IN (SELECT folder FROM switched_off),
                      folders.id IN (SELECT folder FROM carried)
               FROM folders LEFT JOIN files ON files.folder = folders.id LEFT JOIN documents USING (doc)
               GROUP BY folders.id ORDER BY folders.path"""
        )
        return [
            FolderInfo(_path(path), files, readable or 0, pending or 0, problems or 0, bool(on), bool(absent))
            for path, files, readable, pending, problems, on, absent in rows
        ]

    def switch_folder(self, key: int, on: bool) -> None:
        """Whether questions look into a folder."""
        change = "DELETE FROM switched_off WHERE folder = ?" if on else "INSERT OR IGNORE INTO switched_off VALUES (?)"
        self._db.execute(change, (key,))

    def docs_switched_on(self) -> set[str] | None:
        """The documents that questions look into; None where that is all of them."""
        if not self._column("SELECT folder FROM switched_off"):
            return None
        wanted = "doc NOT NULL AND folder NOT IN (SELECT folder FROM switched_off)"
        return set(self._column(f"SELECT DISTINCT doc FROM files WHERE {wanted}"))

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
        waiting = self.pictures.counts()
        parts = self._parts()
        rows = self._db.execute(
            """SELECT doc, files.path, COALESCE(documents.status, files.status),
                      COALESCE(documents.reason, files.reason), COALESCE(pages, 0), COALESCE(passages, 0),
                      COALESCE(ocr_pages, 0), size, COALESCE(seconds, 0), COALESCE(format, ''), COALESCE(locked, 0),
                      folder IN (SELECT folder FROM carried)
               FROM files LEFT JOIN documents USING (doc) ORDER BY files.path"""
        )
        infos = (
            FileInfo(
                _path(path),
                Status(state),
                reason,
                pages,
                passages,
                ocr_pages,
                size,
                seconds,
                kind,
                bool(locked),
                waiting.get(doc, 0),
                tuple(parts.get(doc, ())),
                bool(absent),
            )
            for doc, path, state, reason, pages, passages, ocr_pages, size, seconds, kind, locked, absent in rows
        )
        return [info for info in infos if status is None or info.status is status]

    def _parts(self) -> dict[str, list[Part]]:
        parts: dict[str, list[Part]] = {}
        for doc, name, status, reason, pages in self._db.execute(
            "SELECT doc, name, status, reason, pages FROM parts ORDER BY rowid"
        ):
            parts.setdefault(doc, []).append(Part(name, Status(status), reason, pages))
        return parts

    def files_at(self, path: Path) -> list[tuple[Path, str | None]]:
        """(path, document) of that file, or of all files in that folder and below."""
        rows = ((_path(stored), doc) for stored, doc in self._db.execute("SELECT path, doc FROM files"))
        return [(file, doc) for file, doc in rows if file.is_relative_to(path)]

    def look_again(self, paths: Iterable[Path]) -> None:
        """Let the next scan open these files again, though they have not changed."""
        self._db.executemany("UPDATE files SET mtime_ns = -1 WHERE path = ?", [(_stored(path),) for path in paths])

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

    def whole_files(self, kinds: Sequence[str], after: int, before: int) -> list[tuple[Path, str, str]]:
        """(path, document, its authors, one a line) of the files whose text is whole in the store.

        kinds: of what they are, any if empty. after, before: of their time in nanoseconds, `before` not included.
        """
        marks = ",".join("?" * len(kinds))
        of_kind = f"AND COALESCE(NULLIF(format, ''), kind) IN ({marks})" if kinds else ""
        rows = self._db.execute(
            f"""SELECT path, doc, author FROM files JOIN documents USING (doc)
                WHERE state = {WHOLE} AND mtime_ns >= ? AND mtime_ns < ? {of_kind} ORDER BY path""",
            (after, before, *kinds),
        )
        return [(_path(path), doc, author) for path, doc, author in rows]

    # Documents

    def unread(self) -> list[Unread]:
        """Documents to read, those of the newest files first."""
        rows = self._db.execute(
            f"""SELECT doc, kind, path, size, MAX(mtime_ns) AS newest FROM files JOIN documents USING (doc)
                WHERE documents.state < 2 AND {HERE} GROUP BY doc ORDER BY newest DESC"""
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

    def put_reading(self, doc: str, reading: Reading, leaves: int) -> None:
        """The document is whole: how reading it went, what waits for OCR, how the files in it went.

        leaves: how many pages of it are in the store.
        """
        with self.transaction():
            self._db.execute(
                """UPDATE documents SET state = ?, status = ?, reason = ?, title = ?, pages = ?, passages = ?,
                   ocr_pages = ?, seconds = ?, leaves = ?, format = ?, locked = ?, version = ?, author = ?
                   WHERE doc = ?""",
                (WHOLE, reading.status.value, reading.reason, reading.title, reading.pages, reading.passages,
                 reading.ocr_pages, reading.seconds, leaves, reading.kind, reading.locked,
                 0 if reading.passing else READING_VERSION, "\n".join(reading.authors), doc),
            )  # fmt: skip
            self._db.execute("DELETE FROM parts WHERE doc = ?", (doc,))
            self._db.executemany(
                "INSERT INTO parts VALUES (?, ?, ?, ?, ?)",
                [(doc, part.name, part.status.value, part.reason, part.pages) for part in reading.parts],
            )
            self.pictures.put(doc, reading.pictures)

    def of_older_readers(self) -> list[str]:
        """Whole documents that an earlier Wellread read, with readers that have changed since."""
        here = f"doc IN (SELECT doc FROM files WHERE {HERE})"
        return self._column(
            f"SELECT doc FROM documents WHERE state = {WHOLE} AND version < {READING_VERSION} AND {here}"
        )

    def note_readers(self) -> None:
        """Once after the readers changed: files that the old ones could not read are looked at again."""
        (known,) = self._db.execute("SELECT MAX(value) FROM counters WHERE name = 'readers'").fetchone()
        if known != READING_VERSION:
            with self.transaction():
                self._db.execute("UPDATE files SET mtime_ns = -1 WHERE doc IS NULL")
                self._db.execute("INSERT OR REPLACE INTO counters VALUES ('readers', ?)", (READING_VERSION,))

    # OCR

    def put_parts_read(self, doc: str, names: Iterable[str]) -> None:
        """Files inside a document that seemed empty turned out to hold text, in their pictures."""
        self._db.executemany(
            "UPDATE parts SET status = 'indexed', reason = '' WHERE doc = ? AND name = ? AND status = 'empty'",
            [(doc, name) for name in names],
        )

    def with_pictures(self) -> list[tuple[Unread, int]]:
        """Documents with pictures that wait for OCR, and how many, those of the newest files first."""
        counts = self.pictures.counts()
        rows = self._db.execute(
            f"""SELECT doc, kind, path, size, MAX(mtime_ns) AS newest FROM files JOIN documents USING (doc)
                WHERE state = {WHOLE} AND doc IN (SELECT doc FROM pictures) AND {HERE}
                GROUP BY doc ORDER BY newest DESC"""
        )
        return [(Unread(doc, kind, _path(path), size, mtime), counts[doc]) for doc, kind, path, size, mtime in rows]

    def to_look_at(self, doc: str) -> Looked:
        """What OCR of a document adds to: its leaves and passages so far, and how reading its text went."""
        row = self._db.execute(
            "SELECT leaves, passages, ocr_pages, status, reason FROM documents WHERE doc = ?", (doc,)
        ).fetchone()
        return Looked(row[0], row[1], row[2], Status(row[3]), row[4])

    def put_looked(self, doc: str, looked: Looked) -> None:
        """OCR has added to a document; vectors of the new passages are still to come."""
        self._db.execute(
            "UPDATE documents SET leaves = ?, passages = ?, ocr_pages = ?, status = ?, reason = ? WHERE doc = ?",
            (looked.leaves, looked.passages, looked.ocr_pages, looked.status.value, looked.reason, doc),
        )
        self._db.execute(f"UPDATE vectors SET state = {WRITING} WHERE doc = ?", (doc,))

    def read_again(self, docs: Sequence[str]) -> None:
        """Have whole documents read again: the next sync clears what the store has of them first."""
        self._db.executemany(
            f"UPDATE documents SET state = {WRITING} WHERE doc = ? AND state = {WHOLE}", [(doc,) for doc in docs]
        )

    def forget_stored(self, docs: Sequence[str]) -> None:
        """The store no longer has anything of these documents: they wait to be read again."""
        self._db.executemany("UPDATE documents SET state = 0 WHERE doc = ?", [(doc,) for doc in docs])
        for table in ("vectors", "pictures", "parts"):
            self._db.executemany(f"DELETE FROM {table} WHERE doc = ?", [(doc,) for doc in docs])

    def drop_documents(self, docs: Sequence[str]) -> None:
        self._db.executemany("DELETE FROM documents WHERE doc = ?", [(doc,) for doc in docs])

    def kind_of(self, doc: str) -> str:
        """What a document is read as, "" where it is not known any more."""
        row = self._db.execute("SELECT kind FROM documents WHERE doc = ?", (doc,)).fetchone()
        return row[0] if row else ""

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

    def embedded(self) -> dict[str, int]:
        """How many passages have vectors, for the fingerprint of each embedder; whole documents count."""
        rows = self._db.execute(
            f"""SELECT fingerprint, SUM(passages) FROM vectors JOIN documents USING (doc)
                WHERE vectors.state = {WHOLE} AND documents.state = {WHOLE} GROUP BY fingerprint"""
        )
        return dict(rows.fetchall())

    def set_vectors(self, docs: Iterable[str], fingerprint: str, state: int) -> None:
        rows = [(doc, fingerprint, state) for doc in docs]
        self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def forget_vectors(self, fingerprint: str) -> None:
        """The store is about to have no vectors of that embedder."""
        self._db.execute("DELETE FROM vectors WHERE fingerprint = ?", (fingerprint,))

    def copy_to(self, path: Path) -> None:
        """Write all of it, as it is at this moment, into a new file."""
        try:
            self._db.execute("VACUUM INTO ?", (str(path),))
        except sqlite3.DatabaseError as error:
            raise _readable(error, None) from error

    def _column(self, query: str) -> list[str]:
        return [row[0] for row in self._db.execute(query)]


def _chunks(items: list[str], size: int = 500) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _readable(error: sqlite3.DatabaseError, path: Path | None) -> WellreadError:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL or "full" in str(error):
        return DiskFull("The disk is full.", "Free some space; Wellread then carries on where it stopped.")
    if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return WellreadError(
            f"The list of files in {path or 'the profile'} is damaged.",
            "wellread doctor --repair begins a new one and takes over what is stored.",
        )
    return WellreadError(f"The list of files can't be used: {error}.", "Run wellread doctor to see more.")
