"""A library that is only read: on a shared or removable drive that several machines open, or because a person says so.

No lock is taken and nothing is written into the profile. What this machine makes for itself (logs, the fast form of the
embedder) lies in a folder of its own.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path

from core.errors import WellreadError
from core.profile import Profile
from core.settings import LibrarySettings, load_settings

_REFUSALS = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def as_found(profile: Profile, read_only: bool = False) -> Profile:
    """The profile, to be read only where a person wants that, its settings say so or its folder can't be written."""
    read_only = read_only or profile.read_only or library_settings(profile).read_only
    return replace(profile, read_only=read_only or not can_be_written(profile.root))


def library_settings(profile: Profile) -> LibrarySettings:
    """Of the first library; the others lie in the profile."""
    return LibrarySettings() if profile.library_name else load_settings(profile.settings).library


def can_be_written(folder: Path) -> bool:
    """Also where it is not there: making it tells more. A full disk is no reason to think otherwise."""
    if not folder.is_dir():
        return True
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError as error:
        return error.errno not in _REFUSALS


def refusal() -> WellreadError:
    """What to tell a person who wants to change something."""
    return WellreadError(
        "This library is opened read-only, so it can't be changed here.",
        "Change it where its folder can be written, without --read-only.",
    )


def readable_manifest(profile: Profile, scratch: Path) -> Path:
    """The manifest to open: its own or, where SQLite would have to write beside it to read it, a copy in `scratch`.

    That is so after a kill left its last changes in a log beside it, and the drive can't be written now.
    """
    if not profile.manifest.is_file():
        raise WellreadError(
            f"Wellread can't keep its library in {profile.root}: it is read-only, and there is no library in it.",
            "Choose a folder that you may write to with --profile DIR.",
        )
    if not _log(profile.manifest) or can_be_written(profile.home):
        return profile.manifest
    for path in (profile.manifest, _log_of(profile.manifest)):
        shutil.copy(path, scratch)
    return scratch / profile.manifest.name


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing. Raises sqlite3.Error.

    Where no log lies beside the file nothing is being written: it is read as it is, without a lock, which drives of
    other machines may not have.
    """
    name = path.absolute().as_posix()
    for special in "%?#":
        name = name.replace(special, f"%{ord(special):02x}")
    how = "mode=ro" if _log(path) else "mode=ro&immutable=1"
    uri = f"file://{'' if name.startswith('/') else '/'}{name}?{how}"
    return sqlite3.connect(os.fsencode(uri), uri=True, timeout=30, isolation_level=None, check_same_thread=False)


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _log(path: Path) -> bool:
    """Whether changes lie beside the file that are not in it yet."""
    try:
        return _log_of(path).stat().st_size > 0
    except OSError:
        return False
