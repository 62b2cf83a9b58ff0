"""What a reader's process gives up before it opens a stranger's file.

It stays offline, writes nowhere but into its scratch folder, starts no program, holds a bounded amount of memory, works
at a low priority and ends with its parent. Python code is held by audit hooks on every system; native code by the
kernel where it offers a way: Landlock and seccomp on Linux, a job object on Windows, the seatbelt on macOS.

Called before anything but the standard library is imported, so that no thread of a library escapes it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from multiprocessing.connection import wait

from core.offline import stay_offline
from core.reading.sandbox.hook import write_only_below


def enter(scratch: str, memory: int, patient: bool) -> None:
    """Confine this process for good.

    scratch: the one folder that it may write to. memory: bytes of data that it may hold. patient: whether it gives way
    even to the other readers.
    """
    stay_offline()
    _fall_silent()
    os.environ.update(TMPDIR=scratch, TEMP=scratch, TMP=scratch, ORT_DISABLE_TELEMETRY="1", OPENBLAS_NUM_THREADS="1")
    tempfile.tempdir = scratch
    write_only_below(scratch)
    if sys.platform == "win32":
        from core.reading.sandbox import windows

        windows.confine(memory, patient)
    else:
        from core.reading.sandbox import posix

        posix.confine(memory, patient)
    if sys.platform == "linux":
        from core.reading.sandbox import linux

        linux.confine(scratch)
    elif sys.platform == "darwin":
        from core.reading.sandbox import macos

        macos.confine(scratch)
    _die_with_parent()


def _fall_silent() -> None:
    """No words on the terminal, and deaf to Ctrl-C: the parent decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)


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
        with contextlib.suppress(OSError):
            fcntl.fcntl(sentinel, fcntl.F_SETOWN, os.getpid())
            fcntl.fcntl(sentinel, fcntl.F_SETFL, fcntl.fcntl(sentinel, fcntl.F_GETFL) | os.O_ASYNC)
