"""The store: pages, passages and vectors in LanceDB, found by words and by meaning.

The only module that knows LanceDB. Three kinds of table, described in core/FORMAT.md: `pages` (what a citation shows),
`passages` (what keyword search reads) and one `vectors_<fingerprint>` an embedder. Text and vectors are apart so that a
folder answers by keyword at once, and so that vectors of a new embedder can be made while the old ones still serve.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import lancedb
import numpy as np
import pyarrow as pa
from lancedb.index import FTS, BTree
from lancedb.query import MatchQuery, PhraseQuery

from core.errors import DiskFull, WellreadError
from core.ports import Vectors
from core.terms import asked_terms, terms
from core.types import Page, Passage, ReadPage

_PAGES = pa.schema(
    [
        pa.field("doc", pa.string()),
        pa.field("leaf", pa.int32()),  # which of the document's pages, in the order they were read
        pa.field("part", pa.string()),  # the file inside the file, "" for itself
        pa.field("number", pa.int32()),  # null where the format has no pages
        pa.field("start", pa.int64()),  # the page's offset in the document's numbering
        pa.field("text", pa.large_string()),
        pa.field("words", pa.large_binary()),
        pa.field("width", pa.float32()),
        pa.field("height", pa.float32()),
        pa.field("ocr", pa.bool_()),
    ]
)
_PASSAGES = pa.schema(
    [
        pa.field("id", pa.string()),
        pa.field("doc", pa.string()),
        pa.field("ordinal", pa.int32()),
        pa.field("leaf", pa.int32()),
        pa.field("page", pa.int32()),
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
        pa.field("heading", pa.string()),  # JSON list, outermost first
        pa.field("lead", pa.int32()),  # characters of `body` before the passage's own text
        pa.field("columns", pa.string()),  # the row that names the columns, of a passage further down in a table
        pa.field("part", pa.string()),
        pa.field("label", pa.string()),
        pa.field("place", pa.string()),
        pa.field("ocr", pa.bool_()),
        pa.field("body", pa.string()),  # the heading path, the columns and the text: what is embedded
        pa.field("terms", pa.string()),  # those of `body` (core/terms.py), parted by blanks: what keyword search reads
    ]
)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it lies in the store. `body` is its context and its text, what an embedder reads."""

    passage_id: str
    doc: str
    passage: Passage
    body: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it lies in the store."""

    leaf: int
    part: str
    number: int | None
    start: int
    text: str
    words: bytes
    width: float
    height: float
    ocr: bool


Written = tuple[str, Sequence[ReadPage]]  # a document, or the next part of a large one


class Store:
    """All tables of one library. Methods may be called from several threads; only one of them writes."""

    def __init__(self, folder: Path) -> None:
        """Open or create. Raises WellreadError when the tables can't be read."""
        with _readable_errors():
            self._db = lancedb.connect(folder)
            names = self._usable(set(self._db.list_tables(limit=1000).tables))
            self._pages = self._table("pages", _PAGES, names)
            self._passages = self._table("passages", _PASSAGES, names)
            self._vectors = {
                name.removeprefix("vectors_"): self._db.open_table(name)
                for name in names
                if name.startswith("vectors_")
            }
            if "passages" not in names:
                self._passages.create_index("terms", config=_TERMS_INDEX)
                self._passages.create_index("id", config=BTree())
                self._passages.create_index("doc", config=BTree())
                self._pages.create_index("doc", config=BTree())

    def _usable(self, names: set[str]) -> set[str]:
        """Passages of versions 1 and 2 had no terms. The manifest has everything read again then, so they can go."""
        if "passages" not in names or "terms" in self._db.open_table("passages").schema.names:
            return names
        for name in names:
            self._db.drop_table(name)
        return set()

    def _table(self, name: str, schema: pa.Schema, names: set[str]) -> Any:
        return self._db.open_table(name) if name in names else self._db.create_table(name, schema=schema)

    # Writing

    def add(self, documents: Iterable[Written]) -> None:
        """Append pages and passages, each table in one commit."""
        pages, passages = [], []
        for doc, leaves in documents:
            pages += [_page_row(doc, read.leaf, read.page) for read in leaves]
            passages += [_passage_row(doc, passage) for read in leaves for passage in read.passages]
        with _readable_errors():
            if pages:
                self._pages.add(pa.Table.from_pylist(pages, schema=_PAGES))
            if passages:
                self._passages.add(pa.Table.from_pylist(passages, schema=_PASSAGES))

    def add_vectors(self, fingerprint: str, passages: Sequence[StoredPassage], vectors: Vectors) -> None:
        """Append one vector a passage, shape (len(passages), dimensions), in one commit.

        Beside it goes the direction of the passages around it, as far as they are among these.
        """
        table = pa.table(
            {
                "id": [stored.passage_id for stored in passages],
                "doc": [stored.doc for stored in passages],
                "vector": _halves(vectors),
                "around": _halves(_around(passages, vectors)),
            }
        )
        with _readable_errors():
            if fingerprint not in self._vectors:
                created = self._db.create_table(f"vectors_{fingerprint}", schema=table.schema)
                created.create_index("doc", config=BTree())
                created.create_index("id", config=BTree())
                self._vectors[fingerprint] = created
            self._vectors[fingerprint].add(table)

    def drop(self, docs: Sequence[str]) -> None:
        """Remove all rows of these documents."""
        with _readable_errors():
            for start in range(0, len(docs), 500):
                where = f"doc IN ({_quoted(docs[start : start + 500])})"
                for table in (self._passages, self._pages, *self._vectors.values()):
                    table.delete(where)

    def drop_beyond(self, doc: str, leaves: int, passages: int) -> None:
        """Remove what a document has beyond its first `leaves` pages and its first `passages` passages."""
        of_doc = f"doc = {_quoted([doc])}"
        first = _quoted([passage_key(doc, passages)])
        with _readable_errors():
            self._pages.delete(f"{of_doc} AND leaf >= {leaves}")
            self._passages.delete(f"{of_doc} AND ordinal >= {passages}")
            for table in self._vectors.values():
                table.delete(f"{of_doc} AND id >= {first}")

    def upkeep(self) -> None:
        """Fold new rows into the indexes, small fragments into large ones, and old versions away."""
        with _readable_errors():
            for table in (self._passages, self._pages, *self._vectors.values()):
                # A minute lets a search that runs right now finish on the version that it started on.
                table.optimize(cleanup_older_than=timedelta(minutes=1))

    # Finding

    def keyword(self, question: str, limit: int, docs: Iterable[str] | None = None) -> list[tuple[str, float]]:
        """(passage id, BM25 score), best first; of `docs` only, if given."""
        words = {term for forms in asked_terms(question) for term in forms}
        return self._by_terms(MatchQuery(" ".join(sorted(words)), "terms"), limit, docs) if words else []

    def phrase(self, run: Sequence[str], limit: int, docs: Iterable[str] | None = None) -> list[tuple[str, float]]:
        """The same for passages in which these terms stand side by side."""
        return self._by_terms(PhraseQuery(" ".join(run), "terms"), limit, docs) if run else []

    def _by_terms(self, query: Any, limit: int, docs: Iterable[str] | None) -> list[tuple[str, float]]:
        with _readable_errors():
            search = self._passages.search(query, query_type="fts").select(["id", "_score"])
            rows = _scoped(search, docs).limit(limit).to_arrow()
        return list(zip(rows["id"].to_pylist(), rows["_score"].to_pylist(), strict=True))

    def dense(
        self, fingerprint: str, vector: Vectors, limit: int, docs: Iterable[str] | None = None
    ) -> list[tuple[str, float]]:
        """(passage id, cosine similarity), best first; of `docs` only, if given."""
        table = self._vectors.get(fingerprint)
        if table is None:
            return []
        with _readable_errors():
            query = (
                table.search(vector, vector_column_name="vector").distance_type("cosine").select(["id", "_distance"])
            )
            rows = _scoped(query, docs).limit(limit).to_arrow()
        return [
            (key, 1.0 - far) for key, far in zip(rows["id"].to_pylist(), rows["_distance"].to_pylist(), strict=True)
        ]

    def closeness(self, fingerprint: str, vector: Vectors, ids: Sequence[str]) -> dict[str, tuple[float, float]]:
        """The cosines of these passages and of the text around them, of those that have vectors."""
        table = self._vectors.get(fingerprint)
        if table is None or not ids:
            return {}
        with _readable_errors():
            query = table.search().where(f"id IN ({_quoted(ids)})").select(["id", "vector", "around"])
            rows = query.limit(len(ids)).to_arrow()
        cosines = ((_rows(rows[name]) @ vector).tolist() for name in ("vector", "around"))
        return dict(zip(rows["id"].to_pylist(), zip(*cosines, strict=True), strict=True))

    # Reading back

    def passages(self, ids: Sequence[str]) -> dict[str, StoredPassage]:
        with _readable_errors():
            rows = self._passages.search().where(f"id IN ({_quoted(ids)})").limit(len(ids)).to_list() if ids else []
        return {row["id"]: _stored_passage(row) for row in rows}

    def passages_of(self, docs: Sequence[str]) -> list[StoredPassage]:
        """All passages of these documents, in reading order."""
        with _readable_errors():
            rows = self._passages.search().where(f"doc IN ({_quoted(docs)})").limit(_ALL).to_list() if docs else []
        return sorted(map(_stored_passage, rows), key=lambda stored: (stored.doc, stored.passage.ordinal))

    def embedded_ids(self, fingerprint: str, doc: str) -> set[str]:
        """The passages of a document that have vectors already."""
        table = self._vectors.get(fingerprint)
        if table is None:
            return set()
        with _readable_errors():
            return {
                row["id"]
                for row in table.search().where(f"doc = {_quoted([doc])}").select(["id"]).limit(_ALL).to_list()
            }

    def page(self, doc: str, leaf: int) -> StoredPage | None:
        """A page by its number among the leaves of its document."""
        return self._first_page(f"doc = {_quoted([doc])} AND leaf = {leaf}")

    def numbered_page(self, doc: str, part: str, number: int) -> StoredPage | None:
        """A page by its own number, within the file itself (part "") or a file inside it. Text goes before OCR."""
        where = f"doc = {_quoted([doc])} AND part = {_quoted([part])} AND number = {number}"
        return self._first_page(f"{where} AND NOT ocr") or self._first_page(where)

    def _first_page(self, where: str) -> StoredPage | None:
        columns = [field.name for field in fields(StoredPage)]
        with _readable_errors():
            rows = self._pages.search().where(where).select(columns).limit(1).to_list()
        return StoredPage(**rows[0]) if rows else None

    def text(self, doc: str, leaf: int, start: int, end: int) -> str:
        """The characters `start`..`end`, in the page's numbering; "" where the page is not there."""
        page = self.page(doc, leaf)
        return "" if page is None else page.text[start - page.start : end - page.start]

    def counts(self) -> dict[str, int]:
        """Rows of each table."""
        with _readable_errors():
            tables = {"pages": self._pages, "passages": self._passages}
            tables |= {f"vectors_{name}": table for name, table in self._vectors.items()}
            return {name: int(table.count_rows()) for name, table in tables.items()}


