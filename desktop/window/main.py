"""Opens the window and stays until it and its children have gone."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop.window.theme import Theme
from desktop.window.windows import Windows

if TYPE_CHECKING:
    from core.profile import Profile


def open_window(profile: Profile) -> int:
    """The exit status. Blocks until the window is closed and every child has left."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Wellread")
    application.setApplicationDisplayName("Wellread")
    application.setDesktopFileName("wellread")
    application.setQuitOnLastWindowClosed(False)  # the children are still leaving then
    application.setStyle("Fusion")
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Qt's loop would never get to Python's own way
    windows = Windows(Theme(application))
    windows.none_left.connect(application.quit)
    windows.open_last(profile)
    return application.exec()
