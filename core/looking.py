"""Reading pictures by OCR, after all text: what is in the manifest's list of waiting pictures, newest files first.

Commits come every few pictures, so that a kill costs seconds: the manifest notes the intent, the store gets the pages
and passages behind those that the document has, and only then are the pictures taken off the list.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from core.cancel import CancelToken
from core.manifest import Looked, Manifest, Unread
from core.reading.room import Finished, PagesRead, ReadingRoom
from core.store import Store
from core.turns import Turns
from core.types import Picture, Reading, ReadPage, Status

WAITING = "Its text is in pictures, which are read after all other text."
NOT_WANTED = "There is no text in it, only pictures, and reading those is turned off in the settings."
_NO_TEXT = "No text could be read in its pictures."

_MOST_LOST = 5  # readers that may die of the pictures of one file
_AT_ONCE = 100  # pictures in one job: a reader opens the file once for all of them
_COMMIT_SECONDS = 3.0
_TICK = 0.2  # seconds


@dataclass(frozen=True, slots=True)
class Seen:
    """How far it is, in pictures. `now` counts those that this run read."""

    done: int
    total: int
    now: int
    seconds_left: float | None


@dataclass(slots=True)
class _Held:
    """What has been read of one document's pictures and is not in the store yet."""

    leaves: list[ReadPage] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    since: float = field(default_factory=time.monotonic)


def expected(reading: Reading, ocr: bool) -> Reading:
    """The health of a file whose text has been read and whose pictures have not."""
    if not reading.pictures or reading.status is not Status.EMPTY:
        return reading if ocr else replace(reading, pictures=())
    if not ocr:
        return replace(reading, reason=NOT_WANTED, pictures=())
    return replace(reading, status=Status.PENDING, reason=WAITING)


class Looking:
    """One run over all pictures that wait. Make a new one for each run."""

    def __init__(
        self, manifest: Manifest, store: Store, room: ReadingRoom, turns: Turns,
        passwords: dict[str, str], cancel: CancelToken,
    ) -> None:  # fmt: skip
        self._manifest, self._store, self._room = manifest, store, room
        self._turns, self._passwords, self._cancel = turns, passwords, cancel
        self._now = 0

    def run(self) -> Iterator[Seen]:
        """Read them. Raises Cancelled and DiskFull with all commits so far kept."""
        waiting = self._manifest.with_pictures()
        total = sum(count for _, count in waiting)
        if not total:
            return
        started = time.monotonic()
        for file, count in waiting:
            before = self._now
            for _ in self._look_at(file):
                left = (time.monotonic() - started) / self._now * (total - self._now) if self._now else None
                yield Seen(self._now, total, self._now, left)
            total -= count - (self._now - before)  # of a file that is gone or changed, which waits for the next look

    def _look_at(self, file: Unread) -> Iterator[None]:
        """Work through the pictures of one document; yields as they are done."""
        lost = 0
        while pictures := self._manifest.pictures.of(file.doc, _AT_ONCE):
            self._cancel.check()
            self._turns.give_way()
            if not file.unchanged():
                return
            looked = self._manifest.to_look_at(file.doc)
            password = self._passwords.get(file.doc, "")
            self._room.look(file.path, file.kind, file.doc, tuple(pictures), looked.leaves, looked.passages, password)
            undone = dict.fromkeys(pictures)
            try:
                for event in self._events(file.doc):
                    for picture in event.looked if isinstance(event, PagesRead) else ():
                        undone.pop(picture, None)
                    yield
            finally:
                self._room.cancel()
            if undone:  # the reader died of the first of them; of a file that goes on like this, of all
                lost += 1
                self._give_up(file.doc, list(undone) if lost == _MOST_LOST else list(undone)[:1])
                yield
        self._settle(file.doc)

    def _events(self, doc: str) -> Iterator[PagesRead | None]:
        """What the reader sends, each once it is in the store or held for the next commit."""
        held = _Held()
        while True:
            self._cancel.check()
            event = self._room.next_event(_TICK)
            if isinstance(event, PagesRead):
                held.leaves.extend(event.pages)
                held.pictures.extend(event.looked)
                self._now += len(event.looked)
            ended = isinstance(event, Finished)
            if held.pictures and (ended or time.monotonic() - held.since > _COMMIT_SECONDS):
                self._commit(doc, held)
                held = _Held()
            if isinstance(event, PagesRead):
                yield event
            elif ended:
                return

    def _commit(self, doc: str, held: _Held) -> None:
        with self._manifest.transaction():
            self._manifest.pictures.writing(doc, held.pictures)
        self._store.add([(doc, held.leaves)])
        before = self._manifest.to_look_at(doc)
        after = replace(
            before,
            leaves=before.leaves + len(held.leaves),
            passages=before.passages + sum(len(read.passages) for read in held.leaves),
            ocr_pages=before.ocr_pages + len(held.leaves),
        )
        with self._manifest.transaction():
            self._manifest.put_looked(doc, after)
            self._manifest.pictures.done(doc, held.pictures)
            self._manifest.put_parts_read(doc, {read.page.part for read in held.leaves if read.passages})

    def _give_up(self, doc: str, pictures: list[Picture]) -> None:
        self._now += len(pictures)
        before = self._manifest.to_look_at(doc)
        picture = pictures[0]
        where = ", ".join(part for part in (picture.part, picture.label or picture.item) if part)
        several = f"{len(pictures)} pictures in it could not be read, among them {where}."
        reason = f"The picture {where} could not be read." if len(pictures) == 1 else several
        if before.status not in (Status.INDEXED, Status.PENDING):
            reason = before.reason
        status = before.status if before.status is Status.PENDING else Status.PARTIAL
        with self._manifest.transaction():
            self._manifest.put_looked(doc, replace(before, status=status, reason=reason))
            self._manifest.pictures.done(doc, pictures)

    def _settle(self, doc: str) -> None:
        """All pictures are done: what only waited for them has its status now."""
        looked = self._manifest.to_look_at(doc)
        if looked.status is Status.PENDING:
            with self._manifest.transaction():
                self._manifest.put_looked(doc, _settled(looked))


def _settled(looked: Looked) -> Looked:
    failed = looked.reason if looked.reason != WAITING else ""
    if looked.passages:
        return replace(looked, status=Status.PARTIAL if failed else Status.INDEXED, reason=failed)
    return replace(looked, status=Status.FAILED if failed else Status.EMPTY, reason=failed or _NO_TEXT)
