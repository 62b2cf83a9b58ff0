"""Paths as the system takes them: Windows wants a prefix before one of more than 259 characters."""

from __future__ import annotations

import os
from pathlib import Path

_LONGEST = 240  # a folder may have no more than 247, and something is always appended


def reachable(path: Path) -> Path:
    """The path to open a file or folder by. Never shown to a person and never kept."""
    if os.name != "nt" or len(os.fspath(path)) < _LONGEST:
        return path
    text = os.fspath(path.absolute())
    if text.startswith("\\\\?\\"):
        return path
    return Path("\\\\?\\UNC\\" + text[2:] if text.startswith("\\\\") else "\\\\?\\" + text)
