"""The one sync at a time: what gives way to what, and when everything that was asked for has been done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from core.budget import Budget
from core.types import FolderInfo, SyncProgress, SyncReport
from core.watching import Changed, Followed
from desktop.window.library import Library
from models.children import messages as say

PAPERS = Path("papers")


class Call:
    """One that waits until the test says how it ends."""

    def __init__(self, done: Callable[[Any], None], event: Any, stopped: Any) -> None:
        self.done, self.event, self.stopped = done, event, stopped
        self.cancels = 0

    def cancel(self) -> None:
        self.cancels += 1


class Engine(QObject):
    """The librarian's side, by hand."""

    started = Signal()
    assistant = object()

    def __init__(self) -> None:
        super().__init__()
        self.syncs: list[Call] = []
        self.watches: list[Call] = []
        self.asked: list[Any] = []

    def call(
        self, owner: QObject, body: Any, done: Any, failed: Any, event: Any = None, cancelled: Any = None
    ) -> Call:  # fmt: skip
        call = Call(done, event, cancelled)
        self.asked.append(body)
        if isinstance(body, say.Sync):
            self.syncs.append(call)
        elif isinstance(body, say.Watch):
            self.watches.append(call)
        elif isinstance(body, say.ListFolders):
            done([FolderInfo(PAPERS, 3, 3, 0, 0)])
        elif isinstance(body, say.AddFolders):
            done(("",))
        elif isinstance(body, say.Retry | say.Unlock):
            done(2)
        return call


@pytest.fixture
def engine(qapp: QApplication) -> Engine:
    return Engine()


@pytest.fixture
def library(engine: Engine) -> Library:
    return Library(engine, Budget.FULL)  # type: ignore[arg-type]


REPORT = SyncReport({}, 0, 0, 0, 0)


@pytest.mark.parametrize("phase", ["embedding", "ocr"])
def test_a_new_folder_does_not_wait_for_what_can(engine: Engine, library: Library, phase: str) -> None:
    library.sync()
    engine.syncs[0].event(SyncProgress(phase, 3, 80))
    library.add((PAPERS,))
    engine.syncs[0].event(SyncProgress(phase, 4, 80))
    assert engine.syncs[0].cancels == 1, "once is enough"
    engine.syncs[0].stopped()
    assert len(engine.syncs) == 2


def test_reading_is_not_broken_off_but_what_follows_is(engine: Engine, library: Library) -> None:
    library.sync()
    engine.syncs[0].event(SyncProgress("reading", 3, 80))
    library.add((PAPERS,))
    assert engine.syncs[0].cancels == 0
    engine.syncs[0].event(SyncProgress("embedding", 0, 900))
    assert engine.syncs[0].cancels == 1


def test_the_folders_are_heard_again_once_their_text_is_in(engine: Engine, library: Library) -> None:
    library.sync()
    for progress in (SyncProgress("reading", 3, 80), SyncProgress("embedding", 0, 9), SyncProgress("embedding", 4, 9)):
        engine.syncs[0].event(progress)
    assert sum(isinstance(body, say.ListFolders) for body in engine.asked) == 1


def test_settled_is_said_once_all_is_done(engine: Engine, library: Library) -> None:
    settled: list[bool] = []
    library.settled.connect(lambda: settled.append(True))
    library.sync()
    library.unlock(PAPERS / "lease.pdf", "secret", lambda _: None)
    engine.syncs[0].done(REPORT)
    assert settled == [], "the sync that reads the file has only begun"
    engine.syncs[1].done(REPORT)
    assert settled == [True]
    library.sync()
    library.pause()
    engine.syncs[2].stopped()
    assert settled == [True], "what was stopped has not been done"


def test_reading_again_ends_a_pause(engine: Engine, library: Library) -> None:
    library.pause()
    told: list[int] = []
    library.read_again((PAPERS / "a.pdf",), told.append)
    assert told == [2]
    assert not library.paused
    assert len(engine.syncs) == 1
    assert say.Retry((PAPERS / "a.pdf",)) in engine.asked


def test_the_library_follows_what_the_librarian_hears(engine: Engine, library: Library) -> None:
    engine.started.emit()
    (watch,) = engine.watches
    assert len(engine.syncs) == 1, "it is brought up to date at the start"
    watch.event(Followed((PAPERS,), (), 10))
    engine.syncs[0].done(REPORT)
    assert len(engine.syncs) == 1
    watch.event(Changed())
    assert len(engine.syncs) == 2
    watch.event(Changed())
    assert len(engine.syncs) == 2, "one at a time"
    engine.syncs[1].event(SyncProgress("embedding", 3, 80))
    assert engine.syncs[1].cancels == 1, "what has changed is found by its words before meaning goes on"
    engine.syncs[1].stopped()
    assert len(engine.syncs) == 3


def test_a_pause_lasts_until_it_is_ended(engine: Engine, library: Library) -> None:
    engine.started.emit()
    library.pause()
    engine.syncs[0].stopped()
    engine.watches[0].event(Changed())
    assert len(engine.syncs) == 1
    library.resume()
    assert len(engine.syncs) == 2


def test_a_watch_that_failed_is_asked_for_once_more(
    engine: Engine, library: Library, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.setattr("desktop.window.library._FOLLOW_AGAIN", 10)
    engine.started.emit()
    engine.watches[0].done(None)
    qtbot.waitUntil(lambda: len(engine.watches) == 2)
