"""Writes Kindle and Mobipocket books byte by byte, as far as a reader looks at them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

NONE = 0xFFFFFFFF
_HEADER = 264

Row = tuple[bytes, Mapping[int, Sequence[int]]]


def database(records: Sequence[bytes], kind: bytes = b"BOOKMOBI") -> bytes:
    at = 78 + 8 * len(records) + 2
    table = b""
    for number, record in enumerate(records):
        table += struct.pack(">II", at, number)
        at += len(record)
    head = b"Moby_Dick".ljust(60, b"\0") + kind + struct.pack(">IIH", 0, 0, len(records))
    return head + table + b"\0\0" + b"".join(records)


def header(
    *,
    packing: int,
    texts: int,
    length: int,
    numbers: Mapping[int, int],
    title: bytes,
    lock: int = 0,
    extras: bytes = b"",
) -> bytes:
    """The first record. numbers: what stands at which byte of it."""
    record = bytearray(_HEADER)
    struct.pack_into(">HHIHHHH", record, 0, packing, 0, length, texts, 4096, lock, 0)
    record[16:20] = b"MOBI"
    unset = dict.fromkeys((108, 192, 244, 248, 252), NONE)
    usual = {20: _HEADER - 16, 24: 2, 28: 65001, 36: 6, 84: _HEADER + len(extras), 88: len(title)}
    for at, number in {**unset, **usual, 128: 0x40 if extras else 0, **numbers}.items():
        struct.pack_into(">I", record, at, number)
    return bytes(record) + extras + title


def extras(items: Mapping[int, bytes]) -> bytes:
    body = b"".join(struct.pack(">II", kind, 8 + len(value)) + value for kind, value in items.items())
    return b"EXTH" + struct.pack(">II", 12 + len(body), len(items)) + body


def index(rows: Sequence[Row], tags: Sequence[tuple[int, int]], texts: bytes = b"") -> list[bytes]:
    """A table as records. tags: what each value of a row is, and how many of it there are."""
    kinds = b"".join(bytes((tag, each, 1 << bit, 0)) for bit, (tag, each) in enumerate(tags)) + bytes((0, 0, 0, 1))
    main = _index_head(0, 1, 1 if texts else 0) + b"TAGX" + struct.pack(">II", 12 + len(kinds), 1) + kinds
    body, starts = b"", b""
    for name, values in rows:
        starts += struct.pack(">H", 192 + len(body))
        has = sum(1 << bit for bit, (tag, _) in enumerate(tags) if tag in values)
        numbers = b"".join(number(value) for tag, _ in tags for value in values.get(tag, ()))
        body += bytes((len(name),)) + name + bytes((has,)) + numbers
    data = _index_head(192 + len(body), len(rows), 0) + body + b"IDXT" + starts
    return [main, data, texts] if texts else [main, data]


def _index_head(table: int, count: int, texts: int) -> bytes:
    return (b"INDX" + struct.pack(">13I", 192, 0, 0, 0, table, count, 65001, 0, 0, 0, 0, 0, texts)).ljust(192, b"\0")


def labels(titles: Sequence[str]) -> tuple[bytes, list[int]]:
    """Titles as a table keeps them, and where each of them begins."""
    data, places = b"", []
    for title in titles:
        places.append(len(data))
        data += number(len(title.encode())) + title.encode()
    return data, places


def number(value: int) -> bytes:
    """A number in groups of seven bits, the last one marked."""
    groups = [value & 0x7F | 0x80]
    while value := value >> 7:
        groups.append(value & 0x7F)
    return bytes(reversed(groups))


def palmdoc(data: bytes) -> bytes:
    """Packed with all that the packing knows: copies, blanks joined to letters, stretches taken as they are."""
    packed = bytearray()
    at = 0
    while at < len(data):
        length, start = next(
            (
                (n, found)
                for n in range(10, 2, -1)
                if (found := data.rfind(data[at : at + n], max(0, at - 2047), at)) >= 0
            ),
            (0, 0),
        )
        if length and at + length <= len(data):
            packed += struct.pack(">H", 0x8000 | (at - start) << 3 | length - 3)
            at += length
        elif data[at] == 0x20 and at + 1 < len(data) and 0x40 <= data[at + 1] < 0x80:
            packed.append(data[at + 1] ^ 0x80)
            at += 2
        elif data[at] == 0 or 9 <= data[at] < 0x80:
            packed.append(data[at])
            at += 1
        else:
            packed += bytes((1, data[at]))
            at += 1
    return bytes(packed)


def huffman(texts: Sequence[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Records of text, and the records that tell how they are packed: a code of 8 bits for each byte.

    The phrase for "e" is itself made of codes, as in real books most are.
    """
    quick = struct.pack(">I", 8 | 0x80 | 255 << 8) * 256
    codes = b"HUFF" + struct.pack(">III", 24, 24, 24 + len(quick)) + bytes(8) + quick + bytes(256)
    dictionaries = []
    for first in (0, 128):
        offsets, body = b"", b""
        for value in range(first, first + 128):
            offsets += struct.pack(">H", 256 + len(body))
            is_code = value == ord("e")
            body += struct.pack(">H", 1 | (0 if is_code else 0x8000))
            body += bytes((255 - 1,)) if is_code else bytes((ord("e") if value == 1 else value,))
        dictionaries.append(b"CDIC" + struct.pack(">III", 16, 256, 7) + offsets + body)
    return [bytes(255 - byte for byte in text) for text in texts], [codes, *dictionaries]


