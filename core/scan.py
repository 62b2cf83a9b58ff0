"""Looking at the folders: what is new, changed by content, moved or gone since the manifest was written."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.cancel import CancelToken
from core.manifest import FileRow, Manifest
from core.reading.recognise import recognise, unread_reason
from core.types import Status

HEAD_BYTES = 8192  # enough to tell any format apart
_COMMIT_EVERY = 200  # files in one transaction of the manifest
# Folders that hold nothing a person wrote, and would drown what they did.
_IGNORED_FOLDERS = frozenset({"node_modules", "__pycache__", "$RECYCLE.BIN", "System Volume Information", "lost+found"})
_IGNORED_PREFIXES = (".", "~$")  # hidden files, and the lock files of office programs

Looked = Callable[[int], None]  # files looked at so far


@dataclass(slots=True)
class Found:
    """A regular file in a folder."""

    path: Path
    size: int
    mtime_ns: int


@dataclass(slots=True)
class _Walk:
    """What a walk through one folder met that could not be looked at."""

    unreadable: list[Path] = field(default_factory=list)

    def files(self, folder: Path) -> Iterator[Found]:
        waiting = [folder]
        while waiting:
            current = waiting.pop()
            try:
                entries = sorted(os.scandir(current), key=lambda entry: entry.name)
            except OSError:
                self.unreadable.append(current)
                continue
            for entry in entries:
                if entry.name.startswith(_IGNORED_PREFIXES):
                    continue
                # Links to folders are not followed: they may lead in circles or out of the folder.
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _IGNORED_FOLDERS:
                        waiting.append(Path(entry.path))
                elif (found := _regular(entry)) is not None:
                    yield found


def _regular(entry: os.DirEntry[str]) -> Found | None:
    try:
        info = entry.stat()
    except OSError:
        return None  # a dangling link, or gone since it was listed
    if not stat.S_ISREG(info.st_mode):
        return None
    return Found(Path(entry.path), info.st_size, info.st_mtime_ns)


def scan_folder(manifest: Manifest, key: int, folder: Path, looked: Looked, cancel: CancelToken) -> list[str]:
    """Bring the manifest's files of one folder up to date.

    Returns a sentence for each thing that could not be looked at. A folder that is not there keeps its files: a drive
    may only be unplugged.
    """
    if not folder.is_dir():
        return [f"{folder} is not there now; what Wellread knows of it is kept."]
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
    contents = [(found, *_content(found.path, cancel)) for found in new]
    with manifest.transaction():
        manifest.mark_seen([found.path for found in same], scan)
        for found, doc, kind, status, reason in contents:
            manifest.put_file(
                found.path, key, found.size, found.mtime_ns, scan, doc=doc, kind=kind, status=status, reason=reason
            )


def _content(path: Path, cancel: CancelToken) -> tuple[str | None, str, Status | None, str]:
    """(document, kind, status, reason): the document that the file holds, or why it holds none."""
    try:
        with path.open("rb") as file:
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
    except PermissionError:
        return None, "", Status.FAILED, "You don't have permission to open this file."
    except OSError as error:
        return None, "", Status.FAILED, f"The file can't be opened: {error.strerror or error}."
    return digest.hexdigest(), kind, None, ""


def _keep_what_was_hidden(manifest: Manifest, known: dict[Path, FileRow], hidden: list[Path], scan: int) -> None:
    """Files below a folder that could not be opened are not gone."""
    kept = [path for path in known if any(path.is_relative_to(folder) for folder in hidden)]
    with manifest.transaction():
        manifest.mark_seen(kept, scan)
