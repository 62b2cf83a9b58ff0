"""The child's side of a pipe: requests come in, lanes work on them, events and results go out.

The main thread only listens, so that a cancel is heard at once, and so that the child leaves as soon as the pipe ends:
a face that is killed never leaves a child behind.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from models.children.messages import Cancel, CannotStart, Event, Failure, Leave, Ready, Request, Result

log = logging.getLogger(__name__)

Emit = Callable[[Any], None]
_LOG_LIMIT = 2_000_000  # bytes, after which a child begins its log anew


class Service(Protocol):
    """The work of one child. Requests of one lane are done in turn, lanes side by side."""

    @property
    def lanes(self) -> Mapping[type, str]: ...

    def handle(self, body: Any, emit: Emit, cancel: CancelToken) -> Any: ...

    def close(self) -> None: ...


Announce = Callable[[Ready | CannotStart], None]


def run_child(name: str, pipe: Connection, logs: Path, make_service: Callable[[Announce], Service]) -> None:
    """Serve until the pipe ends, then leave the process."""
    _settle_in(name, logs)
    channel = _Channel(pipe)
    try:
        service = make_service(channel.send)
    except WellreadError as error:
        channel.send(CannotStart(error))
        os._exit(0)
    except Exception as error:
        log.exception("%s could not start", name)
        channel.send(CannotStart(WellreadError(f"The {name} could not start: {error}.", f"See {logs}.")))
        os._exit(0)
    channel.send(Ready())
    desk = _Desk(name, channel, service)
    desk.listen(pipe)
    service.close()
    logging.shutdown()
    os._exit(0)  # native threads may be deep in work that no longer matters; every commit is whole


class _Channel:
    """Sends from any thread; a pipe that ended is no error, the listener sees it."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()

    def send(self, message: Any) -> None:
        with self._lock, contextlib.suppress(OSError):
            self._pipe.send(message)


class _Desk:
    """Hands each request to its lane and keeps the tokens that cancel them."""

    def __init__(self, name: str, channel: _Channel, service: Service) -> None:
        self._name = name
        self._channel = channel
        self._service = service
        self._tokens: dict[int, CancelToken] = {}
        self._lanes: dict[str, queue.SimpleQueue[Request]] = {}
        for lane in set(service.lanes.values()):
            self._lanes[lane] = queue.SimpleQueue()
            threading.Thread(target=self._work, args=(self._lanes[lane],), name=lane, daemon=True).start()

    def listen(self, pipe: Connection) -> None:
        while True:
            try:
                message = pipe.recv()
            except (EOFError, OSError):
                break
            if isinstance(message, Leave):
                break
            if isinstance(message, Request):
                self._tokens[message.key] = CancelToken()
                self._lanes[self._service.lanes[type(message.body)]].put(message)
            elif isinstance(message, Cancel) and message.key in self._tokens:
                self._tokens[message.key].cancel()
        for token in list(self._tokens.values()):
            token.cancel()

    def _work(self, requests: queue.SimpleQueue[Request]) -> None:
        while True:
            request = requests.get()
            self._channel.send(self._answer(request))
            self._tokens.pop(request.key, None)

    def _answer(self, request: Request) -> Result | Failure:
        cancel = self._tokens[request.key]
        try:
            cancel.check()
            emit: Emit = lambda body: self._channel.send(Event(request.key, body))  # noqa: E731
            return Result(request.key, self._service.handle(request.body, emit, cancel))
        except Cancelled:
            return Failure(request.key, None)
        except WellreadError as error:
            return Failure(request.key, error)
        except Exception as error:
            log.exception("%s failed", type(request.body).__name__)
            sentence = f"Something went wrong in the {self._name}: {error}."
            return Failure(request.key, WellreadError(sentence, "The log in the profile folder has the details."))


def _settle_in(name: str, logs: Path) -> None:
    """A child writes to its log alone, and leaves the keyboard's interrupt to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    path = logs / f"{name}.log"
    with contextlib.suppress(OSError):
        if path.exists() and path.stat().st_size > _LOG_LIMIT:
            path.replace(path.with_suffix(".old.log"))
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        file = os.open(os.devnull, os.O_WRONLY)  # a full disk must not keep the child from starting
    os.dup2(file, 1)
    os.dup2(file, 2)
    faulthandler.enable(sys.stderr)
    keep_tqdm_from_making_a_semaphore()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)


def keep_tqdm_from_making_a_semaphore() -> None:
    """The model libraries import tqdm, whose first bar makes a lock between processes that outlives a killed child."""
    with contextlib.suppress(ImportError):
        from tqdm import tqdm

        tqdm.set_lock(threading.RLock())
