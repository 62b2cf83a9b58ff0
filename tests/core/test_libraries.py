from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import ProfileInUse, WellreadError
from core.libraries import add_library, in_library, library_names, remove_library
from core.profile import Profile


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    made = Profile(tmp_path / "profile")
    made.prepare()
    return made


def test_each_library_has_its_own_and_shares_the_models(profile: Profile) -> None:
    work, home = add_library(profile, "Work"), add_library(profile, " Zuhause ")
    assert library_names(profile) == ["Work", "Zuhause"]
    assert len({profile.manifest, work.manifest, home.manifest}) == 3
    assert len({profile.library, work.library, home.library}) == 3
    assert profile.models == work.models == home.models
    with profile.lock(), work.lock(), home.lock():
        pass  # open at once


def test_a_name_is_one_whatever_its_case(profile: Profile) -> None:
    add_library(profile, "Work")
    assert in_library(profile, "work").library_name == "Work"
    with pytest.raises(WellreadError, match="already"):
        add_library(profile, "WORK")
    with pytest.raises(WellreadError, match="no library"):
        in_library(profile, "other")


@pytest.mark.parametrize("name", ["", " ", "..", "a/b", "a\\b", "CON", "lpt1", ".hidden", "a.", "x" * 41, "a:b"])
def test_what_can_be_no_folder_is_no_name(profile: Profile, name: str) -> None:
    with pytest.raises(WellreadError, match="can't be called"):
        add_library(profile, name)
    assert library_names(profile) == []


def test_an_open_library_is_not_removed(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    work = add_library(profile, "Work")
    (work.library / "table").write_text("rows", encoding="utf-8")
    whole = Profile.lock
    monkeypatch.setattr(Profile, "lock", lambda self: whole(self, patience=0.1))
    with work.lock(), pytest.raises(ProfileInUse):
        remove_library(profile, "work")
    assert (work.library / "table").exists()
    remove_library(profile, "work")
    assert library_names(profile) == [] and not work.home.exists() and profile.library.is_dir()
    assert not list(profile.root.glob("*.removed"))
