"""The library as the window knows it: its folders, and the one sync that runs at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import WellreadError

if TYPE_CHECKING:
    from core.budget import Budget
    from core.types import FolderInfo, SyncProgress, SyncReport
    from core.watching import Changed, Followed
    from desktop.children.child import Call
    from desktop.window.engine import Engine


_FOLLOW_AGAIN = 60_000  # milliseconds after which a watch that failed is asked for once more
_PATIENT = ("embedding", "ocr")  # what can wait: it begins again where it was, and files to read go first


class Library(QObject):
    """Adding, removing, syncing. What is asked before the assistant has started is done when it has."""

    folders_changed = Signal(object)  # list of FolderInfo
    progressed = Signal(object)  # SyncProgress; None when the sync has ended
    settled = Signal()  # a sync has done all there was to do, what was asked for while it ran included
    said = Signal(str, str)  # key, a sentence for the person; an empty one takes it back
    failed = Signal(str, object)  # key, WellreadError

    def __init__(self, engine: Engine, budget: Budget) -> None:
        super().__init__()
        self._engine, self.budget = engine, budget
        self._early: list[tuple[Path, ...]] = []
        self._running: Call | None = None
        self._again = self._yielding = False
        self.progress: SyncProgress | None = None  # of the sync that runs
        self.paused = False
        self.folders: list[FolderInfo] = []
        self.known = False  # whether `folders` has been heard yet
        engine.started.connect(self._begin)

    @property
    def syncing(self) -> bool:
        return self._running is not None

    # What a person does

    def add(self, paths: tuple[Path, ...]) -> None:
        """Add folders and bring the library up to date."""
        from models.children.messages import AddFolders

        if self._engine.assistant is None:
            self._early.append(paths)
            return

        def added(sentences: tuple[str, ...]) -> None:
            self.said.emit("folders", " ".join(sentence for sentence in sentences if sentence))
            self.paused = False
            self.look()
            self._sync_soon()

        self._engine.call(self, AddFolders(paths), added, lambda error: self.failed.emit("folders", error))

    def remove(self, path: Path) -> None:
        """Take a folder out of the library; its files stay where they are."""
        from models.children.messages import RemoveFolder

        def removed(_: None) -> None:
            self.look()
            self._sync_soon()

        self._engine.call(self, RemoveFolder(path), removed, lambda error: self.failed.emit("folders", error))

    def read_again(self, paths: tuple[Path, ...], marked: Callable[[int], None]) -> None:
        """Read these files again, of none those with problems; `marked` is told how many there are."""
        from models.children.messages import Retry

        self._mark(Retry(paths), marked)

    def unlock(self, path: Path, password: str, marked: Callable[[int], None]) -> None:
        """Read a file again with this password, which is kept in memory alone."""
        from models.children.messages import Unlock

        self._mark(Unlock(path, password), marked)

    def _mark(self, body: Any, marked: Callable[[int], None]) -> None:
        def done(count: int) -> None:
            marked(count)
            if count:
                self.paused = False
                self._sync_soon()

        self._engine.call(self, body, done, lambda error: self.failed.emit("again", error))

    def switch(self, path: Path, on: bool) -> None:
        """Whether questions look into a folder."""
        from models.children.messages import SwitchFolder

        self._engine.call(
            self, SwitchFolder(path, on), lambda _: self.look(), lambda error: self.failed.emit("folders", error)
        )

    def choose(self, budget: Budget) -> None:
        """How much of the machine indexing may take, also that which runs."""
        from models.children.messages import Choose

        self.budget = budget
        if self._engine.assistant is not None:  # else it is told when there is one
            # Why it could not is said by whatever else is asked for then.
            self._engine.call(self, Choose(budget), lambda _: None, lambda _: None)

    def go_on(self) -> None:
        """With a librarian that began anew: it knows nothing of what the one before was told."""
        self.choose(self.budget)
        if self.paused:
            self._warm_up()
        else:
            self.sync()

    def pause(self) -> None:
        """Stop indexing; what is done so far is kept."""
        self.paused, self._again = True, False
        if self._running is not None:
            self._running.cancel()

    def resume(self) -> None:
        self.paused = False
        self.sync()

    # What follows from it

    def look(self) -> None:
        """Hear which folders there are."""
        from models.children.messages import ListFolders

        self._engine.call(self, ListFolders(), self._heard, lambda error: self.failed.emit("librarian", error))

    def sync(self) -> None:
        """Bring every folder up to date; after the sync that runs, if one does."""
        from models.children.messages import Sync

        if self._running is not None:
            self._again = True
        elif not self.paused:
            self._again = False
            self._running = self._engine.call(
                self, Sync(), self._synced, self._sync_failed, self._progressed, self._sync_stopped
            )

    def _sync_soon(self) -> None:
        """A new folder can be found by its words in seconds: what can wait gives way to it."""
        self.sync()
        self._give_way()

    def _give_way(self) -> None:
        patient = self.progress is not None and self.progress.phase in _PATIENT
        if self._running is not None and self._again and patient and not self._yielding:
            self._yielding = True
            self._running.cancel()

    def _follow(self) -> None:
        """Have the folders watched, for as long as the window is open."""
        from models.children.messages import Watch

        def again(_: object) -> None:
            QTimer.singleShot(_FOLLOW_AGAIN, self, self._follow)

        self._engine.call(self, Watch(), again, again, self._noticed)

    def _noticed(self, notice: Changed | Followed) -> None:
        from core.watching import Changed

        if isinstance(notice, Changed) and not self.paused:
            self._sync_soon()

    def _begin(self) -> None:
        self.choose(self.budget)
        self.look()
        self._follow()
        for paths in self._early:
            self.add(paths)
        self._early.clear()

    def _heard(self, folders: list[FolderInfo]) -> None:
        first, self.known, self.folders = not self.known, True, folders
        self.folders_changed.emit(folders)
        if first and folders:
            self.sync()
        elif first:
            self._warm_up()

    def _warm_up(self) -> None:
        """The librarian loads the embedder with the first thing that needs it; the first folder should not wait."""
        from models.children.messages import WarmUp

        self._engine.call(self, WarmUp(), lambda _: None, lambda _: None)

    def _progressed(self, progress: SyncProgress) -> None:
        new = self.progress is None or self.progress.phase != progress.phase
        self.progress = progress
        if new and progress.phase in _PATIENT:
            self.look()  # what can be searched now is more than when the folders were last listed
            self._give_way()
        self.progressed.emit(progress)

    def _synced(self, report: SyncReport) -> None:
        self.said.emit("sync", " ".join(report.problems))
        complete = not self._again
        self._ended()
        if complete:
            self.settled.emit()

    def _sync_failed(self, error: WellreadError) -> None:
        self.failed.emit("sync", error)
        self._ended()

    def _sync_stopped(self) -> None:
        self._ended()

    def _ended(self) -> None:
        self._running, self.progress, self._yielding = None, None, False
        self.progressed.emit(None)
        self.look()
        if self._again:
            self.sync()
