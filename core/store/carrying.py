"""The rows of whole documents as an export takes them out of the tables (core/carrying/)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.store.tables import ALL, PASSAGE, passage_key, quoted, readable_errors, stored_passages
from core.types import Page, Passage, ReadPage

Halves = NDArray[np.float16]


def stored_leaves(
    tables: dict[str, Any], docs: Sequence[str], first: int = 0, last: int = ALL
) -> dict[str, list[ReadPage]]:
    """The pages `first` to `last` of these documents with their passages, in reading order, by document.

    The pages are as far as the store keeps them: their blocks and marks have gone into the passages.
    """
    where = f"doc IN ({quoted(docs)}) AND leaf >= {first} AND leaf <= {last}"
    with readable_errors():
        pages = tables["pages"].search().where(where).limit(ALL).to_list()
        passages = tables["passages"].search().where(where).select(PASSAGE).limit(ALL).to_arrow()
    by_leaf: dict[tuple[str, int], list[Passage]] = {}
    for stored in stored_passages(passages):
        by_leaf.setdefault((stored.doc, stored.passage.leaf), []).append(stored.passage)
    found: dict[str, list[ReadPage]] = {}
    for row in sorted(pages, key=lambda row: (row["doc"], row["leaf"])):
        own = sorted(by_leaf.get((row["doc"], row["leaf"]), []), key=lambda passage: passage.ordinal)
        found.setdefault(row["doc"], []).append(ReadPage(_page(row), tuple(own), row["leaf"]))
    return found


def _page(row: dict[str, Any]) -> Page:
    same = {name: row[name] for name in ("number", "text", "words", "width", "height", "part", "ocr")}
    return Page(offset=row["start"], **same)


def stored_vectors(tables: dict[str, Any], fingerprint: str, docs: Sequence[str]) -> dict[str, Halves]:
    """By document its vectors beside the directions around them, shape (passages, 2, dimensions), in reading order.

    A document of which a vector is missing, or there twice, is left out.
    """
    query = tables[f"vectors_{fingerprint}"].search().where(f"doc IN ({quoted(docs)})").limit(ALL)
    with readable_errors():
        rows = query.to_arrow().sort_by("id")
    by_doc: dict[str, list[int]] = {}
    whole: dict[str, bool] = {}
    for at, (key, doc) in enumerate(zip(rows["id"].to_pylist(), rows["doc"].to_pylist(), strict=True)):
        places = by_doc.setdefault(doc, [])
        whole[doc] = whole.get(doc, True) and key == passage_key(doc, len(places))
        places.append(at)
    pairs = np.stack([_halves(rows[name]) for name in ("vector", "around")], axis=1)
    return {doc: pairs[places] for doc, places in by_doc.items() if whole[doc]}


def _halves(column: Any) -> Halves:
    flat = column.combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return np.asarray(flat, dtype=np.float16).reshape(len(column), -1)
