"""Streams of a compound (OLE) file, the container of Office 97-2003: opened with olefile, read a stretch at a time.

olefile trusts what the file says of its own sizes, builds its tables in quadratic time and holds whole streams in small
pieces. Here everything that a header claims is held against the file's size first, and streams are read where asked.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

import olefile
from olefile.olefile import OleDirectoryEntry, OleFileError

from core.errors import WellreadError
from core.reading.legacy.codepages import WESTERN, decoded

_HEADER = struct.Struct("<8s16sHHHHH6xLLLLLLLLL")
_MOST_ENTRIES = 50_000  # a message to a thousand people has some fifteen thousand
_MOST_PROPERTIES = 64 << 10  # bytes of summary; thumbnails lie there too, but behind the title
_SUMMARY = "\x05SummaryInformation"
_TITLE, _CODEPAGE = 2, 1
_ANSI, _WIDE = 30, 31
# What programs call a document that nobody named.
_NO_TITLES = frozenset(
    {"powerpoint presentation", "slide 1", "word document", "untitled", "document1", "presentation1"}
)
_DAMAGED = "This file is damaged: its table of contents makes no sense."


class Compound:
    """An opened compound file. Raises WellreadError, and for deeper damage whatever olefile raises."""

    def __init__(self, file: IO[bytes]) -> None:
        self.size = _check_header(file)
        try:
            self._ole = _Ole(file)
        except OSError as error:
            if error.errno is not None:  # the disk's, not olefile's
                raise
            raise WellreadError(_DAMAGED) from error
        self._file = file
        self._sector = self._ole.sectorsize
        self._mini: tuple[Stream, array[int]] | None = None

    @property
    def names(self) -> frozenset[str]:
        """The streams and storages at the top, in lower case as they are compared."""
        return frozenset(self._ole.root.kids_dict)

    def inside(self, name: str) -> frozenset[str]:
        """What lies in a storage ("" is the top), in lower case; nothing where there is no such storage."""
        entry = self._entry(name) if name else self._ole.root
        return frozenset(entry.kids_dict) if entry is not None else frozenset()

    @property
    def maker(self) -> str:
        """The class of the program that the file belongs to, "" where it names none."""
        return str(self._ole.root.clsid)

    @property
    def swollen(self) -> bool:
        """Whether a stream claims to be longer than the file: a trap for readers that believe it."""
        return self._ole.swollen

    def __contains__(self, name: str) -> bool:
        return self._entry(name) is not None

    def stream(self, name: str) -> Stream:
        """A stream by its name, storages before it parted by "/". Raises WellreadError where there is none."""
        entry = self._entry(name)
        if entry is None or entry.entry_type != olefile.STGTY_STREAM:
            raise WellreadError("This file is damaged: a part that holds its text is missing.")
        if entry.is_minifat:
            container, table = self._mini_sectors()
            return Stream(container.read_at, _chain(table, entry.isectStart, entry.size, 64), 64, entry.size)
        return self._plain(entry.isectStart, entry.size)

    def title(self) -> str:
        """The title in the file's summary, "" for none."""
        if _SUMMARY not in self:
            return ""
        title = _title(self.stream(_SUMMARY).read_at(0, _MOST_PROPERTIES))
        return "" if title.lower() in _NO_TITLES else title

    def _entry(self, name: str) -> Any | None:
        entry = self._ole.root
        for step in name.lower().split("/"):
            entry = entry.kids_dict.get(step)
            if entry is None:
                return None
        return entry

    def _plain(self, first: int, size: int) -> Stream:
        return Stream(self._read_sectors, _chain(self._ole.fat, first, size, self._sector), self._sector, size)

    def _read_sectors(self, start: int, length: int) -> bytes:
        self._file.seek(self._sector + start)
        return self._file.read(length)

    def _mini_sectors(self) -> tuple[Stream, array[int]]:
        """The stream that small streams lie in, and their table."""
        if self._mini is None:
            container = self._plain(self._ole.root.isectStart, self._ole.root.size)
            size = min(self._ole.num_mini_fat_sectors * self._sector, (container.size // 64 + 1) * 4)
            data = self._plain(self._ole.first_mini_fat_sector, size).read_at(0, size)
            self._mini = container, self._ole.sect2array(data[: len(data) & ~3])
        return self._mini


class Stream:
    """One stream. `size` is what there is of it, whatever it claims."""

    def __init__(self, read: Callable[[int, int], bytes], chain: array[int], sector: int, size: int) -> None:
        self._read, self._chain, self._sector = read, chain, sector
        self.size = min(size, len(chain) * sector)

    def read_at(self, start: int, length: int) -> bytes:
        """The bytes `[start, start + length)`, fewer where the stream ends before."""
        end = min(start + length, self.size)
        parts: list[bytes] = []
        while 0 <= start < end:
            index, skipped = divmod(start, self._sector)
            last = index
            while (last + 1) * self._sector < end and self._chain[last + 1] == self._chain[last] + 1:
                last += 1
            stop = min(end, (last + 1) * self._sector)
            data = self._read(self._chain[index] * self._sector + skipped, stop - start)
            parts.append(data)
            if len(data) < stop - start:  # the file ends in the middle of the stream
                break
            start = stop
        return b"".join(parts)


class _Ole(olefile.OleFileIO):  # type: ignore[misc]
    """olefile with tables that take linear time and never more than the file's size."""

    swollen = False

    def loadfat_sect(self, sect: Any) -> int:
        number = 0
        for number in sect if isinstance(sect, array) else self.sect2array(sect):
            if number in (olefile.ENDOFCHAIN, olefile.FREESECT) or len(self.fat) > self.nb_sect:
                break
            self.fat.extend(self.sect2array(self.getsect(number)))
        return number

    def loaddirectory(self, sect: int) -> None:
        if len(_chain(self.fat, sect, self._filesize, self.sectorsize)) * self.sectorsize > _MOST_ENTRIES * 128:
            raise WellreadError("This file has more parts than any document needs, so it was not read.")
        with suppress(OleFileError):  # a broken branch; what hangs on it is found below
            super().loaddirectory(sect)
        if not self.direntries or getattr(self.direntries[0], "entry_type", None) != olefile.STGTY_ROOT:
            raise WellreadError(_DAMAGED)
        self._find_lost()
        for entry in self.direntries:
            if entry is not None and entry.size > self._filesize:
                self.swollen = True
                entry.size = self._filesize

    def _find_lost(self) -> None:
        """Streams that the directory lists, but no storage leads to: it is damaged, and they belong to the top."""
        for number, entry in enumerate(self.direntries):
            if entry is None:
                self.directory_fp.seek(number * 128)
                lost = OleDirectoryEntry(self.directory_fp.read(128), number, self)
                if lost.entry_type == olefile.STGTY_STREAM and lost.size:
                    self.direntries[number] = self.root.kids_dict.setdefault(lost.name.lower(), lost)

    def _check_duplicate_stream(self, first_sect: int, minifat: bool = False) -> None:
        """Takes quadratic time, and only to take note."""


def _check_header(file: IO[bytes]) -> int:
    """The file's size."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(512)
    file.seek(0)
    if len(head) < 512 or not head.startswith(olefile.MAGIC):
        raise WellreadError("This is not an Office 97-2003 file, or its beginning is missing.")
    _, _, _, version, _, shift, mini_shift, _, fats, _, _, _, _, mini_fats, _, difats = _HEADER.unpack_from(head)
    if (shift, mini_shift) not in ((9, 6), (12, 6)) or version not in (3, 4):
        raise WellreadError(_DAMAGED)
    if max(fats, mini_fats, difats) > size >> shift:
        raise WellreadError(_DAMAGED)
    return size


def _chain(table: array[int], first: int, size: int, sector: int) -> array[int]:
    """The sectors that a stream of this size lies in. A broken chain ends early, a circle at the size."""
    chain = array("I")
    for _ in range(-(-size // sector)):
        if first >= len(table):
            break
        chain.append(first)
        first = table[first]
    return chain


def _title(data: bytes) -> str:
    """The title in a set of properties ([MS-OLEPS])."""
    try:
        (section,) = struct.unpack_from("<I", data, 44)
        _, count = struct.unpack_from("<II", data, section)
        places = dict(struct.unpack_from("<II", data, section + 8 + 8 * at) for at in range(min(count, 1000)))
        codepage = (
            struct.unpack_from("<H", data, section + places[_CODEPAGE] + 4)[0] if _CODEPAGE in places else WESTERN
        )
        kind, length = struct.unpack_from("<II", data, section + places[_TITLE])
    except (struct.error, KeyError):
        return ""
    start = section + places[_TITLE] + 8
    if kind == _WIDE or (kind == _ANSI and codepage == 1200):
        raw = data[start : start + length * (2 if kind == _WIDE else 1)].decode("utf-16-le", "replace")
    elif kind == _ANSI:
        raw = decoded(data[start : start + length], codepage)
    else:
        return ""
    return " ".join(raw.partition("\0")[0].split())
