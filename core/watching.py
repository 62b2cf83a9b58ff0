"""Folders are watched, so that the library can follow them; where that can't be, they are looked at now and then.

What is watched is compared every few seconds with what there is: folders of the library come and go, drives are mounted
and taken away, a watch may die. Nothing here reads a file or touches the library.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from core.cancel import CancelToken
from core.drives import below, count_folders, drives, elsewhere, most_watches
from core.gathering import Gathering
from core.ignoring import RULES_FILE, Lookup, Rules
from core.walking import Ground, changed_since, ground

log = logging.getLogger(__name__)

_TICK = 0.3  # seconds
_CHECK_SECONDS = 5.0  # between two comparisons of what is watched with what there is
_MISSED = 6  # times as seldom as folders without a watch, all are looked at for changes that were never told
_COARSE_NS = 100_000_000  # by as much a file's time may lie before the clock's
_MOST_DEATHS = 3  # of the watch of one folder


@dataclass(frozen=True, slots=True)
class Changed:
    """It is time for a sync."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What is watched from now on, and what is looked at every `minutes`, with the reason."""

    watched: tuple[Path, ...]
    rescanned: tuple[tuple[Path, str], ...]
    minutes: float


class Watches(Protocol):
    """core.observing.Observing, or what a test puts in its place."""

    def watch(self, folder: Path, heard: Callable[[Path, bool], None]) -> None: ...
    def leave(self, folder: Path) -> None: ...
    def alive(self, folder: Path) -> bool: ...
    def close(self) -> None: ...


@dataclass(slots=True)
class _Folder:
    """A folder of the library. `place` and `mounts`: what stood there when it was last compared; None: nothing."""

    place: Ground | None = None
    mounts: frozenset[Path] = frozenset()
    missed: bool = False  # whether a sync did not find it since
    watched: bool = False
    reason: str = ""  # why it is not watched
    folders: int = 0  # in it, where that is counted
    deaths: int = 0
    lookup: Lookup | None = field(default=None, repr=False)


def _system() -> Watches:
    from core.observing import Observing  # for those alone who watch

    return Observing()


