"""How soon a dropped folder answers, what it costs to find that nothing changed, and whom indexing is in the way of."""

from __future__ import annotations

import os
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from finding import read_lines
from ways import Bench

from core.budget import Budget
from core.errors import Cancelled, WellreadError
from core.profile import Profile
from core.types import SyncProgress, SyncReport
from desktop.children.assistant import Assistant
from models.children import messages as say
from models.shelf import Shelf, bundled_directory

_SMALL_FILES = 20_000
_IN_ONE_FOLDER = 200
_SEED = 3
_SEARCHES = 60
_PAUSE = 0.05  # seconds between two searches of one person
_TICK = 5  # milliseconds between two looks at whether the window's event loop goes round


def dropping(bench: Bench) -> None:
    """Seconds from a drop to the first answer by keyword, to all of them, to all vectors; then with nothing new."""
    with tempfile.TemporaryDirectory(prefix="wellread-bench-", ignore_cleanup_errors=True) as scratch:
        wikipedia = bench.data / "qa" / "wikipedia" / "folder"
        _drop(bench, wikipedia, "history", Path(scratch) / "one", "encyclopedia")
        small = Path(scratch) / "small"
        _write_small(small)
        _drop(bench, small, "ledger", Path(scratch) / "two", f"{_SMALL_FILES:,} small files")


def _drop(bench: Bench, folder: Path, word: str, root: Path, name: str) -> None:
    """word: one that many files have."""
    with _assistant(bench, root) as assistant:
        assistant.call(say.WarmUp()).result()
        phases: dict[str, float] = {}
        started = time.perf_counter()

        def hear(progress: SyncProgress) -> None:
            phases.setdefault(progress.phase, time.perf_counter() - started)

        assistant.call(say.AddFolders((folder,))).result()
        syncing = assistant.call(say.Sync(), hear)
        while not assistant.call(say.Search(word)).result().hits:
            time.sleep(0.02)
        first = time.perf_counter() - started
        report: SyncReport = syncing.result()
        whole = time.perf_counter() - started
        started = time.perf_counter()
        again: SyncReport = assistant.call(say.Sync()).result()
        nothing = time.perf_counter() - started
    if again.read or again.embedded:
        raise AssertionError(f"{again.read} files were read and {again.embedded} passages embedded for nothing")
    show = bench.results.figure
    title = f"dropping, {name}"
    show(title, "seconds to the first answer by keyword", first, "s", {})
    show(title, "seconds to all keywords", phases.get("embedding", whole), "s", {"files": sum(report.files.values())})
    show(title, "seconds to all vectors", whole, "s", {"passages": report.passages})
    show(title, "seconds to find that nothing changed", nothing, "s", {})


def _write_small(folder: Path) -> None:
    """Notes of a made-up firm, no two the same."""
    chance = random.Random(_SEED)
    nouns = ("ledger", "invoice", "meeting", "garden", "engine", "contract", "visit", "parcel", "recipe", "survey")
    verbs = ("was checked", "was moved", "is due", "was signed", "is missing", "was repaired", "will be sent")
    for number in range(_SMALL_FILES):
        place = folder / f"{number // _IN_ONE_FOLDER:03d}"
        if number % _IN_ONE_FOLDER == 0:
            place.mkdir(parents=True)
        lines = [
            f"The {chance.choice(nouns)} {chance.randrange(10_000)} {chance.choice(verbs)} on {chance.randrange(99)}."
            for _ in range(3)
        ]
        (place / f"note {number}.txt").write_text("\n".join(lines), encoding="utf-8")


