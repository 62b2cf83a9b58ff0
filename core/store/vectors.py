"""The rows of a vector table: each passage's vector, and the direction of the text around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from core.ports import Vectors
from core.store.tables import ALL, NEIGHBOURS, as_rows, halves, passage_key, quoted

Place = tuple[str, int]  # a document and the ordinal of one of its passages


@dataclass(frozen=True, slots=True, eq=False)
class Nearness:
    """How near a passage is to a question: the cosine of its own vector, and that of the text around it."""

    meaning: float
    around: float
    vector: Vectors


def nearness(rows: pa.Table, question: Vectors) -> dict[str, Nearness]:
    """Of rows of a vector table, nearest first."""
    own, around = as_rows(rows["vector"]), as_rows(rows["around"])
    cosines, others = (own @ question).tolist(), (around @ question).tolist()
    ids = rows["id"].to_pylist()
    order = sorted(range(len(ids)), key=lambda at: (-cosines[at], ids[at]))
    return {ids[at]: Nearness(cosines[at], others[at], own[at]) for at in order}


def vector_rows(places: Sequence[Place], vectors: Vectors) -> pa.Table:
    """The rows of these passages; around each, what of its document is among them."""
    return keyed_rows([(passage_key(*place), place[0]) for place in places], vectors, around(places, vectors))


def keyed_rows(keys: Sequence[tuple[str, str]], vectors: Vectors, directions: Vectors) -> pa.Table:
    """The rows of passages by their keys and documents, with the direction of what is around each."""
    ids, docs = ([key[at] for key in keys] for at in (0, 1))
    return pa.table({"id": ids, "doc": docs, "vector": halves(vectors), "around": halves(directions)})


def joined_rows(table: Any, places: Sequence[Place], vectors: Vectors) -> pa.Table:
    """As `vector_rows`, where other passages of the documents may be in the table already.

    Those beside the new ones come along, with what is around them now: a document that was embedded in several goes
    ends like one that was embedded in one.
    """
    near = _reach(set(places), NEIGHBOURS)
    wanted = _reach(near | set(places), NEIGHBOURS) - set(places)
    keys = {passage_key(*place): place for place in wanted}
    query = table.search().where(f"id IN ({quoted(keys)})").select(["id", "vector"]).limit(ALL)
    there = query.to_arrow()
    if not len(there):
        return vector_rows(places, vectors)
    known = [keys[key] for key in there["id"].to_pylist()]
    everything = vector_rows([*places, *known], np.concatenate([vectors, as_rows(there["vector"])]))
    kept = [True] * len(places) + [place in near for place in known]
    return everything.filter(pa.array(kept))


def _reach(places: set[Place], far: int) -> set[Place]:
    """These places and those up to so far beside them."""
    return {(doc, at) for doc, ordinal in places for at in range(max(0, ordinal - far), ordinal + far + 1)}


def around(places: Sequence[Place], vectors: Vectors) -> Vectors:
    """For each passage the mean direction of its own vector and of those up to two places before and after it."""
    order = sorted(range(len(places)), key=lambda at: places[at])
    keys = [places[at] for at in order]
    own = vectors[order]
    sums = own.copy()
    for step in range(1, NEIGHBOURS + 1):
        for far in range(1, step + 1):  # places are sorted, so the one `step` further on is at most so far behind
            near = [a[0] == b[0] and b[1] - a[1] == step for a, b in zip(keys, keys[far:], strict=False)]
            beside = np.array(near, dtype=np.float32)[:, None]
            sums[:-far] += beside * own[far:]
            sums[far:] += beside * own[:-far]
    directions = np.empty_like(sums)
    directions[order] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return directions
