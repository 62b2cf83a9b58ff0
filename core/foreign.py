"""Paths of another system: a library may come from a machine where paths are written otherwise.

The manifest keeps such a path as it was written. In here it is a Path like any other, so that names, folders and scopes
work on it; it never leads anywhere, because it is absolute on the other system alone.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SHARE = "\\\\"


def native(text: str) -> Path:
    """A path as it lies in the manifest. Those of this system are absolute and stay as they are."""
    if os.name != "nt" and (_DRIVE.match(text) or text.startswith(_SHARE)):
        return Path(text.replace("\\", "/"))
    return Path(text)


def as_written(path: PurePath) -> str:
    """A path as its own system writes it, for a person to read."""
    text = str(path)
    if os.name == "nt":
        return path.as_posix() if path.root and not path.drive else text
    return text.replace("/", "\\") if _DRIVE.match(text) else text


def flavour(windows: bool) -> type[PurePath]:
    return PureWindowsPath if windows else PurePosixPath


def leads_beyond(path: PurePath) -> bool:
    """Whether looking at a path asks another machine: a share of Windows."""
    return str(path).startswith(("\\\\", "//"))
