"""How fast a folder is embedded through the real command, and how soon a cold Wellread finds by meaning."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from pathlib import Path
from types import TracebackType

import embedding_speed
import psutil
from ways import Bench

_QUESTION = "Which team won the championship that season?"


def embedding(bench: Bench) -> None:
    """`wellread add` over the encyclopedia beside plain encode and beside embedding alone, of the same passages."""
    folder = bench.data / "qa" / "wikipedia" / "folder"
    with tempfile.TemporaryDirectory(prefix="wellread-bench-", ignore_cleanup_errors=True) as scratch:
        profile = _prepared(bench, Path(scratch) / "profile")
        with _Peak() as peak:
            speed = embedding_speed.embedding_speed(folder, profile, bench.libraries.weights)
    show, plain = bench.results.figure, speed.plain
    show("embedding", "passages a second", speed.pipeline, "", {"plain encode": plain}, ["plain encode"], 2.0 * plain)
    show("embedding", "times the rate of plain encode", speed.times_plain, "", {"goal": 2.0})
    show("embedding", "times the time of embedding alone", speed.times_alone, "", {"goal": 1.15})
    show("embedding", "seconds to the first searchable file", speed.seconds["first_searchable"], "s", {})
    show("embedding", "most memory of all processes of `wellread add`", peak.most / 1e6, "MB", {})


def cold_start(bench: Bench) -> None:
    """From nothing to the first hit by meaning, beside the import that others begin with."""
    with bench.libraries.open("spans", bench.data / "spans" / "folder") as library:
        profile = _prepared(bench, library.profile.root)
    cold = embedding_speed.cold_start(profile, _QUESTION)
    name, goal = "import sentence_transformers", 0.6 * cold.importing
    bench.results.figure("cold start", "first hit by meaning", cold.search, "s", {name: cold.importing}, [name], goal)
    bench.results.figure("cold start", "share of the time of the import", cold.ratio, "", {"goal": 0.6})


def _prepared(bench: Bench, profile: Path) -> Path:
    """The profile with the fast form, which is made once on a machine: its making is not what is measured."""
    shelf = bench.libraries.folder / "models"
    if shelf.is_dir():
        shutil.copytree(shelf, profile / "models", dirs_exist_ok=True)
    return profile


class _Peak:
    """Watches the memory of this process's children and theirs, shared pages counted once. most: in bytes."""

    def __init__(self) -> None:
        self.most, self._over = 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Peak:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            try:
                family = psutil.Process(os.getpid()).children(recursive=True)
                self.most = max(self.most, sum(process.memory_full_info().uss for process in family))
            except psutil.Error:
                continue
