"""A source of an answer as a card: which file, where in it, and how it begins there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
    QTextOption,
)  # fmt: skip
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.children.wording import readable
from desktop.window.places import place_of
from desktop.window.positions import qt_slice

if TYPE_CHECKING:
    from core.types import Hit
    from desktop.window.theme import Theme

_PAD, _GAP, _LINES = 12, 4, 2
_SNIPPET = 600  # characters that two lines never hold


class SourceCard(QAbstractButton):
    """Click, Enter and Space open the page."""

    def __init__(self, theme: Theme, number: int, hit: Hit) -> None:
        super().__init__()
        self.number, self.hit = number, hit
        self._theme = theme
        self._place = place_of(hit)
        self._snippet = " ".join(readable(hit.text).split())[:_SNIPPET]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(filter(None, (f"Source {number}", hit.path.name, self._place))))
        self.setAccessibleDescription(f"Opens the page. {self._snippet[:200]}")
        self.setToolTip(str(hit.path))
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        head, body = QFontMetrics(self._head()), QFontMetrics(self._body())
        return QSize(320, 2 * _PAD + head.height() + _GAP + _LINES * body.lineSpacing())

    def _head(self) -> QFont:
        return self._theme.font(1.0, weight=QFont.Weight.DemiBold)

    def _body(self) -> QFont:
        return self._theme.font(0.95)

    def enterEvent(self, _: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        self.update()

    def leaveEvent(self, _: QEvent) -> None:  # noqa: N802 - Qt's name
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        left = self._paint_number(painter)
        self._paint_head(painter, left)
        self._paint_snippet(painter, left)

    def _paint_ground(self, painter: QPainter) -> None:
        width = 2.0 if self.hasFocus() else 1.0
        painter.setPen(QPen(self._theme.colour("accent" if self.hasFocus() else "line"), width))
        painter.setBrush(self._theme.colour("hover" if self.underMouse() or self.isDown() else "card"))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)

    def _paint_number(self, painter: QPainter) -> int:
        """Draws the number; returns where the text beside it begins."""
        font = self._theme.font(0.92, weight=QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        text = str(self.number)
        box = QRectF(_PAD, _PAD, max(metrics.height() + 2, metrics.horizontalAdvance(text) + 10), metrics.height() + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("tint"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(self._theme.colour("accent"))
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return round(box.right()) + 10

    def _paint_head(self, painter: QPainter, left: int) -> None:
        head, quiet = self._head(), self._body()
        room = self.width() - left - _PAD
        place = QFontMetrics(quiet).elidedText(self._place, Qt.TextElideMode.ElideMiddle, room // 2)
        place_width = QFontMetrics(quiet).horizontalAdvance(place) + (14 if place else 0)
        metrics = QFontMetrics(head)
        name = metrics.elidedText(self.hit.path.name, Qt.TextElideMode.ElideMiddle, room - place_width)
        baseline = _PAD + metrics.ascent()
        painter.setFont(head)
        painter.setPen(self._theme.colour("text"))
        painter.drawText(left, baseline, name)
        painter.setFont(quiet)
        painter.setPen(self._theme.colour("quiet"))
        painter.drawText(left + metrics.horizontalAdvance(name) + 12, baseline, place)

    def _paint_snippet(self, painter: QPainter, left: int) -> None:
        font, colour = self._body(), self._theme.colour("quiet")
        top = _PAD + QFontMetrics(self._head()).height() + _GAP
        paint_lines(painter, self._snippet, font, colour, QRectF(left, top, self.width() - left - _PAD, 0), _LINES)


def paint_lines(painter: QPainter, text: str, font: QFont, colour: QColor, place: QRectF, most: int) -> None:
    """At most `most` lines of a text, the last one elided."""
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(colour)
    layout = QTextLayout(text, font)
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    for index in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(place.width())
        shown = qt_slice(text, line.textStart(), line.textLength())
        if index == most - 1:
            rest = qt_slice(text, line.textStart(), _SNIPPET)
            shown = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, round(place.width()))
        painter.drawText(
            round(place.left()), round(place.top()) + index * metrics.lineSpacing() + metrics.ascent(), shown
        )
    layout.endLayout()
