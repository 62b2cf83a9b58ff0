"""The properties of an Outlook message, a recipient or an attachment, as an MSG file keeps them ([MS-OXMSG])."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

from core.errors import WellreadError
from core.reading.legacy.codepages import codec, language_page
from core.reading.legacy.compound import Compound, Stream
from core.reading.mail.mail_words import decoded

_WIDE, _NARROW, _BINARY = 0x1F, 0x1E, 0x102
_NUMBER, _TIME = 0x03, 0x40
_VALUES = "__properties_version1.0"
_MOST_VALUES = 1 << 20
_MESSAGE_PAGE, _INTERNET_PAGE, _LOCALE = 0x3FFD, 0x3FDE, 0x3FF1
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


class Properties:
    """Those in one storage. Texts and bytes lie in streams of their own, numbers and times in a common one."""

    def __init__(self, compound: Compound, storage: str, header: int, codepage: str = "") -> None:
        """storage: its path with a slash behind it, "" for the message itself. header: bytes before the values.

        codepage: of texts that are not Unicode, where this storage does not name one.
        """
        self._compound, self._storage = compound, storage
        self._values = self._read_values(header)
        self.codepage = self._codepage() or codepage

    def text(self, number: int, most: int = 100_000) -> str:
        """A property's text, its beginning where it is longer than `most` bytes; "" where there is none."""
        if stream := self._stream(number, _WIDE):
            return stream.read_at(0, most & ~1).decode("utf-16-le", "replace").rstrip("\0")
        if stream := self._stream(number, _NARROW):
            return decoded(stream.read_at(0, most).rstrip(b"\0"), self.codepage)
        return ""

    def binary(self, number: int) -> Stream | None:
        """A property that is bytes."""
        return self._stream(number, _BINARY)

    def number(self, number: int) -> int | None:
        value = self._values.get(number << 16 | _NUMBER)
        return None if value is None else int(struct.unpack("<i", value[:4])[0])

    def time(self, number: int) -> datetime | None:
        value = self._values.get(number << 16 | _TIME)
        ticks = struct.unpack("<Q", value)[0] if value else 0
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def _stream(self, number: int, kind: int) -> Stream | None:
        name = f"{self._storage}__substg1.0_{number:04X}{kind:04X}"
        try:
            return self._compound.stream(name) if name in self._compound else None
        except WellreadError:  # a storage in its place
            return None

    def _read_values(self, header: int) -> dict[int, bytes]:
        name = f"{self._storage}{_VALUES}"
        if name not in self._compound:
            return {}
        data = self._compound.stream(name).read_at(header, _MOST_VALUES)
        return {struct.unpack_from("<I", data, at)[0]: data[at + 8 : at + 16] for at in range(0, len(data) - 15, 16)}

    def _codepage(self) -> str:
        page = self.number(_MESSAGE_PAGE) or self.number(_INTERNET_PAGE)
        language = self.number(_LOCALE)
        page = page or (language_page(language) if language else 0)
        return codec(page) if page else ""
