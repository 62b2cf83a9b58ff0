"""A process of its own: the real window asks, opens the page, closes, and says what it had loaded."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HEAVY = (
    "torch",
    "lancedb",
    "pyarrow",
    "llama_cpp",
    "onnxruntime",
    "pymupdf",
    "fitz",
    "sentence_transformers",
    "transformers",
)


def steps(window: Any, said: dict[str, Any]) -> Iterator[Callable[[], object]]:
    """Each yields what it waits for."""
    yield lambda: "Ready." in window.middle.box._status.text()
    yield lambda: window.library.folders and not window.library.syncing
    window.middle.ask("How long is the warranty on a repair?")
    turn = window.middle.conversation.turns[-1]
    yield lambda: turn.settled
    window.middle.open_source(1)
    yield lambda: window.page is not None and window.page.view is not None
    said["marked"] = bool(window.page.scroller.sheet.marks() or window.page.text.marked_text())
    window.files.open()
    yield lambda: window.files.view.sieve.rowCount() and window.files.view.details.isVisible()
    said["files"] = window.files.view.sieve.rowCount()
    said["heavy"] = sorted(name for name in sys.modules if name.split(".")[0] in HEAVY)
    said["closing"] = time.monotonic()
    window.close()
    yield lambda: False


def main() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from core.profile import Profile
    from desktop.window.main import open_window
    from desktop.window.window import MainWindow

    said: dict[str, Any] = {}
    run = QApplication.exec

    def driven(*_: object) -> int:
        window = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow))
        course = steps(window, said)
        waits = [next(course)]

        def look() -> None:
            if waits[0]():
                waits[0] = next(course)

        timer = QTimer(QApplication.instance())
        timer.timeout.connect(look)
        timer.start(30)
        return run()

    QApplication.exec = driven  # type: ignore[method-assign, assignment]
    open_window(Profile(Path(sys.argv[1])))
    said["seconds_to_leave"] = time.monotonic() - said.pop("closing")
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
