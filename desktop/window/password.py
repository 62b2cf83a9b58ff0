"""Asks for the password of a file."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.window.parts import button, label


class PasswordDialog(QDialog):
    """Sends what was entered, once; keeps nothing of it."""

    entered = Signal(str)

    def __init__(self, parent: QWidget | None, name: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Password")
        self.setMinimumWidth(400)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 22, 24, 18)
        whole.setSpacing(12)
        asked = label(f"Password for “{name}”", "title", wrap=True)
        whole.addWidget(asked)
        self.text = QLineEdit()
        self.text.setEchoMode(QLineEdit.EchoMode.Password)
        self.text.setAccessibleName(f"Password for {name}")
        asked.setBuddy(self.text)
        whole.addWidget(self.text)
        self.show_it = QCheckBox("&Show what I type")
        self.show_it.toggled.connect(self._show_or_hide)
        whole.addWidget(self.show_it)
        words = "It is kept until Wellread closes, and written nowhere. The text of the file can then be searched."
        whole.addWidget(label(words, "quiet", wrap=True))
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = button("Cancel", "plain")
        self.read = button("&Read the file", "main")
        self.read.setDefault(True)
        self.read.setEnabled(False)
        self.text.textChanged.connect(lambda text: self.read.setEnabled(bool(text)))
        cancel.clicked.connect(self.reject)
        self.read.clicked.connect(self._enter)
        row.addWidget(cancel)
        row.addWidget(self.read)
        whole.addLayout(row)
        self.text.setFocus()

    def _show_or_hide(self, shown: bool) -> None:
        self.text.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _enter(self) -> None:
        password = self.text.text()
        self.text.clear()
        self.accept()
        self.entered.emit(password)