class Watching:
    """Follows the folders of one library for whoever asks it to; `noticed`, `refresh` and `looking` from any thread."""

    def __init__(
        self, folders: Callable[[], list[Path]], rules: Rules, rescan: float,
        watches: Callable[[], Watches] = _system, gathering: Gathering | None = None, check: float = _CHECK_SECONDS,
    ) -> None:  # fmt: skip
        """rescan: seconds between two looks at what can't be watched."""
        self._folders, self._rules, self._rescan = folders, rules, rescan
        self._make_watches, self._check = watches, check
        self._gathering = gathering or Gathering()
        self._known: dict[Path, _Folder] = {}
        self._watches: Watches | None = None
        self._stale = True
        self._looked_ns: int | None = None  # when the last sync began

    def refresh(self) -> None:
        """The library's folders are others now."""
        self._stale = True

    def looking(self) -> frozenset[Path]:
        """A sync begins: the files that are being written at this moment."""
        self._looked_ns = time.time_ns() - _COARSE_NS
        for path, folder in list(self._known.items()):
            folder.missed = folder.missed or ground(path) is None  # the sync will say so, and should take it back
        return self._gathering.moving()

    def follow(self, tell: Callable[[Changed | Followed], None], cancel: CancelToken) -> None:
        """Tell of changes until the token is set."""
        compared = rescanned = float("-inf")
        told: Followed | None = None
        try:
            while not cancel.cancelled:
                now = time.monotonic()
                if self._stale or now - compared >= self._check:
                    self._compare()
                    compared = time.monotonic()
                    followed = self._followed()
                    if followed != told:
                        told = followed
                        tell(followed)
                if rescanned == float("-inf"):
                    rescanned = now  # whoever begins to follow brings the library up to date first
                if now - rescanned >= self._rescan_seconds():
                    rescanned = now
                    self._try_again()
                    tell(Changed())
                elif self._gathering.due():
                    self._gathering.take()
                    tell(Changed())
                cancel.wait(_TICK)
        finally:
            self._stop()

    def _rescan_seconds(self) -> float:
        there = [folder for folder in self._known.values() if folder.place is not None]
        return self._rescan * (_MISSED if all(folder.watched for folder in there) else 1)

    def _try_again(self) -> None:
        """Some limit that kept a folder from being watched may be gone."""
        for folder in self._known.values():
            if not folder.watched:
                folder.lookup = None
        self._stale = True

    def _followed(self) -> Followed:
        watched = tuple(path for path, folder in self._known.items() if folder.watched)
        rescanned = tuple((path, folder.reason) for path, folder in self._known.items() if not folder.watched)
        return Followed(watched, rescanned, self._rescan / 60)

    # Comparing

    def _compare(self) -> None:
        self._stale = False
        mounted = drives()
        wanted = self._folders()
        for path in self._known.keys() - set(wanted):
            self._leave(path)
            del self._known[path]
        for path in wanted:
            folder = self._known.setdefault(path, _Folder())
            place = ground(path)
            mounts = frozenset(drive.at for drive in below(path, mounted))
            moved = _differs(place, folder.place) or mounts != folder.mounts or (folder.missed and place is not None)
            died = folder.watched and self._watches is not None and not self._watches.alive(path)
            if not (moved or died or folder.lookup is None):
                continue
            first = folder.lookup is None
            self._leave(path)
            folder.deaths = folder.deaths + 1 if died and not moved else 0
            folder.missed = False
            folder.place, folder.mounts, folder.lookup = place, mounts, Lookup(path, self._rules.afresh())
            folder.reason = "it is not there now" if place is None else elsewhere(path, mounted)
            if not folder.reason:
                folder.reason = self._watch(path, folder)
            if died or (moved and not first) or self._missed(path, folder):
                self._gathering.note(path)

    def _missed(self, path: Path, folder: _Folder) -> bool:
        """Whether something may have changed after a sync began and before the folder was watched."""
        since = self._looked_ns
        return folder.watched and since is not None and changed_since(path, self._rules.afresh(), since)

    def _watch(self, path: Path, folder: _Folder) -> str:
        """Watch it; why that can't be, "" where it can."""
        if folder.deaths >= _MOST_DEATHS:
            return "its watch keeps ending"
        most = most_watches()
        if most is not None:
            most -= sum(other.folders for other in self._known.values() if other.watched)
            folder.folders = count_folders(path, most)
            if folder.folders > most:
                return "it has more folders than the system lets be watched"
        try:
            if self._watches is None:
                self._watches = self._make_watches()
            self._watches.watch(path, lambda changed, is_folder: self._heard(path, changed, is_folder))
        except Exception as error:  # whatever it is, looking now and then serves
            log.warning("%s can't be watched: %s", path, error)
            return f"it can't be watched: {getattr(error, 'strerror', None) or error}"
        folder.watched = True
        return ""

    def _leave(self, path: Path) -> None:
        folder = self._known[path]
        if folder.watched and self._watches is not None:
            folder.watched = False
            try:
                self._watches.leave(path)
            except Exception:
                log.exception("the watch of %s could not be ended", path)

    def _stop(self) -> None:
        watches, self._watches = self._watches, None
        self._known.clear()
        self._stale = True
        if watches is not None:
            watches.close()

    # Hearing

    def _heard(self, root: Path, path: Path, is_folder: bool) -> None:
        """On a thread of the observer, which an error would end."""
        try:
            if self._matters(root, path, is_folder):
                self._gathering.note(path)
        except Exception:
            log.exception("a change could not be judged")
            self._gathering.note(root)

    def _matters(self, root: Path, path: Path, is_folder: bool) -> bool:
        """Whether a sync would look at this path."""
        folder = self._known.get(root)
        if folder is None or folder.lookup is None or not path.is_relative_to(root):
            return False
        if path == root:
            return True
        if path.name == RULES_FILE and not is_folder:
            folder.lookup = Lookup(root, self._rules.afresh())
            return path.parent == root or folder.lookup.why(path.parent, True) is None
        return folder.lookup.why(path, is_folder) is None


def _differs(left: Ground | None, right: Ground | None) -> bool:
    if left is None or right is None:
        return left is not right
    return not left.same_place(right)
