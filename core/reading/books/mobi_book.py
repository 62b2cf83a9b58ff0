"""A Kindle or Mobipocket book: its headers, its text put together, and where in the text its chapters begin."""

from __future__ import annotations

import html
import re
import struct
from collections.abc import Callable, Iterable

from core.errors import NotRead, WellreadError
from core.reading.books.huffman import Phrases
from core.reading.books.mobi_index import Row, Table
from core.reading.books.palm import Database, unpacked, without_trailers

# The titles of the chapters, and of what is around them, by where they begin.
Starts = dict[int, tuple[str, ...]]

# More than any book; what unpacks to more was made to fill the memory.
_MOST_TEXT = 96 << 20
# Pieces of the text are put into each other; moving more bytes than this is no book's doing.
_MOST_MOVED = 2 << 30
_NONE = 0xFFFFFFFF
_TITLE, _NEWER_BOOK = 503, 121
_CONTENTS = re.compile(rb"<reference\b[^<>]*\btoc\b[^<>]*>", re.IGNORECASE)
_PLACE = re.compile(rb"filepos\s*=\s*[\"']?0*(\d{1,10})", re.IGNORECASE)
_LINK = re.compile(rb"<a\b[^<>]*filepos\s*=\s*[\"']?0*(\d{1,10})[^<>]*>(.{0,600}?)</a>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(rb"<mbp:pagebreak[^<>]*>", re.IGNORECASE)
_LINE_END = re.compile(r"<(?:br|/?p|/?div)\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_MARKUP = re.compile(rb"<(?:html|body|p|div|br)\b", re.IGNORECASE)


class _Header:
    """The first record of a book."""

    def __init__(self, record: bytes) -> None:
        if len(record) < 16:
            raise WellreadError("The beginning of this book is missing.")
        self._record = record
        self.packing, _, _, self.records, _, self.lock = struct.unpack_from(">HHIHHH", record)
        self.is_mobi = record[16:20] == b"MOBI" and len(record) >= 40
        self._end = min(16 + struct.unpack_from(">I", record, 20)[0], len(record)) if self.is_mobi else 0
        self.codec = "utf-8" if self.number(28) == 65001 else "cp1252"
        self.trailers = struct.unpack_from(">H", record, 242)[0] if self._end >= 244 else 0
        self.extras = dict(self._extras()) if self.number(128, 0) & 0x40 else {}

    def number(self, at: int, otherwise: int = _NONE) -> int:
        """A number of the header, `otherwise` where the header ends before it."""
        return int(struct.unpack_from(">I", self._record, at)[0]) if at + 4 <= self._end else otherwise

    @property
    def title(self) -> str:
        at, length = self.number(84, 0), self.number(88, 0)
        raw = self.extras.get(_TITLE) or self._record[at : at + min(length, 1000)]
        return " ".join(html.unescape(raw.decode(self.codec, "replace")).split())

    def _extras(self) -> Iterable[tuple[int, bytes]]:
        at = self._end + 12
        while at + 8 <= len(self._record) and self._record[self._end : self._end + 4] == b"EXTH":
            kind, length = struct.unpack_from(">II", self._record, at)
            yield kind, self._record[at + 8 : at + max(8, length)]
            at += max(8, length)


class Book:
    """What is needed of a book to read it. Raises NotRead for one that is protected.

    text: markup, or plain text where `is_markup` says so. starts: of its chapters. named: whether they have titles.
    first_picture: the number of the record with the first picture.
    """

    def __init__(self, database: Database) -> None:
        self._database, self._base = database, 0
        self._header = first = _Header(database.record(0))
        self.first_picture = first.number(108)
        self._take_newer_book()
        self.title = self._header.title or first.title or database.name
        self.codec = self._header.codec
        if first.lock or self._header.lock:
            raise NotRead("This book is protected by the shop that sold it.", "Only that shop's own program opens it.")
        self.cut_short = False
        self.text = self._unpacked()
        if self.text.startswith(b"%MOP"):
            raise NotRead("This book is a printed one in pictures, in a format of Kindle programs alone.")
        self.is_markup = self._header.is_mobi or _MARKUP.search(self.text, 0, 4096) is not None
        fragments = self._put_together()
        self.starts = self._chapters(fragments) or self._linked_chapters()
        self.named = bool(self.starts)
        if not self.named:
            self.starts = {found.start(): () for found in _BREAK.finditer(self.text)}

    def _take_newer_book(self) -> None:
        """Some files hold a book twice: once for old Kindles, and once as a later format with better structure."""
        stated = self._header.extras.get(_NEWER_BOOK, b"")
        at = struct.unpack(">I", stated)[0] if len(stated) == 4 else _NONE
        if self._database.record(at - 1)[:8] == b"BOUNDARY":
            self._header, self._base = _Header(self._database.record(at)), at

    def _unpacked(self) -> bytes:
        unpack = self._packing()
        text = bytearray()
        for number in range(self._base + 1, self._base + 1 + self._header.records):
            data = self._database.record(number, 1 << 17)
            self.cut_short = not data
            if not data or len(text) > _MOST_TEXT:
                break
            text += unpack(without_trailers(data, self._header.trailers))
        return bytes(text)

    def _packing(self) -> Callable[[bytes], bytes]:
        if self._header.packing == 1:
            return bytes
        if self._header.packing == 2:
            return unpacked
        if self._header.packing == 17480:
            first = self._base + self._header.number(112)
            count = min(self._header.number(116, 0), 5000)
            return Phrases(
                self._database.record(first), [self._database.record(first + n) for n in range(1, count)]
            ).unpack
        raise WellreadError("The text of this book is packed in a way that Wellread does not know.")

    def _table(self, at: int) -> Table:
        return Table(self._database, self._base + self._header.number(at))

    def _put_together(self) -> list[Row]:
        """In the later format the text lies in pieces, each to be put into the one before. Returns their table."""
        if self._header.number(36, 0) < 8:
            return []
        frames, fragments = self._table(252).rows, self._table(248).rows
        flows = self._database.record(self._base + self._header.number(192))
        text = (
            self.text[: struct.unpack_from(">I", flows, 16)[0]]
            if flows[:4] == b"FDST" and len(flows) >= 20
            else self.text
        )
        whole = _together(text, frames, fragments)
        self.text = whole if len(whole) > 0.9 * len(text) else text
        return fragments

    def _chapters(self, fragments: list[Row]) -> Starts:
        """From the table of chapters, where the book has one."""
        table = self._table(244)
        found: list[tuple[int, int, str]] = []
        for row in table.rows:
            at = row.value(1)
            number, further = row.value(6), row.value(6, 1)
            if number is not None and further is not None and number < len(fragments):
                at = _decimal(fragments[number].name) + further
            title = _words(table.text(row.value(3)).decode(self.codec, "replace"))
            if at is not None and at < len(self.text) and title:
                found.append((at, row.value(4) or 0, title))
        path: list[str] = []
        starts: Starts = {}
        for at, depth, title in sorted(found):
            path[depth:] = [title]
            starts[at] = tuple(path)
        return starts

    def _linked_chapters(self) -> Starts:
        """From the links of the page that lists the chapters, in older books."""
        stated = _CONTENTS.search(self.text)
        place = _PLACE.search(stated[0]) if stated else None
        if place is None:
            return {}
        begin = int(place[1])
        end = _BREAK.search(self.text, begin + 1)
        links = _LINK.findall(self.text, begin, min(end.start() if end else len(self.text), begin + (1 << 20)))
        found = ((int(at), _words(words.decode(self.codec, "replace"))) for at, words in links)
        return {at: (title,) for at, title in found if title and at < len(self.text)}


def _together(text: bytes, frames: list[Row], fragments: list[Row]) -> bytes:
    pieces: list[bytes] = []
    used = moved = 0
    for frame in frames:
        count, start, length = frame.value(1) or 0, frame.value(6) or 0, frame.value(6, 1) or 0
        piece = bytearray(text[start : start + length])
        end = start + length
        for fragment in fragments[used : used + count]:
            size = fragment.value(6, 1) or 0
            at = max(0, min(_decimal(fragment.name) - start, len(piece)))
            piece[at:at] = text[end : end + size]
            end += size
            moved += len(piece)
            if moved > _MOST_MOVED:
                return b""
        used += count
        pieces.append(bytes(piece))
    return b"".join(pieces)


def _decimal(name: bytes) -> int:
    return int(name) if name.isdigit() and len(name) < 12 else 0


def _words(markup: str) -> str:
    return " ".join(html.unescape(_ANY_TAG.sub("", _LINE_END.sub(" ", markup))).split())[:300]
