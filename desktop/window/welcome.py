"""The middle while there is no conversation: a place to drop the first folder, later an invitation to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.window.parts import Picture, button, label

if TYPE_CHECKING:
    from desktop.window.theme import Theme

_CENTRE = Qt.AlignmentFlag.AlignHCenter
SAMPLE_QUESTIONS = (
    "How many sick days do I get?",
    "Can a customer return headphones that have been opened?",
    "Which version of the Tern radio fixed the alarm?",
)


class DropPlace(QFrame):
    """A dashed frame that says what to do with it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colour("line"), 1.5, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 16, 16)


class Welcome(QWidget):
    """The empty library."""

    add_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        place = DropPlace(theme)
        place.setMaximumWidth(640)
        place.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        inside = QVBoxLayout(place)
        inside.setContentsMargins(44, 44, 44, 40)
        inside.setSpacing(12)
        inside.addWidget(Picture(theme, "folder", 52), 0, _CENTRE)
        inside.addSpacing(4)
        inside.addWidget(_centred("Drop a folder here", "display"))
        words = "Wellread reads your documents, answers your questions from them and shows you the page it read."
        inside.addWidget(_centred(words, "lead", 430), 0, _CENTRE)
        inside.addSpacing(12)
        inside.addLayout(self._buttons())
        inside.addSpacing(10)
        inside.addWidget(_centred("Your files are only read. Nothing leaves this computer.", "quiet"))
        outside = QVBoxLayout(self)
        outside.setContentsMargins(28, 28, 28, 28)
        outside.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(place, 20)
        row.addStretch(1)
        outside.addLayout(row)
        outside.addStretch(3)

    def _buttons(self) -> QVBoxLayout:
        self.add_button = button("Add a &folder…", "main", "Add a folder")
        self.add_button.setProperty("size", "large")
        self.add_button.clicked.connect(self.add_wanted)
        self.sample_button = button("Try it with the sample &handbook", "link", "Try it with the sample handbook")
        self.sample_button.clicked.connect(self.sample_wanted)
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addWidget(self.add_button, 0, _CENTRE)
        column.addWidget(self.sample_button, 0, _CENTRE)
        return column


class Invitation(QWidget):
    """There are folders and no question yet."""

    picked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 28, 28, 28)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(Picture(theme, "library", 40), 0, _CENTRE)
        column.addSpacing(4)
        column.addWidget(_centred("Ask your documents", "display"))
        words = "Answers come in your documents’ own words, each with the page it stands on."
        column.addWidget(_centred(words, "lead"))
        column.addSpacing(10)
        self._samples = QWidget()
        rows = QVBoxLayout(self._samples)
        rows.setSpacing(8)
        self.sample_buttons = [button(question, "plain") for question in SAMPLE_QUESTIONS]
        for question, picked in zip(SAMPLE_QUESTIONS, self.sample_buttons, strict=True):
            picked.clicked.connect(lambda _=False, question=question: self.picked.emit(question))
            rows.addWidget(picked, 0, _CENTRE)
        column.addWidget(self._samples)
        column.addStretch(3)
        self.suggest(False)

    def suggest(self, sample: bool) -> None:
        """Whether the sample handbook is in the library, and so has answers to its questions."""
        self._samples.setVisible(sample)


def _centred(text: str, role: str, width: int = 0) -> QWidget:
    """width: where its lines end, for lines of even length; 0 takes what there is."""
    made = label(text, role, wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    if width:
        made.setMinimumWidth(width)
    return made
