"""The seatbelt of macOS: no network, no programs, no writing outside one folder. Never run: docs/platforms.md."""

from __future__ import annotations

import ctypes
import json
import os


def confine(scratch: str) -> None:
    """Refuse this process what a reader never needs. Where the system offers no such call, the audit hooks remain."""
    folder = json.dumps(os.path.realpath(scratch))  # quoted as the profile's language quotes strings
    profile = (
        "(version 1)(allow default)(deny network*)(deny process-exec*)(deny process-fork)(deny file-write*)"
        f'(allow file-write* (subpath {folder}) (literal "/dev/null"))'
    )
    try:
        sandbox_init = ctypes.CDLL(None).sandbox_init
    except (OSError, AttributeError):
        return
    trouble = ctypes.c_char_p()
    sandbox_init(profile.encode(), ctypes.c_uint64(0), ctypes.byref(trouble))
