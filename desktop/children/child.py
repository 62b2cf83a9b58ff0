"""One child process, watched: started, listened to, restarted when it dies, stopped for certain."""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from typing import Any

from core.errors import Cancelled, WellreadError
from models.children.entering import enter
from models.children.messages import Cancel, CannotStart, Event, Failure, Leave, Ready, Request, Result

_PATIENCE = 3.0  # seconds between asking a child to stop and ending it
_MANY_DEATHS, _DEATHS_WINDOW = 4, 60.0  # so many in so many seconds, and it is not restarted again
_TRIES = 3  # how often a call is sent to a fresh child when the one that worked on it died


class ChildState(StrEnum):
    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"  # it died and is coming back by itself
    BROKEN = "broken"  # it can't work; the message says why
    ASIDE = "aside"  # the person does without it


@dataclass(frozen=True, slots=True)
class ChildNotice:
    """Something that a person may want to know about a child. `part` as in Ready and CannotStart."""

    child: str
    state: ChildState
    message: str = ""
    part: str = ""
    details: Any = None


class ChildDied(WellreadError):
    """The child ended in the middle of a call that is not begun again by itself."""


class Call:
    """A request on its way. Made by Child.request."""

    def __init__(self, child: Child, key: int, body: Any, on_event: Callable[[Any], None] | None, again: bool) -> None:
        self._child, self.key, self.body, self.again = child, key, body, again
        self.on_event = on_event
        self.future: Future[Any] = Future()
        self.tries = 1
        self.patience: threading.Timer | None = None  # runs from the cancel until the child has to have stopped

    def result(self, timeout: float | None = None) -> Any:
        """The result. Raises WellreadError, Cancelled, or TimeoutError after `timeout` seconds."""
        try:
            return self.future.result(timeout)
        except CancelledError as error:
            raise Cancelled from error

    def cancel(self) -> None:
        """Ask the child to stop; one that does not within three seconds is ended and started afresh."""
        self._child.cancel(self)


