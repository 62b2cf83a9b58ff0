"""kill -9 of any one process while indexing: it recovers by itself, and the index equals a clean one."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.manifest import Manifest
from core.profile import Profile
from core.store import Store
from tests.end_to_end.conftest import CHECKOUT, Run, command

pytestmark = pytest.mark.slow

FILES = 60


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    docs = tmp_path_factory.mktemp("docs")
    for number in range(FILES):
        sections = [
            f"## Rule {number}.{part}\n\nRoom {part} of house {number} is cleaned on day {part}." for part in range(12)
        ]
        (docs / f"house {number}.md").write_text(f"# House {number}\n\n" + "\n\n".join(sections))
    return docs


Rows = list[tuple[str, str, str]]


def rows(profile: Path) -> tuple[Rows, list[str]]:
    """Every passage, every vector's passage: what equal means."""
    with Manifest(Profile(profile).manifest) as manifest:
        docs = sorted({unread.doc for unread in manifest.unread()} | manifest.docs_under(Path("/")))
        files = [(str(i.path), i.status.value, str(i.passages)) for i in manifest.file_infos()]
    store = Store(profile / "library")
    passages = [(stored.passage_id, stored.body, "") for stored in store.passages_of(docs)]
    (fingerprint,) = [name.removeprefix("vectors_") for name in store.counts() if name.startswith("vectors_")]
    vectors = sorted(key for doc in docs for key in store.embedded_ids(fingerprint, doc))
    assert store.counts()[f"vectors_{fingerprint}"] == len(vectors) == len(passages) == store.counts()["passages"]
    return files + passages, vectors


@pytest.fixture(scope="module")
def clean(docs: Path, weights: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Rows, list[str]]:
    profile = tmp_path_factory.mktemp("clean") / "profile"
    subprocess.run(command(profile, "--quiet", "add", docs), cwd=CHECKOUT, check=True, timeout=280)
    return rows(profile)


@pytest.fixture
def adding(docs: Path, weights: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`wellread add` as it runs; killed at the end if a test has not waited for it."""
    process = subprocess.Popen(
        command(tmp_path / "profile", "add", docs), cwd=CHECKOUT, stderr=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.communicate()


def children(process: subprocess.Popen[str]) -> dict[str, psutil.Process]:
    """By what they are: a librarian has readers, a reader has nobody, a tracker names itself."""
    found: dict[str, psutil.Process] = {}
    for child in psutil.Process(process.pid).children(recursive=True):
        line = " ".join(child.cmdline())
        if "resource_tracker" in line:
            found.setdefault("tracker", child)
        elif child.ppid() == process.pid:
            found["librarian"] = child
        else:
            found["reader"] = child
    return found


def wait_for(process: subprocess.Popen[str], phase: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(phase):
            return
    raise AssertionError(f"it ended before {phase}")


def wait_for_child(process: subprocess.Popen[str], name: str) -> psutil.Process:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if name in (found := children(process)):
                return found[name]
        except psutil.NoSuchProcess:
            pass
        time.sleep(0.005)
    raise AssertionError(f"no {name} was seen")


@pytest.mark.parametrize(
    ("victim", "phase"),
    [("librarian", "Reading"), ("librarian", "Learning"), ("reader", ""), ("tracker", "Learning")],
)
def test_it_recovers_by_itself(
    adding: subprocess.Popen[str], victim: str, phase: str, clean: tuple[Rows, list[str]], tmp_path: Path
) -> None:
    if phase:
        wait_for(adding, phase)
    os.kill(wait_for_child(adding, victim).pid, signal.SIGKILL)
    _, said = adding.communicate(timeout=200)
    assert adding.returncode == 0, said
    if victim == "librarian":
        assert "The librarian stopped unexpectedly and is being started again." in said
    assert rows(tmp_path / "profile") == clean


@pytest.mark.parametrize("phase", ["Reading", "Learning"])
def test_a_killed_face_leaves_nobody_behind_and_the_next_one_carries_on(
    adding: subprocess.Popen[str], phase: str, clean: tuple[Rows, list[str]], tmp_path: Path, wellread: Run
) -> None:
    wait_for(adding, phase)
    family = psutil.Process(adding.pid).children(recursive=True)
    os.kill(adding.pid, signal.SIGKILL)
    adding.wait()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    wellread("sync")
    assert rows(tmp_path / "profile") == clean
