"""What a reader has for its parent, sent as a stream: few messages, and none of them long in coming."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection

from core.reading.messages import Batch, Done, pack
from core.types import Picture, Reading, ReadPage

# A message holds about this many characters, or what came in this many seconds.
_CHARACTERS = 256_000
_SECONDS = 0.2
_ALIVE_SECONDS = 5.0


class Outbox:
    """Holds pages until there are enough for a message."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pages: list[ReadPage] = []
        self._looked: list[Picture] = []
        self._characters = self._parts = 0
        self._sent = time.monotonic()

    def put(self, read: ReadPage) -> None:
        self._pages.append(read)
        self._characters += len(read.page.text)
        if self._characters > _CHARACTERS or time.monotonic() - self._sent > _SECONDS:
            self._send()

    def looked(self, picture: Picture, read: ReadPage | None) -> None:
        """A picture has been read by OCR; what came of it goes out at once, because the next may take long."""
        self._looked.append(picture)
        if read is not None:
            self._pages.append(read)
        self._send()

    def part(self) -> None:
        """A file inside the file has ended: the next one has time of its own."""
        self._parts += 1
        if time.monotonic() - self._sent > _SECONDS:
            self._send()

    def alive(self) -> None:
        """Work goes on that may take long before anything of it can be sent."""
        if time.monotonic() - self._sent > _ALIVE_SECONDS:
            self._send()

    def end(self, reading: Reading, leaving: bool, trouble: str = "") -> None:
        if self._pages or self._looked:
            self._send()
        self._connection.send_bytes(pack(Done(reading, leaving, trouble)))

    def _send(self) -> None:
        self._connection.send_bytes(pack(Batch(tuple(self._pages), tuple(self._looked), self._parts)))
        self._pages, self._looked, self._characters, self._parts = [], [], 0, 0
        self._sent = time.monotonic()