class Child:
    """A child process and the calls that are with it. Methods may be called from any thread.

    Notices and events are delivered on a thread of this object; a face that has a thread of its own hands them over.
    """

    def __init__(
        self, name: str, entry: str, arguments: tuple[Any, ...], notify: Callable[[ChildNotice], None]
    ) -> None:
        """entry: "module:function"; imported in the child alone, so that its libraries never load in a face."""
        self.name = name
        self._entry, self._arguments, self._notify = entry, arguments, notify
        self._lock = threading.RLock()
        self._keys = itertools.count(1)
        self._calls: dict[int, Call] = {}
        self._pipe: Connection | None = None
        self._process: Any = None
        self._closing = False
        self._ended_on_purpose = False
        self._broken: WellreadError | None = None
        self._deaths: list[float] = []
        self._listener: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """Of the process that runs now."""
        with self._lock:
            return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the process; returns at once, READY comes as a notice."""
        with self._lock:
            if self._process is None and not self._closing:
                self._notify(ChildNotice(self.name, ChildState.STARTING))
                self._spawn()

    def request(self, body: Any, on_event: Callable[[Any], None] | None = None, again: bool = True) -> Call:
        """Send a request. again: whether it is sent anew, by itself, when the child dies over it."""
        with self._lock:
            call = Call(self, next(self._keys), body, on_event, again)
            if self._broken is not None:
                call.future.set_exception(self._broken)
            elif self._closing:
                call.future.cancel()
            else:
                self._calls[call.key] = call
                self._send(Request(call.key, body))
            return call

    def cancel(self, call: Call) -> None:
        with self._lock:
            if call.key not in self._calls:
                return
            self._send(Cancel(call.key))
            call.patience = threading.Timer(_PATIENCE, self._insist, (call, self._process))
            call.patience.daemon = True
            call.patience.start()

    def exchange(self, arguments: tuple[Any, ...]) -> None:
        """Start the process afresh with other arguments, also where it could not start; what is with it is sent anew.

        Returns before it is ready.
        """
        with self._lock:
            self._arguments = arguments
            if self._closing or self._process is None:
                return
            if self._broken is None:
                self._ended_on_purpose = True
                self._process.terminate()
                return
            listener = self._listener
        if listener is not None:
            listener.join()  # else it would take the old process's end for that of the new one
        self._try_again()

    def _try_again(self) -> None:
        with self._lock:
            if not self._closing:
                self._broken, self._deaths = None, []
                self._notify(ChildNotice(self.name, ChildState.STARTING))
                self._spawn()

    def close(self) -> None:
        """End the process and every call. Returns when both are gone."""
        with self._lock:
            self._closing = True
            calls, self._calls = list(self._calls.values()), {}
            process, listener = self._process, self._listener
            self._send(Leave())
        for call in calls:
            _forget_patience(call)
            call.future.cancel()
        if process is not None:
            _end(process)
        if listener is not None and listener is not threading.current_thread():
            listener.join()

    # The process

    def _spawn(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        # Not a daemon: daemons may have no children, and the librarian has readers. It leaves when its pipe ends.
        self._process = context.Process(target=enter, args=(self._entry, theirs, *self._arguments), name=self.name)
        self._process.start()
        theirs.close()
        self._pipe = ours
        self._listener = threading.Thread(
            target=self._listen, args=(ours, self._process), name=f"listen to {self.name}", daemon=True
        )
        self._listener.start()

    def _send(self, message: Any) -> None:
        # When the child has just died the listener sees the end of its pipe and sends again.
        if self._pipe is not None:
            with contextlib.suppress(OSError):
                self._pipe.send(message)

    def _listen(self, pipe: Connection, process: Any) -> None:
        while True:
            try:
                message = pipe.recv()
            except (EOFError, OSError):
                break
            self._take(message)
        process.join(_PATIENCE)
        self._died(pipe)

    def _take(self, message: Any) -> None:
        match message:
            case Event(key, body):
                call = self._calls.get(key)
                if call is not None and call.on_event is not None:
                    call.on_event(body)
            case Result(key, body):
                self._finish(key, lambda future: future.set_result(body))
            case Failure(key, None):
                self._finish(key, lambda future: future.cancel())
            case Failure(key, error):
                self._finish(key, lambda future: future.set_exception(error))
            case Ready(part, details):
                self._notify(ChildNotice(self.name, ChildState.READY, "", part, details))
            case CannotStart(error, ""):
                self._break(error)
            case CannotStart(error, part):
                self._notify(ChildNotice(self.name, ChildState.BROKEN, str(error), part))

    def _finish(self, key: int, settle: Callable[[Future[Any]], object]) -> None:
        with self._lock:
            call = self._calls.pop(key, None)
        if call is not None:
            _forget_patience(call)
            if not call.future.done():
                settle(call.future)

    # Dying

    def _died(self, pipe: Connection) -> None:
        pipe.close()
        with self._lock:
            if self._closing or self._broken is not None:
                return
            wanted, self._ended_on_purpose = self._ended_on_purpose, False
            now = time.monotonic()
            self._deaths = [death for death in self._deaths if now - death < _DEATHS_WINDOW] + [now] * (not wanted)
        if len(self._deaths) >= _MANY_DEATHS:
            self._break(
                WellreadError(f"The {self.name} keeps stopping.", "Start Wellread again, or run wellread doctor.")
            )
            return
        if wanted:
            self._notify(ChildNotice(self.name, ChildState.STARTING))
        else:
            message = f"The {self.name} stopped unexpectedly and is being started again."
            self._notify(ChildNotice(self.name, ChildState.RESTARTING, message))
        self._resume(0 if wanted else 1)

    def _resume(self, tries: int) -> None:
        """tries: that this end counts for what was with it."""
        with self._lock:
            if self._closing:
                return
            lost = [call for call in self._calls.values() if not call.again or call.tries >= _TRIES]
            for call in lost:
                del self._calls[call.key]
            self._spawn()
            for call in self._calls.values():
                call.tries += tries
                self._send(Request(call.key, call.body))
        for call in lost:
            call.future.set_exception(ChildDied(f"The {self.name} stopped in the middle of this.", "Try it again."))

    def _break(self, error: WellreadError) -> None:
        with self._lock:
            self._broken = error
            calls, self._calls = list(self._calls.values()), {}
        for call in calls:
            call.future.set_exception(error)
        self._notify(ChildNotice(self.name, ChildState.BROKEN, str(error)))

    def _insist(self, call: Call, process: Any) -> None:
        with self._lock:
            if call.key not in self._calls or process is not self._process or self._closing:
                return
            del self._calls[call.key]
            self._ended_on_purpose = True
        call.future.cancel()
        process.terminate()


def _forget_patience(call: Call) -> None:
    if call.patience is not None:
        call.patience.cancel()


def _end(process: Any) -> None:
    process.join(_PATIENCE)
    if process.is_alive():
        process.terminate()
        process.join(1.0)
    if process.is_alive():
        process.kill()
        process.join()
