"""The bytes of a part of a mail as they were before they were made fit for travel, a piece at a time."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import IO

from core.reading.mail.mail_words import header
from core.reading.mail.mime import Entity

_BYTES = 1 << 16
_NO_BASE64 = bytes(b for b in range(256) if not re.match(rb"[A-Za-z0-9+/=]", bytes([b])))
_PADDING = re.compile(rb"=+")
_UU_BEGIN = re.compile(rb"begin [0-7]{3,4} ")


class Body:
    """What a part of a mail holds."""

    def __init__(self, file: IO[bytes], entity: Entity) -> None:
        stretch = _stretch(file, entity.start, entity.end)
        way = header(entity.headers, "content-transfer-encoding").lower().strip("\"' ")
        decoders = {"base64": _base64, "quoted-printable": _quoted, "x-uuencode": _uu, "uuencode": _uu, "x-uue": _uu}
        self._pieces = decoders[way](stretch) if way in decoders else stretch
        self._held = b""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._held = piece
        data, self._held = self._held[:size], self._held[size:]
        return data


def _stretch(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    while start < end:
        file.seek(start)
        data = file.read(min(_BYTES, end - start))
        if not data:
            return
        start += len(data)
        yield data


def _base64(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Other signs are left out, and what is padded in its middle is taken for several pieces."""
    held = b""
    for piece in pieces:
        held += piece.translate(None, _NO_BASE64)
        *ended, held = _PADDING.split(held)
        whole = len(held) // 4 * 4
        yield b"".join(map(_unpadded, ended)) + _unpadded(held[:whole])
        held = held[whole:]
    yield _unpadded(held)


def _unpadded(data: bytes) -> bytes:
    if len(data) % 4 == 1:
        data = data[:-1]
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def _quoted(pieces: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in pieces:
        held += piece
        cut = held.rfind(b"\n") + 1 or _before_escape(held)
        yield binascii.a2b_qp(held[:cut])
        held = held[cut:]
    yield binascii.a2b_qp(held)


def _before_escape(data: bytes) -> int:
    """Where a line of endless length can be cut: not inside an escape."""
    at = data.rfind(b"=", len(data) - 3)
    return len(data) if at < 0 else at


def _uu(pieces: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    begun = False
    for piece in pieces:
        *lines, held = (held + piece).split(b"\n")
        if len(held) > _BYTES:
            held = b""
        for line in lines:
            if begun and line.strip() in (b"end", b"`", b""):
                return
            if begun:
                yield _uu_line(line)
            begun = begun or bool(_UU_BEGIN.match(line))


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:  # too long by what some encoders add
        try:
            return binascii.a2b_uu(line[: ((line[0] - 32 & 63) * 4 + 5) // 3 + 1])
        except binascii.Error:
            return b""
