"""A progress bar on standard error; without a terminal, a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, track

from core.types import SyncProgress
from desktop.children.wording import time_left
from desktop.terminal.context import Context

T = TypeVar("T")

_WORDS = {
    "looking": "Looking through the folders",
    "reading": "Reading files",
    "embedding": "Learning what they mean",
    "ocr": "Reading text in pictures",
    "exporting": "Writing the library",
    "exporting vectors": "Writing what it means",
    "importing": "Taking the library in",
    "importing vectors": "Taking in what it means",
    "checksum": "Calculating the checksum",
    "tidying": "Tidying up",
    "checking": "Checking the library",
}
_LINE_SECONDS = 10.0  # between two lines where there is no terminal


def counted(context: Context, words: str, items: Sequence[T]) -> Iterator[T]:
    """The items one after another, with a bar where there is a terminal."""
    silent = context.quiet or not sys.stderr.isatty()
    yield from track(items, words, console=Console(stderr=True), disable=silent, transient=True)


class SyncBar:
    """Shows SyncProgress until the block ends."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._phase = ""
        self._last_line = 0.0
        self._bar: Progress | None = None
        if sys.stderr.isatty() and not context.quiet:
            console = Console(stderr=True)
            left = TextColumn("{task.fields[left]}")
            self._bar = Progress(
                TextColumn("{task.description:28}"), BarColumn(), MofNCompleteColumn(), left, console=console
            )
            self._task = self._bar.add_task("Starting", total=None, left="")

    def __enter__(self) -> SyncBar:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, progress: SyncProgress) -> None:
        words = _WORDS.get(progress.phase, progress.phase)
        if self._bar is not None:
            left = time_left(progress.seconds_left)
            total = progress.total or None
            self._bar.update(self._task, description=words, completed=progress.done, total=total, left=left)
        elif progress.phase != self._phase or time.monotonic() - self._last_line > _LINE_SECONDS:
            self._last_line = time.monotonic()
            self._context.say(f"{words}: {progress.done} of {progress.total}" if progress.total else words)
        self._phase = progress.phase
