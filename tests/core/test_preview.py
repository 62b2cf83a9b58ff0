"""The preview of rules: what is left out with files and bytes, what one more would change, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.cancel import CancelToken
from core.errors import WellreadError
from core.ignoring import RULES_FILE, Rules
from core.preview import effect, omissions, roots


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.md", "b.log", "sub/c.log", "sub/d.md", "node_modules/x/e.md", "node_modules/f.md", ".hidden"):
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * 10)
    return tmp_path / "docs"


def test_a_folder_counts_with_all_that_is_in_it(folder: Path) -> None:
    found = {item.path.name: item for item in omissions([(folder, folder)], Rules(), CancelToken())}
    assert set(found) == {"node_modules", ".hidden"}
    modules = found["node_modules"]
    assert (modules.files, modules.bytes, modules.is_folder) == (2, 20, True)
    assert (modules.rule, modules.origin) == ("node_modules/", "the defaults")


def test_the_rules_of_the_folder_above_hold_for_what_is_chosen(folder: Path) -> None:
    (folder / RULES_FILE).write_text("*.log\n")
    looked_at = roots([folder], folder / "sub")
    assert [item.path for item in omissions(looked_at, Rules(), CancelToken())] == [folder / "sub" / "c.log"]
    inside = roots([folder], folder / "node_modules" / "x")
    assert [item.path for item in omissions(inside, Rules(), CancelToken())] == [folder / "node_modules"]
    with pytest.raises(WellreadError, match="There is no folder"):
        roots([folder], folder / "nowhere")


def test_one_more_rule_is_shown_with_what_it_would_change(folder: Path) -> None:
    looked_at = roots([], folder)
    out = effect(looked_at, Rules(), "*.log", CancelToken())
    assert (out.leaves_out.files, out.leaves_out.bytes, out.brings_back.files) == (2, 20, 0)
    assert out.leaves_out.examples == (folder / "b.log", folder / "sub" / "c.log")
    back = effect(looked_at, Rules(), "!node_modules/", CancelToken())
    assert (back.leaves_out.files, back.brings_back.files, back.brings_back.bytes) == (0, 2, 20)
    with pytest.raises(WellreadError, match="can't be understood"):
        effect(looked_at, Rules(), "[z-a]", CancelToken())
