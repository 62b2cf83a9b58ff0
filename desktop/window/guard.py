"""A guard against one defect of Qt for Python.

PySide6 6.12.0 hands out None and True without counting the references, as if they were immortal. From Python 3.12 on
they are; before, a window dies after some thousand calls ("deallocating None"). Here they are made as good as immortal,
in the way that later Pythons do it: by a count that no program brings down. PySide6 6.11 and before do not need this.
"""

from __future__ import annotations

import ctypes
import sys

import PySide6

_ENOUGH = 1 << 40


def make_constants_immortal() -> None:
    """Once, before the first widget."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython" or PySide6.__version__ < "6.12":
        return
    for constant in (None, True, False):
        count = ctypes.c_ssize_t.from_address(id(constant))
        if abs(count.value - sys.getrefcount(constant)) < _NEAR:  # it is where we think it is
            count.value += _ENOUGH


_NEAR = 16  # references that come and go between two looks
