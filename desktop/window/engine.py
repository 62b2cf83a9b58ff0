"""The assistant as the window sees it: started behind the first frame, called without waiting, closed without haste.

Nothing heavy is imported before `start`: the window is on screen by then.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from desktop.window.background import Background, Done, Failed, as_told

if TYPE_CHECKING:
    from core.answering.answer import AnswerEvent
    from core.profile import Profile
    from core.types import Answer
    from desktop.children.assistant import Assistant
    from desktop.children.child import Call, ChildNotice

_LOOK = 0.05  # seconds between two looks at the cancel token
_LONGEST_START = 10.0  # seconds that closing waits for a start to notice


class Engine(QObject):
    """Methods are for the window's thread and return at once."""

    noticed = Signal(object)  # ChildNotice
    started = Signal()
    failed = Signal(object)  # WellreadError: nothing will work
    closed = Signal()

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._profile = profile
        self._background = Background()
        self._assistant: Assistant | None = None
        self._settled = threading.Event()  # it has started, or could not
        self._starting: threading.Thread | None = None
        self._made: Assistant | None = None  # from the moment there is something to close
        self._closing = False

    @property
    def assistant(self) -> Assistant | None:
        """None until it has started, and where it could not."""
        return self._assistant

    @property
    def settled(self) -> bool:
        """Whether it has started, or could not."""
        return self._settled.is_set()

    # Starting and closing

    def start(self) -> None:
        """Import, make and start the assistant on a thread."""
        self._starting = threading.Thread(target=self._start, name="start the assistant", daemon=True)
        self._starting.start()

    def _start(self) -> None:
        try:
            from core.read_only import as_found
            from desktop.children.assistant import Assistant
            from models.shelf import Shelf, bundled_directory

            profile = as_found(self._profile)
            shelf = Shelf(profile.models, bundled_directory(os.environ), marks=profile.forms)
            self._made = assistant = Assistant(self._profile, shelf, self._heard)
            if not self._closing:
                assistant.start()
        except Exception as error:
            told = as_told(error)
            self._background.post(self, lambda: self.failed.emit(told))
        else:
            self._assistant = assistant
            self._background.post(self, self.started.emit)
        finally:
            self._settled.set()

    def _heard(self, notice: ChildNotice) -> None:
        self._background.post(self, lambda: self.noticed.emit(notice))

    def close(self) -> None:
        """Let the children leave, on a thread; `closed` is sent when they have gone."""
        if self._closing:
            return
        self._closing = True
        self._background.run(self, self._leave, lambda _: self.closed.emit(), lambda _: self.closed.emit(), "leave")

    def _leave(self) -> None:
        if self._made is not None:
            self._made.close()  # also makes a start that is under way give up
        if self._starting is not None:
            self._starting.join(_LONGEST_START)
            if self._made is not None:
                self._made.close()

    # Asking for things

    def call(
        self, owner: QObject, body: Any, done: Done, failed: Failed,
        event: Done | None = None, cancelled: Callable[[], None] | None = None,
    ) -> Call | None:  # fmt: skip
        """A request to the librarian; None where there is none yet, and `failed` has been told."""
        on_event = None if event is None else lambda found: self._background.post(owner, lambda: event(found))
        try:
            if self.assistant is None:
                raise WellreadError("Wellread is still starting.", "Try again in a moment.")
            call = self.assistant.call(body, on_event)
        except WellreadError as error:
            told = error
            self._background.post(owner, lambda: failed(told))
            return None
        self._background.follow(owner, call.future, done, failed, cancelled)
        return call

    def aside(
        self, owner: QObject, work: Callable[[Callable[[Any], None]], Any], done: Done, failed: Failed,
        event: Done | None = None, cancelled: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        """Do something of the window's own on a thread; what it emits on the way goes to `event`."""

        def emit(found: Any) -> None:
            if event is not None:
                self._background.post(owner, lambda: event(found))

        self._background.run(owner, lambda: work(emit), done, failed, cancelled=cancelled)

    def ask(
        self, owner: QObject, question: str, event: Callable[[AnswerEvent], None],
        done: Callable[[Answer], None], failed: Failed, earlier: Sequence[str] = (),
        cancelled: Callable[[], None] | None = None,
    ) -> CancelToken:  # fmt: skip
        """Answer a question on a thread; it waits there while Wellread is still starting.

        earlier: the questions before it in the conversation, oldest first.
        """
        cancel = CancelToken()

        def emit(found: AnswerEvent) -> None:
            if not cancel.cancelled:
                self._background.post(owner, lambda: event(found))

        self._background.run(
            owner, lambda: self._ask(question, earlier, emit, cancel), done, failed, "answer", cancelled
        )
        return cancel

    def _ask(
        self, question: str, earlier: Sequence[str], emit: Callable[[AnswerEvent], None], cancel: CancelToken
    ) -> Answer:
        while not self._settled.wait(_LOOK):
            cancel.check()
            if self._closing:
                raise Cancelled
        if self._assistant is None:
            raise WellreadError("Wellread could not start, so it can't answer.")
        return self._assistant.ask(question, None, emit, cancel, earlier=earlier)
