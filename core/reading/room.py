"""The librarian's side of the reading room: a few children that read files, watched, timed and replaced."""

from __future__ import annotations

import logging
import math
import os
import time
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path

from core.errors import WellreadError
from core.reading.child import Child
from core.reading.drawing import Drawer
from core.reading.messages import Batch, Done, Limits, LookJob, ReadJob, Rendered, RenderJob
from core.types import Picture, Reading, ReadPage, Status

log = logging.getLogger(__name__)

_CRASHED = "Its reader crashed twice; the file may be damaged."
_SILENT = "Reading it was stopped: nothing came for {:.0f} seconds."
# An archive has the time of this many files, however many there are in it.
_MOST_FILES = 6
_LONG = "Reading it was stopped after {:.0f} seconds."


@dataclass(frozen=True, slots=True)
class PagesRead:
    """The next pages of the file that was submitted with `tag`. `looked`: the pictures that OCR is done with."""

    tag: object
    pages: tuple[ReadPage, ...]
    looked: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Restarted:
    """The reader died and the file is read again from its beginning: forget the pages that came for `tag`."""

    tag: object


@dataclass(frozen=True, slots=True)
class Finished:
    """No more comes for `tag`. Keep its pages unless the status is FAILED or EMPTY."""

    tag: object
    reading: Reading


Event = PagesRead | Restarted | Finished


@dataclass(slots=True)
class _Task:
    tag: object
    job: ReadJob | LookJob
    attempts: int = 0
    pages: int = 0
    passages: int = 0
    begun: float = 0.0  # the file, or the file inside it
    started: float = 0.0
    heard: float = 0.0


