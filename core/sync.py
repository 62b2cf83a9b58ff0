"""Bringing the library in step with its folders: look, read, store, embed, read pictures, tidy.

Text comes first, so that a dropped folder answers by keyword within seconds; vectors follow, newest files first. Each
step commits whole files and marks its intent in the manifest before it writes to the store, so that a kill at any
moment leaves at most leftovers that the next sync knows of and clears.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.adopting import Adopting
from core.budget import Pace
from core.cancel import CancelToken
from core.checking import adoptable, differences, mend
from core.embedding import embed_missing
from core.ignoring import Rules
from core.learning import learn, learning, unlearn
from core.looking import Looking, expected
from core.manifest import WRITING, Manifest, Unread
from core.ports import Embedder
from core.reading.room import Finished, PagesRead, ReadingRoom
from core.scan import scan_folder
from core.store import Store
from core.turns import Turns
from core.types import FolderProgress, Reading, ReadPage, Status, SyncProgress, SyncReport

Progress = Callable[[SyncProgress], None]

_COMMIT_PASSAGES = 400  # passages in one commit: few enough to come often, many enough for large fragments
_COMMIT_SECONDS = 1.0  # and no file waits longer than this to be found
# Unindexed passages are searched one by one: they are folded in before that is felt. That writes the index anew, so a
# large library waits for more of them.
_UPKEEP_PASSAGES, _UPKEEP_SHARE, _UPKEEP_AT_MOST = 4_000, 8, 25_000
_AT_ONCE = 4  # files given to the readers ahead of time
_TICK = 0.2  # seconds
_TELL_SECONDS = 0.15


@dataclass(slots=True)
class _Pending:
    """What has been read of one document and is not in the store yet."""

    file: Unread
    leaves: list[ReadPage] = field(default_factory=list)
    count: int = 0  # of its leaves, those in the store included
    stored: int = 0  # passages of its earlier parts, which are in the store
    begun: bool = False  # there are such parts
    reading: Reading | None = None

    @property
    def passages(self) -> int:
        return sum(len(read.passages) for read in self.leaves)


def _passing(reading: Reading) -> Reading:
    """A reading of a file that changed meanwhile: kept for now, so that a log that always grows is found at all."""
    status = Status.PARTIAL if reading.passages else Status.FAILED
    reason = "It changed while it was read; it will be read again the next time."
    return replace(reading, status=status, reason=reason, pictures=(), passing=True)


class Sync:
    """One run over all folders. Make a new one for each run."""

    def __init__(
        self, manifest: Manifest, store: Store, room: ReadingRoom, embedder: Callable[[], Embedder | None],
        turns: Turns, progress: Progress, cancel: CancelToken, looking_room: ReadingRoom | None = None,
        passwords: dict[str, str] | None = None, pace: Pace | None = None,
        rules: Rules | None = None, moving: frozenset[Path] = frozenset(),
    ) -> None:  # fmt: skip
        """embedder: called when the text is in; may wait for the model to load, None leaves the vectors for later.

        looking_room: its readers read pictures, patiently; None leaves pictures unread.
        passwords: what the person gave for documents, by their keys. pace: how much of the machine it may take.
        rules: what is left out of the folders. moving: files that are being written, and wait.
        """
        self._pace = pace or Pace(lambda: False)
        self._rules, self._moving = rules or Rules(), moving
        self._looking_room, self._passwords = looking_room, passwords or {}
        self._manifest, self._store, self._room = manifest, store, room
        self._embedder, self._turns, self._progress, self._cancel = embedder, turns, progress, cancel
        self._started = time.perf_counter()
        self._seconds: dict[str, float] = {"read": 0.0, "embed": 0.0, "ocr": 0.0, "store": 0.0}
        self._first_searchable: float | None = None
        self._documents: dict[str, _Pending] = {}
        self._adopting = Adopting(manifest, store)
        self._unindexed = 0
        self._last_commit = time.perf_counter()
        self._last_told = 0.0
        self._read = self._bytes = self._embedded = self._looked = 0

    def run(self) -> SyncReport:
        """Bring everything up to date. Raises Cancelled, and WellreadError (DiskFull) with all commits so far kept."""
        self._clear_leftovers()
        problems = self._look()
        self._check(sure=not problems)
        self._bring_in()
        if (self._read or self._embedded or self._looked) and self._check(sure=not problems):
            self._bring_in()
            problems += self._check(sure=not problems)
        self._tidy()
        return self._report(problems)

    def _bring_in(self) -> None:
        self._read_text()
        self._learn_and_embed()
        if self._look_at_pictures():
            self._learn_and_embed()

    def _check(self, sure: bool) -> list[str]:
        """Hold the manifest against the store and have the next steps mend what differs; a sentence for each thing."""
        found = differences(self._manifest, self._store)
        mend(self._manifest, self._store, found, sure)
        self._adopting.expect(adoptable(self._manifest, found))
        return found.sentences()

    def _clear_leftovers(self) -> None:
        """What a kill left half in the store, and what readers of an earlier Wellread left there."""
        self._manifest.note_readers()
        for docs in (self._manifest.half_written(), self._manifest.of_older_readers()):
            if docs:
                unlearn(self._manifest, self._store, docs)
                self._store.drop(docs)
                with self._manifest.transaction():
                    self._manifest.forget_stored(docs)
        for doc in self._manifest.pictures.half_written():
            looked = self._manifest.to_look_at(doc)
            self._store.drop_beyond(doc, looked.leaves, looked.passages)
            with self._manifest.transaction():
                self._manifest.pictures.wait_again(doc)

    # Looking

    def _look(self) -> list[str]:
        problems: list[str] = []
        for key, folder in self._manifest.folders().items():
            problems += scan_folder(
                self._manifest,
                key,
                folder,
                lambda count: self._progress(SyncProgress("looking", count, 0)),
                self._cancel,
                self._rules,
                self._moving,
            )
        return problems

    # Reading

    def _read_text(self) -> None:
        waiting = self._manifest.unread()
        total, done = len(waiting), 0
        waiting.reverse()
        started = time.perf_counter()
        size, size_done = sum(file.size for file in waiting) or 1, 0
        try:
            while waiting or self._documents:
                self._cancel.check()
                while waiting and self._reading_now() < (_AT_ONCE if self._pace.side_by_side else 1):
                    self._submit(waiting.pop())
                finished = self._take_event()
                if finished is not None:
                    done, size_done = done + 1, size_done + finished.size
                self._commit_if_due(force=not waiting and self._reading_now() == 0)
                elapsed = time.perf_counter() - started
                left = elapsed * (size - size_done) / size_done if size_done and elapsed > 1 else None
                self._tell("reading", done, total, left)
        finally:
            self._room.cancel()
            self._seconds["read"] = time.perf_counter() - started - self._seconds["store"]

    def _reading_now(self) -> int:
        return sum(pending.reading is None for pending in self._documents.values())

    def _submit(self, file: Unread) -> None:
        self._documents[file.doc] = _Pending(file)
        self._room.submit(file.path, file.kind, file.doc, self._passwords.get(file.doc, ""))

    def _take_event(self) -> Unread | None:
        """Take what the readers have; the file when it is done."""
        event = self._room.next_event(_TICK)
        if event is None:
            return None
        pending = self._documents[str(event.tag)]
        if isinstance(event, PagesRead):
            pending.leaves.extend(event.pages)
            pending.count += len(event.pages)
            return None
        if not isinstance(event, Finished):
            self._forget(pending)
            return None
        if event.reading.passages == 0:
            self._forget(pending)
        pending.reading = expected(event.reading, self._looking_room is not None)
        if not pending.file.unchanged():
            pending.reading = _passing(pending.reading)
        return pending.file

    def _forget(self, pending: _Pending) -> None:
        if not self._adopting.begins_again(pending.file.doc) and pending.begun:
            self._store.drop([pending.file.doc])
        pending.leaves, pending.count, pending.stored = [], 0, 0

    # Storing

    def _commit_if_due(self, force: bool) -> None:
        passages = sum(pending.passages for pending in self._documents.values())
        ready = any(pending.reading is not None for pending in self._documents.values())
        waited = time.perf_counter() - self._last_commit
        if passages >= _COMMIT_PASSAGES or (ready and (force or waited > _COMMIT_SECONDS)):
            self._commit()

    def _commit(self) -> None:
        """Whole files, and the parts so far of any that is too large to wait for."""
        started = time.perf_counter()
        due = [p for p in self._documents.values() if p.reading is not None or p.passages >= _COMMIT_PASSAGES]
        missing = [p for p in due if not self._adopting.has(p.file.doc, p.leaves, p.stored)]
        with self._manifest.transaction():
            begins = [p.file.doc for p in missing if not p.begun and p.file.doc not in self._adopting]
            self._manifest.set_state(begins, WRITING)
        self._store.add((p.file.doc, p.leaves) for p in missing)
        with self._manifest.transaction():
            for pending in due:
                if pending.reading is not None:
                    self._manifest.put_reading(pending.file.doc, pending.reading, pending.count)
                    self._adopting.whole(pending.file.doc, pending.count, pending.stored + pending.passages)
        for pending in due:
            self._settle(pending)
        self._fold_in()
        self._last_commit = time.perf_counter()
        self._seconds["store"] += self._last_commit - started

    def _fold_in(self) -> None:
        if self._unindexed >= _UPKEEP_PASSAGES:
            share = min(self._manifest.passage_count() // _UPKEEP_SHARE, _UPKEEP_AT_MOST)
            if self._unindexed >= share:
                self._store.upkeep()
                self._unindexed = 0

    def _settle(self, pending: _Pending) -> None:
        self._unindexed += pending.passages
        pending.stored += pending.passages
        pending.leaves, pending.begun = [], True
        if pending.reading is None:
            return
        del self._documents[pending.file.doc]
        self._read += 1
        self._bytes += pending.file.size
        if self._first_searchable is None and pending.reading.passages:
            self._first_searchable = time.perf_counter() - self._started

    # Telling

    def _tell(self, phase: str, done: int, total: int, left: float | None) -> None:
        """Progress, not more often than a person can read it: counting the folders' files is not free."""
        now = time.perf_counter()
        if done == total or now - self._last_told >= _TELL_SECONDS:
            self._last_told = now
            self._progress(SyncProgress(phase, done, total, left, self._folders()))

    # Embedding and tidying

    def _learn_and_embed(self) -> None:
        """Words are learnt while the embedder's threads are busy with the first batches."""
        steps = learning(self._manifest, self._store, self._turns, self._cancel)
        embedder = self._embedder()
        if embedder is not None:
            self._embed(embedder, steps)
        for _ in steps:
            pass

    def _embed(self, embedder: Embedder, meanwhile: Iterator[None]) -> None:
        started, before = time.perf_counter(), self._embedded
        with closing(
            embed_missing(self._manifest, self._store, embedder, self._turns, self._cancel, self._pace)
        ) as run:
            for so_far in run:
                self._embedded = before + so_far.now
                self._tell("embedding", so_far.done, so_far.total, so_far.seconds_left)
                next(meanwhile, None)
        self._seconds["embed"] += time.perf_counter() - started

    def _look_at_pictures(self) -> bool:
        """Read the pictures that wait; whether any passage came of it."""
        if self._looking_room is None:
            return False
        started, before = time.perf_counter(), self._manifest.passage_count()
        run = Looking(self._manifest, self._store, self._looking_room, self._turns, self._passwords, self._cancel)
        for seen in run.run():
            self._looked = seen.now
            self._tell("ocr", seen.done, seen.total, seen.seconds_left)
        self._seconds["ocr"] = time.perf_counter() - started
        return self._manifest.passage_count() > before

    def _tidy(self) -> None:
        self._progress(SyncProgress("tidying", 0, 0, None, self._folders()))
        orphans = self._manifest.orphans()
        if orphans:
            unlearn(self._manifest, self._store, orphans)
            self._store.drop(orphans)
            with self._manifest.transaction():
                self._manifest.drop_documents(orphans)
            # Should the store not have had the text of all of them, all words are counted anew.
            learn(self._manifest, self._store, self._turns, self._cancel)
        if orphans or self._read or self._embedded or self._looked:
            self._store.upkeep()

    def _folders(self) -> tuple[FolderProgress, ...]:
        infos = self._manifest.folder_infos()
        return tuple(FolderProgress(info.path, info.files - info.pending, info.files) for info in infos)

    def _report(self, problems: list[str]) -> SyncReport:
        files: dict[str, int] = {}
        for info in self._manifest.file_infos():
            files[info.status.value] = files.get(info.status.value, 0) + 1
        seconds: dict[str, float | None] = {key: round(value, 3) for key, value in self._seconds.items()}
        seconds["total"] = round(time.perf_counter() - self._started, 3)
        first = self._first_searchable
        seconds["first_searchable"] = None if first is None else round(first, 3)
        return SyncReport(
            files, self._read, self._embedded, self._manifest.passage_count(), self._bytes, seconds, tuple(problems)
        )
