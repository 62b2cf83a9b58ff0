"""Watching with the system's own notices: what is told and what is not, and what happens where it can't be."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from core.cancel import CancelToken
from core.drives import Drive, elsewhere
from core.gathering import Gathering
from core.ignoring import RULES_FILE, Rules
from core.settings import IgnoreSettings
from core.watching import Changed, Followed, Watches, Watching

pytestmark = pytest.mark.slow  # of patience, not of work

_PATIENCE = 20.0  # seconds, for what has to come
_SILENCE = 1.0  # seconds, for what must not


class Following:
    """A Watching at work on a thread, and what it tells."""

    def __init__(
        self, folders: list[Path], rules: Rules | None = None, rescan: float = 3600, check: float = 0.3, **more: Any
    ) -> None:
        self.folders = folders
        self.watching = Watching(
            lambda: list(self.folders), rules or Rules(), rescan, gathering=Gathering(0.3, 2, 10), check=check, **more
        )
        self.told: SimpleQueue[Changed | Followed] = SimpleQueue()
        self.cancel = CancelToken()
        self.thread = threading.Thread(target=self.watching.follow, args=(self.told.put, self.cancel))

    def followed(self, true: Callable[[Followed], bool] = lambda _: True) -> Followed:
        """The next word of what is watched for which it is true."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            told = self.told.get(timeout=_PATIENCE)
            if isinstance(told, Followed) and true(told):
                return told
        raise AssertionError("waited in vain")

    def changed(self) -> bool:
        """Whether a change is told before long; waits until no more are."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            if isinstance(self.told.get(timeout=_PATIENCE), Changed):
                self.silent()
                return True
        return False

    def silent(self) -> bool:
        """Whether no change is told for a while."""
        end = time.monotonic() + _SILENCE
        heard = False
        while (left := end - time.monotonic()) > 0:
            try:
                heard |= isinstance(self.told.get(timeout=left), Changed)
            except Empty:
                break
        return not heard


@contextmanager
def following(*folders: Path, **more: Any) -> Iterator[Following]:
    following = Following(list(folders), **more)
    following.thread.start()
    try:
        yield following
    finally:
        following.cancel.cancel()
        following.thread.join(_PATIENCE)
        assert not following.thread.is_alive()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    docs = tmp_path.resolve() / "docs"
    (docs / "sub").mkdir(parents=True)
    (docs / "a.md").write_text("alpha")
    return docs


def test_what_a_person_does_to_files_is_told_once(docs: Path) -> None:
    with following(docs) as follow:
        assert follow.followed() == Followed((docs,), (), 60)
        assert follow.silent(), "beginning to watch is no change"
        for _ in range(5):
            (docs / "a.md").write_text("beta")
            time.sleep(0.05)
        assert follow.changed()
        (docs / "sub" / "deeper").mkdir()
        (docs / "sub" / "deeper" / "b.md").write_text("new")
        assert follow.changed()
        (docs / "a.md").rename(docs / "sub" / "c.md")
        assert follow.changed()
        (docs / "sub" / "deeper" / "b.md").unlink()
        assert follow.changed()


def test_what_rules_leave_out_and_reading_tell_nothing(docs: Path) -> None:
    (docs / ".git").mkdir()
    (docs / RULES_FILE).write_text("drafts/\n")
    (docs / "drafts").mkdir()
    rules = Rules(IgnoreSettings(("*.log",)), own=docs / "profile")
    (docs / "profile").mkdir()
    with following(docs, rules=rules) as follow:
        follow.followed()
        for name in (".git/index", "~$a.docx", "x.tmp", "drafts/b.md", "c.log", "profile/manifest.db"):
            (docs / name).write_text("x")
        (docs / "a.md").read_text()
        list((docs / "sub").iterdir())
        assert follow.silent()
        (docs / RULES_FILE).write_text("")
        assert follow.changed(), "other rules, other files"
        (docs / "drafts" / "b.md").write_text("y")
        assert follow.changed()


def test_folders_come_go_and_come_back(docs: Path, tmp_path: Path) -> None:
    other = tmp_path.resolve() / "other"
    other.mkdir()
    with following(docs) as follow:
        follow.followed()
        follow.folders.append(other)
        follow.watching.refresh()
        assert follow.followed().watched == (docs, other)
        (other / "x.md").write_text("x")
        assert follow.changed()
        shutil.rmtree(other)
        gone = follow.followed(lambda told: bool(told.rescanned))
        assert gone.rescanned == ((other, "it is not there now"),)
        other.mkdir()
        follow.followed(lambda told: not told.rescanned)
        follow.silent()
        (other / "y.md").write_text("y")
        assert follow.changed(), "the folder that was made anew is watched"
        follow.folders.remove(other)
        follow.watching.refresh()
        assert follow.followed().watched == (docs,)
        follow.silent()
        (other / "y.md").write_text("z")
        assert follow.silent()


@pytest.mark.parametrize("quiet", [False, True])
def test_what_changed_between_the_sync_and_the_watching_is_told(docs: Path, quiet: bool) -> None:
    follow = Following([docs])
    os.utime(docs / "a.md", ns=(1, 1))
    for folder in (docs, docs / "sub"):
        os.utime(folder, ns=(1, 1))
    follow.watching.looking()
    if not quiet:
        (docs / "sub" / "b.md").touch()
    follow.thread.start()
    try:
        assert follow.silent() if quiet else follow.changed()
    finally:
        follow.cancel.cancel()
        follow.thread.join(_PATIENCE)


def test_a_folder_that_a_sync_missed_is_told_when_it_is_back(docs: Path) -> None:
    with following(docs, check=60) as follow:  # so that its absence is seen by nobody else
        follow.followed()
        aside = docs.rename(docs.with_name("aside"))
        follow.watching.looking()
        aside.rename(docs)
        follow.watching.refresh()
        assert follow.changed()


def test_what_is_being_written_is_known(docs: Path) -> None:
    with following(docs) as follow:
        follow.followed()
        with (docs / "large.md").open("w") as file:
            for _ in range(8):
                file.write("more of it\n")
                file.flush()
                time.sleep(0.1)
            assert docs / "large.md" in follow.watching.looking()
        time.sleep(0.5)
        assert follow.watching.looking() == frozenset()


class Refusing:
    """A system that grants nothing."""

    def watch(self, folder: Path, heard: Any) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    def leave(self, folder: Path) -> None: ...

    def alive(self, folder: Path) -> bool:
        return True

    def close(self) -> None: ...


def _none() -> Watches:
    raise OSError(errno.EMFILE, "inotify instance limit reached")


@pytest.mark.parametrize("watches", [Refusing, _none])
def test_what_cannot_be_watched_is_looked_at_now_and_then(docs: Path, watches: Callable[[], Watches]) -> None:
    with following(docs, rescan=0.5, watches=watches) as follow:
        ((path, reason),) = follow.followed().rescanned
        assert path == docs and "limit reached" in reason
        assert isinstance(follow.told.get(timeout=_PATIENCE), Changed)
        assert isinstance(follow.told.get(timeout=_PATIENCE), Changed)


class Dying(Refusing):
    """A watch that ends as soon as it has begun."""

    def watch(self, folder: Path, heard: Any) -> None: ...

    def alive(self, folder: Path) -> bool:
        return False


def test_a_watch_that_keeps_ending_is_given_up(docs: Path) -> None:
    with following(docs, watches=Dying) as follow:
        ((_, reason),) = follow.followed(lambda told: bool(told.rescanned)).rescanned
        assert reason == "its watch keeps ending"


def test_more_folders_than_the_system_grants(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.watching.most_watches", lambda: 1)
    with following(docs) as follow:
        ((_, reason),) = follow.followed().rescanned
        assert "more folders" in reason


def test_an_error_while_judging_a_change_does_not_end_the_watch(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with following(docs) as follow:
        follow.followed()

        def fail(*_: Any) -> bool:
            raise RuntimeError("a fault of ours")

        monkeypatch.setattr(follow.watching, "_matters", fail)
        (docs / "a.md").write_text("x")
        assert follow.changed()
        monkeypatch.undo()
        (docs / "a.md").write_text("y")
        assert follow.changed()


@pytest.mark.skipif(os.name == "nt", reason="letters tell drives apart there")
def test_network_drives_are_known_by_their_file_system() -> None:
    mounted = [
        Drive(Path("/"), "ext4"), Drive(Path("/srv/team"), "nfs4"), Drive(Path("/home/ann/cloud"), "fuse.rclone"),
        Drive(Path("/media/stick"), "fuseblk"), Drive(Path("/home/ann/safe"), "fuse.gocryptfs"),
    ]  # fmt: skip
    assert elsewhere(Path("/home/ann/docs"), mounted) == ""
    assert elsewhere(Path("/media/stick/docs"), mounted) == "" == elsewhere(Path("/home/ann/safe"), mounted)
    assert elsewhere(Path("/srv/team/papers"), mounted) == "it is on a network drive (nfs4)"
    assert elsewhere(Path("/home/ann"), mounted) == "the network drive /home/ann/cloud (fuse.rclone) is in it"


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs to mount a drive")
def test_a_drive_that_is_mounted_and_taken_away_is_told(docs: Path) -> None:
    with following(docs) as follow:
        follow.followed()
        if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", docs / "sub"], check=False).returncode:
            pytest.skip("this machine lets nobody mount")
        try:
            assert follow.changed()
            (docs / "sub" / "b.md").write_text("on the drive")
            assert follow.changed(), "what is on it is watched too"
        finally:
            subprocess.run(["umount", docs / "sub"], check=True)
        assert follow.changed()
