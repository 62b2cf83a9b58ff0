"""Drives that are not there: what is known of them stays, while a folder that a person emptied is empty."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.cancel import CancelToken
from core.grounds import is_away
from core.ignoring import RULES_FILE
from core.manifest import Manifest
from core.scan import scan_folder
from core.walking import Ground

OLD = Ground(7, 2, True)


@pytest.mark.parametrize(
    ("now", "met_known", "met_any", "away"),
    [
        (OLD, False, False, False),  # the same drive, and empty: it was emptied
        (None, False, False, True),
        (Ground(1, 50, False), False, False, True),  # the mount point that the drive left behind
        (Ground(1, 50, False), False, True, True),  # the same, and something was put into it meanwhile
        (Ground(9, 2, True), False, True, True),  # another drive in its place
        (Ground(9, 2, True), True, True, False),  # the same one, under another number since it was plugged in again
        (Ground(7, 60, True), False, True, False),  # a folder made anew, with other files in it
        (Ground(7, 60, True), False, False, True),  # a folder made anew, and still empty
    ],
)
def test_what_is_away(now: Ground | None, met_known: bool, met_any: bool, away: bool) -> None:
    assert is_away(OLD, now, met_known, met_any) is away


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs" / "drive").mkdir(parents=True)
    return tmp_path / "docs"


@pytest.fixture
def manifest(tmp_path: Path) -> Iterator[Manifest]:
    with Manifest(tmp_path / "manifest.db") as manifest:
        yield manifest


def scan(manifest: Manifest, folder: Path) -> list[str]:
    known = {path: key for key, path in manifest.folders().items()}
    key = known.get(folder) or manifest.add_folder(folder)
    return scan_folder(manifest, key, folder, lambda _: None, CancelToken())


def names(manifest: Manifest) -> set[str]:
    return {path.name for key in manifest.folders() for path in manifest.files_of(key)}


def test_a_folder_that_was_emptied_is_empty(manifest: Manifest, docs: Path) -> None:
    (docs / "a.txt").write_text("alpha")
    scan(manifest, docs)
    (docs / "a.txt").unlink()
    assert scan(manifest, docs) == []
    assert names(manifest) == set()


def test_a_folder_that_is_gone_for_a_moment_keeps_its_files(manifest: Manifest, docs: Path) -> None:
    (docs / "a.txt").write_text("alpha")
    scan(manifest, docs)
    aside = docs.with_name("aside")
    docs.rename(aside)
    assert "not there now" in scan(manifest, docs)[0]
    docs.mkdir()  # as a program that puts it back in two steps does
    (said,) = scan(manifest, docs)
    assert "is kept" in said and "remove the folder" in said
    assert names(manifest) == {"a.txt"}
    docs.rmdir()
    aside.rename(docs)
    assert scan(manifest, docs) == []
    assert names(manifest) == {"a.txt"}


def test_a_profile_of_before_grows_the_table(tmp_path: Path, manifest: Manifest, docs: Path) -> None:
    (docs / "a.txt").write_text("alpha")
    scan(manifest, docs)
    manifest._db.execute("DROP TABLE grounds")
    with Manifest(tmp_path / "manifest.db") as again:
        assert scan(again, docs) == []
        assert names(again) == {"a.txt"}
        (key,) = again.folders()
        assert list(again.grounds.of(key)) == [docs]


def _mount(at: Path) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", at], check=False).returncode:
        pytest.skip("this machine lets nobody mount")


def _unmount(at: Path) -> None:
    subprocess.run(["umount", at], check=True)


mounting = pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs to mount a drive")


@mounting
def test_a_drive_that_is_a_folder_of_the_library(manifest: Manifest, docs: Path) -> None:
    drive = docs / "drive"
    _mount(drive)
    try:
        (drive / "a.txt").write_text("alpha")
        scan(manifest, drive)
    finally:
        _unmount(drive)
    (said,) = scan(manifest, drive)
    assert "not to be mounted" in said and names(manifest) == {"a.txt"}
    _mount(drive)
    try:
        (drive / "a.txt").write_text("alpha")
        (drive / "b.txt").write_text("beta")
        assert scan(manifest, drive) == [] and names(manifest) == {"a.txt", "b.txt"}
        (drive / "a.txt").unlink()
        (drive / "b.txt").unlink()
        assert scan(manifest, drive) == [] and names(manifest) == set(), "a drive that a person emptied"
    finally:
        _unmount(drive)


@mounting
def test_a_drive_inside_a_folder_of_the_library(manifest: Manifest, docs: Path) -> None:
    drive = docs / "drive"
    (docs / "own.txt").write_text("own")
    _mount(drive)
    try:
        (drive / "sub").mkdir()
        (drive / "sub" / "a.txt").write_text("alpha")
        scan(manifest, docs)
    finally:
        _unmount(drive)
    (docs / "own.txt").write_text("own, and changed")
    (said,) = scan(manifest, docs)
    assert str(drive) in said and names(manifest) == {"own.txt", "a.txt"}
    shutil.rmtree(drive)  # as a desktop does with the places where it mounts
    (said,) = scan(manifest, docs)
    assert "not there now" in said and RULES_FILE in said and names(manifest) == {"own.txt", "a.txt"}
    (docs / RULES_FILE).write_text("drive/\n")
    scan(manifest, docs)
    assert names(manifest) == {"own.txt"}, "a rule lets go of what is gone for good"
    assert scan(manifest, docs) == []
