"""Threads that stand back behind everything else that a machine is asked to do."""

from __future__ import annotations

import contextlib
import os
import sys
import threading

_NICENESS = 10
_BELOW_NORMAL = -1  # THREAD_PRIORITY_BELOW_NORMAL of winbase.h


def stand_back() -> None:
    """Lower the priority of the calling thread, for good; where the system can't do that for a thread, nothing."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentThread.restype = ctypes.c_void_p
        kernel.SetThreadPriority(ctypes.c_void_p(kernel.GetCurrentThread()), _BELOW_NORMAL)
    elif sys.platform == "linux":  # the only one whose niceness is a thread's own
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
