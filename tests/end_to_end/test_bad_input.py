"""Bad input: one clear sentence, exit status 1 or 2, no traceback, nothing lost."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.conftest import CHECKOUT, SAMPLE, Run, command, objects

pytestmark = pytest.mark.slow


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What was said, which is one line."""
    lines = [line for line in done.stderr.splitlines() if line.startswith("wellread: ")]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "/no/such/folder"), "There is no folder /no/such/folder. Check the name and try again."),
        (("add", SAMPLE / "Welcome.md"), "is a file. Add the folder that it lies in."),
        (("ask", ""), "The question is empty."),
        (("search", "?!"), "The question has no words."),
        (("search", "rent in:"), "“in:” says nothing."),
        (("search", "rent after:2024 before:2023"), "leave no time between them."),
        (("search", "x" * 50_000), "The question has 50,000 characters; Wellread takes up to 4,000."),
        (("ask", "--from", "/no/such/file"), "can't be read"),
        (("search", "--folder", "/usr", "anything"), "The library has no files in /usr."),
        (("models", "add", "/no/such/model.gguf"), "model.gguf"),
        (("models", "use", "nothing"), "nothing"),
        (("remove", "/usr"), "is not a folder of the library"),
    ],
)
def test_one_clear_sentence(wellread: Run, arguments: tuple[object, ...], said: str) -> None:
    assert said in sentence(wellread(*arguments, status=1))


def test_a_model_that_is_not_gguf_is_refused_and_left_out(wellread: Run, tmp_path: Path) -> None:
    (tmp_path / "fake.gguf").write_bytes(b"not a model" * 1000)
    assert "fake.gguf" in sentence(wellread("models", "add", tmp_path / "fake.gguf", status=1))
    assert "fake" not in wellread("models", "list").stdout


def test_wrong_usage_ends_with_2(wellread: Run) -> None:
    assert "usage:" in wellread("serach", "x", status=2).stderr
    assert "usage:" in wellread("search", "x", "-k", "0", status=2).stderr


def test_an_empty_folder_is_fine(wellread: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (report,) = objects(wellread("add", "--json", tmp_path / "empty"))
    assert report["files"] == {}
    (answer,) = objects(wellread("ask", "--json", "Is anything here?"))
    assert answer["refused"]


def test_a_folder_added_twice_or_inside_another_is_there_once(wellread: Run, tmp_path: Path) -> None:
    (tmp_path / "docs" / "hr").mkdir(parents=True)
    (tmp_path / "docs" / "hr" / "a.txt").write_text("Something to read.")
    wellread("add", tmp_path / "docs")
    assert "already in the library" in wellread("add", tmp_path / "docs").stderr
    assert "as part of" in wellread("add", tmp_path / "docs" / "hr").stderr
    assert len(objects(wellread("files", "--json"))) == 1


def test_one_bad_folder_adds_none(wellread: Run, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("Something to read.")
    wellread("add", tmp_path / "docs", tmp_path / "nowhere", status=1)
    assert objects(wellread("files", "--json")) == []


def test_a_profile_in_use_is_named_and_left_alone(wellread: Run, tmp_path: Path) -> None:
    from core.profile import Profile

    profile = Profile(tmp_path / "profile")
    profile.prepare()
    lock = profile.lock()
    try:
        said = sentence(wellread("files", status=1))
    finally:
        lock.release()
    assert "Another Wellread is using" in said
    assert "--profile" in said
    wellread("files")


def test_a_profile_that_can_not_be_is_named(wellread: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "can't keep its library" in sentence(wellread("files", profile=tmp_path / "file" / "in it", status=1))


def test_without_models_words_still_find_and_it_says_what_is_missing(tmp_path: Path) -> None:
    import os

    environment = os.environ | {"WELLREAD_BUNDLED_MODELS": str(tmp_path / "none")}

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(tmp_path / "profile", *arguments), cwd=CHECKOUT, env=environment, capture_output=True, text=True,
            check=True, timeout=120,
        )  # fmt: skip

    assert "wellread models add" in run("add", SAMPLE).stderr
    (found,) = objects(run("search", "--json", "electronics returned"))
    assert found["hits"][0]["path"].endswith("Returns and exchanges.md")
    assert "14 days" in run("ask", "How long can a customer return electronics?").stdout
