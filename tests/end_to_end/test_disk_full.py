"""A full disk: one clear sentence, nothing lost, and it carries on once there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.conftest import SAMPLE, Run, objects

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs to mount a small disk"),
]
SIZE = 3_000_000  # bytes


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", disk], check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


@pytest.mark.parametrize("free", [40_000, 150_000, 400_000])
def test_it_says_so_and_carries_on_once_there_is_room(wellread: Run, small_disk: Path, free: int) -> None:
    profile = small_disk / "profile"
    wellread("files", profile=profile)
    ballast = small_disk / "ballast"
    space = os.statvfs(small_disk)
    ballast.write_bytes(b"x" * (space.f_bavail * space.f_frsize - free))
    said = wellread("add", SAMPLE, profile=profile, status=1).stderr
    assert said.splitlines()[-1] == (
        "wellread: The disk is full. Free some space; Wellread then carries on where it stopped."
    )
    ballast.unlink()
    if not objects(wellread("files", "--json", profile=profile)):
        wellread("add", SAMPLE, profile=profile)  # even the folder itself found no room
    wellread("sync", profile=profile)
    files = objects(wellread("files", "--json", profile=profile))
    assert {file["status"] for file in files} == {"indexed"}
    (found,) = objects(wellread("doctor", "--json", profile=profile, status=None))
    assert found["library"]["passages"] == found["library"]["manifest"]
