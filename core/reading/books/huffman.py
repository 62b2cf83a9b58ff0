"""Unpacks the text of the books that Amazon makes itself: Huffman codes for phrases that are made of phrases again."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from core.errors import WellreadError
from core.reading.books.palm import MOST_TEXT

_DEEPEST = 24
_MOST_PHRASES = 1 << 20
# All phrases of a book together, in bytes of text.
_ROOM = 64 << 20


class Phrases:
    """The codes of a book and what they stand for. Raises WellreadError for tables that make no sense."""

    def __init__(self, codes: bytes, dictionaries: Sequence[bytes]) -> None:
        self._room = _ROOM
        try:
            self._read_codes(codes)
            self._phrases: list[tuple[bytes, bool]] = []  # a phrase, and whether it is text and not codes again
            for dictionary in dictionaries:
                self._read_dictionary(dictionary)
        except (struct.error, IndexError) as error:
            raise WellreadError("The text of this book is packed in a way that makes no sense.") from error

    def unpack(self, data: bytes) -> bytes:
        return self._unpacked(data, 0)

    def _read_codes(self, codes: bytes) -> None:
        if codes[:4] != b"HUFF":
            raise IndexError
        quick, bounds = struct.unpack_from(">II", codes, 8)
        self._quick = [
            (entry & 0x1F, bool(entry & 0x80), entry >> 8) for entry in struct.unpack_from(">256I", codes, quick)
        ]
        pairs = struct.unpack_from(">64I", codes, bounds)
        self._least = [0, *(least << (32 - length) for length, least in enumerate(pairs[0::2], 1))]
        self._most = [0, *(((most + 1) << (32 - length)) - 1 for length, most in enumerate(pairs[1::2], 1))]

    def _read_dictionary(self, data: bytes) -> None:
        if data[:4] != b"CDIC":
            raise IndexError
        phrases, bits = struct.unpack_from(">II", data, 8)
        count = min(
            phrases - len(self._phrases), 1 << min(bits, 20), _MOST_PHRASES - len(self._phrases), len(data) // 2
        )
        for at in struct.unpack_from(f">{max(0, count)}H", data, 16):
            length = int.from_bytes(data[16 + at : 18 + at], "big")
            self._phrases.append((data[18 + at : 18 + at + (length & 0x7FFF)], bool(length & 0x8000)))

    def _unpacked(self, data: bytes, depth: int) -> bytes:
        text = bytearray()
        bits, left = int.from_bytes(data, "big") << 32, 8 * len(data)
        while left > 0 and len(text) < MOST_TEXT:
            code = bits >> left & 0xFFFFFFFF
            length, whole, most = self._quick[code >> 24]
            if whole:
                most = ((most + 1) << (32 - length)) - 1
            else:
                while length < 33 and code < self._least[length]:
                    length += 1
                most = self._most[length] if length < 33 else 0
            if not 0 < length <= min(left, 32):
                break
            left -= length
            text += self._phrase(most - code >> 32 - length, depth)
        return bytes(text[:MOST_TEXT])

    def _phrase(self, number: int, depth: int) -> bytes:
        if not 0 <= number < len(self._phrases) or depth > _DEEPEST:
            return b""
        phrase, is_text = self._phrases[number]
        if not is_text:
            self._phrases[number] = (b"", True)  # a phrase that is made of itself ends here
            phrase = self._unpacked(phrase, depth + 1)
            self._room -= len(phrase)
            if self._room < 0:
                raise WellreadError("The text of this book unpacks to more than any book holds.")
            self._phrases[number] = (phrase, True)
        return phrase
