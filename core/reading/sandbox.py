"""What a reader's process gives up before it opens a stranger's file."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.connection import wait


def die_with_parent() -> None:
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


def be_modest(memory: int) -> None:
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


def memory_held() -> int:
    """The memory that this process holds, in bytes.

    Not getrusage's peak: on Linux a child begins with its parent's, and the librarian's is larger than any reader's.
    """
    import psutil

    return int(psutil.Process().memory_info().rss)
