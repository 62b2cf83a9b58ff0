"""Upkeep of the store in idle moments: a while after a sync, unless another begins."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import WellreadError
from core.store import Store
from core.turns import Turns

log = logging.getLogger(__name__)

_IDLE = 60.0  # seconds after a sync: small changes often come in a row, and upkeep writes whole tables anew


class Resting:
    """Keeps syncs and idle upkeep, the two that write to the store, from running side by side."""

    def __init__(self, store: Store, turns: Turns, idle: float = _IDLE) -> None:
        self._store, self._turns, self._idle = store, turns, idle
        self._writing = threading.Lock()
        self._timer: threading.Timer | None = None

    @contextmanager
    def working(self) -> Iterator[None]:
        """A sync. The idle time begins when it ends."""
        self.close()
        with self._writing:
            yield
        self._timer = threading.Timer(self._idle, self._keep_up)
        self._timer.daemon = True
        self._timer.start()

    def close(self) -> None:
        """No upkeep begins after this."""
        if self._timer is not None:
            self._timer.cancel()

    def _keep_up(self) -> None:
        self._turns.give_way()
        with self._writing:
            try:
                self._store.upkeep(everything=True)
            except WellreadError:  # nothing is lost but time: the next sync or idle moment tries again
                log.exception("upkeep failed")
