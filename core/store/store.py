"""The store: pages, passages and vectors in LanceDB, found by words and by meaning.

Three kinds of table, described in core/FORMAT.md: `pages` (what a citation shows),
`passages` (what keyword search reads) and one `vectors_<fingerprint>` an embedder. Text and vectors are apart so that a
folder answers by keyword at once, and so that vectors of a new embedder can be made while the old ones still serve.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
from lancedb.index import BTree
from lancedb.query import MatchQuery, PhraseQuery

from core.errors import WellreadError
from core.ports import Vectors
from core.store.nearest import Nearest
from core.store.published import publish, published
from core.store.tables import (
    ALL,
    PAGES,
    PASSAGES,
    TERMS_INDEX,
    StoredPage,
    StoredPassage,
    around,
    as_rows,
    halves,
    page_row,
    passage_key,
    passage_row,
    quoted,
    readable_errors,
    stored_passage,
)  # fmt: skip
from core.terms import asked_terms
from core.types import ReadPage

_READ_AGAIN = timedelta(seconds=5)

Written = tuple[str, Sequence[ReadPage]]  # a document, or the next part of a large one
Worded = tuple[StoredPassage, float]  # a passage that words found, and its BM25 score


class Store:
    """All tables of one library. Methods may be called from several threads; only one of them writes."""

    def __init__(
        self, folder: Path, read_only: bool = False, uri: str = "", options: dict[str, str] | None = None
    ) -> None:
        """Open or create. Raises WellreadError when the tables can't be read, or are not there and may not be made.

        uri: where the tables lie, if not in the folder, and LanceDB's options to reach it.
        """
        with readable_errors():
            self._folder = folder
            # Who only reads sees what another writes, after a while.
            again = _READ_AGAIN if read_only else None
            self._db = lancedb.connect(uri or folder, read_consistency_interval=again, storage_options=options)
            self._check(read_only)
            names = self._usable(set(self._db.list_tables(limit=1000).tables))
            self._pages = self._table("pages", PAGES, names)
            self._passages = self._table("passages", PASSAGES, names)
            self._vectors: dict[str, Any] = {}
            self._nearest: dict[str, Nearest] = {}
            for name in names:
                if name.startswith("vectors_"):
                    self._open_vectors(name.removeprefix("vectors_"))
            if "passages" not in names:
                self._passages.create_index("terms", config=TERMS_INDEX)
                self._passages.create_index("id", config=BTree())
                self._passages.create_index("doc", config=BTree())
                self._pages.create_index("doc", config=BTree())

    def _check(self, read_only: bool) -> None:
        if read_only and not {"pages", "passages"} <= set(self._db.list_tables(limit=1000).tables):
            raise WellreadError(
                f"There is no library in {self._folder} to read.", "Open it once where it can be written."
            )

    def _usable(self, names: set[str]) -> set[str]:
        """Passages of versions 1 and 2 had no terms. The manifest has everything read again then, so they can go."""
        if "passages" not in names or "terms" in self._db.open_table("passages").schema.names:
            return names
        for name in names:
            self._db.drop_table(name)
        return set()

    def _table(self, name: str, schema: pa.Schema, names: set[str]) -> Any:
        return self._db.open_table(name) if name in names else self._db.create_table(name, schema=schema)

    def _open_vectors(self, fingerprint: str) -> None:
        name = f"vectors_{fingerprint}"
        self._vectors[fingerprint] = self._db.open_table(name)
        self._nearest[fingerprint] = Nearest(self._vectors[fingerprint], self._folder / f"{name}.json")

    # Writing

    def add(self, documents: Iterable[Written]) -> None:
        """Append pages and passages, each table in one commit."""
        pages, passages = [], []
        for doc, leaves in documents:
            pages += [page_row(doc, read.leaf, read.page) for read in leaves]
            passages += [passage_row(doc, passage) for read in leaves for passage in read.passages]
        with readable_errors():
            if pages:
                self._pages.add(pa.Table.from_pylist(pages, schema=PAGES))
            if passages:
                self._passages.add(pa.Table.from_pylist(passages, schema=PASSAGES))

    def add_vectors(self, fingerprint: str, passages: Sequence[StoredPassage], vectors: Vectors) -> None:
        """Append one vector a passage, shape (len(passages), dimensions), in one commit.

        Beside it goes the direction of the passages around it, as far as they are among these.
        """
        keys = [(stored.passage_id, stored.doc) for stored in passages]
        self.put_vectors(fingerprint, keys, vectors, around(passages, vectors))

    def put_vectors(
        self, fingerprint: str, keys: Sequence[tuple[str, str]], vectors: Vectors, directions: Vectors
    ) -> None:
        """The same for passages by their keys and documents, with the direction around each."""
        table = pa.table(
            {
                "id": [key for key, _ in keys],
                "doc": [doc for _, doc in keys],
                "vector": halves(vectors),
                "around": halves(directions),
            }
        )
        with readable_errors():
            if fingerprint not in self._vectors:
                created = self._db.create_table(f"vectors_{fingerprint}", schema=table.schema)
                created.create_index("doc", config=BTree())
                created.create_index("id", config=BTree())
                self._open_vectors(fingerprint)
            self._vectors[fingerprint].add(table)

    def drop(self, docs: Sequence[str]) -> None:
        """Remove all rows of these documents."""
        with readable_errors():
            for start in range(0, len(docs), 500):
                where = f"doc IN ({quoted(docs[start : start + 500])})"
                for table in (self._passages, self._pages, *self._vectors.values()):
                    table.delete(where)

    def fingerprints(self) -> set[str]:
        """Of the embedders that made vectors."""
        return set(self._vectors)

    def drop_vectors(self, fingerprint: str) -> None:
        """Remove all vectors of an embedder."""
        # New dictionaries: other threads may be looking through these.
        self._vectors = {name: table for name, table in self._vectors.items() if name != fingerprint}
        nearest = self._nearest.get(fingerprint)
        self._nearest = {name: one for name, one in self._nearest.items() if name != fingerprint}
        with readable_errors():
            self._db.drop_table(f"vectors_{fingerprint}")
        if nearest is not None:
            nearest.forget()

    def drop_beyond(self, doc: str, leaves: int, passages: int) -> None:
        """Remove what a document has beyond its first `leaves` pages and its first `passages` passages."""
        of_doc = f"doc = {quoted([doc])}"
        first = quoted([passage_key(doc, passages)])
        with readable_errors():
            self._pages.delete(f"{of_doc} AND leaf >= {leaves}")
            self._passages.delete(f"{of_doc} AND ordinal >= {passages}")
            for table in self._vectors.values():
                table.delete(f"{of_doc} AND id >= {first}")

    def upkeep(self) -> None:
        """Fold new rows into the indexes, small fragments into large ones, and old versions away."""
        with readable_errors():
            for table in (self._passages, self._pages, *self._vectors.values()):
                # A minute lets a search that runs right now finish on the version that it started on.
                table.optimize(cleanup_older_than=timedelta(minutes=1))
            for nearest in self._nearest.values():
                nearest.keep()

    # Finding

    def keyword(self, question: str, limit: int, docs: Iterable[str] | None = None) -> list[Worded]:
        """Passages with words of the question, best first; of `docs` only, if given."""
        words = {term for forms in asked_terms(question) for term in forms}
        return self._by_terms(MatchQuery(" ".join(sorted(words)), "terms"), limit, docs) if words else []

    def phrase(self, run: Sequence[str], limit: int, docs: Iterable[str] | None = None) -> list[Worded]:
        """The same for passages in which these terms stand side by side."""
        return self._by_terms(PhraseQuery(" ".join(run), "terms"), limit, docs) if run else []

    def _by_terms(self, query: Any, limit: int, docs: Iterable[str] | None) -> list[Worded]:
        with readable_errors():
            search = self._passages.search(query, query_type="fts")
            rows = _scoped(search, docs).limit(limit).to_list()
        return [(stored_passage(row), row["_score"]) for row in rows]

    def dense(
        self, fingerprint: str, vector: Vectors, limit: int, docs: Iterable[str] | None = None
    ) -> dict[str, tuple[float, float]]:
        """As `closeness` of the nearest passages, best first; of `docs` only, if given."""
        table = self._vectors.get(fingerprint)
        if table is None:
            return {}
        with readable_errors():
            query = self._nearest[fingerprint].tuned(
                table.search(vector, vector_column_name="vector").distance_type("cosine")
            )
            rows = _scoped(query.select(["id", "around", "_distance"]), docs).limit(limit).to_arrow()
        around = (as_rows(rows["around"]) @ vector).tolist()
        near = (1.0 - far for far in rows["_distance"].to_pylist())
        return dict(zip(rows["id"].to_pylist(), zip(near, around, strict=True), strict=True))

    def closeness(self, fingerprint: str, vector: Vectors, ids: Sequence[str]) -> dict[str, tuple[float, float]]:
        """The cosines of these passages and of the text around them, of those that have vectors."""
        table = self._vectors.get(fingerprint)
        if table is None or not ids:
            return {}
        with readable_errors():
            query = table.search().where(f"id IN ({quoted(ids)})").select(["id", "vector", "around"])
            rows = query.limit(len(ids)).to_arrow()
        cosines = ((as_rows(rows[name]) @ vector).tolist() for name in ("vector", "around"))
        return dict(zip(rows["id"].to_pylist(), zip(*cosines, strict=True), strict=True))

    # Reading back

    def passages(self, ids: Sequence[str]) -> dict[str, StoredPassage]:
        with readable_errors():
            rows = self._passages.search().where(f"id IN ({quoted(ids)})").limit(len(ids)).to_list() if ids else []
        return {row["id"]: stored_passage(row) for row in rows}

    def passages_of(self, docs: Sequence[str]) -> list[StoredPassage]:
        """All passages of these documents, in reading order."""
        with readable_errors():
            rows = self._passages.search().where(f"doc IN ({quoted(docs)})").limit(ALL).to_list() if docs else []
        return sorted(map(stored_passage, rows), key=lambda stored: (stored.doc, stored.passage.ordinal))

    def embedded_ids(self, fingerprint: str, doc: str) -> set[str]:
        """The passages of a document that have vectors already."""
        table = self._vectors.get(fingerprint)
        if table is None:
            return set()
        with readable_errors():
            return {
                row["id"] for row in table.search().where(f"doc = {quoted([doc])}").select(["id"]).limit(ALL).to_list()
            }

    def page(self, doc: str, leaf: int) -> StoredPage | None:
        """A page by its number among the leaves of its document."""
        return self._first_page(f"doc = {quoted([doc])} AND leaf = {leaf}")

    def numbered_page(self, doc: str, part: str, number: int) -> StoredPage | None:
        """A page by its own number, within the file itself (part "") or a file inside it. Text goes before OCR."""
        where = f"doc = {quoted([doc])} AND part = {quoted([part])} AND number = {number}"
        return self._first_page(f"{where} AND NOT ocr") or self._first_page(where)

    def _first_page(self, where: str) -> StoredPage | None:
        columns = [field.name for field in fields(StoredPage)]
        with readable_errors():
            rows = self._pages.search().where(where).select(columns).limit(1).to_list()
        return StoredPage(**rows[0]) if rows else None

    def text(self, doc: str, leaf: int, start: int, end: int) -> str:
        """The characters `start`..`end`, in the page's numbering; "" where the page is not there."""
        page = self.page(doc, leaf)
        return "" if page is None else page.text[start - page.start : end - page.start]

    def publish(self, files: Mapping[str, bytes]) -> None:
        """Keep these beside the tables, in place of what was there, for those who only read."""
        publish(self._db, files)

    def published(self) -> dict[str, bytes]:
        """What was published last, by name; empty where nothing was."""
        return published(self._db)

    def tables(self) -> dict[str, Any]:
        """Each table by its name."""
        vectors = {f"vectors_{name}": table for name, table in self._vectors.items()}
        return {"pages": self._pages, "passages": self._passages, **vectors}

    def dimensions(self, fingerprint: str) -> int | None:
        """Of the vectors of an embedder; None where there are none."""
        table = self._vectors.get(fingerprint)
        return None if table is None else int(table.schema.field("vector").type.list_size)

    def counts(self) -> dict[str, int]:
        """Rows of each table."""
        with readable_errors():
            return {name: int(table.count_rows()) for name, table in self.tables().items()}


def _scoped(query: Any, docs: Iterable[str] | None) -> Any:
    return query if docs is None else query.where(f"doc IN ({quoted(docs)})", prefilter=True)
