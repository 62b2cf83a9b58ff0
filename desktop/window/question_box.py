"""Where a person asks. What is typed here is only ever cleared once it has become a question in the conversation."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from core.asking.question import MAX_QUESTION
from desktop.window.parts import button, label

_LINES = 6  # that the box grows to before it scrolls
_NEAR = MAX_QUESTION - 400  # characters, from where the count is shown


class QuestionText(QPlainTextEdit):
    """Grows with its text. Enter asks, Shift+Enter begins a new line, Tab leaves."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("questionText")
        self.setAccessibleName("Question")
        self.setAccessibleDescription("Enter asks, Shift and Enter begin a new line.")
        self.setPlaceholderText("Ask your documents…")
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # a dropped folder is for the window
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self.fit)

    def fit(self) -> None:
        lines = min(max(1, round(self.document().size().height())), _LINES)
        height = lines * self.fontMetrics().lineSpacing() + 2 * round(self.document().documentMargin()) + 4
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines == _LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        if height != self.height():
            self.setFixedHeight(height)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        self.insertPlainText(source.text())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit()


class QuestionBox(QWidget):
    """The text, the button that asks and, while an answer is on its way, stops; below, what is going on."""

    asked = Signal(str)
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._answering = False
        self.text = QuestionText()
        self.text.entered.connect(self._enter)
        self.text.textChanged.connect(self._count)
        self.text.installEventFilter(self)
        self.button = button("As&k", "main", "Ask")
        self.button.clicked.connect(self._press)
        self._hint = label("", "quiet", wrap=True)
        self._status = label("", "quiet")
        self._lay_out()

    def _lay_out(self) -> None:
        self._frame = QFrame()
        self._frame.setObjectName("questionFrame")
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(14, 9, 9, 9)
        row.setSpacing(10)
        row.addWidget(self.text, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        foot = QHBoxLayout()
        foot.setContentsMargins(6, 0, 6, 0)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self._status)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 12)
        column.setSpacing(6)
        column.addWidget(self._frame)
        column.addLayout(foot)
        self._count()

    # What it is told

    def set_answering(self, answering: bool) -> None:
        self._answering = answering
        self.button.setText("S&top" if answering else "As&k")
        self.button.setAccessibleName("Stop" if answering else "Ask")
        self.button.setProperty("kind", "plain" if answering else "main")
        self.button.setToolTip("Esc" if answering else "Enter")
        self.button.style().unpolish(self.button)
        self.button.style().polish(self.button)

    def set_status(self, sentence: str) -> None:
        self._status.setText(sentence)
        self._status.setAccessibleName(sentence)

    def say(self, sentence: str) -> None:
        """A sentence about what was typed, until the next key."""
        self._hint.setText(sentence)
        self._hint.setAccessibleName(sentence)

    @property
    def hint(self) -> str:
        return self._hint.text()

    def clear(self) -> None:
        self.text.clear()

    def put_back(self, question: str) -> None:
        """A question that came to nothing, unless something else was typed meanwhile."""
        if not self.text.toPlainText().strip():
            self.text.setPlainText(question)
            self.text.selectAll()

    # What a person does

    def _press(self) -> None:
        if self._answering:
            self.stop_wanted.emit()
        else:
            self._enter()

    def _enter(self) -> None:
        question = self.text.toPlainText().strip()
        if self._answering:
            self.say("Wellread is still answering. Esc stops it, then Enter asks this.")
        elif not question:
            self.say("Type what you want to know.")
        elif len(question) > MAX_QUESTION:
            self.say(_too_long(len(question)))
        else:
            self.asked.emit(question)

    def _count(self) -> None:
        length = len(self.text.toPlainText().strip())
        if length > MAX_QUESTION:
            self.say(_too_long(length))
        elif length > _NEAR:
            self.say(f"{length:,} of {MAX_QUESTION:,} characters")
        else:
            self.say("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self.text and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._frame.setProperty("active", event.type() == QEvent.Type.FocusIn)
            self._frame.style().unpolish(self._frame)
            self._frame.style().polish(self._frame)
        return False


def _too_long(length: int) -> str:
    return f"{length:,} characters; a question may have {MAX_QUESTION:,}. Shorten it, or put the long text in a folder."
