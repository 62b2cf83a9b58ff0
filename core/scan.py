"""Looking at the folders: what is new, changed by content, moved or gone since the manifest was written."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.cancel import CancelToken
from core.errors import WellreadError
from core.longpath import reachable
from core.manifest import FileRow, Manifest
from core.reading.opening import open_plain
from core.reading.recognise import recognise, unread_reason
from core.types import Status

HEAD_BYTES = 8192  # enough to tell any format apart
_COMMIT_EVERY = 200  # files in one transaction of the manifest
# Folders that hold nothing a person wrote, and would drown what they did.
_IGNORED_FOLDERS = frozenset({"node_modules", "__pycache__", "$RECYCLE.BIN", "System Volume Information", "lost+found"})
_IGNORED_PREFIXES = (".", "~$")  # hidden files, and the lock files of office programs

# Attributes of files whose content is elsewhere: winnt.h, and sys/stat.h of macOS.
_OFFLINE, _RECALL_ON_OPEN, _RECALL_ON_DATA_ACCESS, _DATALESS = 0x1000, 0x40000, 0x400000, 0x40000000
_IN_THE_CLOUD = "Its content is in the cloud and not on this machine. Make it available offline to have it read."
# They may lead in circles, or out of the folder.
_LINK = "This is a link to a folder; links to folders are not followed. Add that folder itself to have it read."
_NOWHERE = "This is a link that leads nowhere."
_NO_FILE = "This is a pipe, a socket or a device, and no file."

Looked = Callable[[int], None]  # files looked at so far


@dataclass(slots=True)
class Found:
    """What is in a folder and is no folder. `closed`: why it is not opened, "" for a file that is."""

    path: Path
    size: int = 0
    mtime_ns: int = 0
    closed: str = ""


@dataclass(slots=True)
class _Walk:
    """What a walk through one folder met that could not be looked at."""

    unreadable: list[Path] = field(default_factory=list)

    def files(self, folder: Path) -> Iterator[Found]:
        waiting = [folder]
        while waiting:
            current = waiting.pop()
            try:
                entries = sorted(os.scandir(reachable(current)), key=lambda entry: entry.name)
            except OSError:
                self.unreadable.append(current)
                continue
            for entry in entries:
                if entry.name.startswith(_IGNORED_PREFIXES):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _IGNORED_FOLDERS:
                        waiting.append(current / entry.name)
                elif (found := _found(current / entry.name, entry)) is not None:
                    yield found


def _found(path: Path, entry: os.DirEntry[str]) -> Found | None:
    try:
        info = entry.stat()
    except FileNotFoundError:
        return Found(path, closed=_NOWHERE) if entry.is_symlink() else None  # else gone since it was listed
    except OSError as error:
        return Found(path, closed=_NOWHERE if entry.is_symlink() else f"It can't be looked at: {error.strerror}.")
    if stat.S_ISREG(info.st_mode):
        return Found(path, info.st_size, info.st_mtime_ns, _IN_THE_CLOUD if _is_placeholder(info) else "")
    return Found(path, closed=_LINK if stat.S_ISDIR(info.st_mode) else _NO_FILE)


def _is_placeholder(info: os.stat_result) -> bool:
    """Whether opening the file would fetch it: of OneDrive and its kin on Windows, of iCloud on macOS."""
    windows = getattr(info, "st_file_attributes", 0) & (_RECALL_ON_DATA_ACCESS | _RECALL_ON_OPEN | _OFFLINE)
    return bool(windows or getattr(info, "st_flags", 0) & _DATALESS)


def scan_folder(manifest: Manifest, key: int, folder: Path, looked: Looked, cancel: CancelToken) -> list[str]:
    """Bring the manifest's files of one folder up to date.

    Returns a sentence for each thing that could not be looked at. A folder that is not there keeps its files: a drive
    may only be unplugged.
    """
    carried = manifest.carried.follow(key)
    if carried is not None and not (carried and folder.is_absolute() and folder.is_dir()):
        return []  # it came with an import: all of it is as it was there
    if not folder.is_dir():
        return [f"{folder} is not there now; what Wellread knows of it is kept."]
    manifest.carried.arrived(key)
    known = manifest.files_of(key)
    scan = manifest.next_scan()
    walk = _Walk()
    batch: list[Found] = []
    count = 0
    for found in walk.files(folder):
        cancel.check()
        batch.append(found)
        count += 1
        if len(batch) == _COMMIT_EVERY:
            _record(manifest, key, known, batch, scan, cancel)
            batch.clear()
            looked(count)
    _record(manifest, key, known, batch, scan, cancel)
    looked(count)
    _keep_what_was_hidden(manifest, known, walk.unreadable, scan)
    manifest.forget_unseen(key, scan)
    return [f"{path} can't be opened; what Wellread knows of it is kept." for path in walk.unreadable]


def _record(
    manifest: Manifest, key: int, known: dict[Path, FileRow], batch: list[Found], scan: int, cancel: CancelToken
) -> None:
    same: list[Found] = []
    new: list[Found] = []
    for found in batch:
        row = known.get(found.path)
        unchanged = row is not None and (row.size, row.mtime_ns) == (found.size, found.mtime_ns)
        (same if unchanged else new).append(found)
    contents = [(found, *_content(found, cancel)) for found in new]
    with manifest.transaction():
        manifest.mark_seen([found.path for found in same], scan)
        for found, doc, kind, status, reason in contents:
            manifest.put_file(
                found.path,
                key,
                found.size,
                -1 if found.closed else found.mtime_ns,
                scan,
                doc=doc,
                kind=kind,
                status=status,
                reason=reason,
            )


def _content(found: Found, cancel: CancelToken) -> tuple[str | None, str, Status | None, str]:
    """(document, kind, status, reason): the document that the file holds, or why it holds none."""
    path = found.path
    if found.closed:
        return None, "", Status.SKIPPED, found.closed
    try:
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
    except WellreadError as error:
        return None, "", Status.FAILED, str(error)
    except OSError as error:
        return None, "", Status.FAILED, f"The file can't be opened: {error.strerror or error}."
    return digest.hexdigest(), kind, None, ""


def _keep_what_was_hidden(manifest: Manifest, known: dict[Path, FileRow], hidden: list[Path], scan: int) -> None:
    """Files below a folder that could not be opened are not gone."""
    kept = [path for path in known if any(path.is_relative_to(folder) for folder in hidden)]
    with manifest.transaction():
        manifest.mark_seen(kept, scan)
