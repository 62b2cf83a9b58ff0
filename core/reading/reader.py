"""The child's side of the reading room: a process that reads one file at a time and may die of it."""

from __future__ import annotations

import contextlib
import errno
import shutil
import time
import traceback
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from core.errors import Locked, NotRead, WellreadError
from core.passages import Cutter
from core.reading.messages import LookJob, ReadJob, Refused, Rendered, RenderJob, pack, unpack
from core.reading.outbox import Outbox
from core.reading.refine import refine
from core.reading.registry import Pages, read_pages
from core.reading.source import Source
from core.types import Author, BlockKind, Page, Part, Picture, Reading, ReadPage, Status

_TOO_MUCH_MEMORY = "It needs more memory than one file may use."
_BROKEN = "The file could not be read; it may be damaged."
_PICTURES = "There is no text in it, only pictures."
_UNLOCK = "Give it with: wellread unlock FILE"
_TROUBLE_LINES = 4  # of a traceback, for the log
_NO_TEXT = "There is no text in it."
_MOST_AUTHORS, _LONGEST_NAME = 1_000, 200


def serve(connection: Connection, memory: int, scratch: str) -> None:
    """Take jobs from the connection until it ends. Runs in a process of its own, confined already.

    memory: bytes of data that this process may hold. scratch: the one folder that it may write to.
    """
    with contextlib.suppress(EOFError, OSError):
        leaving = False
        while not leaving:
            job = unpack(connection.recv_bytes())
            if isinstance(job, RenderJob):
                connection.send_bytes(pack(_render(job, Path(scratch))))
            elif isinstance(job, LookJob):
                leaving = _look(job, connection, memory, Path(scratch))
            elif isinstance(job, ReadJob):
                leaving = _Read(job, connection, memory, Path(scratch)).run()
            _empty(Path(scratch))


def _empty(scratch: Path) -> None:
    """What one file left there is no business of the next."""
    for left in scratch.iterdir() if scratch.is_dir() else ():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                left.unlink()


def _look(job: LookJob, connection: Connection, memory: int, scratch: Path) -> bool:
    """Read pictures by OCR. True when this process should take no more work."""
    from core.reading.pictures.looking import Look

    outbox = Outbox(connection)
    look = Look(job, outbox, scratch)
    reading = look.run()
    leaving = look.out_of_memory or memory_held() > memory // 4 * 3  # the models alone take a third
    outbox.end(reading, leaving, look.trouble)
    return leaving


