"""`wellread doctor --repair` on libraries that a librarian could not even open."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.profile import Profile
from tests.end_to_end.conftest import Run, objects
from tests.equal_libraries import assert_equal

pytestmark = pytest.mark.slow


def test_what_is_damaged_is_named_and_mended(wellread: Run, sample_profile: Path, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    shutil.copytree(sample_profile, profile)
    (profile / "manifest.db").write_bytes(b"no database" * 1000)
    for path in (profile / "library" / "passages.lance" / "data").iterdir():
        path.write_bytes(b"")
    assert "wellread doctor --repair" in wellread("search", "returns", status=1).stderr
    (before,) = objects(wellread("--json", "doctor", status=None))
    assert any("list of files is damaged" in problem for problem in before["problems"])
    assert any("table of passages can't be read" in problem for problem in before["problems"])
    (after,) = objects(wellread("--json", "doctor", "--repair", status=None))
    assert len(after["repaired"]) == 2
    assert not [problem for problem in after["problems"] if "library" in problem or "repair" in problem]
    assert_equal(Profile(profile), Profile(sample_profile))
