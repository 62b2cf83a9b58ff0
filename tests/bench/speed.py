"""How fast a folder is embedded through the real command, and how soon a cold Wellread finds by meaning."""

from __future__ import annotations

import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil
from libraries import CHECKOUT
from ways import Bench

_SAMPLE = 1_000  # passages that show how fast an embedder is
_BATCH = 32  # as plain encode takes them
_STARTS = 5
_QUESTION = "Which team won the championship that season?"


def embedding(bench: Bench) -> None:
    """`wellread add` over the encyclopedia beside plain encode and beside embedding alone, of the same passages."""
    from sentence_transformers import SentenceTransformer

    folder = bench.data / "qa" / "wikipedia" / "folder"
    plain = SentenceTransformer(str(bench.libraries.weights), local_files_only=True)
    shipped = bench.libraries.embedder.real
    with tempfile.TemporaryDirectory(prefix="wellread-bench-", ignore_cleanup_errors=True) as scratch:
        profile = Path(scratch) / "profile"
        _with_fast_form(bench, profile)
        texts = _bodies(bench, folder)
        sample = random.Random(7).sample(texts, min(_SAMPLE, len(texts)))

        def both() -> tuple[float, float]:
            encode = _rate(lambda: plain.encode(sample, batch_size=_BATCH, show_progress_bar=False), len(sample))
            return encode, _rate(lambda: shipped.embed_passages(sample), len(sample))

        before = both()
        report, peak = _added(profile, folder)
        encode, alone = (statistics.mean(rates) for rates in zip(before, both(), strict=True))
    whole = report["passages"] / report["seconds"]["total"]
    show = bench.results.figure
    show("embedding", "passages a second", whole, "", {"plain encode": encode}, ["plain encode"], 2.0 * encode)
    show("embedding", "times the rate of plain encode", whole / encode, "", {"goal": 2.0})
    show("embedding", "times the time of embedding alone", alone / whole, "", {"goal": 1.15})
    show("embedding", "seconds to the first searchable file", report["seconds"]["first_searchable"], "s", {})
    show("embedding", "most memory of all processes", peak / 1e6, "MB", {})


def cold_start(bench: Bench) -> None:
    """From nothing to the first hit by meaning, beside the import that others begin with; turn by turn."""
    with bench.libraries.open("spans", bench.data / "spans" / "folder") as library:
        profile = library.profile.root
    _with_fast_form(bench, profile)
    importing = [sys.executable, "-c", "import sentence_transformers"]
    searching = [
        sys.executable,
        "-m",
        "desktop.terminal.main",
        "--profile",
        str(profile),
        "--json",
        "search",
        _QUESTION,
    ]
    times: list[list[float]] = [[], []]
    for _ in range(_STARTS):
        for command, seconds in zip((importing, searching), times, strict=True):
            started = time.perf_counter()
            subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            seconds.append(time.perf_counter() - started)
    other, ours = (statistics.median(seconds) for seconds in times)
    name = "import sentence_transformers"
    bench.results.figure("cold start", "first hit by meaning", ours, "s", {name: other}, [name], 0.6 * other)
    bench.results.figure("cold start", "share of the time of the import", ours / other, "", {"goal": 0.6})


def _with_fast_form(bench: Bench, profile: Path) -> None:
    """The fast form is made once on a machine; it is there before anything is measured."""
    shelf = bench.libraries.folder / "models"
    if shelf.is_dir():
        shutil.copytree(shelf, profile / "models", dirs_exist_ok=True)


def _bodies(bench: Bench, folder: Path) -> list[str]:
    with bench.libraries.open("wikipedia", folder) as library:
        docs = sorted(library.manifest.docs_under(folder))
        return [stored.body for stored in library.store.passages_of(docs)]


def _rate(work: Callable[[], Any], count: int) -> float:
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def _added(profile: Path, folder: Path) -> tuple[dict[str, Any], int]:
    """What the command reported, and the most memory its processes held, in bytes."""
    command: Sequence[str] = (sys.executable, "-m", "desktop.terminal.main", "--profile", str(profile), "--json", "add")
    process = subprocess.Popen(
        [*command, str(folder)], cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    peak = _Peak(process.pid)
    out, _ = process.communicate()
    return json.loads(out.splitlines()[-1]), peak.stop()


class _Peak:
    """Watches the memory of a process and its children, shared pages counted once."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak, self._over = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            try:
                family = [psutil.Process(self._pid), *psutil.Process(self._pid).children(recursive=True)]
                self._peak = max(self._peak, sum(p.memory_full_info().uss for p in family))
            except psutil.Error:
                continue

    def stop(self) -> int:
        self._over.set()
        self._thread.join()
        return self._peak
