"""kill -9 of any one process: the window says so, recovers by itself, and nothing is missing in the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from core.profile import Profile
from models.children.messages import Inspect

pytestmark = pytest.mark.slow

_TOPICS = ("lamps", "radios", "returns", "holidays", "repairs", "suppliers", "keys", "gift cards")


@pytest.fixture(scope="module")
def many_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many") / "Shop papers"
    folder.mkdir()
    for number in range(160):
        topic = _TOPICS[number % len(_TOPICS)]
        lines = [f"# Note {number} about {topic}", ""]
        lines += [
            f"Paragraph {part} of note {number} tells what the shop decided about {topic}. " * 4 + "\n"
            for part in range(4)
        ]
        (folder / f"note {number:03}.md").write_text("\n".join(lines), encoding="utf-8")
    return folder


def counts(driver: Any) -> dict[str, int]:
    return dict(driver.window.engine.assistant.call(Inspect()).result(60))


def readers(driver: Any) -> list[psutil.Process]:
    children = driver.child("librarian").children()
    return [child for child in children if "resource_tracker" not in " ".join(child.cmdline())]


@pytest.mark.long
def test_killed_while_indexing(
    open_window: Callable[[Profile], Any],
    profile: Profile,
    many_files: Path,
    tmp_path: Path,
    command: Callable[..., str],
) -> None:
    driver = open_window(profile)
    library, told = driver.window.library, []
    progress: list[Any] = []
    library.progressed.connect(lambda found: progress.append(found) if found is not None else None)
    driver.window.engine.noticed.connect(lambda notice: told.append(notice.message))
    driver.until(lambda: "ready" in driver.status.lower(), "the librarian", 60)
    driver.drop(many_files)
    driver.until(lambda: progress and progress[-1].phase == "reading" and readers(driver), "the reading", 60)
    readers(driver)[0].kill()
    driver.until(
        lambda: (progress[-1].phase == "reading" and progress[-1].done > 4) or progress[-1].phase == "embedding",
        "files",
    )
    driver.child("librarian").kill()
    sentence = "The librarian stopped unexpectedly and is being started again."
    driver.until(lambda: sentence in driver.banners, "the window to say so", 20)
    driver.shot("window-restarting")
    driver.until(lambda: sentence not in driver.banners, "the sentence to go", 60)
    driver.until(lambda: progress[-1].phase == "embedding" and progress[-1].done > 40, "the learning", 90)
    driver.child("librarian").kill()
    driver.until(lambda: told.count(sentence) == 2, "the window to say so again", 20)
    driver.until_indexed()
    found = counts(driver)
    files = driver.window.library.folders[0]
    assert (files.files, files.readable, files.problems) == (160, 160, 0)
    driver.close()

    clean = Profile(tmp_path / "clean")
    report = json.loads(command(clean, "--json", "add", str(many_files)).splitlines()[-1])
    assert found["manifest"] == report["passages"]
    ours, theirs = texts(command, profile), texts(command, clean)
    assert ours == theirs
    assert len(ours) == 60


def texts(command: Callable[..., str], profile: Profile) -> list[tuple[str, str]]:
    found = json.loads(
        command(profile, "--json", "search", "-k", "60", "what the shop decided about note 12 and lamps")
    )
    return sorted((hit["path"], hit["text"]) for hit in found["hits"])


def test_generator_killed_while_it_writes(open_window: Callable[[Profile], Any], own_sample: Profile) -> None:
    driver = open_window(own_sample)
    driver.until_ready()
    driver.ask("How many sick days do I get?")
    turn = driver.turn
    driver.until(lambda: turn.quotes, "the quotes")
    driver.child("generator").kill()
    driver.until_answered()
    assert turn.quotes
    if turn._note.isVisible():  # it had not finished by itself just before
        assert "The answer is the documents' own words." in turn._note.text()
    driver.until_ready()
    assert driver.banners == []
    driver.ask("How long is the warranty on a repair?")
    assert driver.until_answered().cards
    driver.shot("window-after-kill")


def test_closing_in_the_middle_of_indexing(
    open_window: Callable[[Profile], Any], profile: Profile, many_files: Path
) -> None:
    driver = open_window(profile)
    driver.until(lambda: "ready" in driver.status.lower(), "the librarian", 60)
    driver.drop(many_files)
    driver.until(lambda: driver.window.panel._progress is not None, "the sync", 60)
    driver.until(lambda: driver.window.panel._progress.phase == "embedding", "the learning", 90)
    assert driver.close() < 6.0

    again = open_window(profile)
    again.until(lambda: again.window.library.folders, "the folder", 60)
    again.until_indexed()
    assert again.window.library.folders[0].readable == 160
    assert counts(again)["manifest"] == counts(again)["passages"]


def test_pausing_and_carrying_on(open_window: Callable[[Profile], Any], own_sample: Profile, many_files: Path) -> None:
    driver = open_window(own_sample)
    panel = driver.window.panel
    driver.until_ready()
    driver.until_indexed()
    driver.ask("Can a customer return headphones that have been opened?")
    driver.until_answered()
    driver.drop(many_files)
    driver.until(lambda: panel._progress is not None and panel._progress.phase == "embedding", "the learning", 90)
    driver.until(lambda: panel._progress.done > 100, "some of it", 90)
    driver.shot("window-indexing")
    driver.click(panel.pause_button)
    driver.until(lambda: not driver.window.library.syncing, "the pause", 10)
    assert panel.pause_button.accessibleName() == "Carry on indexing"
    driver.shot("window-paused")
    driver.click(panel.pause_button)
    driver.until(lambda: driver.window.library.syncing, "the sync")
    driver.close()


def test_a_second_folder_does_not_wait_for_the_first(
    open_window: Callable[[Profile], Any], profile: Profile, many_files: Path, tmp_path: Path
) -> None:
    second = tmp_path / "Second"
    second.mkdir()
    (second / "one.md").write_text("The stockroom is opened with the small key.\n", encoding="utf-8")
    driver = open_window(profile)
    panel = driver.window.panel
    driver.until_ready()
    driver.drop(many_files)
    driver.until(lambda: panel._progress is not None and panel._progress.phase == "embedding", "the learning", 90)
    driver.drop(second)
    driver.until(lambda: len(panel.rows) == 2, "the second folder")
    driver.until(lambda: any(f.path == second and f.readable for f in driver.window.library.folders), "its file", 15)
    driver.close()
