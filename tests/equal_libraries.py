"""What it means that two libraries are equal: the same rows in every table, in whatever order they came about."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import lancedb
import numpy as np

from core.profile import Profile

# Of the manifest, what does not tell how and when a library came about.
_COLUMNS = {
    "folders": "path",
    "files": "path, size, mtime_ns, doc, status, reason",
    "documents": "doc, kind, state, status, reason, title, pages, passages, ocr_pages, leaves, format, locked, version,"
    " author, learnt",
    "vectors": "doc, fingerprint, state",
    "pictures": "doc, item, part, number, label",
    "parts": "doc, name, status, reason, pages",
    "words": "word, count",
    "terms": "term, count",
    "acronyms": "doc, short_key, long_key",
}
_NEAR = 0.999  # cosine of two vectors of one text: batches round differently, and rows are in half precision


def assert_equal(library: Profile, clean: Profile) -> None:
    """Raises AssertionError with the first differences. Nobody may be writing either."""
    for table in _COLUMNS:
        _same(table, _manifest_rows(library, table), _manifest_rows(clean, table))
    for table in ("pages", "passages"):
        _same(table, _rows(library, table), _rows(clean, table))
    fingerprints = _vector_tables(library)
    assert fingerprints == _vector_tables(clean)
    for table in fingerprints:
        _same_vectors(_rows(library, table), _rows(clean, table))


def vector_ids(library: Profile) -> set[str]:
    """The passages that have vectors."""
    return {row["id"] for table in _vector_tables(library) for row in _rows(library, table)}


def _manifest_rows(library: Profile, table: str) -> list[dict[str, Any]]:
    db = sqlite3.connect(library.manifest)
    db.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in db.execute(f"SELECT {_COLUMNS[table]} FROM {table}")]
    finally:
        db.close()


def _rows(library: Profile, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = lancedb.connect(library.library).open_table(table).to_arrow().to_pylist()
    return rows


def _vector_tables(library: Profile) -> list[str]:
    names: list[str] = lancedb.connect(library.library).list_tables(limit=1000).tables
    return sorted(name for name in names if name.startswith("vectors_"))


def _same(table: str, found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    left, right = sorted(map(repr, found)), sorted(map(repr, wanted))
    if left != right:
        extra = [row[:300] for row in left if row not in set(right)][:5]
        missing = [row[:300] for row in right if row not in set(left)][:5]
        raise AssertionError(
            f"{table}: {len(left)} rows, a clean library has {len(right)}.\nOnly here: {extra}\nOnly there: {missing}"
        )


def _same_vectors(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    for column in ("vector", "around"):
        _same("vectors", [_key(row) for row in found], [_key(row) for row in wanted])
        left, right = ({row["id"]: row[column] for row in rows} for rows in (found, wanted))
        for key, vector in left.items():
            a, b = np.asarray(vector, dtype=np.float32), np.asarray(right[key], dtype=np.float32)
            cosine = float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
            assert cosine > _NEAR, f"{column} of {key} differs from that of a clean library: cosine {cosine:.4f}"


def _key(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "doc": row["doc"]}


def library_size(library: Profile) -> int:
    """Bytes of the tables."""
    return sum(path.stat().st_size for path in Path(library.library).rglob("*") if path.is_file())
