"""Several libraries, folders that questions leave out, and how much of the machine indexing may take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox

from core.budget import Budget
from core.libraries import library_names
from core.profile import Profile
from desktop.window.remembered import Remembered, remember, remembered
from desktop.window.theme import Theme
from desktop.window.window import SAMPLE, MainWindow
from desktop.window.windows import Windows
from tests.desktop.conftest import Driver

pytestmark = pytest.mark.slow


@pytest.fixture
def windows(theme: Theme, weights: Path) -> Iterator[Windows]:
    made = Windows(theme)
    yield made
    for window in list(made.open):
        window.close()
    until(lambda: not made.open, "the windows to be gone")


def until(true: Callable[[], object], what: str) -> None:
    for _ in range(2000):
        if true():
            return
        QTest.qWait(15)
    pytest.fail(f"waited for {what}")


def entry(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if text in action.text().replace("&", ""))


def sole(windows: Windows, name: str) -> MainWindow:
    """The only window that is open, once it is that of the library of this name."""
    until(lambda: [w.panel.choice.text() for w in windows.open] == [name], f"the library {name} alone")
    return windows.open[0]


def test_a_second_library_is_made_opened_and_removed(
    windows: Windows, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = windows.open_last(profile)
    Driver(first).until_ready()
    first.setGeometry(QRect(10, 20, 760, 640))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Work", True))
    entry(first.panel.choice.menu_of_libraries(), "New library").trigger()
    work = sole(windows, "Work")
    assert library_names(profile) == ["Work"]
    assert (work.width(), work.height()) == (760, 640)
    driver = Driver(work)
    driver.until_ready()
    driver.drop(SAMPLE)
    driver.until(lambda: work.panel.rows, "the folder's row")
    driver.until_indexed()

    menu = work.panel.choice.menu_of_libraries()
    assert [a.text() for a in menu.actions() if a.isCheckable()] == ["Library", "Work"]
    assert [a.text() for a in menu.actions() if a.isChecked()] == ["Work"]
    entry(menu, "Library").trigger()
    until(lambda: len(windows.open) == 1, "the other window to leave")
    back = sole(windows, "Library")
    driver = Driver(back)
    driver.until(lambda: back.library.known, "its folders")
    assert back.library.folders == []
    entry(back.panel.choice.menu_of_libraries(), "Work").trigger()
    work = sole(windows, "Work")
    driver = Driver(work)
    driver.until(lambda: [info.path for info in work.library.folders] == [SAMPLE.resolve()], "the folder of work")
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    entry(work.panel.choice.menu_of_libraries(), "Remove").trigger()
    sole(windows, "Library")
    until(lambda: library_names(profile) == [], "the library to be gone")


def test_the_library_that_was_open_last_is_open_again(windows: Windows, profile: Profile) -> None:
    (profile.libraries / "Home").mkdir(parents=True)
    remember(profile.window, Remembered(library="Home", budget=Budget.BACKGROUND))
    window = windows.open_last(profile)
    assert window.panel.choice.text() == "Home"
    assert window.panel.budget is Budget.BACKGROUND
    window.close()
    until(lambda: not windows.open, "it to leave")
    assert remembered(profile.window).library == "Home"


@pytest.mark.parametrize("written", ["", "[]", "{", '{"geometry": 1}', '{"geometry":"","library":"","budget":"fast"}'])
def test_what_is_not_remembered_rightly_is_forgotten(tmp_path: Path, written: str) -> None:
    file = tmp_path / "window.json"
    file.write_text(written, encoding="utf-8")
    assert remembered(file) == Remembered()


def test_a_folder_is_left_out_of_questions_and_taken_in_again(
    open_window: Callable[[Profile], Any], own_sample: Profile
) -> None:
    driver = open_window(own_sample)
    driver.until_ready()
    driver.until_indexed()
    row = driver.window.panel.rows[SAMPLE.resolve()]
    entry(row.menu(), "Leave it out").trigger()
    driver.until(lambda: row.status == "Left out of questions", "it to say so")
    driver.ask("How many sick days do I get?")
    turn = driver.until_answered()
    assert not turn.quotes and "left out" in turn._state.text()
    driver.shot("window-left-out")
    entry(row.menu(), "Look into it").trigger()
    driver.until(lambda: row.status.startswith("Ready"), "it to be back")
    driver.ask("How many sick days do I get?")
    assert driver.until_answered().quotes


def test_the_budget_that_is_chosen_is_kept(open_window: Callable[[Profile], Any], own_sample: Profile) -> None:
    driver = open_window(own_sample)
    panel = driver.window.panel
    assert [a.isChecked() for a in panel.budgets().actions()] == [False, True, False]
    entry(panel.budgets(), "Background").trigger()
    assert [a.isChecked() for a in panel.budgets().actions()] == [False, False, True]
    driver.until_ready()
    driver.close()
    assert remembered(own_sample.window).budget is Budget.BACKGROUND
