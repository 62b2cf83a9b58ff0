"""The rows of the store's tables: what they hold, and how they are made and read back. Described in core/FORMAT.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from lancedb.index import FTS, BTree

from core.errors import DiskFull, WellreadError
from core.ports import Vectors
from core.terms import terms
from core.types import Page, Passage

PAGES = pa.schema(
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
PASSAGES = pa.schema(
    [
        pa.field("id", pa.string()),
        pa.field("doc", pa.string()),
        pa.field("leaf", pa.int32()),
        # Where it stands, as JSON (ABOUT): each column that a search reads of its candidates costs it a millisecond.
        pa.field("about", pa.string()),
        pa.field("body", pa.string()),  # the heading path, the columns and the text: what is embedded
        pa.field("terms", pa.string()),  # those of `body` (core/terms.py), parted by blanks: what keyword search reads
    ]
)
PASSAGE = ["id", "about", "body", "terms"]  # the columns that `stored_passages` takes


@dataclass(frozen=True)
class StoredPassage:
    """A passage as it lies in the store. `body` is its context and its text, what an embedder reads.

    about: where it stands, as stored; only the few of a search's candidates that become hits are asked for it.
    """

    passage_id: str
    about: str
    body: str
    terms: tuple[str, ...]

    @property
    def doc(self) -> str:
        return self.passage_id.rpartition("-")[0]

    @property
    def ordinal(self) -> int:
        """Its place among the passages of its document."""
        return int(self.passage_id.rpartition("-")[2])

    @cached_property
    def passage(self) -> Passage:
        lead, *listed = json.loads(self.about)
        about = dict(zip(ABOUT, listed, strict=True))
        return Passage(text=self.body[lead:], **about | {"heading": tuple(about["heading"])})


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


# What `about` lists of a passage, after the characters of `body` before the passage's own text.
ABOUT = ("ordinal", "leaf", "page", "start", "end", "heading", "columns", "part", "label", "place", "ocr")
NEIGHBOURS = 2  # passages on each side that count to what is around one
# The terms are ready made, so LanceDB only has to part them. Positions are for phrases.
TERMS_INDEX = FTS(
    with_position=True, base_tokenizer="whitespace", lower_case=False, stem=False, remove_stop_words=False,
    ascii_folding=False, max_token_length=None,
)  # fmt: skip
ALL = 2**31 - 1  # LanceDB returns 10 rows when no limit is given


def quoted(values: Iterable[str]) -> str:
    """Document keys and passage ids are our own hexadecimal digits and dashes; quotes are doubled all the same."""
    return ",".join("'" + value.replace("'", "''") + "'" for value in values) or "''"


def passage_key(doc: str, ordinal: int) -> str:
    """Keys of one document sort in reading order."""
    return f"{doc}-{ordinal:07d}"


def halves(vectors: Vectors) -> pa.FixedSizeListArray:
    """In half precision: it moves a cosine by less than 0.001 and halves what is read for each search."""
    return pa.FixedSizeListArray.from_arrays(pa.array(vectors.astype(np.float16).reshape(-1)), int(vectors.shape[1]))


def as_rows(column: pa.ChunkedArray) -> Vectors:
    """Shape (rows, dimensions)."""
    flat = column.combine_chunks().flatten().to_numpy()
    return np.asarray(flat, dtype=np.float32).reshape(len(column), column.type.list_size)


def wanted_indexes(table: Any) -> set[str]:
    """The columns of a table that have an index, whatever its size."""
    return {"terms", "id", "doc"} & set(table.schema.names)


def indexed(table: Any) -> None:
    """Make the indexes that a table lacks; a kill may have come between a table and its indexes."""
    there = {column for index in table.list_indices() for column in index.columns}
    for column in sorted(wanted_indexes(table) - there):
        table.create_index(column, config=TERMS_INDEX if column == "terms" else BTree())


def page_row(doc: str, leaf: int, page: Page) -> dict[str, Any]:
    return {
        "doc": doc, "leaf": leaf, "part": page.part, "number": page.number, "start": page.offset, "text": page.text,
        "words": page.words, "width": page.width, "height": page.height, "ocr": page.ocr,
    }  # fmt: skip


def passage_row(doc: str, passage: Passage) -> dict[str, Any]:
    lead = "".join(f"{line}\n" for line in (" > ".join(passage.heading), passage.columns) if line)
    body = lead + passage.text
    about = [getattr(passage, name) for name in ABOUT]
    return {
        "id": passage_key(doc, passage.ordinal), "doc": doc, "leaf": passage.leaf, "body": body,
        "about": json.dumps([len(lead), *about]), "terms": " ".join(terms(body)),
    }  # fmt: skip


def stored_passages(rows: pa.Table) -> list[StoredPassage]:
    """Of rows with the columns PASSAGE."""
    ids, abouts, bodies, listed = (rows[name].to_pylist() for name in PASSAGE)
    parted = (tuple(terms.split()) for terms in listed)
    return list(map(StoredPassage, ids, abouts, bodies, parted))


@contextmanager
def readable_errors() -> Iterator[None]:
    """LanceDB raises RuntimeError, OSError and ValueError with Rust's text inside; a person gets a sentence."""
    try:
        yield
    except (RuntimeError, OSError, ValueError) as error:
        if "No space left" in str(error) or "os error 28" in str(error) or "os error 112" in str(error):
            raise DiskFull(
                "The disk is full.", "Free some space; Wellread then carries on where it stopped."
            ) from error
        raise WellreadError(
            f"The library's tables can't be used: {str(error)[:300]}.", "wellread doctor --repair mends them."
        ) from error
