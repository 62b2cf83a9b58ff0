"""How fast PDF files are read with all that a citation needs, beside plain extraction of their text."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ways import Bench

from core.passages import Cutter
from core.reading.pdf.mupdf import load
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Page


def reading(bench: Bench) -> None:
    """Pages a second with structure and boxes beside PyMuPDF's plain extraction, all in this process."""
    pymupdf = load()
    files = sorted((bench.data / "qa" / "filings" / "folder").glob("*.pdf"))
    pages = sum(len(pymupdf.open(file)) for file in files)

    def plain(file: Path) -> None:
        for page in pymupdf.open(file):
            page.get_text()

    def whole(file: Path, cut: bool) -> None:
        cutter = Cutter()
        for page in read_pages(Source(file, "pdf", file.parent)):
            if cut and isinstance(page, Page):
                cutter.cut(page)

    # A reader's process holds little else; here Python would look for garbage among all that the bench holds.
    gc.collect()
    gc.freeze()
    # A file after the other, each way the best of five in turn: the machine's other work hits all three alike.
    ways: tuple[Callable[[Path], None], ...] = (plain, partial(whole, cut=False), partial(whole, cut=True))
    best = [sum(times) for times in zip(*(_best_of(5, ways, file) for file in files), strict=True)]
    gc.unfreeze()
    for at, what in ((1, "with structure and places"), (2, "cut into passages too")):
        bench.results.figure(
            "reading", f"PDF pages a second, {what}", pages / best[at], "", {"plain text": pages / best[0]}
        )


def _best_of(rounds: int, ways: Sequence[Callable[[Path], None]], file: Path) -> list[float]:
    """Seconds of the processor that each way takes with the file."""
    times = [[_seconds(partial(way, file)) for way in ways] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def _seconds(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
