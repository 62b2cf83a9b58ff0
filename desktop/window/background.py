"""Work on other threads, and the one way back to the window's.

A delivery is bound to an owner: what arrives after its owner has gone is dropped.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from core.errors import Cancelled, WellreadError

if TYPE_CHECKING:
    from concurrent.futures import Future

Done = Callable[[Any], None]
Failed = Callable[[WellreadError], None]


class Background(QObject):
    """Lives on the window's thread for as long as the application, since any thread may post to it."""

    _posted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, owner: QObject, call: Callable[[], None]) -> None:
        """Make `call` on the window's thread, soon. From any thread."""
        with contextlib.suppress(RuntimeError):  # Qt has gone: the application is ending
            self._posted.emit(owner, call)

    def run(
        self, owner: QObject, work: Callable[[], Any], done: Done, failed: Failed, name: str = "work",
        cancelled: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        """Do `work` on a thread; a Cancelled ends it without a word, but to `cancelled`."""
        from concurrent.futures import Future

        future: Future[Any] = Future()
        self.follow(owner, future, done, failed, cancelled)
        threading.Thread(target=_settle, args=(future, work), name=name, daemon=True).start()

    def follow(
        self, owner: QObject, future: Future[Any], done: Done, failed: Failed,
        cancelled: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        """Hand on how a future ends."""

        def ended(_: Future[Any]) -> None:
            if future.cancelled() or isinstance(future.exception(), Cancelled):
                if cancelled is not None:
                    self.post(owner, cancelled)
                return
            error = future.exception()
            if error is None:
                self.post(owner, lambda: done(future.result()))
            else:
                self.post(owner, lambda: failed(as_told(error)))

        future.add_done_callback(ended)

    @Slot(object, object)
    def _deliver(self, owner: QObject, call: Callable[[], None]) -> None:
        if shiboken6.isValid(owner):
            call()


def as_told(error: BaseException) -> WellreadError:
    """Any error as one that a person can be shown."""
    if isinstance(error, WellreadError):
        return error
    return WellreadError(f"Something went wrong: {error}.", "Try it again; wellread doctor may know more.")


def _settle(future: Future[Any], work: Callable[[], Any]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:
        future.set_exception(error)
