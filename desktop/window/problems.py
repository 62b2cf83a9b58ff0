"""Files that could not be read, or not wholly, each with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.window.elided import ElidedLabel
from desktop.window.parts import button, label

if TYPE_CHECKING:
    from core.types import FileInfo

_MOST = 300  # rows; the terminal's `wellread files` lists them all


class Problems(QDialog):
    """A list that can be read with the arrow keys."""

    def __init__(self, parent: QWidget, folder: Path, infos: list[FileInfo]) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Problems in {folder.name}")
        self.resize(620, 420)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 22, 24, 18)
        whole.setSpacing(12)
        whole.addWidget(label(f"Problems in “{folder.name}”", "title"))
        words = "These files could not be read, or not all of them. Everything else is in the library."
        whole.addWidget(label(words, "quiet", wrap=True))
        whole.addWidget(_listed(folder, infos[:_MOST]), 1)
        if len(infos) > _MOST:
            whole.addWidget(label(f"And {len(infos) - _MOST:,} more: wellread files --status failed.", "quiet"))
        foot = QHBoxLayout()
        foot.addStretch(1)
        done = button("&Close", "plain", "Close the list of problems")
        done.clicked.connect(self.accept)
        foot.addWidget(done)
        whole.addLayout(foot)


def _listed(folder: Path, infos: list[FileInfo]) -> QScrollArea:
    inside = QWidget()
    rows = QVBoxLayout(inside)
    rows.setContentsMargins(0, 0, 8, 0)
    rows.setSpacing(10)
    for info in infos:
        rows.addWidget(_row(folder, info))
    rows.addStretch(1)
    scroller = QScrollArea()
    scroller.setWidgetResizable(True)
    scroller.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    scroller.setAccessibleName("Files with problems")
    scroller.setWidget(inside)
    return scroller


def _row(folder: Path, info: FileInfo) -> QFrame:
    row = QFrame()
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    inside = info.path.relative_to(folder) if info.path.is_relative_to(folder) else info.path
    column.addWidget(ElidedLabel(str(inside), "name", Qt.TextElideMode.ElideMiddle))
    column.addWidget(label(info.reason or info.status.value, "quiet", wrap=True))
    row.setAccessibleName(f"{inside}: {info.reason}")
    return row
