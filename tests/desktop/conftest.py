"""A window driven as a person drives it: drops, keys, clicks; real children, real models, real files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFont, QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.profile import Profile
from desktop.window.answer_view import AnswerView
from desktop.window.theme import Theme
from desktop.window.window import SAMPLE, MainWindow

CHECKOUT = Path(__file__).parents[2]
PICTURES = CHECKOUT / "test-output"
_DROP = Qt.DropAction.CopyAction


class Driver:
    """One window and what a person does to it. Waits fail the test and say what they waited for."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    # Waiting

    def until(self, true: Callable[[], object], what: str, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"waited {seconds:.0f} s for: {what}. {self.state()}"
            QTest.qWait(15)

    def until_ready(self) -> None:
        self.until(lambda: "Ready." in self.status, "every part to be ready", 120)

    def until_indexed(self) -> None:
        library = self.window.library
        self.until(
            lambda: library.folders and not library.syncing and all(f.files and not f.pending for f in library.folders),
            "the index to be complete",
            180,
        )

    def until_answered(self) -> AnswerView:
        turn = self.turn
        self.until(lambda: turn.settled, "the answer", 120)
        return turn

    def state(self) -> str:
        return f"status: {self.status!r}; banners: {self.banners}; folders: {self.window.library.folders}"

    # Looking

    @property
    def status(self) -> str:
        return self.window.middle.box._status.text()

    @property
    def banners(self) -> list[str]:
        return self.window.middle.banners.messages()

    @property
    def turn(self) -> AnswerView:
        return self.window.middle.conversation.turns[-1]

    def shot(self, name: str) -> Path:
        PICTURES.mkdir(exist_ok=True)
        QTest.qWait(60)
        path = PICTURES / f"{name}.png"
        assert self.window.grab().save(str(path))
        return path

    # Doing

    def drag(self, *paths: Path) -> QMimeData:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        event = QDragEnterEvent(
            QPoint(600, 400), _DROP, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(self.window, event)
        assert event.isAccepted()
        return data

    def drop(self, *paths: Path) -> None:
        data = self.drag(*paths)
        place = QPointF(600, 400)
        event = QDropEvent(place, _DROP, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.window, event)

    def ask(self, question: str) -> None:
        text = self.window.middle.box.text
        QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton)
        QTest.keyClicks(text, question)
        QTest.keyClick(text, Qt.Key.Key_Return)

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """To whatever has the focus, as a keyboard does it."""
        QTest.keyClick(self.window.focusWidget() or self.window, key, modifiers)

    def child(self, name: str) -> psutil.Process:
        assistant = self.window.engine.assistant
        assert assistant is not None
        pid = getattr(assistant, name).pid
        assert pid is not None
        return psutil.Process(pid)

    def close(self) -> float:
        """Close the window; the seconds until its children had gone."""
        started = time.monotonic()
        gone: list[bool] = []
        self.window.gone.connect(lambda: gone.append(True))
        self.window.close()
        assert not self.window.isVisible()
        self.until(lambda: gone, "the children to leave", 20)
        return time.monotonic() - started


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    qapp.setStyle("Fusion")
    family = "Inter" if "Inter" in QFontDatabase.families() else qapp.font().family()
    qapp.setFont(QFont(family, 10))
    return Theme(qapp)


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test may leave no process of its own; the window that a module shares may have new children."""
    if "sample" in request.fixturenames:
        yield
        return
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    yield
    left = [child for child in psutil.Process().children(recursive=True) if _is_new(child, before)]
    _, alive = psutil.wait_procs(left, timeout=5)
    assert not alive, f"processes left behind: {[child.cmdline() for child in alive]}"


def _is_new(child: psutil.Process, before: set[int]) -> bool:
    try:
        known = {child.pid, *(parent.pid for parent in child.parents())} & before
        ours = child.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in " ".join(child.cmdline())
    except psutil.NoSuchProcess:
        return False
    return ours and not known


@pytest.fixture
def open_window(theme: Theme, weights: Path) -> Iterator[Callable[[Profile], Driver]]:
    """Opens windows; closes what is still open at the end."""
    opened: list[Driver] = []

    def open_(profile: Profile) -> Driver:
        opened.append(_opened(theme, profile))
        return opened[-1]

    yield open_
    for driver in opened:
        _closed(driver)


def _opened(theme: Theme, profile: Profile) -> Driver:
    driver = Driver(MainWindow(theme, profile))
    driver.window.resize(1400, 900)
    driver.window.show()
    driver.window.activateWindow()
    QTest.qWait(50)
    return driver


def _closed(driver: Driver) -> None:
    if driver.window.isVisible():
        driver.close()
    driver.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(scope="session")
def sample_profile(tmp_path_factory: pytest.TempPathFactory, weights: Path) -> Profile:
    """A profile that holds the sample folder, indexed once. Copy it to change it."""
    profile = Profile(tmp_path_factory.mktemp("sample") / "profile")
    terminal(profile, "add", str(SAMPLE))
    return profile


@pytest.fixture
def own_sample(sample_profile: Profile, tmp_path: Path) -> Profile:
    shutil.copytree(sample_profile.root, tmp_path / "own")
    return Profile(tmp_path / "own")


@pytest.fixture(scope="module")
def sample(theme: Theme, sample_profile: Profile) -> Iterator[Driver]:
    """One window on the sample folder for a whole module; tests leave it without an answer on its way."""
    driver = _opened(theme, sample_profile)
    driver.until_ready()
    driver.until_indexed()
    yield driver
    _closed(driver)


def terminal(profile: Profile, *arguments: str) -> str:
    """What the terminal command prints."""
    command = [sys.executable, "-m", "desktop.terminal.main", "--profile", str(profile.root), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def command() -> Callable[..., str]:
    return terminal
