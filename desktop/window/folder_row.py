"""One folder of the library: its name, how it is doing in words, how far it is, and the way to take it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.window.elided import ElidedLabel
from desktop.window.parts import Bar, Picture, button, label

if TYPE_CHECKING:
    from desktop.window.theme import Theme


class FolderRow(QFrame):
    """Keyboard: Enter lists its files, Delete asks whether to remove it, the menu key shows what else there is."""

    removal = Signal(object)  # Path
    reveal = Signal(object)  # Path
    files_wanted = Signal(object)  # Path
    problems_wanted = Signal(object)  # Path
    switched = Signal(object, bool)  # Path, whether questions look into it

    def __init__(self, theme: Theme, path: Path, name: str) -> None:
        super().__init__()
        self.path, self.name = path, name
        self.on = True
        self.setObjectName("folderRow")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(str(path))
        self._name = ElidedLabel(name, "name", Qt.TextElideMode.ElideMiddle)
        self._status = label("", "quiet", wrap=True)
        self._bar = Bar(theme, f"Progress of {name}")
        self._problems = button("", "link")
        self._problems.clicked.connect(lambda: self.problems_wanted.emit(self.path))
        self._question = self._make_question()
        self._lay_out(theme)
        self._bar.hide()
        self._problems.hide()

    def _lay_out(self, theme: Theme) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 9, 10, 9)
        row.setSpacing(10)
        row.addWidget(Picture(theme, "folder", 20), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addWidget(self._name)
        column.addWidget(self._status)
        column.addSpacing(2)
        column.addWidget(self._bar)
        column.addWidget(self._problems, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._question)
        row.addLayout(column, 1)

    def _make_question(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(label("Take it out of the library? Its files stay where they are.", "plain", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.take_out = button("Take out", "plain", f"Take {self.name} out of the library")
        self.keep = button("Keep", "plain", f"Keep {self.name} in the library")
        self.take_out.clicked.connect(lambda: self.removal.emit(self.path))
        self.keep.clicked.connect(self.leave_it)
        row.addWidget(self.take_out)
        row.addWidget(self.keep)
        row.addStretch(1)
        column.addLayout(row)
        box.hide()
        return box

    @property
    def status(self) -> str:
        return self._status.text()

    def show_state(self, status: str, share: float | None, busy: bool, problems: str) -> None:
        """share: 0 to 1, None where it can't be told. problems: in words, empty where there are none."""
        self._status.setText(status if self.on else "Left out of questions")
        self._bar.setVisible(busy)
        self._bar.set_share(share)
        self._problems.setText(problems)
        self._problems.setAccessibleName(f"{self.name}: {problems}" if problems else "Problems")
        self._problems.setVisible(bool(problems))
        self.setAccessibleName(", ".join(filter(None, (f"Folder {self.name}", status, problems))))
        self.setAccessibleDescription(f"{self.path}. Enter lists its files, Delete takes it out of the library.")

    def show_switched(self, on: bool) -> None:
        """Whether questions look into it."""
        if on != self.on:
            self.on = on
            self.setProperty("off", not on)
            for part in (self._name, self._status):
                part.setEnabled(on)

    def ask_removal(self) -> None:
        self._question.show()
        self.keep.setFocus()

    def leave_it(self) -> bool:
        """Take the question about removing back; whether there was one."""
        asked = self._question.isVisible()
        if asked:
            self._question.hide()
            self.setFocus()
        return asked

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.ask_removal()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hasFocus():
            self.files_wanted.emit(self.path)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        menu = self.menu()
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        menu.popup(self.mapToGlobal(QPoint(20, self.height() // 2)) if by_key else event.globalPos())

    def menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("&List its files", lambda: self.files_wanted.emit(self.path))
        menu.addAction("&Show in the file manager", lambda: self.reveal.emit(self.path))
        switch = "&Leave it out of questions" if self.on else "&Look into it for answers again"
        menu.addAction(switch, lambda: self.switched.emit(self.path, not self.on))
        menu.addAction("&Take out of the library…", self.ask_removal)
        return menu
