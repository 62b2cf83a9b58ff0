"""Counting what the tables hold, document by document: what the manifest's word is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.store.tables import ALL


@dataclass(frozen=True, slots=True)
class Rows:
    """Of one document in one table. `several`: some of them are there more than once."""

    count: int
    several: bool = False


NO_ROWS = Rows(0)


def tally(table: Any, key: str) -> dict[str, Rows]:
    """The rows of each document. key: the column that tells the rows of a document apart."""
    columns = table.search().select(["doc", key]).limit(ALL).to_arrow()
    counts = columns.group_by("doc").aggregate([(key, "count"), (key, "count_distinct")])
    rows = zip(*(counts[name].to_pylist() for name in ("doc", f"{key}_count", f"{key}_count_distinct")), strict=True)
    return {doc: Rows(count, count != distinct) for doc, count, distinct in rows}
