"""Where the parts of a mail lie in its file. Nothing but headers is held in memory, however large the mail.

The standard library's parser holds a message several times over and refuses some that mail programs show. It still
reads the headers here, which is where the difficulties are; the parts themselves are only stretches between two lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import IO

_LINE = 1 << 16
_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+[ \t]*:")
_ENVELOPE = re.compile(rb">?From ")
# Headers longer than this are no one's; and people's mails have few parts, in few layers.
_MOST_HEADERS = 1 << 20
_MOST_PARTS = 5_000
_DEEPEST = 30


@dataclass(slots=True)
class Entity:
    """A mail or a part of one: its headers, and where its body lies in the file, `[start, end)`.

    parts: those of a multipart; such a one has no body of its own.
    """

    headers: Message
    start: int
    end: int = -1
    parts: list[Entity] = field(default_factory=list)
    boundary: bytes = b""

    @property
    def type(self) -> str:
        """Such as "text/plain"."""
        return self.headers.get_content_type()


def parse(file: IO[bytes], start: int, end: int) -> Entity:
    """The mail that lies in `[start, end)` of a file."""
    return _Parser(file, start, end).run()


class _Parser:
    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        self._lines = _Lines(file, start, end)
        self._end = end
        self._open: list[Entity] = []  # multiparts, outermost first
        self._leaf: Entity | None = None
        self._count = 0

    def run(self) -> Entity:
        self._lines.skip_to_headers()
        root = self._enter()
        for at, line in self._lines:
            if line.startswith(b"--") and self._open:
                self._maybe_boundary(at, line.rstrip())
        self._close(0, self._end)
        return root

    def _enter(self) -> Entity:
        """Read the headers of the next part, which becomes the one that is open."""
        headers = _headers(self._lines)
        entity = Entity(headers, self._lines.at)
        self._count += 1
        boundary = _boundary(headers) if headers.get_content_maintype() == "multipart" else b""
        if boundary and len(self._open) < _DEEPEST:
            entity.boundary = b"--" + boundary
            self._open.append(entity)
        else:
            self._leaf = entity
        return entity

    def _maybe_boundary(self, at: int, line: bytes) -> None:
        for level in range(len(self._open) - 1, -1, -1):
            mark = self._open[level].boundary
            if line == mark and self._count < _MOST_PARTS:
                self._close(level + 1, at)
                parent = self._open[level]
                parent.parts.append(self._enter())
                return
            if line == mark + b"--":
                self._close(level, at)
                return

    def _close(self, level: int, at: int) -> None:
        """End the open leaf and the multiparts from `level` on before the line that begins at `at`."""
        if self._leaf is not None:
            # The line end before a mark belongs to the mark.
            self._leaf.end = at if at == self._end else max(self._leaf.start, at - self._lines.line_end)
            self._leaf = None
        for entity in self._open[level:]:
            entity.end = at
        del self._open[level:]


class _Lines:
    """The lines of a stretch of a file, with where they begin. Of an endless line only its beginning counts as one."""

    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        self._file, self._end = file, end
        self.at = start
        self.line_end = 0  # bytes that ended the line before the last one that was handed out
        self._inside = False
        file.seek(start)

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        while line := self._file.readline(min(_LINE, self._end - self.at)):
            at, inside = self.at, self._inside
            self.at += len(line)
            self._inside = not line.endswith(b"\n")
            if not inside:
                yield at, line
            self.line_end = 2 if line.endswith(b"\r\n") else 1

    def back(self, at: int) -> None:
        """Go back to the line that begins at `at`."""
        self._file.seek(at)
        self.at, self._inside = at, False

    def skip_to_headers(self) -> None:
        """Pass over empty lines and the mark that mailboxes put before a mail."""
        for at, line in self:
            if line.strip() and not _ENVELOPE.match(line):
                self.back(at)
                return


def _headers(lines: _Lines) -> Message:
    """The headers that begin here. Ends behind the empty line after them, or before a line that can't be a header."""
    held: list[bytes] = []
    size = 0
    for at, line in lines:
        if not line.strip(b"\r\n"):
            break
        if not (_HEADER.match(line) or (held and line[:1] in b" \t")):
            lines.back(at)
            break
        size += len(line)
        if size < _MOST_HEADERS:
            held.append(line if line.endswith(b"\n") else line + b"\n")
    return BytesHeaderParser(policy=compat32).parsebytes(b"".join(held))


def _boundary(headers: Message) -> bytes:
    try:
        return (headers.get_boundary() or "").encode("ascii", "surrogateescape")
    except (ValueError, LookupError):  # a parameter in an encoding that there is none of
        return b""
