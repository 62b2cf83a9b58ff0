"""Questions go first: indexing looks here between batches and waits while somebody is asking."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LONGEST_WAIT = 10.0  # seconds; a stream of questions slows indexing down but never stops it


class Turns:
    """Shared by the thread that answers and the thread that indexes."""

    def __init__(self) -> None:
        self._asking = 0
        self._free = threading.Condition()

    @contextmanager
    def question(self) -> Iterator[None]:
        """Held while a question is worked on."""
        with self._free:
            self._asking += 1
        try:
            yield
        finally:
            with self._free:
                self._asking -= 1
                self._free.notify_all()

    def give_way(self) -> None:
        """Wait until nobody asks."""
        with self._free:
            self._free.wait_for(lambda: self._asking == 0, timeout=_LONGEST_WAIT)
