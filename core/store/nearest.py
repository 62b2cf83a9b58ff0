"""The vector index: none while all vectors can be looked at, then one whose hits are held against looking at all.

How many partitions a search must look into is found out on the library's own vectors and kept beside the tables, since
no number is right for every library. An index that misses too much is made anew, and dropped if that does not help.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from lancedb.index import IvfSq

log = logging.getLogger(__name__)

EXACT = 20_000  # vectors; looking at all of so many takes some hundredths of a second
GOOD = 0.97  # of the truly nearest, so many must be found
_PROBES = (16, 32, 64, 128, 256)  # partitions, the fewest that suffice are used
_DEPTH = 50  # nearest vectors that are compared
_SAMPLE = 24  # vectors that are looked up
_GROWN = 1.25  # times as many vectors as when it was measured: measured again
_OUTGROWN = 4.0  # times as many as when it was made: made anew, with more partitions
_INDEX = "vector_idx"


@dataclass(frozen=True, slots=True)
class Tuned:
    """An index as it was measured: vectors when it was made and when it was measured, partitions to look into."""

    made: int
    measured: int
    probes: int
    recall: float


class Nearest:
    """Keeps the index of one table of vectors, and says how to search it."""

    def __init__(self, table: Any, note: Path) -> None:
        """note: the file that keeps what was measured."""
        self._table, self._note = table, note
        self._tuned = _read(note)

    def tuned(self, query: Any) -> Any:
        """A query of the nearest vectors, so that it finds enough of them."""
        if self._tuned is None:
            return query.bypass_vector_index()
        # More partitions where a search is narrowed to documents that these have little of: 0 is no limit.
        return query.minimum_nprobes(self._tuned.probes).maximum_nprobes(0)

    def keep(self, exact: int = EXACT) -> Tuned | None:
        """Make, measure and mend the index as the table needs it; None where all vectors are looked at."""
        count = int(self._table.count_rows())
        tuned = self._tuned
        if count < exact:
            self._drop()
            return None
        if tuned is None or count > _OUTGROWN * tuned.made or not self._there():
            self._make()
            tuned = Tuned(count, 0, _PROBES[0], 0.0)
        if tuned.measured and count <= _GROWN * tuned.measured:
            return tuned
        tuned = self._measured(tuned, count)
        if tuned.recall < GOOD and tuned.made < count:
            self._make()
            tuned = self._measured(replace(tuned, made=count), count)
        if tuned.recall < GOOD:
            log.warning("the vector index finds %.3f of what is nearest; all vectors are looked at", tuned.recall)
            self._drop()
            return None
        self._tuned = tuned
        _write(self._note, tuned)
        return tuned

    def forget(self) -> None:
        """The table is gone."""
        self._note.unlink(missing_ok=True)

    def _there(self) -> bool:
        return any(index.name == _INDEX for index in self._table.list_indices())

    def _make(self) -> None:
        self._table.create_index("vector", config=IvfSq(distance_type="cosine"), name=_INDEX, replace=True)

    def _drop(self) -> None:
        self._tuned = None
        self._note.unlink(missing_ok=True)
        if self._there():
            self._table.drop_index(_INDEX)

    def _measured(self, tuned: Tuned, count: int) -> Tuned:
        """With the fewest partitions that find enough, else with the most that are tried."""
        wanted = self._sample(count)
        truth = [self._nearest(vector, None) for vector in wanted]
        for probes in _PROBES:
            found = (self._nearest(vector, probes) for vector in wanted)
            shares = [len(a & b) / max(1, len(a)) for a, b in zip(truth, found, strict=True)]
            tuned = replace(tuned, measured=count, probes=probes, recall=float(np.mean(shares)))
            if tuned.recall >= GOOD:
                break
        return tuned

    def _sample(self, count: int) -> list[Any]:
        """Vectors from all over the table, each moved a little: a question is near passages and is none."""
        random = np.random.default_rng(0)
        offsets = sorted(random.choice(count, size=min(_SAMPLE, count), replace=False).tolist())
        rows = self._table.take_offsets(offsets).select(["vector"]).to_arrow()["vector"].to_pylist()
        vectors = np.asarray(rows, dtype=np.float32)
        noise = random.normal(size=vectors.shape).astype(np.float32)
        return list(vectors + 0.5 * noise / np.linalg.norm(noise, axis=1, keepdims=True))

    def _nearest(self, vector: Any, probes: int | None) -> set[str]:
        query = (
            self._table.search(vector, vector_column_name="vector").distance_type("cosine").select(["id", "_distance"])
        )
        if probes is None:
            return set(query.bypass_vector_index().limit(_DEPTH).to_arrow()["id"].to_pylist())
        return set(query.nprobes(probes).limit(_DEPTH + _DEPTH // 4).to_arrow()["id"].to_pylist())


def _read(note: Path) -> Tuned | None:
    try:
        return Tuned(**json.loads(note.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(note: Path, tuned: Tuned) -> None:
    made = note.with_suffix(".new")
    made.write_text(json.dumps(asdict(tuned)), encoding="utf-8")
    made.replace(note)
