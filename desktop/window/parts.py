"""Small parts that several panels are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop.window.icons import ICON, icon

if TYPE_CHECKING:
    from desktop.window.theme import Theme


def label(text: str, role: str, wrap: bool = False) -> QLabel:
    """Plain text, whatever it holds: text of documents is never taken as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def button(text: str, kind: str, name: str = "", description: str = "") -> QPushButton:
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    made.setAccessibleName(name or text.replace("&", "").rstrip("…"))
    made.setAccessibleDescription(description)
    return made


def tip(text: str) -> str:
    """A tool tip of any text: markup in which nothing of it is markup, so that long lines wrap."""
    from html import escape

    return f"<p>{escape(text)}</p>" if text else ""


class IconButton(QToolButton):
    """A button that is a picture; its name is spoken and shown as a tip with its key."""

    def __init__(self, theme: Theme, picture: str, name: str, keys: str = "", colour: str = "quiet") -> None:
        super().__init__()
        self._theme, self._picture, self._colour = theme, picture, colour
        self.setIconSize(QSize(ICON, ICON))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.rename(name, keys)
        self._draw()
        theme.changed.connect(self._draw)

    def rename(self, name: str, keys: str = "", picture: str = "") -> None:
        native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({native})" if keys else name)
        if picture:
            self._picture = picture
            self._draw()

    def _draw(self) -> None:
        self.setIcon(icon(self._picture, self._theme.colour(self._colour)))


class Bar(QWidget):
    """A thin line that fills; with no share to show, a piece of it is filled and rests there."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._share: float | None = 0.0
        self.setFixedHeight(4)
        self.setAccessibleName(name)
        theme.changed.connect(self.update)

    @property
    def share(self) -> float | None:
        return self._share

    def set_share(self, share: float | None) -> None:
        if share != self._share:
            self._share = share
            self.setAccessibleDescription("" if share is None else f"{share:.0%}")
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(QRectF(self.rect()), 2, 2)
        painter.setBrush(self._theme.colour("accent"))
        share = 0.12 if self._share is None else self._share
        painter.drawRoundedRect(QRectF(0, 0, max(4.0, self.width() * share), self.height()), 2, 2)


class Picture(QWidget):
    """One of the window's pictures as an ornament: nothing that a screen reader would speak."""

    def __init__(self, theme: Theme, name: str, size: int, colour: str = "accent") -> None:
        super().__init__()
        self._theme, self._name, self._colour = theme, name, colour
        self.setFixedSize(size, size)
        theme.changed.connect(self.update)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        from desktop.window.icons import pixmap

        drawn = pixmap(self._name, self._theme.colour(self._colour), self.width(), self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, 0, drawn)
