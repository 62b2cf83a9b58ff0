"""The list of all files, asked for anew when it may have changed: once a second at most, less often if it is long."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.window.file_rows import Row, make_rows

if TYPE_CHECKING:
    from core.errors import WellreadError
    from core.types import FileInfo
    from desktop.window.engine import Engine

_PAUSE = 1.0  # seconds from one time to the next
_SHARE = 0.2  # of the time, at most, that goes into asking


class FileList(QObject):
    """Holds the rows that were heard last; asks only while somebody watches."""

    heard = Signal()
    failed = Signal(object)  # WellreadError

    def __init__(
        self, engine: Engine, roots: Callable[[], dict[Path, str]], again: Callable[[], dict[Path, FileInfo]]
    ) -> None:
        """roots: the folders and what they are called. again: the files that are read again, as they were before."""
        super().__init__()
        self._engine, self._roots, self._again = engine, roots, again
        self.rows: list[Row] = []
        self.known = False  # whether `rows` has been heard yet
        self._watched = self._asking = self._stale = False
        self._named: dict[Path, str] = {}
        self._began, self._pause = 0.0, _PAUSE
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._ask)

    def watch(self, watched: bool) -> None:
        self._watched = watched
        if watched:
            self._pause = 0.0
            self.look()
        else:
            self._next.stop()

    def look(self) -> None:
        """It may have changed."""
        self._stale = True
        if self._watched and not self._asking and not self._next.isActive():
            left = self._began + self._pause - time.monotonic()
            self._next.start(max(0, round(left * 1000)))

    def _ask(self) -> None:
        from models.children.messages import ListFiles

        if self._engine.assistant is None:  # it is asked again once there is one
            return
        self._asking, self._stale = True, False
        self._began = time.monotonic()
        self._engine.call(self, ListFiles(), self._listed, self._could_not)

    def _listed(self, infos: list[FileInfo]) -> None:
        roots, again = self._roots(), dict(self._again())
        known = {row.info.path: row for row in self.rows} if roots == self._named else {}
        self._named = roots
        self._engine.aside(self, lambda _: make_rows(infos, roots, known, again), self._made, self._could_not)

    def _made(self, rows: list[Row]) -> None:
        new = rows != self.rows or not self.known
        self.rows, self.known = rows, True
        if new:
            self.heard.emit()
        self._ended()

    def _could_not(self, error: WellreadError) -> None:
        self.failed.emit(error)
        self._ended()

    def _ended(self) -> None:
        self._asking = False
        self._pause = max(_PAUSE, (time.monotonic() - self._began) / _SHARE)
        if self._stale:
            self.look()
