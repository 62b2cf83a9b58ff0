"""Progress of an export or an import, not more often than a person can read it."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.cancel import CancelToken
from core.types import SyncProgress

Progress = Callable[[SyncProgress], None]

_SECONDS = 0.15


class Telling:
    def __init__(self, progress: Progress, cancel: CancelToken) -> None:
        self._progress, self._cancel = progress, cancel
        self._phase, self._last = "", 0.0

    def step(self, phase: str, done: int, total: int) -> None:
        """Before each piece of work. Raises Cancelled."""
        self._cancel.check()
        now = time.monotonic()
        if phase != self._phase or now - self._last >= _SECONDS:
            self._phase, self._last = phase, now
            self._progress(SyncProgress(phase, done, total))

    def checking(self, done: int, size: int) -> None:
        """So many bytes have gone into the checksum; told in megabytes."""
        self.step("checksum", done // 1_000_000, size // 1_000_000)
