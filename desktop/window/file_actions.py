"""What can be done with the files that are selected: in the menu, by key and by button alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from desktop.window import keys
from desktop.window.file_rows import as_text

if TYPE_CHECKING:
    from core.types import FileInfo
    from desktop.window.file_rows import Row
    from desktop.window.file_work import FileWork
    from desktop.window.files_table import FilesTable


class FileActions:
    """Follows the selection: what can't be done with it can't be pressed."""

    def __init__(
        self, table: FilesTable, work: FileWork, open_wanted: SignalInstance, reveal: SignalInstance
    ) -> None:  # fmt: skip
        self._table, self._work = table, work
        self.read_again = self._make("&Read again", lambda: work.read_again(self._infos()), keys.READ_AGAIN)
        self.password = self._make("Enter &password…", self._ask_password)
        self.open = self._make("&Open", lambda: open_wanted.emit(self._infos()[0].path), "Return", "Enter")
        self.reveal = self._make("Show in &folder", lambda: reveal.emit(self._infos()[0].path))
        self.copy = self._make("&Copy", self._copy, "Ctrl+C")
        self.all = [self.read_again, self.password, self.open, self.reveal, self.copy]
        table.addActions(self.all)
        table.doubleClicked.connect(self.open.trigger)
        self.follow([])

    def _make(self, text: str, do: Callable[[], None], *sequences: str) -> QAction:
        action = QAction(text, self._table)
        action.setShortcuts([QKeySequence(sequence) for sequence in sequences])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if sequences:
            action.setToolTip(QKeySequence(sequences[0]).toString(QKeySequence.SequenceFormat.NativeText))
        action.triggered.connect(do)
        return action

    def follow(self, rows: list[Row]) -> None:
        one = len(rows) == 1
        for action in (self.open, self.reveal):
            action.setEnabled(one)
        self.password.setEnabled(one and rows[0].info.locked)
        self.password.setVisible(one and rows[0].info.locked)
        for action in (self.read_again, self.copy):
            action.setEnabled(bool(rows))

    def _infos(self) -> list[FileInfo]:
        return [row.info for row in self._table.chosen()]

    def _ask_password(self) -> None:
        self._work.ask_password(self._table.window(), self._infos()[0])

    def _copy(self) -> None:
        QApplication.clipboard().setText(as_text(self._table.chosen()))
