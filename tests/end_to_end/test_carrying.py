"""Show 6 of the library: export, then import where the folder is absent; and a library that is only read."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.end_to_end.conftest import CHECKOUT, SAMPLE, Run, command, objects

QUESTIONS = CHECKOUT / "tests" / "end_to_end" / "sample_questions.jsonl"


@pytest.fixture
def mine(wellread: Run, tmp_path: Path) -> Path:
    """A library file of the sample, whose folder is no longer on this machine."""
    shutil.copytree(SAMPLE, tmp_path / "docs")
    wellread("add", tmp_path / "docs")
    wellread("export", tmp_path / "mine.wellread")
    return tmp_path / "mine.wellread"


def hits(done: subprocess.CompletedProcess[str]) -> list[list[tuple[object, ...]]]:
    return [[(h["path"], h["start"], h["end"], h["text"]) for h in answer["hits"]] for answer in objects(done)]


@pytest.mark.slow
def test_the_same_hits_where_the_folder_is_absent(wellread: Run, mine: Path, tmp_path: Path) -> None:
    before = wellread("search", "--from", QUESTIONS, "--json")
    shutil.move(tmp_path / "docs", tmp_path / "gone")
    there = tmp_path / "other machine"
    taken = wellread("import", mine, "--json", profile=there)
    (record,) = objects(taken)
    assert record["documents"] == 11
    assert record["other_embedders"] == []
    assert "1 of 1 folders are not on this machine" in taken.stderr
    assert hits(wellread("search", "--from", QUESTIONS, "--json", profile=there)) == hits(before)
    assert all(file["absent"] for file in objects(wellread("files", "--json", profile=there)))
    (folder,) = objects(wellread("folders", "--json", profile=there))
    assert folder["absent"]
    answer = wellread("ask", "How long are gift cards valid?", profile=there)
    assert "three years" in answer.stdout
    wellread("remove", tmp_path / "docs", profile=there)
    assert objects(wellread("files", "--json", profile=there)) == []


@pytest.mark.slow
def test_a_damaged_file_is_one_sentence_and_changes_nothing(wellread: Run, mine: Path, tmp_path: Path) -> None:
    data = bytearray(mine.read_bytes())
    data[len(data) // 2] ^= 4
    mine.write_bytes(data)
    done = wellread("import", mine, profile=tmp_path / "other", status=1)
    assert "is damaged: its checksum does not match" in done.stderr.splitlines()[-1]
    assert objects(wellread("files", "--json", profile=tmp_path / "other")) == []


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="kills a group of processes")
def test_a_kill_in_the_middle_leaves_all_or_nothing(wellread: Run, mine: Path, tmp_path: Path) -> None:
    for wait in (0.8, 1.2, 1.6):
        other = tmp_path / f"other {wait}"
        process = subprocess.Popen(
            command(other, "--quiet", "import", mine), cwd=CHECKOUT, start_new_session=True, stderr=subprocess.DEVNULL
        )
        time.sleep(wait)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert len(objects(wellread("files", "--json", profile=other))) in (0, 11)
        wellread("import", mine, profile=other)
        counts = objects(wellread("doctor", "--json", profile=other, status=None))[0]["library"]
        assert counts["passages"] == counts["manifest"] == 63


@pytest.mark.slow
def test_two_read_the_same_library_at_once_and_leave_no_trace(wellread: Run, mine: Path, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    before = {path: path.stat().st_mtime_ns for path in profile.rglob("*")}
    asking = command(profile, "--read-only", "search", "--from", QUESTIONS, "--json")
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    pipe = subprocess.PIPE
    runs = [
        subprocess.Popen(asking, cwd=CHECKOUT, text=True, stdout=pipe, stderr=pipe, env=environment) for _ in range(2)
    ]
    answers = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], answers
    assert [[h["text"] for h in json.loads(line)["hits"]] for line in answers[0][0].splitlines()] == [
        [h["text"] for h in json.loads(line)["hits"]] for line in answers[1][0].splitlines()
    ]
    assert {path: path.stat().st_mtime_ns for path in profile.rglob("*")} == before


@pytest.mark.slow
@pytest.mark.long
def test_who_only_reads_can_change_nothing(
    wellread: Run, mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for change in (("sync",), ("add", "."), ("remove", "docs"), ("retry",), ("import", mine)):
        assert "opened read-only" in wellread("--read-only", *change, status=1).stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a file system")
def test_a_drive_that_can_not_be_written_is_read_by_itself(
    wellread: Run, mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    profile, drive = tmp_path / "profile", tmp_path / "drive"
    before = hits(wellread("search", "gift cards", "--json"))
    drive.mkdir()
    if subprocess.run(["mount", "--bind", profile, drive], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        if subprocess.run(["mount", "-o", "remount,ro,bind", drive], check=False, capture_output=True).returncode:
            pytest.skip("this machine mounts nothing read-only")
        assert hits(wellread("search", "gift cards", "--json", profile=drive)) == before
        assert len(objects(wellread("files", "--json", profile=drive))) == 11
        assert "opened read-only" in wellread("sync", profile=drive, status=1).stderr
        assert "opened read-only" in wellread("add", SAMPLE, profile=drive, status=1).stderr
        wellread("export", tmp_path / "from drive.wellread", profile=drive)
    finally:
        subprocess.run(["umount", drive], check=True)
