"""The window follows its folders: real files change while it is open, and nobody presses anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.ignoring import RULES_FILE
from core.profile import Profile
from tests.desktop.conftest import Driver

pytestmark = pytest.mark.slow


def names(driver: Driver) -> set[str]:
    """Of the files that the window knows as searchable, by the library's own list."""
    assistant = driver.window.engine.assistant
    assert assistant is not None
    from models.children.messages import ListFiles

    return {info.path.name for info in assistant.call(ListFiles("indexed")).result(30)}


def test_files_that_come_change_and_go_are_followed(
    open_window: Callable[[Profile], Driver], profile: Profile, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "heron.md").write_text("Herons wait.")
    driver = open_window(profile)
    driver.until_ready()
    driver.drop(docs)
    driver.until_indexed()
    (docs / "otter.md").write_text("Otters swim.")
    driver.until(lambda: names(driver) == {"heron.md", "otter.md"}, "the new file to be read by itself")
    (docs / "otter.md").rename(docs / "otters.md")
    driver.until(lambda: names(driver) == {"heron.md", "otters.md"}, "the renamed file to be followed")
    (docs / RULES_FILE).write_text("otters.md\n")
    driver.until(lambda: names(driver) == {"heron.md"}, "the rule to hold")
    driver.child("librarian").kill()
    driver.until(lambda: "Ready." not in driver.status, "the death to be noticed")
    driver.until_ready()
    (docs / RULES_FILE).unlink()
    driver.until(lambda: names(driver) == {"heron.md", "otters.md"}, "the fresh librarian to watch as the first did")


def test_a_folder_that_is_gone_for_a_moment_is_said_and_kept(
    open_window: Callable[[Profile], Driver], profile: Profile, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "heron.md").write_text("Herons wait.")
    driver = open_window(profile)
    driver.until_ready()
    driver.drop(docs)
    driver.until_indexed()
    aside = docs.rename(tmp_path / "aside")
    driver.until(lambda: any("not there now" in said for said in driver.banners), "it to be said")
    assert names(driver) == {"heron.md"}
    aside.rename(docs)
    driver.until(lambda: not any("not there now" in said for said in driver.banners), "it to be taken back")
    assert names(driver) == {"heron.md"}