class _Read:
    """One file on its way to pages."""

    def __init__(self, job: ReadJob, connection: Connection, memory: int, scratch: Path) -> None:
        self._source = Source(Path(job.path), job.kind, scratch, job.password)
        self._outbox = Outbox(connection)
        self._memory = memory
        self._pages = self._passages = self._ink = 0
        self._pictures: list[Picture] = []
        self._numbers: set[tuple[str, int | None]] = set()
        self._parts: list[Part] = []
        self._authors: dict[str, None] = {}
        self._heading = self._stated = self._trouble = ""
        self._locked = False
        self._out_of_memory = False

    def run(self) -> bool:
        """Send the pages, then how it ended. True when this process should take no more work."""
        begin = time.monotonic()
        status, reason = self._read()
        title = self._stated.strip() or self._heading
        seconds = round(time.monotonic() - begin, 4)
        reading = Reading(
            status, reason, self._pages, self._passages, 0, seconds, title, self._source.kind, tuple(self._pictures),
            tuple(self._parts), self._locked, authors=tuple(self._authors),
        )  # fmt: skip
        leaving = self._out_of_memory or memory_held() > self._memory // 2
        self._outbox.end(reading, leaving, self._trouble)
        return leaving

    def _read(self) -> tuple[Status, str]:
        try:
            self._source = refine(self._source)
            self._send_pages(read_pages(self._source))
        except NotRead as error:
            return (Status.PARTIAL if self._ink else Status.SKIPPED), str(error)
        except Locked as error:
            self._locked = True
            return self._stopped(error.message if "unlock" in error.message else f"{error.message} {_UNLOCK}")
        except WellreadError as error:
            return self._stopped(str(error))
        except MemoryError:
            self._out_of_memory = True
            return self._stopped(_TOO_MUCH_MEMORY)
        except (BrokenPipeError, ConnectionError):
            raise
        except Exception as error:  # a parser may raise anything at all, and none of it is for a person
            self._trouble = "".join(traceback.format_exception(error)[-_TROUBLE_LINES:])
            return self._stopped(_in_words(error))
        return self._ended()

    def _ended(self) -> tuple[Status, str]:
        unread = [part for part in self._parts if part.status in (Status.FAILED, Status.PARTIAL)]
        if self._ink and unread:
            return Status.PARTIAL, _unread_parts(unread, len(self._parts))
        if self._ink:
            return Status.INDEXED, ""
        if unread:
            return Status.FAILED, _unread_parts(unread, len(self._parts))
        if self._parts and all(part.status is Status.SKIPPED for part in self._parts):
            return Status.SKIPPED, "There is nothing in it that Wellread reads."
        return Status.EMPTY, _PICTURES if self._pictures else _NO_TEXT

    def _stopped(self, reason: str) -> tuple[Status, str]:
        return (Status.PARTIAL if self._ink else Status.FAILED), reason

    def _send_pages(self, pages: Pages) -> None:
        cutter = Cutter()
        for found in self._until_end(pages):
            if isinstance(found, Picture):
                self._note(found)
            elif isinstance(found, Author):
                self._note_author(found.name)
            elif isinstance(found, Part):
                self._parts.append(found)
                self._outbox.part()
            else:
                read = cutter.read(found)
                self._count(read)
                self._outbox.put(read)

    def _until_end(self, pages: Pages) -> Iterator[Page | Picture | Part | Author]:
        self._stated = yield from pages

    def _note_author(self, name: str) -> None:
        name = " ".join(name.encode(errors="replace").decode().split())[:_LONGEST_NAME]
        if name and len(self._authors) < _MOST_AUTHORS:
            self._authors[name] = None

    def _note(self, picture: Picture) -> None:
        """A picture waits for OCR; one that is a page of its own counts as a page."""
        self._pictures.append(picture)
        if picture.number is not None and (picture.part, picture.number) not in self._numbers:
            self._numbers.add((picture.part, picture.number))
            self._pages += 1

    def _count(self, read: ReadPage) -> None:
        self._pages += 1
        self._numbers.add((read.page.part, read.page.number))
        self._passages += len(read.passages)
        self._ink += bool(read.page.text.strip())
        if not (self._heading or read.page.part):
            self._heading = next((p.heading[0] for p in read.passages if p.heading), "") or _bare_heading(read)


def _unread_parts(unread: list[Part], count: int) -> str:
    first = unread[0]
    if len(unread) == 1:
        return f"{first.name} inside it could not be read: {first.reason}"
    return f"{len(unread)} of the {count} files inside it could not be read, among them {first.name}: {first.reason}"


def _bare_heading(read: ReadPage) -> str:
    first = next((block for block in read.page.blocks if block.kind is BlockKind.HEADING), None)
    return " ".join(read.page.text[first.start : first.end].split()) if first else ""


def memory_held() -> int:
    """The memory that this process holds, in bytes.

    Not getrusage's peak: on Linux a child begins with its parent's, and the librarian's is larger than any reader's.
    """
    import psutil

    return int(psutil.Process().memory_info().rss)


def _in_words(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):  # that is a damaged file's wish to seek
        return f"The file could not be read from the disk: {(error.strerror or type(error).__name__).lower()}."
    return _BROKEN


def _render(job: RenderJob, scratch: Path) -> Rendered | Refused:
    try:
        from core.reading.archives.members import member_path
        from core.reading.render import render

        source = refine(Source(Path(job.path), job.kind, scratch, job.password))
        if job.part:
            source = member_path(source, job.part)
        return render(source, job.page, job.width)
    except WellreadError as error:
        return Refused(error.message, error.hint)
    except MemoryError:
        return Refused("The page needs more memory to draw than one page may use.")
    except Exception:  # as in _read: whatever the parser said, the person hears a sentence
        return Refused("The page could not be drawn; the file may be damaged.")
