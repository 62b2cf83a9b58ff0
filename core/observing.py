"""The system's own notices of changed files, through watchdog. Nothing else imports it, and only who watches this."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from watchdog.events import (
    DirAttribEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

# Opening and reading a file, which Wellread does itself, is no change.
_CHANGES: list[type[FileSystemEvent]] = [
    FileCreatedEvent, FileModifiedEvent, FileAttribEvent, FileDeletedEvent, FileMovedEvent,
    DirCreatedEvent, DirAttribEvent, DirDeletedEvent, DirMovedEvent,
]  # fmt: skip

Heard = Callable[[Path, bool], None]  # (path, whether it is a folder)


class _Handler(FileSystemEventHandler):
    def __init__(self, heard: Heard) -> None:
        self._heard = heard

    def dispatch(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            if path:
                self._heard(Path(os.fsdecode(path)), event.is_directory)


class Observing:
    """Watches folders, each with all that is in it. All of it may raise OSError, above all at a limit of the system."""

    def __init__(self) -> None:
        self._observer: BaseObserver = Observer()
        self._observer.start()
        self._watches: dict[Path, ObservedWatch] = {}

    def watch(self, folder: Path, heard: Heard) -> None:
        """Raises OSError where that can't be, then nothing of the folder is watched."""
        watch = self._observer.schedule(_Handler(heard), folder, recursive=True, event_filter=_CHANGES)
        self._watches[folder] = watch
        try:
            self._probe()
        except OSError:
            self.leave(folder)
            raise

    def _probe(self) -> None:
        """Subfolders for which the system grants no watch are passed over silently; one more says whether it does."""
        with tempfile.TemporaryDirectory() as empty:
            self._observer.unschedule(self._observer.schedule(FileSystemEventHandler(), empty, event_filter=_CHANGES))

    def leave(self, folder: Path) -> None:
        """Watch a folder no longer."""
        watch = self._watches.pop(folder, None)
        if watch is not None:
            self._observer.unschedule(watch)

    def alive(self, folder: Path) -> bool:
        """Whether changes in a folder that is watched would still be heard."""
        watch = self._watches.get(folder)
        return self._observer.is_alive() and any(
            emitter.watch == watch and emitter.is_alive() for emitter in list(self._observer.emitters)
        )

    def close(self) -> None:
        self._observer.stop()
