"""Word files of 1993 to 2003: text by its pieces, structure by its styles, and no harm from broken ones."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from core.errors import Locked, WellreadError
from core.passages import Cutter
from core.reading.registry import read_pages, see_pictures
from core.reading.source import Source
from core.types import Page, Picture
from tests.core.reading.compound_writer import compound
from tests.core.reading.word_writer import (
    BODY_LEVEL,
    DELETED,
    HIDDEN,
    IN_TABLE,
    LEVEL_1,
    LISTED,
    NOT_LISTED,
    ROW_END,
    WordWriter,
    symbol,
)


def read(folder: Path, data: bytes) -> tuple[list[Page], str]:
    path = folder / "a.doc"
    path.write_bytes(data)
    reading = read_pages(Source(path, "doc", folder))
    pages: list[Page] = []
    while True:
        try:
            page = next(reading)
        except StopIteration as end:
            return pages, end.value
        assert isinstance(page, Page)
        pages.append(page)


def blocks(page: Page) -> list[tuple[str, str]]:
    return [
        (f"{block.kind}{block.level or ''}{'+' if block.header else ''}", page.text[block.start : block.end])
        for block in page.blocks
    ]


def test_structure(tmp_path: Path) -> None:
    word = WordWriter(title="Отпуск 2003", plain=40)
    add = word.main.add
    add("Handbook", 11)
    add("Leave", 1)
    add("Ask early;\x0bwe answer – soon.\x0cOn the next page: 旅費 😀.")
    add("Own heading", 14)
    add("Third", 15)
    add("Styled heading that is none", 1, BODY_LEVEL)
    add("Plain heading that is one", 0, LEVEL_1)
    add("first", 13)
    add("second", 0, LISTED)
    add("no item", 13, NOT_LISTED)
    add("Table 1: Days", 12)
    for cells in (("Grade", "Days"), ("A", "two\rlines"), ("B", "28")):
        for cell in cells:
            *lines, last = cell.split("\r")
            for line in lines:
                add(line, 0, IN_TABLE)
            add(last, 0, IN_TABLE, "\x07")
        add("", 0, ROW_END, "\x07")
    add("Below it.")
    add("Framed", 2, IN_TABLE)
    add("text", 0, IN_TABLE, "\x07")
    add("", 0, ROW_END, "\x07")
    add("The end.")
    [page], title = read(tmp_path, word.data())
    assert title == "Отпуск 2003"
    assert blocks(page) == [
        ("heading1", "Handbook"),
        ("heading1", "Leave"),
        ("paragraph", "Ask early;\nwe answer – soon."),
        ("paragraph", "On the next page: 旅費 😀."),
        ("heading2", "Own heading"),
        ("heading3", "Third"),
        ("paragraph", "Styled heading that is none"),
        ("heading1", "Plain heading that is one"),
        ("list", "- first\n- second"),
        ("paragraph", "no item"),
        ("caption", "Table 1: Days"),
        ("table+", "Grade | Days\nA | two lines\nB | 28"),
        ("paragraph", "Below it."),
        ("heading2", "Framed"),
        ("paragraph", "text"),
        ("paragraph", "The end."),
    ]
    for passage in Cutter().cut(page):
        assert page.text[passage.start : passage.end] == passage.text


def test_what_a_person_sees(tmp_path: Path) -> None:
    word = WordWriter(fonts=("Times", "Symbol", "Wingdings"))
    add = word.main.add
    add('See \x13HYPERLINK \x13 QUOTE x \x14"http://a.example"\x15\x14our pages\x15 and \x13PAGE\x15here.')
    add("\x13TOC \\o\x14Contents\t1")
    add("Leave\t2\x15")
    add("\x13EQ \\* jc2 \\o\\ad(\\s\\up 10(とうきょう),東京)\x15 is a city.")
    add("Shown, secret words hidden, struck words deleted.")
    add("An angle § and a tick {, bare \uf061, pic\x01ture, non\x1ebreaking, so\x1fft.")
    word.letters = [
        ("secret words ", HIDDEN), ("struck words ", DELETED), ("§", symbol(1, 0xF061)), ("{", symbol(2, 0xF0FC)),
    ]  # fmt: skip
    word.boxes.add("A text box.")
    [page], _ = read(tmp_path, word.data())
    assert page.text.split("\n\n") == [
        "See our pages and here.", "Contents\t1", "Leave\t2", "東京 (とうきょう) is a city.", "Shown, hidden, deleted.",
        "An angle α and a tick ✔, bare α, picture, non-breaking, soft.", "A text box.", "",
    ]  # fmt: skip


def test_notes_follow_what_refers_to_them(tmp_path: Path) -> None:
    word = WordWriter(authors=("Ann", "Bo"))
    word.main.add("One\x02 and two* with an end\x02.")
    word.main.add("Checked\x05.", 1)
    word.main.add("cell\x02", 0, IN_TABLE, "\x07")
    word.main.add("other", 0, IN_TABLE, "\x07")
    word.main.add("", 0, ROW_END, "\x07")
    word.main.add("Last.")
    text = word.main.text
    word.footnotes.add("\x02 First note.")
    word.footnotes.add("second line")
    word.footnotes.add("* Starred note.")
    word.footnotes.add("\x02 Note of a cell.")
    note = word.footnotes.text
    word.note_starts["footnotes"] = [0, note.index("*"), note.index("\x02", 5)]
    word.footnote_refs = [(text.index("\x02"), 1), (text.index("*"), 0), (text.rindex("\x02"), 1)]
    word.endnotes.add("\x02 At the end.")
    word.note_starts["endnotes"], word.endnote_refs = [0], [(text.index("end\x02") + 3, 1)]
    word.comments.add("\x05Please check.")
    word.note_starts["comments"], word.comment_refs = [0], [(text.index("\x05"), 1)]
    [page], _ = read(tmp_path, word.data())
    assert blocks(page) == [
        ("paragraph", "One[1] and two* with an end[i]."),
        ("note", "[1] First note.\nsecond line"),
        ("note", "Note: * Starred note."),
        ("note", "[i] At the end."),
        ("heading1", "Checked."),
        ("note", "Comment by Bo: Please check."),
        ("table", "cell[2] | other"),
        ("note", "[2] Note of a cell."),
        ("paragraph", "Last."),
    ]


def test_long_tables_carry_their_columns_on(tmp_path: Path) -> None:
    word = WordWriter()
    for number in range(3000):
        for cell in ("Name", "Sum") if not number else (f"person {number} " + "x" * 40, str(number)):
            word.main.add(cell, 0, IN_TABLE, "\x07")
        word.main.add("", 0, ROW_END, "\x07")
    word.main.add("After.")
    pages, _ = read(tmp_path, word.data())
    assert len(pages) == 3
    assert [page.columns for page in pages] == ["", "Name | Sum", ""]
    assert "person 2999" in pages[1].text and pages[2].text == "After.\n\n"
    assert pages[1].offset == len(pages[0].text)
    assert next(iter(Cutter().cut(pages[1]))).columns == "Name | Sum"


def test_pictures_wait_for_ocr(tmp_path: Path) -> None:
    def blip(colour: str, size: tuple[int, int]) -> bytes:
        data = io.BytesIO()
        Image.new("RGB", size, colour).save(data, "png")
        return struct.pack("<HHI", 0x6E0 << 4, 0xF01E, 17 + len(data.getvalue())) + bytes(17) + data.getvalue()

    entry = struct.pack("<HHI", 2, 0xF007, 0) + bytes(33) + b"\4\0\0" + b"n\0\0\0" + blip("red", (300, 200))
    shape = struct.pack("<HHI", 0xF, 0xF004, 10) + bytes(10)
    kept = bytes(30) + struct.pack("<IHH60x", 68 + len(shape) + len(entry), 68, 0x64) + shape + entry
    word = WordWriter(kept=kept, free=(blip("blue", (100, 50)), blip("green", (10, 10))))
    word.main.add("Text \x01 around.")
    word.letters = [("\x01", b"\x03\x6a" + struct.pack("<I", 30))]
    path = tmp_path / "a.doc"
    path.write_bytes(word.data())
    source = Source(path, "doc", tmp_path)
    page, *pictures = read_pages(source)
    assert isinstance(page, Page) and page.text == "Text  around.\n\n"
    wanted = [picture for picture in pictures if isinstance(picture, Picture)]
    assert len(wanted) == 2
    seen = [sight.image for _, sight in see_pictures(source, [*wanted, Picture("picture in line 5"), Picture("x")])]
    assert [image.size for image in seen] == [(300, 200), (100, 50)]
    assert [image.convert("RGB").getpixel((1, 1)) for image in seen] == [(255, 0, 0), (0, 0, 255)]


def word_95(text: bytes, language: int, charset: int = 0) -> bytes:
    stream = bytearray(0x800) + text
    struct.pack_into("<HHHHHH", stream, 0, 0xA5DC, 104, 0, language, 0, 0)
    struct.pack_into("<II", stream, 0x18, 0x800, len(stream))
    struct.pack_into("<I", stream, 0x34, len(text))
    fonts = b"\0\0" + bytes([11]) + struct.pack("<BHBB", 0, 400, charset, 0) + b"Arial\0"
    struct.pack_into("<II", stream, 0x58 + 8 * 15, len(stream), len(fonts))
    stream += fonts
    return compound({"WordDocument": bytes(stream)})


def test_word_95(tmp_path: Path) -> None:
    [page], _ = read(tmp_path, word_95("Отпуск\rвторой\r".encode("cp1251"), 0x419))
    assert page.text == "Отпуск\n\nвторой\n\n"
    [page], _ = read(tmp_path, word_95("před 7 lety\r".encode("cp1250"), 0x409, 238))
    assert page.text == "před 7 lety\n\n"
    [page], _ = read(tmp_path, word_95(b"caf\xe9\r", 0x409))
    assert page.text == "café\n\n"


def test_broken_ones(tmp_path: Path) -> None:
    word = WordWriter()
    for number in range(200):
        word.main.add(f"Paragraph number {number}.")
    whole = word.data()
    with pytest.raises(WellreadError, match="damaged"):
        read(tmp_path, whole[: len(whole) // 2])
    with pytest.raises(Locked):
        read(tmp_path, WordWriter(main=word.main, flags=0x100).data())
    with pytest.raises(WellreadError, match="where its text should be"):
        read(tmp_path, whole.replace("Paragraph".encode("utf-16-le"), b"\x11\0" * 9))
    # A field that never ends hides no more than its code could be long.
    word = WordWriter()
    for number in range(3000):
        word.main.add(f"{'' if number else chr(0x13)}Paragraph number {number} of this text.")
    pages, _ = read(tmp_path, word.data())
    assert "number 2999" in pages[-1].text


def test_pieces_that_repeat_each_other_are_no_bomb(tmp_path: Path) -> None:
    word = WordWriter()
    for _ in range(1000):
        word.main.add("x" * 50)
    count = 10_000
    word.pieces = struct.pack(f"<{count + 1}I", *range(0, 50_000 * (count + 1), 50_000))
    word.pieces += struct.pack("<HIH", 0, 0x800, 0) * count
    pages, _ = read(tmp_path, word.data())
    assert sum(len(page.text) for page in pages) < 3_000_000