# What a passage says of its place beside its numbers.
_BESIDE = ("columns", "part", "label", "place", "ocr")
_NEIGHBOURS = 2
# The terms are ready made, so LanceDB only has to part them. Positions are for phrases.
_TERMS_INDEX = FTS(
    with_position=True, base_tokenizer="whitespace", lower_case=False, stem=False, remove_stop_words=False,
    ascii_folding=False, max_token_length=None,
)  # fmt: skip
_ALL = 2**31 - 1  # LanceDB returns 10 rows when no limit is given


def _scoped(query: Any, docs: Iterable[str] | None) -> Any:
    return query if docs is None else query.where(f"doc IN ({_quoted(docs)})", prefilter=True)


def _quoted(values: Iterable[str]) -> str:
    """Document keys and passage ids are our own hexadecimal digits and dashes; quotes are doubled all the same."""
    return ",".join("'" + value.replace("'", "''") + "'" for value in values) or "''"


def passage_key(doc: str, ordinal: int) -> str:
    """Keys of one document sort in reading order."""
    return f"{doc}-{ordinal:07d}"


def _halves(vectors: Vectors) -> pa.FixedSizeListArray:
    """In half precision: it moves a cosine by less than 0.001 and halves what is read for each search."""
    return pa.FixedSizeListArray.from_arrays(pa.array(vectors.astype(np.float16).reshape(-1)), int(vectors.shape[1]))


