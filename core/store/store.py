"""The store: pages, passages and vectors in LanceDB, found by words and by meaning.

Three kinds of table, described in core/FORMAT.md: `pages` (what a citation shows),
`passages` (what keyword search reads) and one `vectors_<fingerprint>` an embedder. Text and vectors are apart so that a
folder answers by keyword at once, and so that vectors of a new embedder can be made while the old ones still serve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
from lancedb.query import MatchQuery, PhraseQuery

from core.errors import WellreadError
from core.ports import Vectors
from core.store.earlier import brought_up_to_date
from core.store.nearest import Nearest
from core.store.published import publish, published
from core.store.row_ids import RowIds
from core.store.tables import (
    ALL,
    PAGES,
    PASSAGE,
    PASSAGES,
    StoredPage,
    StoredPassage,
    indexed,
    page_row,
    passage_key,
    passage_row,
    quoted,
    readable_errors,
    stored_passages,
)  # fmt: skip
from core.store.tally import Rows, tally
from core.store.upkeep import Readings, Upkeep
from core.store.vectors import Nearness, joined_rows, keyed_rows, nearness, vector_rows
from core.types import ReadPage

_READ_AGAIN = timedelta(seconds=5)
_NEAR = ["id", "vector", "around"]  # the columns that `nearness` takes

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
            names = set(self._db.list_tables(limit=1000).tables)
            if not read_only:
                names = brought_up_to_date(self._db, names, folder)
            self._pages = self._table("pages", PAGES, names)
            self._passages = self._table("passages", PASSAGES, names)
            self._vectors: dict[str, Any] = {}
            self._readings = Readings()
            self._upkeep: dict[str, Upkeep] = {}
            self._nearest: dict[str, Nearest] = {}
            self._rows: dict[str, RowIds] = {}
            for name in names:
                if name.startswith("vectors_"):
                    self._open_vectors(name.removeprefix("vectors_"))
            for table in () if read_only else self._tables():
                indexed(table)

    def _check(self, read_only: bool) -> None:
        if read_only and not {"pages", "passages"} <= set(self._db.list_tables(limit=1000).tables):
            raise WellreadError(
                f"There is no library in {self._folder} to read.", "Open it once where it can be written."
            )

    def _table(self, name: str, schema: pa.Schema, names: set[str]) -> Any:
        return self._db.open_table(name) if name in names else self._db.create_table(name, schema=schema)

    def _open_vectors(self, fingerprint: str) -> None:
        name = f"vectors_{fingerprint}"
        self._vectors[fingerprint] = self._db.open_table(name)
        self._nearest[fingerprint] = Nearest(self._vectors[fingerprint], self._folder / f"{name}.json")

    def _tables(self) -> list[Any]:
        return [self._passages, self._pages, *self._vectors.values()]

    def _keeper(self, table: Any) -> Upkeep:
        return self._upkeep.setdefault(table.name, Upkeep(table, self._folder / f"{table.name}.lance", self._readings))

    def _row_ids(self, table: Any) -> RowIds:
        return self._rows.setdefault(table.name, RowIds(table))

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

    def add_vectors(
        self, fingerprint: str, passages: Sequence[StoredPassage], vectors: Vectors, in_parts: bool = False
    ) -> None:
        """Add one vector a passage, shape (len(passages), dimensions), in one commit.

        Beside it goes the direction of the passages around it. in_parts: other passages of these documents may have
        vectors already; those that are next to these learn of them in the same commit.
        """
        places = [(stored.doc, stored.ordinal) for stored in passages]
        with readable_errors():
            table = self._vectors.get(fingerprint)
            if table is not None and in_parts:
                upsert = table.merge_insert("id").when_matched_update_all().when_not_matched_insert_all()
                upsert.execute(joined_rows(table, places, vectors))
            else:
                self._append(fingerprint, vector_rows(places, vectors))

    def put_vectors(
        self, fingerprint: str, keys: Sequence[tuple[str, str]], vectors: Vectors, directions: Vectors
    ) -> None:
        """Add vectors that were made elsewhere: of passages by their keys and documents, with the direction around."""
        with readable_errors():
            self._append(fingerprint, keyed_rows(keys, vectors, directions))

    def _append(self, fingerprint: str, made: pa.Table) -> None:
        if fingerprint not in self._vectors:
            indexed(self._db.create_table(f"vectors_{fingerprint}", schema=made.schema))
            self._open_vectors(fingerprint)
        self._vectors[fingerprint].add(made)

    def put_pages(self, doc: str, leaves: Sequence[ReadPage]) -> None:
        """Store these pages alone, in place of what is there of them."""
        with readable_errors():
            self._keeper(self._pages).deleted(_these(doc, leaves))
            self._pages.add(pa.Table.from_pylist([page_row(doc, r.leaf, r.page) for r in leaves], schema=PAGES))

    def drop(self, docs: Sequence[str]) -> None:
        """Remove all rows of these documents."""
        self._drop_from(self._tables(), docs)

    def drop_vectors(self, fingerprint: str, docs: Sequence[str]) -> None:
        """Remove the vectors of these documents for one embedder."""
        self._drop_from([self._vectors[fingerprint]], docs)

    def _drop_from(self, tables: Sequence[Any], docs: Sequence[str]) -> None:
        with readable_errors():
            for start in range(0, len(docs), 500):
                where = f"doc IN ({quoted(docs[start : start + 500])})"
                for table in tables:
                    self._keeper(table).deleted(where)

    def drop_embedder(self, fingerprint: str) -> None:
        """Remove all vectors of an embedder."""
        # New dictionaries: other threads may be looking through these.
        self._vectors = {name: table for name, table in self._vectors.items() if name != fingerprint}
        self._upkeep.pop(f"vectors_{fingerprint}", None)
        self._rows.pop(f"vectors_{fingerprint}", None)
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
            self._keeper(self._pages).deleted(f"{of_doc} AND leaf >= {leaves}")
            self._keeper(self._passages).deleted(f"{of_doc} AND id >= {first}")
            for table in self._vectors.values():
                self._keeper(table).deleted(f"{of_doc} AND id >= {first}")

    def upkeep(self, everything: bool = False, thorough: bool = False) -> None:
        """Fold new rows into the indexes, small fragments into large ones, and old versions away.

        Where it is worth it, or wherever there is anything to do. thorough: also what killed writers left behind.
        """
        with readable_errors():
            for keeper in map(self._keeper, self._tables()):
                if thorough or (keeper.worn() if everything else keeper.due()):
                    keeper.run(thorough)
            for nearest in self._nearest.values():
                nearest.keep()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Errors as a person reads them; and upkeep takes nothing away until the block ends."""
        with readable_errors(), self._readings.reading():
            yield

    # Finding

    def keyword(self, terms: Iterable[str], limit: int, docs: Iterable[str] | None = None) -> list[Worded]:
        """Passages with any of these terms (core.terms), best first; of `docs` only, if given."""
        words = " ".join(sorted(set(terms)))
        return self._by_terms(MatchQuery(words, "terms"), limit, docs) if words else []

    def phrase(self, run: Sequence[str], limit: int, docs: Iterable[str] | None = None) -> list[Worded]:
        """The same for passages in which these terms stand side by side."""
        return self._by_terms(PhraseQuery(" ".join(run), "terms"), limit, docs) if run else []

    def _by_terms(self, query: Any, limit: int, docs: Iterable[str] | None) -> list[Worded]:
        with self._reading():
            search = self._passages.search(query, query_type="fts")
            rows = _scoped(search.select([*PASSAGE, "_score"]), docs).limit(limit).to_arrow()
        return list(zip(stored_passages(rows), rows["_score"].to_pylist(), strict=True))

    def dense(
        self, fingerprint: str, vector: Vectors, limit: int, docs: Iterable[str] | None = None
    ) -> dict[str, Nearness]:
        """The nearest passages, best first; of `docs` only, if given."""
        table = self._vectors.get(fingerprint)
        if table is None:
            return {}
        with self._reading():
            query = self._nearest[fingerprint].tuned(
                table.search(vector, vector_column_name="vector").distance_type("cosine")
            )
            # The index has vectors in 8 bits: some more than wanted are compared by what they are.
            rows = _scoped(query.select([*_NEAR, "_distance"]), docs).limit(limit + limit // 4).to_arrow()
        return dict(islice(nearness(rows, vector).items(), limit))

    def closeness(self, fingerprint: str, vector: Vectors, ids: Sequence[str]) -> dict[str, Nearness]:
        """How near these passages are, of those that have vectors."""
        table = self._vectors.get(fingerprint)
        if table is None or not ids:
            return {}
        with self._reading():
            return nearness(self._row_ids(table).rows(ids, _NEAR), vector)

    # Reading back

    def passages(self, ids: Sequence[str]) -> dict[str, StoredPassage]:
        if not ids:
            return {}
        with self._reading():
            rows = self._row_ids(self._passages).rows(ids, PASSAGE)
        return {stored.passage_id: stored for stored in stored_passages(rows)}

    def passages_of(self, docs: Sequence[str]) -> list[StoredPassage]:
        """All passages of these documents, in reading order."""
        if not docs:
            return []
        with self._reading():
            rows = self._passages.search().where(f"doc IN ({quoted(docs)})").select(PASSAGE).limit(ALL).to_arrow()
        return sorted(stored_passages(rows), key=lambda stored: (stored.doc, stored.ordinal))

    def embedded_ids(self, fingerprint: str, doc: str) -> set[str]:
        """The passages of a document that have vectors already."""
        table = self._vectors.get(fingerprint)
        if table is None:
            return set()
        with self._reading():
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
        with self._reading():
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

    # What it holds

    def fingerprints(self) -> list[str]:
        """Of the embedders that have a table."""
        return sorted(self._vectors)

    def tables(self) -> dict[str, Any]:
        """Each table by its name."""
        return {table.name: table for table in self._tables()}

    def dimensions(self, fingerprint: str) -> int | None:
        """Of the vectors of an embedder; None where there are none."""
        table = self._vectors.get(fingerprint)
        return None if table is None else int(table.schema.field("vector").type.list_size)

    def counts(self) -> dict[str, int]:
        """Rows of each table."""
        with readable_errors():
            return {name: int(table.count_rows()) for name, table in self.tables().items()}

    def tally(self, name: str) -> dict[str, Rows]:
        """The rows of each document in a table; empty where there is no such table."""
        table = self.tables().get(name)
        with readable_errors():
            return {} if table is None else tally(table, "leaf" if table is self._pages else "id")

    def holds(self, doc: str, leaves: Sequence[ReadPage]) -> tuple[bool, bool]:
        """Whether these pages of a document, in their order, lie in the store just so; whether their passages do."""
        pages = pa.Table.from_pylist([page_row(doc, read.leaf, read.page) for read in leaves], schema=PAGES)
        cut = [passage_row(doc, passage) for read in leaves for passage in read.passages]
        passages = pa.Table.from_pylist(cut, schema=PASSAGES)
        where = _these(doc, leaves)
        with readable_errors():
            return (
                _sorted(self._pages, where, "leaf").equals(pages),
                _sorted(self._passages, where, "id").equals(passages),
            )


def _these(doc: str, leaves: Sequence[ReadPage]) -> str:
    return f"doc = {quoted([doc])} AND leaf >= {leaves[0].leaf} AND leaf <= {leaves[-1].leaf}"


def _sorted(table: Any, where: str, column: str) -> pa.Table:
    return table.search().where(where).limit(ALL).to_arrow().sort_by(column)


def _scoped(query: Any, docs: Iterable[str] | None) -> Any:
    return query if docs is None else query.where(f"doc IN ({quoted(docs)})", prefilter=True)
