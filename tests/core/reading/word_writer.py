"""Writes Word files of 1997 to 2003, byte by byte as [MS-DOC] has them, for the tests that read them."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from tests.core.reading.compound_writer import compound, summary

TEXT_AT = 0x800
# Styles in their order: what Word calls them, the style they are based on, and the properties they state.
STYLES = (
    *((number, 0xFFF, b"") for number in range(10)),
    (65, 0xFFF, b""),
    (62, 0, b""),  # 11: title
    (34, 0, b""),  # 12: caption
    (48, 0, b"\x0b\x46\x01\x00"),  # 13: list bullet
    (0xFFE, 2, b""),  # 14: a style of the person's own, based on the second heading
    (0xFFE, 0, b"\x40\x26\x02"),  # 15: and one with the third level of the outline
)
IN_TABLE, ROW_END = b"\x16\x24\x01", b"\x16\x24\x01\x17\x24\x01"
LISTED, NOT_LISTED, LEVEL_1, BODY_LEVEL = b"\x0b\x46\x01\x00", b"\x0b\x46\x00\x00", b"\x40\x26\x00", b"\x40\x26\x09"
HIDDEN, DELETED = b"\x3c\x08\x01", b"\x00\x08\x01"


def symbol(font: int, letter: int) -> bytes:
    return b"\x09\x6a" + struct.pack("<HH", font, letter)


@dataclass
class Story:
    """A text: its letters, and for each paragraph where it ends, its style and properties."""

    text: str = ""
    paragraphs: list[tuple[int, int, bytes]] = field(default_factory=list)

    def add(self, text: str, style: int = 0, properties: bytes = b"", mark: str = "\r") -> None:
        self.text += text + mark
        self.paragraphs.append((len(self.text), style, properties))


@dataclass
class WordWriter:
    """A document. Positions are counted in UTF-16 units from the beginning of the main text."""

    main: Story = field(default_factory=Story)
    footnotes: Story = field(default_factory=Story)
    comments: Story = field(default_factory=Story)
    endnotes: Story = field(default_factory=Story)
    boxes: Story = field(default_factory=Story)
    letters: list[tuple[str, bytes]] = field(default_factory=list)  # a stretch of the main text, and its properties
    footnote_refs: list[tuple[int, int]] = field(default_factory=list)  # its position, and whether it is numbered
    endnote_refs: list[tuple[int, int]] = field(default_factory=list)
    comment_refs: list[tuple[int, int]] = field(default_factory=list)  # its position, and the number of its author
    note_starts: dict[str, list[int]] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ("Times", "Symbol")
    plain: int = 0  # units at the beginning that are kept as one byte each
    pieces: bytes = b""  # another list of pieces than the true one
    kept: bytes = b""  # what the pictures in lines lie in
    free: tuple[bytes, ...] = ()  # the other pictures
    title: str = ""
    flags: int = 0

    def data(self) -> bytes:
        return compound(self.streams())

    def streams(self) -> dict[str, bytes]:
        stories = (self.main, self.footnotes, self.comments, self.endnotes, self.boxes)
        text = "".join(story.text for story in stories)
        units = text.encode("utf-16-le")
        body = text[: self.plain].encode("cp1252") + units[2 * self.plain :]
        counts = [len(story.text.encode("utf-16-le")) // 2 for story in stories]
        total = sum(counts)
        stream = bytearray(TEXT_AT) + body
        tables: dict[int, bytes] = {1: _style_sheet(), 15: self._fonts(), 33: self._pieces(total)}
        papx = self._paragraph_pages(stories, stream)
        tables[13] = papx
        tables[12] = self._letter_page(text, stream)
        tables |= self._notes(counts)
        tables[50] = self._free_pictures(stream)
        table = bytearray(64)  # where the keys of an encrypted file lie
        pairs = [(0, 0)] * 93
        for index, data in tables.items():
            pairs[index] = len(table), len(data)
            table += data
        head = struct.pack("<HHHHHH20x", 0xA5EC, 0xC1, 0, 1033, 0, 0x1200 | self.flags)
        head += struct.pack("<H28xH", 14, 22)
        letters = 2**31 - 1 if self.pieces else counts[0]
        longs = [len(stream), 0, 0, letters, counts[1], 0, 0, counts[2], counts[3], counts[4], 0]
        head += struct.pack("<22I", *longs, *[0] * (22 - len(longs)))
        head += struct.pack("<H", len(pairs)) + b"".join(struct.pack("<II", *pair) for pair in pairs) + b"\0\0"
        stream[: len(head)] = head
        streams = {"WordDocument": bytes(stream), "1Table": bytes(table)}
        if self.kept:
            streams["Data"] = self.kept
        if self.title:
            streams["\x05SummaryInformation"] = summary(self.title)
        return streams

    def place(self, position: int) -> int:
        """The byte of the stream at which a position lies."""
        wide = TEXT_AT + self.plain + 2 * (position - self.plain)
        return TEXT_AT + position if position < self.plain else wide

    def _pieces(self, total: int) -> bytes:
        pieces = [(0, (TEXT_AT << 1) | 1 << 30)] if self.plain else []
        pieces.append((self.plain, TEXT_AT + self.plain))
        true = struct.pack(f"<{len(pieces) + 1}I", *(start for start, _ in pieces), total)
        true += b"".join(struct.pack("<HIH", 0, place, 0) for _, place in pieces)
        plc = self.pieces or true
        return b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(plc)) + plc

    def _paragraph_pages(self, stories: tuple[Story, ...], stream: bytearray) -> bytes:
        ends: list[tuple[int, int, bytes]] = []
        before = 0
        for story in stories:
            for end, style, properties in story.paragraphs:
                at = before + len(story.text[:end].encode("utf-16-le")) // 2
                ends.append((self.place(at), style, properties))
            before += len(story.text.encode("utf-16-le")) // 2
        starts, numbers, first = [], [], TEXT_AT
        for at in range(0, len(ends), 8):
            some = ends[at : at + 8]
            _pad(stream)
            starts.append(first)
            numbers.append(len(stream) // 512)
            stream += _paragraph_page(first, some)
            first = some[-1][0]
        return struct.pack(f"<{2 * len(starts) + 1}I", *starts, first, *numbers)

    def _letter_page(self, text: str, stream: bytearray) -> bytes:
        places = [TEXT_AT]
        kinds: list[bytes] = []
        for word, properties in sorted(self.letters, key=lambda pair: text.index(pair[0])):
            start = len(text[: text.index(word)].encode("utf-16-le")) // 2
            end = start + len(word.encode("utf-16-le")) // 2
            places += [self.place(start), self.place(end)]
            kinds += [b"", properties]
        places.append(len(stream))
        kinds.append(b"")
        page = bytearray(512)
        struct.pack_into(f"<{len(places)}I", page, 0, *places)
        free = 510
        for at, properties in enumerate(kinds):
            if properties:
                free = (free - 1 - len(properties)) & ~1
                page[free : free + 1 + len(properties)] = bytes([len(properties)]) + properties
                page[4 * len(places) + at] = free // 2
        page[511] = len(kinds)
        _pad(stream)
        number = len(stream) // 512
        stream += page
        return struct.pack("<III", TEXT_AT, len(stream), number)

    def _notes(self, counts: list[int]) -> dict[int, bytes]:
        tables: dict[int, bytes] = {}
        for name, refs, index, count in (
            ("footnotes", self.footnote_refs, 2, counts[1]),
            ("endnotes", self.endnote_refs, 46, counts[3]),
        ):
            if refs:
                tables[index] = struct.pack(f"<{len(refs) + 1}I", *(cp for cp, _ in refs), counts[0])
                tables[index] += struct.pack(f"<{len(refs)}H", *(kind for _, kind in refs))
                tables[index + 1] = _positions(self.note_starts[name], count)
        if self.comment_refs:
            refs = self.comment_refs
            tables[4] = struct.pack(f"<{len(refs) + 1}I", *(cp for cp, _ in refs), counts[0])
            tables[4] += b"".join(struct.pack("<20xH8x", author) for _, author in refs)
            tables[5] = _positions(self.note_starts["comments"], counts[2])
            tables[36] = b"".join(struct.pack("<H", len(name)) + name.encode("utf-16-le") for name in self.authors)
        return tables

    def _free_pictures(self, stream: bytearray) -> bytes:
        entries = b""
        for picture in self.free:
            entries += struct.pack("<HHI", 2, 0xF007, 36) + bytes(28) + struct.pack("<II", len(stream), 0)
            stream += picture
        listed = struct.pack("<HHI", 0xF, 0xF001, len(entries)) + entries
        return struct.pack("<HHI", 0xF, 0xF000, len(listed)) + listed

    def _fonts(self) -> bytes:
        fonts = [bytes(39) + name.encode("utf-16-le") + b"\0\0" for name in self.fonts]
        return struct.pack("<HH", len(fonts), 0) + b"".join(bytes([len(font)]) + font for font in fonts)


def _positions(starts: list[int], end: int) -> bytes:
    return struct.pack(f"<{len(starts) + 2}I", *starts, end, end + 1)


def _pad(stream: bytearray) -> None:
    stream += bytes(-len(stream) % 512)


def _paragraph_page(first: int, paragraphs: list[tuple[int, int, bytes]]) -> bytes:
    page = bytearray(512)
    struct.pack_into(f"<{len(paragraphs) + 1}I", page, 0, first, *(end for end, _, _ in paragraphs))
    free = 510
    for at, (_, style, properties) in enumerate(paragraphs):
        said = struct.pack("<H", style) + properties
        # Of an odd length: half of it, rounded up. Of an even one: nothing, then half of it.
        said = bytes([(len(said) + 1) // 2]) + said if len(said) % 2 else bytes([0, len(said) // 2]) + said
        free = (free - len(said)) & ~1
        page[free : free + len(said)] = said
        page[4 * (len(paragraphs) + 1) + 13 * at] = free // 2
    page[511] = len(paragraphs)
    return bytes(page)


def _style_sheet() -> bytes:
    sheet = struct.pack("<HHH", 18, len(STYLES), 10) + bytes(14)
    for number, (builtin, base, properties) in enumerate(STYLES):
        said = struct.pack("<H", number) + properties
        style = struct.pack("<HHHHH", builtin, 1 | base << 4, 1, 0, 0) + struct.pack("<H", 1) + "x".encode("utf-16-le")
        style += b"\0\0" + struct.pack("<H", len(said)) + said
        style += bytes(len(style) % 2)
        sheet += struct.pack("<H", len(style)) + style
    return sheet
