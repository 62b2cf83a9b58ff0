"""A walk through one folder: its files, what is left out of it, what can't be opened, and where other drives begin."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.ignoring import Rules, Scope, Why
from core.longpath import reachable

# Attributes of files whose content is elsewhere: winnt.h, and sys/stat.h of macOS.
_OFFLINE, _RECALL_ON_OPEN, _RECALL_ON_DATA_ACCESS, _DATALESS = 0x1000, 0x40000, 0x400000, 0x40000000
_IN_THE_CLOUD = "Its content is in the cloud and not on this machine. Make it available offline to have it read."
# They may lead in circles, or out of the folder.
_LINK = "This is a link to a folder; links to folders are not followed. Add that folder itself to have it read."
_NOWHERE = "This is a link that leads nowhere."
_NO_FILE = "This is a pipe, a socket or a device, and no file."
# What a drive says that went away while it was looked at. The file is not to blame, and not gone.
_DRIVE_GONE = frozenset(
    code
    for name in ("EIO", "ENODEV", "ENXIO", "ENOTCONN", "ESTALE", "EHOSTDOWN", "EHOSTUNREACH", "ETIMEDOUT", "ENETDOWN")
    if (code := getattr(errno, name, None)) is not None
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Which folder of which drive stands at a path. `mount`: whether a drive begins there."""

    device: int
    inode: int
    mount: bool

    def same_place(self, other: Ground) -> bool:
        return (self.device, self.inode) == (other.device, other.inode)


def ground(path: Path, above: int | None = None) -> Ground | None:
    """What stands at a path, None where no folder can be seen. above: the device of the folder that it lies in."""
    try:
        info = reachable(path).stat()
        if above is None:
            above = reachable(path.parent).stat().st_dev
    except OSError:
        return None
    return Ground(info.st_dev, info.st_ino, info.st_dev != above) if stat.S_ISDIR(info.st_mode) else None


def drive_is_gone(error: OSError) -> bool:
    return error.errno in _DRIVE_GONE


@dataclass(slots=True)
class Found:
    """What is in a folder and is no folder. `closed`: why it is not opened, "" for a file that is."""

    path: Path
    size: int = 0
    mtime_ns: int = 0
    closed: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file, or a folder with all that is in it, that a rule leaves out."""

    path: Path
    is_folder: bool
    why: Why


@dataclass(frozen=True, slots=True)
class _Stop:
    """A folder that waits: `folder` is its path from the root, "" or "a/b/"; `device` is that of the one above."""

    path: Path
    folder: str
    scope: Scope
    device: int | None


class Walk:
    """One walk, made anew for each. `unreadable`, `mounts` and `left_out` are whole when `files` has ended."""

    def __init__(self, root: Path, rules: Rules, left_out: Callable[[LeftOut], None] = lambda _: None) -> None:
        self._root, self._rules, self._left_out = root, rules, left_out
        self.unreadable: list[Path] = []
        self.mounts: dict[Path, Ground] = {}  # drives that begin below the root
        self.newest_ns = 0  # when something last came into or went out of one of the folders

    def files(self) -> Iterator[Found]:
        """Every file that no rule leaves out, in the order of a directory listing."""
        waiting = [_Stop(self._root, "", self._rules.scope(), None)]
        while waiting:
            stop = waiting.pop()
            opened = self._opened(stop)
            if opened is None:
                continue
            entries, scope, device = opened
            for entry in entries:
                name = entry.name
                is_folder = entry.is_dir(follow_symlinks=False)
                path = stop.path / name
                if (why := scope.judge(stop.folder, name, is_folder)) is not None:
                    self._left_out(LeftOut(path, is_folder, why))
                elif is_folder:
                    waiting.append(_Stop(path, f"{stop.folder}{name}/", scope, device))
                elif (found := self._found(path, entry, scope)) is not None:
                    yield found

    def _opened(self, stop: _Stop) -> tuple[list[os.DirEntry[str]], Scope, int] | None:
        """A folder's entries, what holds in it and its device; None where it is left out or can't be opened."""
        if stop.path == self._rules.own:
            self._left_out(LeftOut(stop.path, True, Why("profile", "Wellread's own files")))
            return None
        try:
            device = self._device(stop)
            with os.scandir(reachable(stop.path)) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
            scope = stop.scope.enter(stop.folder, stop.path, {entry.name for entry in entries})
        except OSError:
            self.unreadable.append(stop.path)
            return None
        if isinstance(scope, Why):
            self._left_out(LeftOut(stop.path, True, scope))
            return None
        return entries, scope, device

    def _device(self, stop: _Stop) -> int:
        info = reachable(stop.path).stat()
        if stop.device is not None and info.st_dev != stop.device:
            self.mounts[stop.path] = Ground(info.st_dev, info.st_ino, True)
        self.newest_ns = max(self.newest_ns, info.st_mtime_ns)
        return info.st_dev

    def _found(self, path: Path, entry: os.DirEntry[str], scope: Scope) -> Found | None:
        try:
            info = entry.stat()
        except FileNotFoundError:
            return Found(path, closed=_NOWHERE) if entry.is_symlink() else None  # else gone since it was listed
        except OSError as error:
            if drive_is_gone(error):
                self.unreadable.append(path)
                return None
            return Found(path, closed=_NOWHERE if entry.is_symlink() else f"It can't be looked at: {error.strerror}.")
        if (why := scope.judge_file(entry.name, info.st_size)) is not None:
            self._left_out(LeftOut(path, False, why))
            return None
        if stat.S_ISREG(info.st_mode):
            return Found(path, info.st_size, info.st_mtime_ns, _IN_THE_CLOUD if _is_placeholder(info) else "")
        return Found(path, closed=_LINK if stat.S_ISDIR(info.st_mode) else _NO_FILE)


def changed_since(root: Path, rules: Rules, since_ns: int) -> bool:
    """Whether anything in a folder bears a time from then on."""
    walk = Walk(root, rules)
    return any(found.mtime_ns >= since_ns for found in walk.files()) or walk.newest_ns >= since_ns


def _is_placeholder(info: os.stat_result) -> bool:
    """Whether opening the file would fetch it: of OneDrive and its kin on Windows, of iCloud on macOS."""
    windows = getattr(info, "st_file_attributes", 0) & (_RECALL_ON_DATA_ACCESS | _RECALL_ON_OPEN | _OFFLINE)
    return bool(windows or getattr(info, "st_flags", 0) & _DATALESS)