def in_the_way(bench: Bench) -> None:
    """A search while the library is indexed at each budget, beside one while nothing else goes on; and the window."""
    questions = [row["question"] for row in read_lines(bench.data / "spans" / "questions.jsonl")][: 2 * _SEARCHES]
    with tempfile.TemporaryDirectory(prefix="wellread-bench-", ignore_cleanup_errors=True) as scratch:
        root = Path(scratch) / "profile"
        with _assistant(bench, root) as assistant:
            assistant.call(say.AddFolders((bench.data / "spans" / "folder",))).result()
            assistant.call(say.Sync()).result()
            _searches(assistant, questions[:_SEARCHES])  # warm
            idle = _searches(assistant, questions[_SEARCHES:])
            for budget in Budget:
                busy = _while_indexing(assistant, bench.data / "qa" / "wikipedia" / "folder", budget, questions)
                again = _searches(assistant, questions[_SEARCHES:])
                quiet = statistics.median(idle + again)
                bench.results.figure(
                    "in the way", f"search while indexing at {budget}, median", statistics.median(busy), "ms",
                    {"while nothing goes on": quiet, "times as long": statistics.median(busy) / quiet},
                    ("while nothing goes on",), goal=1.5 * quiet,
                )  # fmt: skip
        blocked = _blocked(bench, Path(scratch) / "window")
    bench.results.figure("in the way", "longest the window's event loop was held up", 1000 * blocked, "ms", {}, goal=50)


def _while_indexing(assistant: Assistant, folder: Path, budget: Budget, questions: list[str]) -> list[float]:
    """The folder is added and, before it is whole, taken out again."""
    embedding = threading.Event()

    def hear(progress: SyncProgress) -> None:
        if progress.phase == "embedding" and progress.done:
            embedding.set()

    assistant.call(say.Choose(budget)).result()
    assistant.call(say.AddFolders((folder,))).result()
    syncing = assistant.call(say.Sync(), hear)
    embedding.wait(120)
    times = _searches(assistant, questions[_SEARCHES:])
    if syncing.future.done():
        raise AssertionError("the folder was indexed before the searches were through")
    syncing.cancel()
    with suppress(Cancelled, WellreadError):
        syncing.result()
    assistant.call(say.RemoveFolder(folder)).result()
    assistant.call(say.Choose(Budget.FULL)).result()
    assistant.call(say.Sync()).result()
    return times


def _searches(assistant: Assistant, questions: list[str]) -> list[float]:
    """Milliseconds of each, as the face sees them."""
    times = []
    for question in questions:
        started = time.perf_counter()
        assistant.call(say.Search(question, wait_for_meaning=True)).result()
        times.append(1000 * (time.perf_counter() - started))
        time.sleep(_PAUSE)
    return times


def _blocked(bench: Bench, root: Path) -> float:
    """The longest time, in seconds, between two turns of the window's event loop while it adds and indexes a folder."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from desktop.window.theme import Theme
    from desktop.window.window import MainWindow

    application = QApplication.instance() or QApplication([])
    window = MainWindow(Theme(application), _prepared(bench, root))  # type: ignore[arg-type]
    turns: list[float] = []
    timer = QTimer()
    timer.setInterval(_TICK)
    timer.timeout.connect(lambda: turns.append(time.perf_counter()))
    window.library.settled.connect(lambda: window.library.folders and window.close())
    window.gone.connect(application.quit)
    window.show()
    window.library.add((bench.data / "folders" / "handbook-18f" / "week-1",))
    QTimer.singleShot(1500, timer.start)  # what is imported and drawn at the start is measured by `make test`
    application.exec()
    return max(b - a for a, b in pairwise(turns)) - _TICK / 1000


@contextmanager
def _assistant(bench: Bench, root: Path) -> Iterator[Assistant]:
    profile = _prepared(bench, root)
    assistant = Assistant(profile, Shelf(profile.models, bundled_directory(dict(os.environ))), lambda _: None)
    try:
        assistant.start(generator=False)
        yield assistant
    finally:
        assistant.close()


def _prepared(bench: Bench, root: Path) -> Profile:
    """With the fast form of the embedder, which is made once on a machine."""
    profile = Profile(root)
    profile.prepare()
    shelf: Any = bench.libraries.folder / "models"
    if shelf.is_dir():
        shutil.copytree(shelf, profile.models, dirs_exist_ok=True)
    return profile
