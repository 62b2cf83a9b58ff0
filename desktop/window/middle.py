"""The middle column: banners, the conversation or what stands in for it, and the question box; or the list of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.window.banner import Banners
from desktop.window.conversation import Conversation, side_margin
from desktop.window.question_box import QuestionBox
from desktop.window.welcome import Invitation, Welcome

if TYPE_CHECKING:
    from core.cancel import CancelToken
    from core.errors import WellreadError
    from core.types import Answer
    from desktop.window.answer_view import AnswerView
    from desktop.window.engine import Engine
    from desktop.window.readiness import Readiness
    from desktop.window.theme import Theme


class Middle(QFrame):
    """Asks the questions and keeps the one answer that is on its way."""

    page_wanted = Signal(object, int, int)

    def __init__(self, theme: Theme, engine: Engine) -> None:
        super().__init__()
        self.setObjectName("middle")
        self.setMinimumWidth(340)
        self._theme, self._engine = theme, engine
        self._cancel: CancelToken | None = None
        self._turn: AnswerView | None = None
        self._has_folders: bool | None = None  # not heard yet
        self.indexing = False  # what is not found now may be found later
        self._waiting = "Wellread is starting; your question is next."
        self.banners = Banners(theme)
        self.welcome = Welcome(theme)
        self.invitation = Invitation(theme)
        self.conversation = Conversation()
        self.box = QuestionBox()
        self._keyboard: QWidget = self.box.text
        self.box.set_status("Starting…")
        self._lay_out()
        self.banners.left.connect(self.take_keyboard)
        self.box.asked.connect(self.ask)
        self.box.stop_wanted.connect(self.stop)
        self.invitation.picked.connect(self.ask)
        self.conversation.page_wanted.connect(self.page_wanted)
        self.conversation.again_wanted.connect(self.ask)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for page in (self.welcome, self.invitation, self.conversation):
            self._stack.addWidget(page)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.box)
        self._asking = QWidget()
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(0)
        asking.addWidget(self._stack, 1)
        asking.addLayout(self._foot)
        self._whole = QStackedWidget()
        self._whole.addWidget(self._asking)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banners)
        column.addWidget(self._whole, 1)

    def show_instead(self, view: QWidget, keyboard: QWidget) -> None:
        """Show something else in the place of the conversation. keyboard: what of it takes the keys."""
        self._keyboard = keyboard
        if self._whole.indexOf(view) < 0:
            self._whole.addWidget(view)
        self._whole.setCurrentWidget(view)

    def show_conversation(self) -> None:
        self._keyboard = self.box.text
        self._whole.setCurrentWidget(self._asking)

    def take_keyboard(self) -> None:
        """To where a person would go on."""
        self._keyboard.setFocus()

    @property
    def answering(self) -> bool:
        return self._cancel is not None

    # What it is told

    def show_library(self, folders: bool, sample: bool) -> None:
        self._has_folders = folders
        self.invitation.suggest(sample)
        if not self.conversation.turns:
            self._stack.setCurrentWidget(self.invitation if folders else self.welcome)

    def show_readiness(self, readiness: Readiness) -> None:
        sentence = readiness.sentence()
        self.box.set_status(sentence)
        later = f"{sentence} Your question is next."
        self._waiting = "Looking through your documents…" if readiness.can_find() else later

    # What a person does

    def ask(self, question: str, earlier: tuple[str, ...] | None = None) -> None:
        """earlier: the questions before it, those of the conversation if None."""
        if self.answering:
            self.box.say("Wellread is still answering. Esc stops it.")
            return
        if self._has_folders is False:
            self.box.say("Add a folder first: Wellread answers from your own documents.")
            return
        from desktop.window.answer_view import AnswerView

        if earlier is None:
            earlier = tuple(turn.question for turn in self.conversation.turns)
        turn = AnswerView(self._theme, question, self._waiting, earlier)
        self.conversation.add(turn)
        self._stack.setCurrentWidget(self.conversation)
        if self.box.text.toPlainText().strip() == question:
            self.box.clear()
        self._turn = turn
        self._cancel = self._engine.ask(
            turn, question, turn.take,
            lambda answer: self._finish(turn, answer), lambda error: self._fail(turn, error), earlier,
            lambda: self._given_up(turn),
        )  # fmt: skip
        self.box.set_answering(True)

    def stop(self) -> None:
        """At once for the person; the work behind it follows when it notices."""
        if self._cancel is not None and self._turn is not None:
            self._cancel.cancel()
            self._turn.stop()
            self._settled(self._turn)

    def copy(self) -> None:
        if self.conversation.turns:
            self.conversation.turns[-1].copy()

    def open_source(self, number: int) -> None:
        """Of the newest answer, counted as its cards are."""
        cards = self.conversation.turns[-1].cards if self.conversation.turns else []
        if number <= len(cards):
            cards[number - 1].click()

    # The answer on its way

    def _finish(self, turn: AnswerView, answer: Answer) -> None:
        turn.finish(answer, self.indexing)
        self._settled(turn)

    def _fail(self, turn: AnswerView, error: WellreadError) -> None:
        if not turn.settled:
            turn.fail(error)
            self.box.put_back(turn.question)
        self._settled(turn)

    def _given_up(self, turn: AnswerView) -> None:
        """Its work ended, which a person need not have asked for: the model that wrote it may be another now."""
        if not turn.settled:
            turn.stop()
        self._settled(turn)

    def _settled(self, turn: AnswerView) -> None:
        if turn is self._turn:
            self._turn = self._cancel = None
            self.box.set_answering(False)

    # Looks

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        side = side_margin(self.width()) - 8
        self._foot.setContentsMargins(side, 0, side, 0)
