"""How a row of the list of files is drawn: two lines, a picture with each status, all from the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.window.file_rows import TEXTS, Column, Row
from desktop.window.files_model import FIRST_NUMBER, ROW
from desktop.window.source_card import paint_lines

if TYPE_CHECKING:
    from desktop.window.theme import Theme

_SIDE, _PAD, _GAP = 10, 7, 1
_BESIDE = 8  # points from a picture to its word
_BAR = 3  # points: the mark of the row that the keyboard is on
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class FilesPaint(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        self._pictures: dict[tuple[str, str, int, float], QPixmap] = {}
        self._take_fonts()
        theme.changed.connect(self._take_fonts)

    def _take_fonts(self) -> None:
        self._pictures.clear()
        self._name = self._theme.font(1.0, weight=QFont.Weight.DemiBold)
        self._plain, self._quiet = self._theme.font(1.0), self._theme.font(0.92)
        self._quiet_height = QFontMetrics(self._quiet).height()
        self._picture = round(QFontMetrics(self._plain).height() * 1.05)

    def row_height(self) -> int:
        return 2 * _PAD + QFontMetrics(self._name).height() + _GAP + self._quiet_height + 1

    def width_of(self, *texts: str) -> int:
        """Of a column that has to hold these."""
        metrics = QFontMetrics(self._plain)
        return max(metrics.horizontalAdvance(text) for text in texts) + 2 * _SIDE + 2

    def width_of_status(self, *words: str) -> int:
        return self.width_of(*words) + self._picture + _BESIDE

    def sizeHint(self, _: QStyleOptionViewItem, __: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        return QSize(80, self.row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(ROW)
        column = Column(index.column())
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.colour("tint"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), self._theme.colour("line"))
        if column is Column.FILE and index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height()), self._theme.colour("accent"))
        self._paint_cell(painter, row, column, rect.adjusted(_SIDE, 0, -_SIDE, -1))
        painter.restore()

    def _paint_cell(self, painter: QPainter, row: Row, column: Column, rect: QRect) -> None:
        if column is Column.FILE:
            self._paint_file(painter, row, rect)
        elif column is Column.STATUS:
            self._paint_status(painter, row, rect)
        elif column is Column.HAPPENED:
            self._paint_happened(painter, row.happened, rect)
        elif column >= FIRST_NUMBER:
            text = TEXTS[column](row)
            self._write(painter, text, rect, self._plain, "text", Qt.AlignmentFlag.AlignRight | _MIDDLE)

    def _paint_file(self, painter: QPainter, row: Row, rect: QRect) -> None:
        middle = rect.top() + _PAD + QFontMetrics(self._name).height()
        upper = QRect(rect.left(), rect.top() + _PAD, rect.width(), middle - rect.top() - _PAD)
        lower = QRect(rect.left(), middle + _GAP, rect.width(), self._quiet_height)
        self._write(painter, row.name, upper, self._name, "text")
        self._write(painter, row.beside, lower, self._quiet, "quiet")

    def _paint_status(self, painter: QPainter, row: Row, rect: QRect) -> None:
        side = self._picture
        top = rect.top() + (rect.height() - side) // 2
        painter.drawPixmap(rect.left(), top, self._drawn(row.look.picture, row.look.colour))
        colour = "warn" if row.look.colour == "warn" else "text"
        self._write(painter, row.look.word, rect.adjusted(side + _BESIDE, 0, 0, 0), self._plain, colour)

    def _paint_happened(self, painter: QPainter, text: str, rect: QRect) -> None:
        metrics = QFontMetrics(self._quiet)
        if metrics.horizontalAdvance(text) <= rect.width():
            self._write(painter, text, rect, self._quiet, "text")
            return
        top = rect.top() + (rect.height() - 2 * metrics.lineSpacing()) / 2
        place = QRectF(rect.left(), top, rect.width(), 0)
        paint_lines(painter, text, self._quiet, self._theme.colour("text"), place, 2)

    def _write(
        self, painter: QPainter, text: str, rect: QRect, font: QFont, colour: str,
        where: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | _MIDDLE,
    ) -> None:  # fmt: skip
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colour(colour)))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width())
        painter.drawText(rect, int(where) | int(Qt.TextFlag.TextSingleLine), shown)

    def _drawn(self, name: str, colour: str) -> QPixmap:
        from desktop.window.icons import pixmap

        scale = self._view.devicePixelRatioF()
        key = name, colour, self._picture, scale
        if key not in self._pictures:
            self._pictures[key] = pixmap(name, self._theme.colour(colour), self._picture, scale)
        return self._pictures[key]