class ReadingRoom:
    """Reads files in disposable children. Use it from one thread; `render` and `close` may come from others.

    The children start with the first file, and the room must be closed. Starting children imports the main module of
    the program in them (multiprocessing's way), so that module must import nothing heavy.
    """

    def __init__(self, size: int | None = None, limits: Limits | None = None, patient: bool = False) -> None:
        """size: how many files are read at once. patient: whether its readers give way to those of other rooms."""
        self._size = size or min(2, os.cpu_count() or 1)
        self._limits = limits or Limits()
        self._patient = patient
        self._waiting: deque[_Task] = deque()
        self._busy: dict[Child, _Task] = {}
        self._idle: list[Child] = []
        self._events: deque[Event] = deque()
        self._left = time.monotonic()  # when the caller was last seen here
        self._drawer = Drawer(self._limits.memory)

    @property
    def in_flight(self) -> int:
        """Files that were submitted and have not finished."""
        return len(self._waiting) + len(self._busy)

    def submit(self, path: Path, kind: str, tag: object, password: str = "") -> None:
        """Have a file read. `tag` comes back with everything that is read from it."""
        self._take(tag, ReadJob(str(path), kind, password))

    def look(
        self, path: Path, kind: str, tag: object, pictures: tuple[Picture, ...], leaf: int, ordinal: int,
        password: str = "",
    ) -> None:  # fmt: skip
        """Have pictures of a file read by OCR. `leaf` and `ordinal` are the next of its pages and passages.

        The reading ends as FAILED when a reader dies of a picture: the first that did not come back in `looked`.
        """
        self._take(tag, LookJob(str(path), kind, pictures, leaf, ordinal, password))

    def _take(self, tag: object, job: ReadJob | LookJob) -> None:
        self._waiting.append(_Task(tag, job))
        self._assign()

    def next_event(self, timeout: float | None = None) -> Event | None:
        """The next thing that happened; None after `timeout` seconds, or at once when nothing is in flight."""
        self._come_back()
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._events and self._busy:
            now = time.monotonic()
            pause = self._next_limit() - now if deadline is None else min(deadline, self._next_limit()) - now
            ready = wait([child.connection for child in self._busy], max(0.0, pause))
            for child in [child for child in self._busy if child.connection in ready]:
                self._listen(child)
            if not ready:
                self._enforce()
            if not self._events and deadline is not None and time.monotonic() >= deadline:
                break
        self._left = time.monotonic()
        return self._events.popleft() if self._events else None

    def render(
        self, path: Path, kind: str, page: int, width: int, part: str = "", password: str = "", timeout: float = 20.0
    ) -> Rendered:
        """Draw a page (1-based) of a file, or of the file `part` inside it, at most `width` pixels wide.

        Any thread may ask; one page is drawn at a time. Raises WellreadError when it can't be drawn in `timeout`
        seconds or at all.
        """
        return self._drawer.draw(RenderJob(str(path), kind, page, width, part, password), timeout)

    def cancel(self) -> None:
        """Abandon all files in flight; no more comes for their tags."""
        self._waiting.clear()
        self._events.clear()
        busy, self._busy = list(self._busy), {}
        for child in busy:
            child.kill()

    def close(self) -> None:
        """End every child. The room can't be used afterwards."""
        self._drawer.close()
        self.cancel()
        idle, self._idle = self._idle, []
        for child in idle:
            child.kill()

    def __enter__(self) -> ReadingRoom:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _assign(self) -> None:
        while self._waiting and len(self._busy) < self._size:
            task = self._waiting.popleft()
            child = self._idle.pop() if self._idle else Child(self._limits.memory, self._patient)
            task.attempts += 1
            task.started = task.begun = task.heard = time.monotonic()
            self._busy[child] = task
            child.send(task.job)  # a child that is gone already is noticed as the end of its pipe

    def _listen(self, child: Child) -> None:
        task = self._busy[child]
        message = child.receive()
        task.heard = time.monotonic()
        if isinstance(message, Batch):
            task.pages += len(message.pages)
            task.passages += sum(len(read.passages) for read in message.pages)
            if message.parts and task.heard < task.started + _MOST_FILES * self._limits.file:
                task.begun = task.heard
            self._events.append(PagesRead(task.tag, message.pages, message.looked))
        elif isinstance(message, Done):
            del self._busy[child]
            if message.leaving:
                child.kill()
            else:
                self._idle.append(child)
            if message.trouble:
                log.info("reading %s as %s: %s", task.job.path, task.job.kind, message.trouble)
            self._events.append(Finished(task.tag, message.reading))
            self._assign()
        else:
            self._died(child, task)

    def _died(self, child: Child, task: _Task) -> None:
        self._drop(child)
        if task.attempts > 1 or isinstance(task.job, LookJob):
            status = Status.PARTIAL if task.pages else Status.FAILED
            seconds = round(time.monotonic() - task.started, 3)
            self._events.append(Finished(task.tag, Reading(status, _CRASHED, task.pages, task.passages, 0, seconds)))
        else:
            if task.pages:
                self._events.append(Restarted(task.tag))
            task.pages = task.passages = 0
            self._waiting.appendleft(task)
        self._assign()

    def _drop(self, child: Child) -> None:
        self._busy.pop(child, None)
        child.kill()

    def _come_back(self) -> None:
        """A child with something to say may have waited for the caller; that time is not its own."""
        away = time.monotonic() - self._left
        for child in wait([child.connection for child in self._busy], 0) if self._busy else ():
            task = next(task for busy, task in self._busy.items() if busy.connection is child)
            task.begun += away

    def _next_limit(self) -> float:
        return min(min(task.heard + self._limits.page, self._end(task)) for task in self._busy.values())

    def _end(self, task: _Task) -> float:
        """When the time for a whole file is over. Pictures have no more than the time for each."""
        return task.begun + self._limits.file if isinstance(task.job, ReadJob) else math.inf

    def _enforce(self) -> None:
        now = time.monotonic()
        for child, task in list(self._busy.items()):
            silent = now >= task.heard + self._limits.page
            if not silent and now < self._end(task):
                continue
            reason = _SILENT.format(self._limits.page) if silent else _LONG.format(self._limits.file)
            status = Status.PARTIAL if task.pages else Status.FAILED
            self._drop(child)
            reading = Reading(status, reason, task.pages, task.passages, 0, round(now - task.started, 3))
            self._events.append(Finished(task.tag, reading))
        self._assign()


__all__ = ["Event", "Finished", "Limits", "PagesRead", "ReadingRoom", "Rendered", "Restarted", "WellreadError"]
