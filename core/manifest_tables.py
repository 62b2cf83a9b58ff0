"""The manifest's tables, and how an older manifest becomes one of today. They are described in core/FORMAT.md."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from core.carried import TABLE as CARRIED
from core.errors import WellreadError

FORMAT_VERSION = 5

_PICTURES_AND_PARTS = """
CREATE TABLE pictures (
    doc TEXT NOT NULL REFERENCES documents(doc) ON DELETE CASCADE, item TEXT NOT NULL, part TEXT NOT NULL,
    number INTEGER, label TEXT NOT NULL, state INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX pictures_by_doc ON pictures(doc);
CREATE TABLE parts (
    doc TEXT NOT NULL REFERENCES documents(doc) ON DELETE CASCADE, name TEXT NOT NULL, status TEXT NOT NULL,
    reason TEXT NOT NULL, pages INTEGER NOT NULL
);
CREATE INDEX parts_by_doc ON parts(doc);
"""

_WORDS_AND_ACRONYMS = """
CREATE TABLE terms (term TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE words (word TEXT PRIMARY KEY, form TEXT NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE acronyms (
    doc TEXT NOT NULL REFERENCES documents(doc) ON DELETE CASCADE, short_key TEXT NOT NULL, long_key TEXT NOT NULL,
    short TEXT NOT NULL, long TEXT NOT NULL, PRIMARY KEY (doc, short_key, long_key)
) WITHOUT ROWID;
CREATE INDEX acronyms_by_short ON acronyms(short_key);
CREATE INDEX acronyms_by_long ON acronyms(long_key);
"""

_TABLES = (
    _PICTURES_AND_PARTS
    + _WORDS_AND_ACRONYMS
    + """
CREATE TABLE folders (id INTEGER PRIMARY KEY, path NOT NULL UNIQUE);
CREATE TABLE documents (
    doc TEXT PRIMARY KEY, kind TEXT NOT NULL, state INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT 'pending', reason TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',
    pages INTEGER NOT NULL DEFAULT 0, passages INTEGER NOT NULL DEFAULT 0, ocr_pages INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0, leaves INTEGER NOT NULL DEFAULT 0, format TEXT NOT NULL DEFAULT '',
    locked INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0, author TEXT NOT NULL DEFAULT '',
    learnt INTEGER NOT NULL DEFAULT 0
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
)

# From version 1: pages have leaves now, so every document is read again. What lies in the store is of no more use.
_FROM_1 = """
ALTER TABLE documents ADD COLUMN leaves INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN format TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN locked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
"""

# From version 2: passages have terms now, so all is read again; who wrote a document; what words the library has.
_FROM_2 = (
    """
UPDATE documents SET state = 0, status = 'pending', reason = '', passages = 0;
DELETE FROM vectors;
ALTER TABLE documents ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN learnt INTEGER NOT NULL DEFAULT 0;
"""
    + _WORDS_AND_ACRONYMS
)

# From version 3: folders can be left out of questions.
_FROM_3 = """
CREATE TABLE IF NOT EXISTS switched_off (folder INTEGER PRIMARY KEY REFERENCES folders(id) ON DELETE CASCADE);
"""
# Since then, in place: libraries of this version may be without it.
_GROUNDS = """
CREATE TABLE IF NOT EXISTS grounds (
    folder INTEGER NOT NULL REFERENCES folders(id) ON DELETE CASCADE, path NOT NULL, device TEXT NOT NULL,
    inode TEXT NOT NULL, mount INTEGER NOT NULL, PRIMARY KEY (folder, path)
);
"""
# By the version that is found.
_STEPS = (
    _TABLES + _FROM_3,
    _FROM_1 + _PICTURES_AND_PARTS + _FROM_2 + _FROM_3,
    _FROM_2 + _FROM_3,
    _FROM_3,
    "",  # version 5 changed the passages' table alone, which the store sees to (core/store/earlier.py)
)


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Make the tables, or bring older ones up to date. Raises WellreadError for those of a newer Wellread."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > FORMAT_VERSION:
        raise _newer(path)
    if version < FORMAT_VERSION:
        db.executescript(f"BEGIN IMMEDIATE; {_STEPS[version]} PRAGMA user_version = {FORMAT_VERSION}; COMMIT;")
    db.execute(CARRIED)
    db.executescript(_GROUNDS)


def check_version(db: sqlite3.Connection, path: Path) -> None:
    """Raises WellreadError for tables of another version, where they can't be brought up to date."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > FORMAT_VERSION:
        raise _newer(path)
    if version < FORMAT_VERSION:
        raise WellreadError(
            f"{path} was written by an older Wellread.",
            "Open it once where it can be written, which brings it up to date.",
        )


def _newer(path: Path) -> WellreadError:
    return WellreadError(f"{path} was written by a newer Wellread.", "Update Wellread to open this library.")
