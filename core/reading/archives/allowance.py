"""How much may come out of one file that a person has, counted over all the files inside it while they are unpacked."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NoReturn

from core.errors import WellreadError

# Bytes that one file inside may unpack to: what the slowest packer yields before its reader counts as hanging.
LARGEST_MEMBER = 1 << 30
# Files inside one file. Reading more takes longer than the time that one file has.
_MOST_MEMBERS = 50_000
# Bytes that all of them may unpack to together, though they lie on the disk one at a time.
_MOST_BYTES = 8 << 30
# What people keep packs to a hundredth at best; a thousandth is the mark of nothing but repetition.
_RATIO = 1000
_RATIO_FROM = 256 << 20
# Bytes of disk that are always left to the rest of the machine, and after how many more it is asked again.
_RESERVE = 1 << 30
_ASK_AGAIN = 64 << 20


class TooMuch(WellreadError):
    """A bound was met; nothing more is unpacked from this file."""


class Allowance:
    """Shared by a file and everything inside it. Its methods raise TooMuch once a bound is met, and from then on."""

    def __init__(self) -> None:
        self._members = self._written = self._unpacked = 0
        self._packed = 0
        self._ask = 0
        self._spent: TooMuch | None = None

    def begin(self, path: Path) -> None:
        """Take note of the outermost file: what comes out of it is held against its size."""
        self._packed = self._packed or max(1, path.stat().st_size)

    def enter(self) -> None:
        """One more file inside."""
        self._members += 1
        if self._members > _MOST_MEMBERS:
            self._stop(f"There are more than {_MOST_MEMBERS:,} files in it, so the rest was not read.")
        self._go_on()

    def unpack(self, count: int) -> None:
        """`count` more bytes were unpacked, wanted or not, by something that can't skip."""
        self._unpacked += count
        self._go_on()

    def write(self, count: int, folder: Path) -> None:
        """`count` more bytes are about to be written below `folder`."""
        self._written += count
        if self._written > _MOST_BYTES:
            self._stop(f"It unpacks to more than {_MOST_BYTES >> 30} GB, so the rest was not read.")
        if self._written >= self._ask:
            self._ask = self._written + _ASK_AGAIN
            if shutil.disk_usage(folder).free < _RESERVE + _ASK_AGAIN:
                self._stop("There is not enough free space on the disk to unpack it.", "Free some space and try again.")
        self._go_on()

    def _go_on(self) -> None:
        most = max(self._written, self._unpacked)
        if self._packed and most > _RATIO_FROM and most > _RATIO * self._packed:
            self._stop("It unpacks to a thousand times its size, as only files made to fill a disk do.")
        if self._spent:
            raise self._spent

    def _stop(self, message: str, hint: str = "") -> NoReturn:
        self._spent = self._spent or TooMuch(message, hint)
        raise self._spent
