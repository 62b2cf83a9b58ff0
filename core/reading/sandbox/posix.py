"""Low priority and bounded memory on Linux and macOS."""

from __future__ import annotations

import contextlib
import os
import resource

_KIND, _PATIENT = 10, 19  # niceness


def confine(memory: int, patient: bool) -> None:
    """Give way to others, hold at most `memory` bytes of data (macOS takes the limit and ignores it), dump no core."""
    os.nice(_PATIENT if patient else _KIND)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    limit = memory if most == resource.RLIM_INFINITY else min(memory, most)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))
