"""In the place of the list of files where it has no row: why that is, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.window.parts import button, label

OPENING = "Opening the library…"
NO_FOLDERS = "No folders yet. Add one, and every file in it is listed here with what became of it."
NO_FILES = "No files yet. They appear here while Wellread looks through your folders."
NO_PROBLEMS = "No problems here. Whatever could be read has been read."
NO_FIT = "No file fits."
ADD, SHOW_ALL = "Add a folder…", "Show all files"


class FilesNothing(QWidget):
    """A sentence, and a button where there is something to do."""

    add_wanted = Signal()
    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sentence = label("", "lead", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = button("", "plain")
        self.button.clicked.connect(self._answer)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addStretch(1)
        column.addWidget(self._sentence)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def say(self, sentence: str, answer: str) -> None:
        self._sentence.setText(sentence)
        self._sentence.setAccessibleName(sentence)
        self.button.setText(answer)
        self.button.setAccessibleName(answer.rstrip("…"))
        self.button.setVisible(bool(answer))

    def _answer(self) -> None:
        (self.add_wanted if self.button.text() == ADD else self.all_wanted).emit()
