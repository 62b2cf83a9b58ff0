"""A page as an image with its marks, at any size, and the view that scrolls over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QWidget

if TYPE_CHECKING:
    from core.types import Box, PageView

_EDGE = 16  # around the page
_MARK, _MARK_LINE = QColor(255, 226, 120), QColor(214, 158, 20)
_ABOVE = 0.3  # of the view that stays free above a mark


class PageSheet(QWidget):
    """The paper. Marks are multiplied in, as a pen would do it, so that the words under them stay sharp."""

    def __init__(self) -> None:
        super().__init__()
        self.view: PageView | None = None
        self.setObjectName("sheet")
        self._image = QPixmap()

    def show_view(self, view: PageView) -> None:
        self.view = view
        self._image = QPixmap()
        self._image.loadFromData(view.image)
        marked = " ".join(view.text[start:end] for start, end in view.marks)
        said = ", the cited passage is marked" if marked else ""
        self.setAccessibleName(f"Page {view.page} of {view.path.name}{said}")
        self.setAccessibleDescription(marked or view.text[:2000])
        self.update()

    def fit(self, width: int) -> None:
        """Be `width` wide, edges included."""
        page = max(40, width - 2 * _EDGE)
        image = self._image
        height = round(page * image.height() / image.width()) if image.width() else page
        self.setFixedSize(page + 2 * _EDGE, height + 2 * _EDGE)

    def marks(self) -> list[QRectF]:
        """Where the marks lie in this widget."""
        if self.view is None or not self._image.width():
            return []
        zoom = (self.width() - 2 * _EDGE) / (self._image.width() / self.view.scale)
        return [_placed(box, zoom) for box in self.view.boxes]

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        paper = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.fillRect(paper.translated(0, 2).adjusted(-1, 0, 1, 1), QColor(0, 0, 0, 28))
        painter.fillRect(paper, Qt.GlobalColor.white)
        painter.drawPixmap(paper, self._image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_MARK)
        marks = self.marks()
        for mark in marks:
            painter.drawRoundedRect(mark, 3, 3)
        if marks:
            self._paint_margin_line(painter, marks)

    def _paint_margin_line(self, painter: QPainter, marks: list[QRectF]) -> None:
        """Beside the marks, so that they are found at a glance on a small page."""
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setPen(QPen(_MARK_LINE, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        left = max(float(_EDGE + 4), min(mark.left() for mark in marks) - 8)
        top, bottom = min(mark.top() for mark in marks), max(mark.bottom() for mark in marks)
        painter.drawLine(round(left), round(top), round(left), round(bottom))


def _placed(box: Box, zoom: float) -> QRectF:
    place = QRectF(box.x0 * zoom, box.y0 * zoom, (box.x1 - box.x0) * zoom, (box.y1 - box.y0) * zoom)
    return place.translated(_EDGE, _EDGE).adjusted(-2, -1, 2, 1)


class SheetScroller(QScrollArea):
    """Scrolls with wheel, arrows and page keys; zooms with Ctrl and the wheel."""

    zoomed = Signal(int)  # +1 or -1
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.sheet = PageSheet()
        self.setWidget(self.sheet)

    def room(self) -> int:
        """The width to fit a page into, whether or not its scroll bar is there."""
        bar = self.verticalScrollBar()
        return self.viewport().width() - (0 if bar.isVisible() else bar.sizeHint().width())

    def bring_up_marks(self) -> None:
        """Scroll to the first mark, or to the top of the page."""
        marks = self.sheet.marks()
        top = min((mark.top() for mark in marks), default=0.0)
        self.verticalScrollBar().setValue(max(0, round(top - _ABOVE * self.viewport().height())))
        left = min((mark.left() for mark in marks), default=0.0)
        self.horizontalScrollBar().setValue(max(0, round(left - 40)))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.resized.emit()
