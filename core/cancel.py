"""The first rung of the cancel ladder: a token that long work looks at between pages, batches and tokens."""

from __future__ import annotations

import threading

from core.errors import Cancelled


class CancelToken:
    """Set from any thread; the work that carries it stops at its next look."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until the token is set, `seconds` at most; whether it is."""
        return self._event.wait(seconds)

    def check(self) -> None:
        """Raise Cancelled when the token is set."""
        if self._event.is_set():
            raise Cancelled
