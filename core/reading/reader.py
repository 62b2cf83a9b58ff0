"""The child's side of the reading room: a process that reads one file at a time and may die of it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path

from core.errors import WellreadError
from core.offline import stay_offline
from core.passages import Cutter
from core.reading.messages import Batch, Done, ReadJob, Refused, Rendered, RenderJob, pack, unpack
from core.reading.registry import Pages, read_pages
from core.types import BlockKind, Page, Reading, ReadPage, Status

# A message holds about this many characters, or what came in this many seconds: few messages, and still a stream.
_BATCH_CHARACTERS = 256_000
_BATCH_SECONDS = 0.2

_TOO_MUCH_MEMORY = "It needs more memory than one file may use."
_BROKEN = "The file could not be read; it may be damaged."
_SCAN = "There is no text on its pages. They are probably scans, which Wellread does not read yet."
_NO_TEXT = "There is no text in it."


def main(connection: Connection, memory: int) -> None:
    """Take jobs from the connection until it ends. Runs in a process of its own.

    memory: bytes of data that this process may hold.
    """
    stay_offline()
    _die_with_parent()
    _be_modest(memory)
    with contextlib.suppress(EOFError, OSError):
        while True:
            job = unpack(connection.recv_bytes())
            if isinstance(job, RenderJob):
                connection.send_bytes(pack(_render(job)))
            elif isinstance(job, ReadJob) and _Read(job, connection, memory).run():
                return


class _Read:
    """One file on its way to pages."""

    def __init__(self, job: ReadJob, connection: Connection, memory: int) -> None:
        self._job = job
        self._connection = connection
        self._memory = memory
        self._held: list[ReadPage] = []
        self._pages = self._passages = self._ink = 0
        self._heading = self._stated = ""
        self._out_of_memory = False

    def run(self) -> bool:
        """Send the pages, then how it ended. True when this process should take no more work."""
        begin = time.monotonic()
        status, reason = self._read()
        self._flush()
        title = self._stated.strip() or self._heading
        seconds = round(time.monotonic() - begin, 4)
        reading = Reading(status, reason, self._pages, self._passages, 0, seconds, title)
        leaving = self._out_of_memory or _memory() > self._memory // 2
        self._connection.send_bytes(pack(Done(reading, leaving)))
        return leaving

    def _read(self) -> tuple[Status, str]:
        try:
            self._send_pages(read_pages(Path(self._job.path), self._job.kind))
        except WellreadError as error:
            return self._stopped(str(error))
        except MemoryError:
            self._out_of_memory = True
            return self._stopped(_TOO_MUCH_MEMORY)
        except (BrokenPipeError, ConnectionError):
            raise
        except Exception as error:  # a parser may raise anything at all, and none of it is for a person
            return self._stopped(_in_words(error))
        if self._ink:
            return Status.INDEXED, ""
        return Status.EMPTY, _SCAN if self._job.kind == "pdf" and self._pages else _NO_TEXT

    def _stopped(self, reason: str) -> tuple[Status, str]:
        return (Status.PARTIAL if self._ink else Status.FAILED), reason

    def _send_pages(self, pages: Pages) -> None:
        cutter = Cutter()
        sent, characters = time.monotonic(), 0
        for page in self._until_end(pages):
            read = ReadPage(page, cutter.cut(page))
            self._count(read)
            self._held.append(read)
            characters += len(page.text)
            if characters > _BATCH_CHARACTERS or time.monotonic() - sent > _BATCH_SECONDS:
                self._flush()
                sent, characters = time.monotonic(), 0

    def _until_end(self, pages: Pages) -> Iterator[Page]:
        self._stated = yield from pages

    def _count(self, read: ReadPage) -> None:
        self._pages += 1
        self._passages += len(read.passages)
        self._ink += bool(read.page.text.strip())
        if not self._heading:
            self._heading = next((p.heading[0] for p in read.passages if p.heading), "") or _bare_heading(read)

    def _flush(self) -> None:
        if self._held:
            self._connection.send_bytes(pack(Batch(tuple(self._held))))
            self._held = []


def _bare_heading(read: ReadPage) -> str:
    first = next((block for block in read.page.blocks if block.kind is BlockKind.HEADING), None)
    return " ".join(read.page.text[first.start : first.end].split()) if first else ""


def _in_words(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"The file could not be read from the disk: {(error.strerror or type(error).__name__).lower()}."
    return _BROKEN


def _render(job: RenderJob) -> Rendered | Refused:
    try:
        from core.reading.pdf import render

        return render(Path(job.path), job.page, job.width)
    except WellreadError as error:
        return Refused(error.message, error.hint)
    except MemoryError:
        return Refused("The page needs more memory to draw than one page may use.")
    except Exception:  # as in _read: whatever the parser said, the person hears a sentence
        return Refused("The page could not be drawn; the file may be damaged.")


def _die_with_parent() -> None:
    """Make sure that this process ends when its parent does, however that ends."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
    if sys.platform == "linux":
        import fcntl

        # A parser that never lets go of the interpreter would starve the thread; the kernel's signal reaches it still.
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(sentinel, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(sentinel, fcntl.F_SETFL, fcntl.fcntl(sentinel, fcntl.F_GETFL) | os.O_ASYNC)


def _be_modest(memory: int) -> None:
    """Low priority, a memory limit, no core dumps, no words on the terminal, deaf to Ctrl-C (the parent decides).

    On Windows the memory limit needs a job object, which is still to come; macOS takes the limit and ignores it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)
    if sys.platform == "win32":
        import psutil

        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        return
    import resource

    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    limit = memory if most == resource.RLIM_INFINITY else min(memory, most)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))


def _memory() -> int:
    """The memory that this process holds, in bytes.

    Not getrusage's peak: on Linux a child begins with its parent's, and the librarian's is larger than any reader's.
    """
    import psutil

    return int(psutil.Process().memory_info().rss)
