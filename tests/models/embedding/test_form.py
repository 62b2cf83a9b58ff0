"""Where forms lie, and what becomes of those that are damaged, half made or of another version."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.embedding import fast, form


def write(place: Path, name: str, precision: str = "int8") -> None:
    with form.new_form(place, name) as draft:
        form.write_about(draft, form.About(precision, inputs=("input_ids",)))


def test_a_form_is_known_by_weights_maker_and_onnxruntime(tmp_path: Path) -> None:
    assert form.made((tmp_path,), "abc") is None
    write(tmp_path, form.key("abc"))
    assert form.made((tmp_path / "other", tmp_path), "abc") == tmp_path / form.key("abc")
    assert form.made((tmp_path,), "abd") is None
    assert form.read_about(tmp_path / form.key("abc")) == form.About("int8", inputs=("input_ids",))


def test_a_new_form_takes_the_place_of_older_ones_of_the_same_weights(tmp_path: Path) -> None:
    for name in ("abc-0-1.2", "abd-0-1.2", form.key("abc")):
        write(tmp_path, name)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["abd-0-1.2", form.key("abc")])


def test_one_that_fails_leaves_nothing_and_one_that_was_killed_is_swept(tmp_path: Path) -> None:
    killed = tmp_path / ".999999999-x"
    killed.mkdir()
    with pytest.raises(KeyError), form.new_form(tmp_path, form.key("abc")):
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_draft_that_somebody_works_on_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / f".{os.getppid()}-x"
    theirs.mkdir()
    write(tmp_path, form.key("abc"))
    assert theirs.exists()


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"precision": "int8"}', '{"inputs": 1}'])
def test_what_cannot_be_understood_is_no_form(tmp_path: Path, content: str) -> None:
    (tmp_path / form.ABOUT).write_text(content)
    with pytest.raises(fast.NotProven, match="can't be loaded"):
        fast.load(tmp_path, "")