def _rows(column: pa.ChunkedArray) -> Vectors:
    """Shape (rows, dimensions)."""
    flat = column.combine_chunks().flatten().to_numpy()
    return np.asarray(flat, dtype=np.float32).reshape(len(column), -1)


def _around(passages: Sequence[StoredPassage], vectors: Vectors) -> Vectors:
    """For each passage the mean direction of its own vector and of those up to two places before and after it."""
    order = sorted(range(len(passages)), key=lambda at: passages[at].passage_id)
    keys = [(passages[at].doc, passages[at].passage.ordinal) for at in order]
    own = vectors[order]
    sums = own.copy()
    for step in range(1, _NEIGHBOURS + 1):
        near = [a[0] == b[0] and b[1] - a[1] == step for a, b in zip(keys, keys[step:], strict=False)]
        beside = np.array(near, dtype=np.float32)[:, None]
        sums[:-step] += beside * own[step:]
        sums[step:] += beside * own[:-step]
    around = np.empty_like(sums)
    around[order] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return around


def _page_row(doc: str, leaf: int, page: Page) -> dict[str, Any]:
    return {
        "doc": doc, "leaf": leaf, "part": page.part, "number": page.number, "start": page.offset, "text": page.text,
        "words": page.words, "width": page.width, "height": page.height, "ocr": page.ocr,
    }  # fmt: skip


