"""Looking at the folders: what is new, changed by content, moved or gone since the manifest was written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from pathlib import Path

from core.cancel import CancelToken
from core.errors import WellreadError
from core.grounds import is_away
from core.ignoring import RULES_FILE, Lookup, Rules
from core.manifest import Manifest
from core.reading.opening import open_plain
from core.reading.recognise import recognise, unread_reason
from core.types import Status
from core.walking import Found, Ground, Walk, drive_is_gone, ground

HEAD_BYTES = 8192  # enough to tell any format apart
_COMMIT_EVERY = 200  # files in one transaction of the manifest
_BEING_WRITTEN = "It is still being written. It is read once it has been quiet for a moment."

# Nothing is known of what is in these, so they are opened anew each time.
_LOOKED_AT_AGAIN = (Status.PENDING, Status.FAILED)

Looked = Callable[[int], None]  # files looked at so far


def scan_folder(
    manifest: Manifest, key: int, folder: Path, looked: Looked, cancel: CancelToken,
    rules: Rules | None = None, moving: frozenset[Path] = frozenset(),
) -> list[str]:  # fmt: skip
    """Bring the manifest's files of one folder up to date.

    rules: what is left out; the defaults alone where there are none. moving: files that are being written; what is new
    in them waits. Returns a sentence for each thing that could not be looked at. What is not there because its drive
    is not keeps its files: it may only be unplugged.
    """
    carried = manifest.carried.follow(key)
    if carried is not None and not (carried and folder.is_absolute() and folder.is_dir()):
        return []  # it came with an import: all of it is as it was there
    begun_at = ground(folder)
    if begun_at is None:
        return [f"{folder} is not there now; what Wellread knows of it is kept."]
    manifest.carried.arrived(key)
    rules = rules or Rules()
    run = _Scan(manifest, key, folder, rules, moving, cancel)
    run.look(looked)
    ended_at = ground(folder)
    if ended_at is None or not ended_at.same_place(begun_at):
        run.keep(folder)
        run.problems.append(f"{folder} went away while it was looked at; what Wellread knows of it is kept.")
    else:
        run.keep_what_is_away(begun_at)
    run.end()
    return run.problems


class _Scan:
    """One look through one folder."""

    def __init__(
        self, manifest: Manifest, key: int, folder: Path, rules: Rules, moving: frozenset[Path], cancel: CancelToken
    ) -> None:
        self._manifest, self._key, self._folder, self._cancel = manifest, key, folder, cancel
        self._rules, self._moving = rules, moving
        self._walk = Walk(folder, rules)
        self._known = manifest.files_of(key)
        self._scan = manifest.next_scan()
        self._met: set[Path] = set()
        self._kept: set[Path] = set()  # folders and files whose absence means nothing
        self.problems: list[str] = []

    def look(self, looked: Looked) -> None:
        batch: list[Found] = []
        for found in self._walk.files():
            self._cancel.check()
            self._met.add(found.path)
            batch.append(found)
            if len(batch) == _COMMIT_EVERY:
                self._record(batch)
                batch.clear()
                looked(len(self._met))
        self._record(batch)
        looked(len(self._met))

    def keep(self, path: Path) -> None:
        """What is known of this file, or of the files below this folder, stays."""
        self._kept.add(path)

    def keep_what_is_away(self, here: Ground) -> None:
        """Keep the files of drives that are not there, and remember where all others were seen."""
        known = self._manifest.grounds.of(self._key)
        grounds = {path: at for path, at in self._walk.mounts.items() if self._any_met(path)}
        if self._met:
            grounds[self._folder] = here
        for path, old in known.items():
            now = here if path == self._folder else self._walk.mounts.get(path) or ground(path)
            below = self._known_below(path)
            if below and is_away(old, now, not self._met.isdisjoint(below), self._any_met(path)):
                grounds[path] = old
                self.keep(path)
                self.problems.append(self._away(path, now))
            elif path == self._folder:
                grounds.setdefault(path, old)
        with self._manifest.transaction():
            self._manifest.grounds.put(self._key, grounds)

    def _known_below(self, path: Path) -> Collection[Path]:
        return self._known if path == self._folder else [file for file in self._known if file.is_relative_to(path)]

    def _any_met(self, path: Path) -> bool:
        return bool(self._met) if path == self._folder else any(file.is_relative_to(path) for file in self._met)

    def _away(self, path: Path, now: Ground | None) -> str:
        seems = "Its drive is not there now" if now is None else "Its drive seems not to be mounted now"
        forget = "remove the folder" if path == self._folder else f"leave it out in a {RULES_FILE}"
        return f"{path}: {seems}, so what Wellread knows of it is kept. If it is gone for good, {forget}."

    def end(self) -> None:
        """Forget what was not met and is not kept."""
        for path in self._walk.unreadable:
            self.keep(path)
            self.problems.append(f"{path} can't be opened; what Wellread knows of it is kept.")
        for faults in self._rules.faults.values():
            self.problems += faults
        self._rules.faults.clear()
        if self._kept:
            lookup = Lookup(self._folder, self._rules)
            hidden = [
                path
                for path in self._known
                if not self._kept.isdisjoint((path, *path.parents)) and lookup.why(path, False) is None
            ]
            with self._manifest.transaction():
                self._manifest.mark_seen(hidden, self._scan)
        self._manifest.forget_unseen(self._key, self._scan)

    def _record(self, batch: list[Found]) -> None:
        same: list[Found] = []
        new: list[Found] = []
        for found in batch:
            row = self._known.get(found.path)
            unchanged = row is not None and (row.size, row.mtime_ns) == (found.size, found.mtime_ns)
            waits = row is not None and found.path in self._moving
            (same if unchanged or waits else new).append(found)
        contents = [(found, content) for found in new if (content := self._content(found)) is not None]
        with self._manifest.transaction():
            self._manifest.mark_seen([found.path for found in same], self._scan)
            for found, (doc, kind, status, reason) in contents:
                settled = not found.closed and status not in _LOOKED_AT_AGAIN
                self._manifest.put_file(
                    found.path,
                    self._key,
                    found.size,
                    found.mtime_ns if settled else -1,
                    self._scan,
                    doc=doc,
                    kind=kind,
                    status=status,
                    reason=reason,
                )

    def _content(self, found: Found) -> _Content | None:
        """What the file holds; None where its drive went away."""
        if found.closed:
            return None, "", Status.SKIPPED, found.closed
        if found.path in self._moving:
            return None, "", Status.PENDING, _BEING_WRITTEN
        try:
            return _content(found.path, self._cancel)
        except OSError as error:
            if drive_is_gone(error):
                self._walk.unreadable.append(found.path)
                return None
            return None, "", Status.FAILED, f"The file can't be opened: {error.strerror or error}."
        except WellreadError as error:
            if isinstance(error.__cause__, OSError) and drive_is_gone(error.__cause__):
                self._walk.unreadable.append(found.path)
                return None
            return None, "", Status.FAILED, str(error)


# The document that a file holds and its kind; or the status and the reason why it holds none.
_Content = tuple[str | None, str, Status | None, str]


def _content(path: Path, cancel: CancelToken) -> _Content:
    """Raises WellreadError and OSError for a file that can't be opened or read."""
    with open_plain(path) as file:
        head = file.read(HEAD_BYTES)
        if not head:
            return None, "", Status.EMPTY, "The file is empty."
        kind = recognise(path, head)
        if kind is None:
            return None, "", Status.SKIPPED, unread_reason(path, head)
        digest = hashlib.blake2b(f"{kind}\n".encode() + head, digest_size=16)
        while piece := file.read(1 << 20):
            cancel.check()
            digest.update(piece)
    return digest.hexdigest(), kind, None, ""
