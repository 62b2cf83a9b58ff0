"""The help that lists every key and what it does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from desktop.window import keys
from desktop.window.parts import button, label

_LIST = (
    ("Ask", "Enter"),
    ("New line in the question", "Shift+Enter"),
    ("Go to the question", keys.ASK),
    ("Stop the answer; close the page or the list", keys.STOP),
    ("Open source 1 to 9 of the newest answer", keys.SOURCE),
    ("Copy the newest answer", keys.COPY),
    ("List all files and how they were read", keys.FILES),
    ("Find a file in that list", keys.FIND_FILE),
    ("Read the selected files again", keys.READ_AGAIN),
    ("See, fetch and exchange the models", keys.MODELS),
    ("Add a folder", keys.ADD),
    ("Take the folder in focus out of the library", "Del"),
    ("Show or hide the library", keys.LIBRARY),
    ("Go to the next part of the window", keys.NEXT_PANE),
    ("Next page, previous page", f"{keys.NEXT_PAGE}, {keys.PREVIOUS_PAGE}"),
    ("Page larger, smaller, as wide as its place", f"{keys.LARGER}, {keys.SMALLER}, {keys.FIT}"),
    ("Open the file; show it in its folder", f"{keys.OPEN}, {keys.REVEAL}"),
    ("These keys", keys.HELP),
    ("Quit", keys.QUIT),
)


class KeysHelp(QDialog):
    """Every key and what it does."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(28, 24, 28, 20)
        whole.setSpacing(16)
        whole.addWidget(label("Keys", "title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(36)
        grid.setVerticalSpacing(9)
        for row, (does, sequences) in enumerate(_LIST):
            grid.addWidget(label(does, "plain"), row, 0)
            cap = label("   ".join(native(key) for key in sequences.split(", ")), "plain")
            cap.setObjectName("keyCap")
            grid.addWidget(cap, row, 1, Qt.AlignmentFlag.AlignLeft)
        whole.addLayout(grid)
        done = button("&Close", "plain", "Close the list of keys")
        done.clicked.connect(self.accept)
        whole.addWidget(done)


def native(sequence: str) -> str:
    """As the person's own keyboard says it."""
    return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