def old_book(
    markup: bytes,
    *,
    packing: int = 2,
    chapters: Mapping[str, int] | None = None,
    lock: int = 0,
    given: Mapping[int, bytes] | None = None,
    pictures: Sequence[bytes] = (),
    more: Sequence[bytes] = (),
) -> bytes:
    """A book in the older format. chapters: where each begins. given: what the file says of itself beside."""
    texts = [markup[at : at + 4096] for at in range(0, len(markup), 4096)]
    tables: list[bytes] = []
    if packing == 17480:
        texts, tables = huffman(texts)
    elif packing == 2:
        texts = [palmdoc(text) for text in texts]
    # Behind each text: the rest of a parted character (none), and an entry of four bytes that tells its own length.
    records = [*(text + b"\0" + b"abc\x84" for text in texts), *tables]
    numbers = {240: 0b11, 112: len(texts) + 1, 116: len(tables)}
    if chapters:
        titles, places = labels(list(chapters))
        numbers[244] = len(records) + 1
        rows = [(b"%03d" % n, {1: [at], 3: [places[n]], 4: [0]}) for n, at in enumerate(chapters.values())]
        records += index(rows, [(1, 1), (3, 1), (4, 1)], titles)
    if pictures:
        numbers[108] = len(records) + 1
        records += pictures
    first = header(
        packing=packing, texts=len(texts), length=len(markup), numbers=numbers, title="Moby – Dick".encode(), lock=lock,
        extras=extras(given) if given else b"",
    )  # fmt: skip
    return database([first, *records, *more])


def new_book(parts: Sequence[tuple[bytes, Sequence[bytes]]], chapters: Sequence[tuple[str, int, int]]) -> list[bytes]:
    """A book in the later format (KF8) as records: its text lies in frames, and pieces that belong into the frames.

    parts: frames, with "|" where their pieces go, and these. chapters: titles, depths, and the pieces they begin with.
    """
    text = b""
    frames: list[Row] = []
    pieces: list[Row] = []
    for name, (frame, inside) in enumerate(parts):
        place = len(text) + frame.index(b"|")
        frames.append((b"SKEL%010d" % name, {1: [len(inside)], 6: [len(text), len(frame) - 1]}))
        text += frame.replace(b"|", b"")
        for piece in inside:
            pieces.append((b"%010d" % place, {6: [0, len(piece)]}))
            place += len(piece)
            text += piece
    end = len(text)
    text += b"p { margin: 0 }"
    records = [palmdoc(text[at : at + 4096]) for at in range(0, len(text), 4096)]
    texts = len(records)
    titles, places = labels([title for title, _, _ in chapters])
    rows = [(b"%03d" % n, {3: [places[n]], 4: [depth], 6: [piece, 0]}) for n, (_, depth, piece) in enumerate(chapters)]
    numbers = {36: 8}
    for at, table in (
        (252, index(frames, [(1, 1), (6, 2)])),
        (248, index(pieces, [(6, 2)])),
        (244, index(rows, [(3, 1), (4, 1), (6, 2)], titles)),
        (192, [b"FDST" + struct.pack(">II4I", 12, 2, 0, end, end, len(text))]),
    ):
        numbers[at] = len(records) + 1
        records += table
    first = header(packing=2, texts=texts, length=len(text), numbers=numbers, title=b"New book")
    return [first, *records]
