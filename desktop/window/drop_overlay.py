"""Lies over the whole window while something is dragged over it, and says what letting go would do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop.window.theme import Theme

_INSET = 14


def dropped_paths(data: QMimeData) -> list[Path]:
    """The local files and folders in what is dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class DropOverlay(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def come_up(self, paths: list[Path]) -> None:
        folders = [path for path in paths if path.is_dir()]
        if not folders:
            self._words = "Drop the folder that it lies in"
        elif len(folders) == 1:
            self._words = f"Add “{folders[0].name}” to the library"
        else:
            self._words = f"Add {len(folders)} folders to the library"
        self.setAccessibleName(self._words)
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    @property
    def words(self) -> str:
        return self._words

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(self._theme.colour("tint"))
        veil.setAlpha(250)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(self._theme.colour("accent"), 2.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET), 14, 14)
        painter.setFont(self._theme.font(1.7, weight=QFont.Weight.DemiBold))
        painter.setPen(self._theme.colour("accent"))
        painter.drawText(self.rect().adjusted(40, 0, -40, 0), _CENTRED, self._words)


_CENTRED = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
