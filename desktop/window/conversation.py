"""The middle: questions and answers one under another, the newest in view, in a column that is good to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from desktop.window.answer_view import AnswerView

COLUMN = 760  # points: the widest line that is still good to read
_MARGIN = 28


def side_margin(width: int) -> int:
    """What is left free on each side of the column."""
    return max(_MARGIN, (width - COLUMN) // 2)


class Conversation(QScrollArea):
    """Holds the turns; a new one goes to the top of the view, with room for its answer below."""

    page_wanted = Signal(object, int, int)
    again_wanted = Signal(str, tuple)  # a question, and those before it

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("conversation")
        self.setAccessibleName("Conversation")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.turns: list[AnswerView] = []
        self._inside = QWidget()
        self._inside.setObjectName("turns")
        self._column = QVBoxLayout(self._inside)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        self._inside.installEventFilter(self)
        self._follow: AnswerView | None = None

    def add(self, turn: AnswerView) -> None:
        for earlier in self.turns:
            earlier.setMinimumHeight(0)
        self.turns.append(turn)
        turn.page_wanted.connect(self.page_wanted)
        turn.again_wanted.connect(self.again_wanted)
        self._column.insertWidget(self._column.count() - 1, turn)
        self._follow = turn
        self._fit()
        QTimer.singleShot(0, self, self._bring_up)

    def _bring_up(self) -> None:
        """Put the newest question at the top of the view."""
        if self._follow is not None:
            self.verticalScrollBar().setValue(self._follow.y())

    def _fit(self) -> None:
        side = side_margin(self.viewport().width())
        self._column.setContentsMargins(side, 0, side, 0)
        if self.turns:
            self.turns[-1].setMinimumHeight(max(0, self.viewport().height() - 8))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._fit()
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest and self._follow is not None:
            follow, self._follow = self._follow, None
            QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(follow.y()))
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(620, 500)
