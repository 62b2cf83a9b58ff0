"""A process of its own that says when its window was painted. python first_frame.py empty|wellread PROFILE"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def painted() -> None:
    sys.stdout.write(json.dumps({"painted": time.monotonic()}) + "\n")
    sys.stdout.flush()
    os._exit(0)


def watch(kind: Any) -> None:
    """Call `painted` once the whole window is on screen: after the event that painted it."""
    from PySide6.QtCore import QTimer

    before = kind.paintEvent

    def paint(self: Any, event: Any) -> None:
        QTimer.singleShot(0, painted)
        before(self, event)

    kind.paintEvent = paint


def empty() -> None:
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: Any) -> None:  # noqa: N802
            super().paintEvent(event)

    watch(Window)
    application = QApplication(sys.argv[:1])
    window = Window()
    window.resize(1240, 820)
    window.show()
    application.exec()


def wellread(profile: Path) -> None:
    """As a person starts it."""
    from desktop.terminal.main import main
    from desktop.window.window import MainWindow

    watch(MainWindow)
    sys.argv = ["wellread", "--profile", str(profile)]
    main()


if __name__ == "__main__":
    {"empty": lambda _: empty(), "wellread": wellread}[sys.argv[1]](Path(sys.argv[2]))
