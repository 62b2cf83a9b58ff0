"""Keeps Python code in this process from writing outside one folder and from starting programs, on every system.

An audit hook can't be taken off again. It does not see what native code does; that is the kernel's part.
"""

from __future__ import annotations

import os
import sys
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Events by the positions of the paths in their arguments.
_CHANGES = {
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.utime": (0,),
}
_PROGRAMS = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.fork", "os.forkpty"}
)


def write_only_below(folder: str) -> None:
    """From now on Python code in this process can change nothing outside `folder`, and start nothing."""
    root = os.path.join(os.path.realpath(folder), "")  # noqa: PTH118  pathlib is too slow for every open of the process
    null = os.path.normcase(os.devnull)

    def inside(path: Any) -> bool:
        if isinstance(path, int) or path is None:
            return True  # an open file; opening it was judged then
        named = os.path.normcase(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100
        return named == null or os.path.join(named, "").startswith(os.path.normcase(root)) or _really_inside(named)  # noqa: PTH118

    def _really_inside(named: str) -> bool:
        return os.path.realpath(named).startswith(root)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & _WRITES and not inside(path):
                raise PermissionError("A reader writes nothing.")
        elif event in _CHANGES:
            if not all(inside(arguments[at]) for at in _CHANGES[event] if at < len(arguments)):
                raise PermissionError("A reader changes nothing.")
        elif event in _PROGRAMS:
            raise PermissionError("A reader starts nothing.")

    sys.addaudithook(hook)
