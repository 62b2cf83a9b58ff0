"""Reads the pictures of a file by OCR, in the reader's child: each is sent as it is done, and none stops the others."""

from __future__ import annotations

import time
import traceback
from pathlib import Path

from core.errors import WellreadError
from core.passages import Cutter
from core.reading.messages import LookJob
from core.reading.outbox import Outbox
from core.reading.pictures.ocr import read_picture
from core.reading.refine import refine
from core.reading.registry import see_pictures
from core.reading.source import Sight, Source
from core.types import Page, Picture, Reading, Status

_TOO_MUCH_MEMORY = "A picture in it needs more memory than one file may use."
_BROKEN = "Not all of its pictures could be looked at; the file may be damaged."
_NO_TEXT = "There is no text in its pictures."
# So many times the pictures of a file are asked for again without the one that stopped them.
_MOST_LOST = 20
_TROUBLE_LINES = 6


class Look:
    """One file's pictures on their way to pages.

    out_of_memory: whether a picture took too much. trouble: what a parser raised last, for the log.
    """

    def __init__(self, job: LookJob, outbox: Outbox, scratch: Path) -> None:
        self._job, self._outbox = job, outbox
        self._source = Source(Path(job.path), job.kind, scratch, job.password)
        self._cutter = Cutter(job.ordinal, job.leaf)
        self._waiting = dict.fromkeys(job.pictures)
        self._pages = self._passages = 0
        self._reason = ""
        self._lost = 0
        self.out_of_memory = False
        self.trouble = ""

    def run(self) -> Reading:
        """Send what is read of each picture; how it ended. Pictures that can't be had are answered, too."""
        begin = time.monotonic()
        try:
            self._source = refine(self._source)
            while self._waiting and self._look():
                pass
        except WellreadError as error:
            self._reason = str(error)
        for picture in self._waiting:
            self._outbox.looked(picture, None)
        seconds = round(time.monotonic() - begin, 4)
        status, reason = self._ended()
        return Reading(status, reason, self._pages, self._passages, self._pages, seconds, kind=self._source.kind)

    def _look(self) -> bool:
        """Look at the pictures that wait. False when the rest can't be had; else one was dropped, and it may go on."""
        try:
            for picture, sight in see_pictures(self._source, list(self._waiting)):
                self._waiting.pop(picture, None)
                self._answer(picture, self._read(picture, sight))
            return False
        except (WellreadError, BrokenPipeError, ConnectionError):
            raise
        except Exception as error:  # a parser may raise anything at all, and most often because of one picture
            self._note(error)
        if self._waiting:
            first = next(iter(self._waiting))
            del self._waiting[first]
            self._outbox.looked(first, None)
        self._lost += 1
        return self._lost < _MOST_LOST

    def _read(self, picture: Picture, sight: Sight) -> Page | None:
        """What is in one picture. Only what concerns the others as well is raised."""
        try:
            return read_picture(sight, picture, self._outbox.alive)
        except (WellreadError, BrokenPipeError, ConnectionError):
            raise
        except Exception as error:
            self._note(error)
            return None

    def _note(self, error: Exception) -> None:
        self.out_of_memory = self.out_of_memory or isinstance(error, MemoryError)
        self._reason = _TOO_MUCH_MEMORY if isinstance(error, MemoryError) else _BROKEN
        self.trouble = "".join(traceback.format_exception(error)[-_TROUBLE_LINES:])

    def _answer(self, picture: Picture, page: Page | None) -> None:
        if page is None:
            self._outbox.looked(picture, None)
            return
        read = self._cutter.read(page)
        self._pages += 1
        self._passages += len(read.passages)
        self._outbox.looked(picture, read)

    def _ended(self) -> tuple[Status, str]:
        if self._reason:
            return (Status.PARTIAL if self._pages else Status.FAILED), self._reason
        return (Status.INDEXED, "") if self._pages else (Status.EMPTY, _NO_TEXT)
