"""Paths as SQLite takes them: text, or bytes where the name is not valid Unicode."""

from __future__ import annotations

import os
from pathlib import Path

from core.foreign import native


def stored(path: Path | str) -> str | bytes:
    text = os.fspath(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text)
    return text


def path_of(stored_path: str | bytes) -> Path:
    return native(os.fsdecode(stored_path))
