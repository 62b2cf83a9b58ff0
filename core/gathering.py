"""Changes that come in bursts, gathered into one moment at which it pays to look."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_MOST = 20_000  # paths that are told apart; of a storm it is enough to know that there is one
_THE_REST = Path()


@dataclass(slots=True)
class _Stretch:
    """From the first to the last change of a file that has not been quiet between."""

    first: float
    last: float


class Gathering:
    """Notes changed paths and says when it is time to look at them. From any thread.

    It is time once all are quiet, or once one that is quiet has waited for `longest` while others go on. A file that
    goes on changing is left to itself; after `patience` it is looked at as it is, so that a log that always grows is
    found at all. All in seconds.
    """

    def __init__(
        self, quiet: float = 2.0, longest: float = 20.0, patience: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._quiet, self._longest, self._patience, self._clock = quiet, longest, patience, clock
        self._lock = threading.Lock()
        self._changing: dict[Path, _Stretch] = {}
        self._waited_enough: frozenset[Path] = frozenset()

    def note(self, path: Path) -> None:
        now = self._clock()
        with self._lock:
            if path not in self._changing and len(self._changing) >= _MOST:
                path = _THE_REST
            self._changing.setdefault(path, _Stretch(now, now)).last = now

    def due(self) -> bool:
        """Whether it is time to look."""
        now = self._clock()
        with self._lock:
            changing = self._changing.values()
            if not changing:
                return False
            if max(each.last for each in changing) + self._quiet <= now:
                return True
            return any(
                (each.last + self._quiet <= now and each.first + self._longest <= now)
                or each.first + self._patience <= now
                for each in changing
            )

    def take(self) -> None:
        """Somebody looks now: only what still changes is remembered."""
        now = self._clock()
        with self._lock:
            self._waited_enough = frozenset(
                path for path, each in self._changing.items() if each.first + self._patience <= now
            )
            self._changing = {
                path: each
                for path, each in self._changing.items()
                if each.last + self._quiet > now and path not in self._waited_enough
            }

    def moving(self) -> frozenset[Path]:
        """What is changing at this moment and should be left to itself, asked once at the beginning of a look."""
        now = self._clock()
        with self._lock:
            enough, self._waited_enough = self._waited_enough, frozenset()
            return frozenset(
                path
                for path, each in self._changing.items()
                if each.last + self._quiet > now and path not in enough and path != _THE_REST
            )
