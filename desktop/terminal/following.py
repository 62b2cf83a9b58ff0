"""`wellread sync --watch`: one sync after another, whenever something has changed, until Ctrl-C."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

from core.types import SyncReport
from core.watching import Changed, Followed
from desktop.children.assistant import Assistant
from desktop.terminal.context import Context
from desktop.terminal.records import report_record
from models.children import messages as say

_LONGEST_START = 10.0  # seconds
_LOOK = 0.2  # seconds; a wait without an end would not hear Ctrl-C on Windows


def follow(context: Context, assistant: Assistant, first: Callable[[], None]) -> None:
    """Watch, and bring the library up to date: at `first`, and at each change. Raises WellreadError if that fails."""
    told: SimpleQueue[Changed | Followed] = SimpleQueue()
    watch = assistant.call(say.Watch(), told.put)
    with contextlib.suppress(KeyboardInterrupt):
        with contextlib.suppress(Empty):  # so that no change falls between the first sync and the watching
            _name(context, told.get(timeout=_LONGEST_START))
        first()
        while not watch.future.done():
            try:
                notice = told.get(timeout=_LOOK)
            except Empty:
                continue
            _name(context, notice)
            if isinstance(notice, Changed):
                _tell(context, assistant.call(say.Sync()).result())
        watch.result()
    context.say("No longer watching.")


def _name(context: Context, followed: Changed | Followed) -> None:
    if isinstance(followed, Changed):
        return
    for path in followed.watched:
        context.say(f"Watching {path}.")
    for path, reason in followed.rescanned:
        context.say(f"{path} can't be watched: {reason}. It is looked at every {followed.minutes:g} minutes.")


def _tell(context: Context, report: SyncReport) -> None:
    for problem in report.problems:
        context.say(problem)
    if context.as_json:
        context.out(report_record(report))
        return
    files = sum(report.files.values())
    now = time.strftime("%H:%M:%S")
    context.say(f"{now}  {report.read:,} read, {report.embedded:,} passages embedded; {files:,} files in the library.")