def _passage_row(doc: str, passage: Passage) -> dict[str, Any]:
    lead = "".join(f"{line}\n" for line in (" > ".join(passage.heading), passage.columns) if line)
    return {
        "id": passage_key(doc, passage.ordinal), "doc": doc, "ordinal": passage.ordinal, "leaf": passage.leaf,
        "page": passage.page, "start": passage.start, "end": passage.end, "heading": json.dumps(passage.heading),
        "lead": len(lead), "columns": passage.columns, "part": passage.part, "label": passage.label,
        "place": passage.place, "ocr": passage.ocr, "body": lead + passage.text,
        "terms": " ".join(terms(lead + passage.text)),
    }  # fmt: skip


def _stored_passage(row: dict[str, Any]) -> StoredPassage:
    same = {name: row[name] for name in ("ordinal", "page", "start", "end", "leaf", *_BESIDE)}
    passage = Passage(text=row["body"][row["lead"] :], heading=tuple(json.loads(row["heading"])), **same)
    return StoredPassage(row["id"], row["doc"], passage, row["body"], tuple(row["terms"].split()))


@contextmanager
def _readable_errors() -> Iterator[None]:
    """LanceDB raises RuntimeError, OSError and ValueError with Rust's text inside; a person gets a sentence."""
    try:
        yield
    except (RuntimeError, OSError, ValueError) as error:
        if "No space left" in str(error) or "os error 28" in str(error) or "os error 112" in str(error):
            raise DiskFull(
                "The disk is full.", "Free some space; Wellread then carries on where it stopped."
            ) from error
        raise WellreadError(
            f"The library's tables can't be used: {str(error)[:300]}.", "Run wellread doctor."
        ) from error
