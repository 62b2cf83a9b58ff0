"""Opening a local file, or the place it lies in, with the system's own programs. Only ever on a person's click."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def open_file(path: Path) -> bool:
    """Whether something opened it."""
    return path.is_file() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def reveal(path: Path) -> bool:
    """Show a file or a folder in the file manager, selected where the system can do that."""
    if not path.exists():
        return False
    if sys.platform == "win32":
        return bool(QProcess.startDetached("explorer.exe", ["/select,", os.path.normpath(path)])[0])
    if sys.platform == "darwin":
        return bool(QProcess.startDetached("/usr/bin/open", ["-R", str(path)])[0])
    place = path if path.is_dir() else path.parent
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
