"""Upkeep of the tables: new rows into the indexes, small fragments into large ones, old versions away.

LanceDB does all of it in one step that writes a whole table anew, so it is left until it is worth that: rows outside
the indexes are found all the same, only more slowly. What a search may still be reading is never taken from under it.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.store.durable import flush

_SHARE = 25  # due when one row in so many is in no index, or gone but still there
_MANY_ROWS = 4_000  # and in large tables when so many are: searching them one by one is felt
# Every write makes a version, most of them a fragment that searches open; a large table is dearer to write anew.
_VERSIONS, _MOST_VERSIONS, _ROWS_A_VERSION = 8, 64, 2_000
_ROUNDS = 4  # in which a table is expected to be as tidy as it gets
_PATIENCE = 10.0  # seconds for searches that began before the table was written anew


class Readings:
    """The searches that run now."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._tickets = itertools.count()
        self._running: set[int] = set()

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._changed:
            ticket = next(self._tickets)
            self._running.add(ticket)
        try:
            yield
        finally:
            with self._changed:
                self._running.remove(ticket)
                self._changed.notify_all()

    def finished(self, patience: float = _PATIENCE) -> bool:
        """Wait until all that run now have ended; those that begin meanwhile don't count. False if some go on."""
        with self._changed:
            earlier = set(self._running)
            return self._changed.wait_for(lambda: not earlier & self._running, patience)


class Upkeep:
    """Of one table. Belongs to the thread that writes."""

    def __init__(self, table: Any, folder: Path, readings: Readings) -> None:
        """folder: of the table's files."""
        self._table, self._folder, self._readings = table, folder, readings
        self._gone = 0  # rows that were deleted since the table was last written anew

    def deleted(self, where: str) -> None:
        """Delete rows."""
        before = self._table.count_rows()
        self._table.delete(where)
        self._gone += before - self._table.count_rows()

    def due(self) -> bool:
        """Whether keeping the table up is worth writing it anew."""
        rows = self._table.count_rows()
        waste = max(self.unindexed(), self._gone)
        versions = min(_VERSIONS + rows // _ROWS_A_VERSION, _MOST_VERSIONS)
        return bool(waste and waste >= min(rows / _SHARE, _MANY_ROWS)) or len(self._table.list_versions()) > versions

    def worn(self) -> bool:
        """Whether there is anything to keep up at all."""
        return bool(self._gone or self.unindexed()) or len(self._table.list_versions()) > 1

    def unindexed(self) -> int:
        """Rows that are not in all indexes of the table."""
        stats = (self._table.index_stats(index.name) for index in self._table.list_indices())
        return max((stat.num_unindexed_rows for stat in stats if stat is not None), default=0)

    def run(self, thorough: bool = False) -> None:
        """Write the table anew, then remove what earlier versions of it needed alone, unless a search holds on to it.

        thorough: also what writers that were killed left behind; only where nobody else can be writing.
        """
        settled = any(self._optimized() for _ in range(_ROUNDS))
        self._gone = 0
        flush(self._folder)  # a power cut now must not find the old files gone and the new ones empty
        if settled and self._readings.finished():
            # Searches that began since read the newest version, which is never removed; and no newer one comes of this.
            self._table.optimize(cleanup_older_than=timedelta(milliseconds=1), delete_unverified=thorough)

    def _optimized(self) -> bool:
        """Whether there was nothing to do: merged indexes may leave something to merge."""
        before = self._table.version
        self._table.optimize()
        return bool(self._table.version == before)
