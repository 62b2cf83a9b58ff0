"""Rows by their keys, several times as fast as by LanceDB's index of the keys, which a search would mostly wait for.

Where the rows of a table lie is read once and kept, sixteen bytes a row. Rows that came or moved since then are looked
up in the index; where a row lies is never taken on trust, each says its own key.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.store.tables import ALL, quoted

log = logging.getLogger(__name__)

_SETTLED = 3  # lookups after which more are likely to come
_REST = 20.0  # times as long as reading all keys took, until they are read again
_SEED = 7


@dataclass(frozen=True, slots=True)
class _Known:
    """Row ids of a version of a table, sorted by the digests of their keys."""

    version: int
    digests: npt.NDArray[np.uint64]
    rows: npt.NDArray[np.uint64]

    def of(self, keys: Sequence[str]) -> list[int]:
        """Where these keys lie, or others with the same digests; in order, for so they are read a third sooner."""
        if not len(self.rows):
            return []
        wanted = _digests(keys)
        at = np.minimum(np.searchsorted(self.digests, wanted), len(self.rows) - 1)
        found: list[int] = np.sort(self.rows[at[self.digests[at] == wanted]]).tolist()
        return found


class RowIds:
    """Of one table with a column "id". Any thread may ask."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self._known: _Known | None = None
        self._lookups = 0
        self._begin = threading.Lock()  # held while the keys are read
        self._not_before = 0.0

    def rows(self, keys: Sequence[str], columns: Sequence[str]) -> pa.Table:
        """The rows that have these keys, in no order. columns: with "id" among them."""
        known = self._known
        taken = self._taken(known.of(keys), keys, columns) if known is not None else None
        there = set() if taken is None else set(taken["id"].to_pylist())
        missing = [key for key in keys if key not in there]
        if taken is not None and not missing:
            return taken
        if known is not None and known.version == self._table.version:  # then what is missing is not there at all
            schema = self._table.schema
            return pa.schema([schema.field(name) for name in columns]).empty_table() if taken is None else taken
        self._read_again()
        query = self._table.search().where(f"id IN ({quoted(missing)})").select(list(columns))
        rest = query.limit(len(missing)).to_arrow()
        return rest if taken is None else pa.concat_tables([taken, rest])

    def _taken(self, at: list[int], keys: Sequence[str], columns: Sequence[str]) -> pa.Table | None:
        """Rows that are gone from where they lay don't come."""
        if not at:
            return None
        found = self._table.take_row_ids(at).select(list(columns)).to_arrow()
        return found.filter(pc.is_in(found["id"], value_set=pa.array(keys)))

    def _read_again(self) -> None:
        """On a thread of its own: a search need not wait for what later ones will need."""
        self._lookups += 1
        if self._lookups < _SETTLED or time.monotonic() < self._not_before or not self._begin.acquire(blocking=False):
            return
        threading.Thread(target=self._read, name="read keys").start()

    def _read(self) -> None:
        started = time.monotonic()
        try:
            version = self._table.version
            found = self._table.search().select(["id"]).with_row_id(True).limit(ALL).to_arrow()
            digests = _digests(found["id"].to_pylist())
            order = np.argsort(digests)
            rows = found["_rowid"].to_numpy().astype(np.uint64)
            self._known = _Known(version, digests[order], rows[order])
        except (RuntimeError, OSError, ValueError):  # upkeep took that version away, or the table is gone
            log.info("the keys of %s can't be read; they are looked up in its index", self._table.name)
        finally:
            self._not_before = time.monotonic() + _REST * (time.monotonic() - started)
            self._begin.release()


def _digests(keys: Sequence[str]) -> npt.NDArray[np.uint64]:
    """A number for each key, nearly always another one."""
    text = np.array(keys, dtype=np.bytes_)
    width = -(-text.dtype.itemsize // 8)
    words = text.astype(f"S{8 * width}").view(np.uint64).reshape(len(text), width)
    factors = np.random.default_rng(_SEED).integers(1, 2**63, width, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return np.asarray((words * factors).sum(axis=1, dtype=np.uint64))
