"""PowerPoint presentations of 1997 to 2003: slides in their order, with titles, lists, tables, notes and pictures."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from core.errors import WellreadError
from core.reading.registry import read_pages, see_pictures
from core.reading.source import Source
from core.types import Page, Part, Picture
from tests.core.reading.compound_writer import compound, summary


def record(kind: int, body: bytes = b"", instance: int = 0, holds: bool = False) -> bytes:
    return struct.pack("<HHI", instance << 4 | (0xF if holds else 0), kind, len(body)) + body


def box(kind: int, *parts: bytes, instance: int = 0) -> bytes:
    return record(kind, b"".join(parts), instance, holds=True)


def text(kind: int, said: str, style: bytes = b"") -> bytes:
    wide = not said.isascii()
    letters = record(4000, said.encode("utf-16-le")) if wide else record(4008, said.encode("latin-1"))
    return record(3999, struct.pack("<I", kind)) + letters + (record(4001, style) if style else b"")


def run(letters: int, depth: int, bullet: bool | None = None) -> bytes:
    if bullet is None:
        return struct.pack("<IHI", letters, depth, 0x0800) + b"\1\0"  # how it is aligned
    return struct.pack("<IHI", letters, depth, 1) + struct.pack("<H", bullet)


def shape(*texts: bytes, placeholder: int | None = None, picture: int = 0, at: tuple[int, int] | None = None) -> bytes:
    parts = [record(0xF00A, bytes(8))]
    if picture:
        parts.append(record(0xF00B, struct.pack("<HI", 0x4104, picture), 1))
    if at:
        parts.append(record(0xF00F, struct.pack("<iiii", *at, 0, 0)))
    if placeholder is not None:
        parts.append(box(0xF011, record(3011, struct.pack("<IBBH", 0, placeholder, 0, 0))))
    if texts:
        parts.append(box(0xF00D, *texts))
    return box(0xF004, *parts)


def drawing(*shapes: bytes) -> bytes:
    return box(1036, box(0xF002, box(0xF003, shape(), *shapes)))


def table(rows: list[list[str]]) -> bytes:
    group = box(0xF004, record(0xF00A, bytes(8)), record(0xF122, struct.pack("<HI", 0x39F, 1), 1))
    cells = [
        shape(text(4, cell), at=(100 * column, 50 * row))
        for row, line in enumerate(rows)
        for column, cell in enumerate(line)
        if cell
    ]
    return box(0xF003, group, *reversed(cells))


def comment(author: str, said: str) -> bytes:
    strings = [record(4026, part.encode("utf-16-le"), number) for number, part in enumerate((author, said, "AA"))]
    tag = record(5003, box(12000, *strings, record(12001, bytes(28))))
    return box(5000, box(5002, record(4026, "___PPT10".encode("utf-16-le")), tag))


def slide(*shapes: bytes, notes: int = 0, more: bytes = b"") -> bytes:
    return box(1006, record(1007, struct.pack("<I8xIIHH", 0, 0, notes, 0, 0)), drawing(*shapes), more)


def notes_page(*shapes: bytes) -> bytes:
    return box(1008, record(1009, bytes(8)), drawing(*shapes))


def persist(number: int, identity: int, *texts: bytes) -> bytes:
    return record(1011, struct.pack("<IIiII", number, 0, 0, identity, 0)) + b"".join(texts)


def blip(data: bytes, kind: int = 0xF01E, instance: int = 0x6E0) -> bytes:
    return record(kind, bytes(17) + data, instance)


def show(objects: dict[int, bytes], pictures: bytes = b"", offsets: tuple[int, ...] = (), old: bytes = b"") -> bytes:
    """A presentation; object 1 lists the slides. old: what an earlier edit left behind."""
    entries = [record(0xF007, bytes(28) + struct.pack("<II", at, 0), 2) for at in offsets]
    objects[1] = box(1000, record(1001, bytes(40)), box(1035, box(0xF000, box(0xF001, *entries))), objects[1])
    stream = b""
    before = 0
    if old:
        stream = old
        directory = len(stream)
        stream += record(6002, struct.pack("<II", 2 | 1 << 20, 0))  # object 2 lay at the beginning
        before = len(stream)
        stream += record(4085, struct.pack("<IIIIIIHH", 0, 0, 0, directory, 1, 9, 0, 0))
    places = {}
    for number, data in objects.items():
        places[number] = len(stream)
        stream += data
    directory = len(stream)
    stream += record(6002, b"".join(struct.pack("<II", number | 1 << 20, at) for number, at in places.items()))
    last = len(stream)
    stream += record(4085, struct.pack("<IIIIIIHH", 0, 0, before, directory, 1, 9, 0, 0))
    user = record(4086, struct.pack("<IIIHHBBH", 20, 0xE391C05F, last, 0, 1012, 3, 0, 0))
    streams = {"PowerPoint Document": stream, "Current User": user, "\x05SummaryInformation": summary("Сводка")}
    return compound(streams | ({"Pictures": pictures} if pictures else {}))


def read(folder: Path, data: bytes) -> tuple[list[Page | Picture | Part], str]:
    path = folder / "a.ppt"
    path.write_bytes(data)
    reading = read_pages(Source(path, "ppt", folder))
    found = []
    while True:
        try:
            found.append(next(reading))
        except StopIteration as end:
            return found, end.value


def blocks(page: Page | Picture | Part) -> list[tuple[str, str]]:
    assert isinstance(page, Page)
    return [
        (f"{block.kind}{block.level or ''}{'+' if block.header else ''}", page.text[block.start : block.end])
        for block in page.blocks
    ]


def test_slides(tmp_path: Path) -> None:
    body = "Первый\rdeeper\rlast\vline"
    deck = {
        2: slide(shape(text(4, "A deleted slide"))),
        3: slide(
            shape(record(3998, struct.pack("<I", 1)), placeholder=0x0E),
            shape(record(3998, struct.pack("<I", 0)), placeholder=0x0D),
            shape(text(4, "*"), placeholder=8),
            shape(text(4, "Foot of all slides"), placeholder=9),
            notes=700,
            more=comment("Ann", "Is it so?"),
        ),
        4: slide(
            table([["Year", "Sum"], ["2001", "12"], ["2002", ""]]),
            box(0xF003, shape(), shape(text(4, "In a group \uf0ae there"))),
            shape(text(4, "with dots\rtoo\rwithout", run(14, 0, True) + run(8, 0, False))),
            shape(text(1, "a single line")),
        ),
        5: notes_page(shape(text(2, "Speak slowly.\rSmile."), placeholder=0x0C), shape(text(4, "7"))),
        1: box(
            4080,
            persist(4, 900),
            persist(3, 901, text(6, "Budget\v2003"), text(1, body, run(7, 0) + run(7, 1) + run(10, 0))),
        )
        + box(4080, persist(5, 700), instance=2)
        + box(4080, persist(9, 1), instance=1),
    }
    [first, second], title = read(tmp_path, show(deck))
    assert title == "Сводка"
    assert isinstance(first, Page) and isinstance(second, Page)
    assert (first.number, first.label, second.number, second.label) == (1, "Slide 1", 2, "Slide 2")
    assert blocks(first) == [
        ("table+", "Year | Sum\n2001 | 12\n2002"),
        ("paragraph", "In a group → there"),
        ("list", "- with dots\n- too"),
        ("paragraph", "without"),
        ("paragraph", "a single line"),
    ]
    assert blocks(second) == [
        ("heading1", "Budget 2003"),
        ("list", "- Первый\n  - deeper\n- last line"),
        ("note", "Speaker notes: Speak slowly.\nSmile."),
        ("note", "Comment by Ann: Is it so?"),
    ]


def test_the_last_edit_counts(tmp_path: Path) -> None:
    deck = {2: slide(shape(text(4, "As it is now"))), 1: box(4080, persist(2, 256))}
    [page], _ = read(tmp_path, show(deck, old=slide(shape(text(4, "As it was")))))
    assert blocks(page) == [("paragraph", "As it is now")]
    deck = {1: box(4080, persist(2, 256))}
    [page], _ = read(tmp_path, show(deck, old=slide(shape(text(4, "Never changed")))))
    assert blocks(page) == [("paragraph", "Never changed")]


def png(size: tuple[int, int], colour: str) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "png")
    return data.getvalue()


def test_pictures_wait_for_ocr(tmp_path: Path) -> None:
    bitmap = io.BytesIO()
    Image.new("RGB", (90, 60), "blue").save(bitmap, "bmp")
    kept = [blip(png((20, 20), "red")), blip(png((300, 200), "red")), blip(bitmap.getvalue()[14:], 0xF01F, 0x7A8)]
    at = [sum(map(len, kept[:number])) for number in range(3)]
    deck = {
        2: slide(shape(picture=1), shape(picture=2)),
        3: slide(shape(picture=2), shape(picture=3), shape(picture=4), shape(text(4, "words"))),
        1: box(4080, persist(2, 256), persist(3, 257)),
    }
    found, _ = read(tmp_path, show(deck, b"".join(kept), (*at, 1 << 30)))
    pictures = [picture for picture in found if isinstance(picture, Picture)]
    assert pictures == [Picture("picture 2", 1, "Slide 1"), Picture("picture 3", 2, "Slide 2")]
    seen = list(see_pictures(Source(tmp_path / "a.ppt", "ppt", tmp_path), [*pictures, Picture("picture 9")]))
    assert [(picture, sight.image.size, sight.scale) for picture, sight in seen] == [
        (pictures[0], (300, 200), 0.0),
        (pictures[1], (90, 60), 0.0),
    ]
    assert seen[1][1].image.convert("RGB").getpixel((5, 5)) == (0, 0, 255)


def test_broken_ones(tmp_path: Path) -> None:
    deck = {2: slide(shape(text(4, "Still here"))), 1: box(4080, persist(2, 256))}
    whole = show(dict(deck))
    # Without the way to the last edit the slides are found as they lie.
    [page], _ = read(tmp_path, whole.replace(struct.pack("<I", 0xE391C05F), bytes(4)).replace(b"\xf5\x0f", b"\xf6\x0f"))
    assert blocks(page) == [("paragraph", "Still here")]
    with pytest.raises(WellreadError, match="no slide"):
        read(tmp_path, compound({"PowerPoint Document": bytes(5000), "Current User": b""}))
    with pytest.raises(WellreadError):
        read(tmp_path, whole[:1500])
    # A list that names one slide over and over is followed only so far.
    deck = {2: slide(*[shape(text(4, "again"))] * 100), 1: box(4080, *[persist(2, 256)] * 2_000)}
    with pytest.raises(WellreadError, match="hold each other"):
        read(tmp_path, show(deck))
    deck = {2: slide(shape(text(4, "x" * 400_000))), 1: box(4080, *[persist(2, 256)] * 200)}
    with pytest.raises(WellreadError, match="hold each other"):
        read(tmp_path, show(deck))


def test_slides_in_slides_without_end(tmp_path: Path) -> None:
    deep = b""
    for _ in range(3000):
        deep = box(0xF003, deep)
    deck = {2: slide(deep, shape(text(4, "beside it"))), 1: box(4080, persist(2, 256))}
    [page], _ = read(tmp_path, show(deck))
    assert blocks(page) == [("paragraph", "beside it")]
