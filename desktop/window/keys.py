"""The keys of the window, in one place: what they do, and the help that lists them."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from desktop.window.parts import button, label

ADD, ASK, STOP, COPY, LIBRARY, HELP, QUIT = "Ctrl+O", "Ctrl+L", "Esc", "Ctrl+Shift+C", "Ctrl+B", "F1", "Ctrl+Q"
NEXT_PAGE, PREVIOUS_PAGE, LARGER, SMALLER, FIT = "Ctrl+PgDown", "Ctrl+PgUp", "Ctrl++", "Ctrl+-", "Ctrl+0"
OPEN, REVEAL, NEXT_PANE, SOURCE = "Ctrl+E", "Ctrl+Shift+E", "F6", "Ctrl+1"

_LIST = (
    ("Ask", "Enter"),
    ("New line in the question", "Shift+Enter"),
    ("Go to the question", ASK),
    ("Stop the answer; close the page", STOP),
    ("Open source 1 to 9 of the newest answer", SOURCE),
    ("Copy the newest answer", COPY),
    ("Add a folder", ADD),
    ("Take the folder in focus out of the library", "Del"),
    ("Show or hide the library", LIBRARY),
    ("Go to the next part of the window", NEXT_PANE),
    ("Next page, previous page", f"{NEXT_PAGE}, {PREVIOUS_PAGE}"),
    ("Page larger, smaller, as wide as its place", f"{LARGER}, {SMALLER}, {FIT}"),
    ("Open the file; show it in its folder", f"{OPEN}, {REVEAL}"),
    ("These keys", HELP),
    ("Quit", QUIT),
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
        for row, (does, keys) in enumerate(_LIST):
            grid.addWidget(label(does, "plain"), row, 0)
            cap = label("   ".join(native(key) for key in keys.split(", ")), "plain")
            cap.setObjectName("keyCap")
            grid.addWidget(cap, row, 1)
        whole.addLayout(grid)
        done = button("&Close", "plain", "Close the list of keys")
        done.clicked.connect(self.accept)
        whole.addWidget(done)


def native(keys: str) -> str:
    """As the person's own keyboard says it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
