"""What all tests share: the real weights, profiles of their own, and a look for what a test left behind."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.profile import Profile
from models.embedder import SentenceEmbedder
from models.shelf import BUNDLED_VARIABLE, Shelf, bundled_directory


@pytest.fixture(scope="session")
def weights() -> Path:
    """The shelf of the models that ship."""
    folder = bundled_directory(os.environ)
    assert folder is not None, f"No models here: run `make setup`, or name their folder in {BUNDLED_VARIABLE}."
    assert folder.is_dir(), f"No models in {folder}."
    return folder


@pytest.fixture(scope="session")
def embedder(weights: Path) -> SentenceEmbedder:
    """The real embedder, loaded once."""
    embedder = SentenceEmbedder(Shelf(weights).embedder_path())
    embedder.load()
    return embedder


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    profile = Profile(tmp_path / "profile")
    profile.prepare()
    return profile


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """A test may leave no process and no thread of ours."""
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    threads = set(threading.enumerate())
    yield
    left = [child for child in psutil.Process().children(recursive=True) if child.pid not in before and _is_ours(child)]
    _, alive = psutil.wait_procs(left, timeout=5)
    assert not alive, f"processes left behind: {[child.cmdline() for child in alive]}"
    ours = [t for t in set(threading.enumerate()) - threads if t.is_alive() and t.name.startswith("listen to")]
    assert not ours, f"threads left behind: {ours}"


def _is_ours(child: psutil.Process) -> bool:
    try:
        return child.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in " ".join(child.cmdline())
    except psutil.NoSuchProcess:
        return False
