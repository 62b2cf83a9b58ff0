"""PDF: text in order, structure, and the place of every word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import WellreadError
from core.passages import Cutter
from core.places import boxes_between
from core.reading.render import render
from core.reading.source import Source
from core.types import BlockKind, Box, Page
from tests.core.reading.pdf_kit import BODY, lines, make, pymupdf, read


def truth(path: Path, index: int, word: str) -> list[Box]:
    with pymupdf.open(path) as document:
        page = document[index]
        found = [w for w in page.get_text("words") if w[4].strip(".,") == word]
        return [Box(*(pymupdf.Rect(w[:4]) * page.rotation_matrix)) for w in found]


def assert_words_stand_where_they_say(path: Path, page: Page, *words: str) -> None:
    for word in words:
        at = page.text.index(word)
        (box,) = boxes_between(page.words, at, at + len(word))
        expected = truth(path, (page.number or 1) - 1, word)
        assert any(
            abs(box.x0 - e.x0) + abs(box.y0 - e.y0) + abs(box.x1 - e.x1) + abs(box.y1 - e.y1) < 0.1 for e in expected
        ), word


def test_headings_paragraphs_and_word_places(tmp_path: Path) -> None:
    texts = [
        (72, 80, "Returns", 20, "helv"),
        *lines(72, 120, BODY),
        (72, 400, "Radios", 11, "hebo"),
        *lines(72, 430, BODY),
    ]
    path = make(tmp_path / "a.pdf", texts)
    (page,) = read(path)
    assert (page.number, page.width, page.height) == (1, 595, 842)
    kinds = [(block.kind, block.level) for block in page.blocks]
    assert kinds == [
        (BlockKind.HEADING, 4), (BlockKind.PARAGRAPH, 0), (BlockKind.HEADING, 4), (BlockKind.PARAGRAPH, 0)
    ]  # fmt: skip
    assert {passage.heading for passage in Cutter().cut(page)} == {("Returns",), ("Radios",)}
    assert_words_stand_where_they_say(path, page, "Returns", "Electronics", "thirty", "receipt", "Radios")
    for passage in Cutter().cut(page):
        assert page.text[passage.start : passage.end] == passage.text
        boxes = boxes_between(page.words, passage.start, passage.end)
        assert boxes
        assert all(72 - 1 <= box.x0 < box.x1 < 595 and 0 < box.y0 < box.y1 < 842 for box in boxes)


def test_a_word_parted_at_a_line_end_is_mended_and_keeps_both_places(tmp_path: Path) -> None:
    texts = [(72, 100, "The guarantee covers every appli-", 11, "helv"), (72, 113, "ance and long-", 11, "helv")]
    texts += [(72, 126, "term use; long in years, term of use, long-term.", 11, "helv")]
    path = make(tmp_path / "a.pdf", [(72, 60, "long term", 11, "helv")], texts)
    page = read(path)[1]
    assert "every appliance and long-term use" in page.text
    at = page.text.index("appliance")
    upper, lower = boxes_between(page.words, at, at + len("appliance"))
    assert upper.y1 <= lower.y0 + 3
    assert lower.x0 == pytest.approx(72, abs=0.5)
    assert_words_stand_where_they_say(path, page, "guarantee", "years")


def test_rows_of_a_table_come_as_rows(tmp_path: Path) -> None:
    rows = [("Item", "2021", "2022"), ("Lamps", "14", "15"), ("Radios", "3", "27")]
    texts = [
        (72 + 150 * column, 100 + 16 * row, cell, 11, "helv")
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]
    (page,) = read(make(tmp_path / "a.pdf", texts))
    assert page.text.strip() == "Item | 2021 | 2022\nLamps | 14 | 15\nRadios | 3 | 27"
    assert [block.kind for block in page.blocks] == [BlockKind.TABLE]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_pages_have_places_as_they_are_seen(tmp_path: Path, rotation: int) -> None:
    path = make(tmp_path / "a.pdf", lines(72, 100, BODY), rotate=rotation)
    (page,) = read(path)
    assert (page.width, page.height) == ((842, 595) if rotation % 180 else (595, 842))
    assert_words_stand_where_they_say(path, page, "Electronics", "receipt")


def test_chinese_has_places_finer_than_its_lines(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", [(72, 100, "电子产品可在购买后三十天内凭收据退货并保持原包装完好", 11, "china-s")])
    (page,) = read(path)
    at = page.text.index("三十天")
    (box,) = boxes_between(page.words, at, at + 3)
    assert 72 + 6 * 11 < box.x0 < 72 + 10 * 11
    assert box.x1 - box.x0 < 9 * 11


def test_running_heads_and_page_numbers_are_in_the_text_but_in_no_passage(tmp_path: Path) -> None:
    pages = [
        [
            (72, 40, "Handbook of the shop", 9, "helv"),
            *lines(72, 120, f"Chapter {n}. {BODY}"),
            (290, 810, str(n), 9, "helv"),
        ]
        for n in range(1, 9)
    ]
    read_back = read(make(tmp_path / "a.pdf", *pages))
    assert all("Handbook of the shop" in page.text for page in read_back)
    cutter = Cutter()
    texts = ["\n".join(passage.text for passage in cutter.cut(page)) for page in read_back]
    assert not any("Handbook" in text for text in texts[4:])
    assert not any(text.rstrip().endswith(str(n)) for n, text in enumerate(texts, 1))
    assert all(f"Chapter {n}." in text for n, text in enumerate(texts, 1))


def test_bookmarks_are_headings(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    document = pymupdf.open()
    for title in ("Leave", "Pay"):
        page = document.new_page()
        for x, y, text, size, font in [(72, 90, title, 11, "helv"), *lines(72, 150, BODY)]:
            page.insert_text((x, y), text, fontsize=size, fontname=font)
    document.set_toc([[1, "Leave", 1], [2, "Pay", 2]])
    document.set_metadata({"title": "Handbook"})
    document.save(path)
    cutter = Cutter()
    assert [cutter.cut(page)[0].heading for page in read(path)] == [("Leave",), ("Leave", "Pay")]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    locked = make(
        tmp_path / "locked.pdf", lines(72, 100, BODY), encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="u", owner_pw="o"
    )
    with pytest.raises(WellreadError, match="password"):
        read(locked)
    junk = tmp_path / "junk.pdf"
    junk.write_bytes(b"%PDF-1.4\n" + b"junk " * 100)
    with pytest.raises(WellreadError, match=r"damaged|no pages"):
        read(junk)
    with pytest.raises(WellreadError, match="no longer there"):
        read(tmp_path / "gone.pdf")
    with pytest.raises(WellreadError, match=r"damaged|no pages"):
        render(Source(junk, "pdf", tmp_path), 1, 100)


def test_a_cut_file_is_repaired(tmp_path: Path) -> None:
    whole = make(tmp_path / "a.pdf", lines(72, 100, BODY)).read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole[: whole.rindex(b"xref")])
    assert "Electronics may be returned" in read(cut)[0].text


def test_a_name_that_is_not_unicode(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", lines(72, 100, BODY))
    strange = tmp_path / "caf\udce9.pdf"
    try:
        path.rename(strange)
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system takes Unicode names only")
    assert "Electronics" in read(strange)[0].text


def test_render(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", lines(72, 100, BODY), [])
    drawn = render(Source(path, "pdf", tmp_path), 1, 1190)
    picture = pymupdf.Pixmap(drawn.image)
    assert (picture.width, drawn.pages) == (1190, 2)
    assert drawn.scale == pytest.approx(2.0)
    box = boxes_between(read(path)[0].words, 0, len("Electronics"))[0]
    inside = [
        picture.pixel(int(x * drawn.scale), int(y * drawn.scale))
        for x in range(int(box.x0), int(box.x1))
        for y in range(int(box.y0), int(box.y1))
    ]
    assert min(sum(pixel) for pixel in inside) < 200, "there is no ink where the word should stand"
    with pytest.raises(WellreadError, match="no page 3"):
        render(Source(path, "pdf", tmp_path), 3, 100)
    assert pymupdf.Pixmap(render(Source(path, "pdf", tmp_path), 1, 1_000_000).image).width < 6000


def test_reading_a_pdf_is_silent_and_loads_no_layout_model(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", lines(72, 100, BODY))
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(path.read_bytes().replace(b"endobj", b"endobx"))
    code = (
        "import sys, pathlib\nfrom core.reading.registry import read_pages\n"
        "from core.reading.source import Source\n"
        "for name in map(pathlib.Path, sys.argv[1:]):\n"
        "    try: list(read_pages(Source(name, 'pdf', name.parent)))\n    except Exception: pass\n"
        "assert not {'onnxruntime', 'pymupdf4llm', 'pymupdf.layout'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, path, broken], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
