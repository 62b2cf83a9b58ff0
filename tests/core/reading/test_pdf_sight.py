"""PDF: which pages only OCR can read, those pages as OCR sees them; XPS; and pages drawn to be shown."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.errors import WellreadError
from core.places import boxes_between
from core.reading.registry import see_pictures
from core.reading.render import render
from core.reading.source import Source
from core.types import BlockKind, Picture
from tests.core.reading.pdf_kit import BODY, blocks_of, lines, make, pictures_in, pymupdf, read


def scan(path: Path, hidden: str = "", stamp: str = "", text_pages: int = 0) -> Path:
    """A page that is a picture of text, after some of text; `hidden` lies over it unseen, `stamp` is printed on it."""
    image = Image.new("L", (850, 1100), 255)
    draw = ImageDraw.Draw(image)
    for line in range(20):
        draw.rectangle((100, 100 + 40 * line, 700, 112 + 40 * line), fill=0)
    out = io.BytesIO()
    image.save(out, "png")
    document = pymupdf.open()
    for _ in range(text_pages):
        page = document.new_page()
        for x, y, text, size, font in lines(72, 100, BODY):
            page.insert_text((x, y), text, fontsize=size, fontname=font)
    page = document.new_page(width=612, height=792)
    page.insert_image(page.rect, stream=out.getvalue())
    if hidden:
        page.insert_text((72, 100), hidden, render_mode=3)
    if stamp:
        page.insert_text((72, 700), stamp)
    document.save(path)
    return path


def test_a_scan_among_pages_of_text_waits_for_ocr(tmp_path: Path) -> None:
    path = scan(tmp_path / "a.pdf", text_pages=2)
    assert pictures_in(path) == [Picture("page 3", 3)]
    assert [page.number for page in read(path)] == [1, 2, 3]
    assert read(path)[2].text == ""


def test_a_scan_that_was_read_already_is_not_read_again(tmp_path: Path) -> None:
    assert not pictures_in(scan(tmp_path / "a.pdf", hidden="Returns within thirty days"))
    assert pictures_in(scan(tmp_path / "b.pdf", stamp="Received 5 May"))


def test_a_page_of_outlines_waits_for_ocr_and_a_rule_does_not(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    for at in range(300):
        x, y = 60 + at % 30 * 15, 100 + at // 30 * 20
        page.draw_rect(pymupdf.Rect(x, y, x + 9, y + 12), fill=(0, 0, 0))
    document.new_page().draw_line((72, 100), (500, 100))
    document.new_page()
    shaded = document.new_page()
    for at in range(100):
        shaded.draw_rect(pymupdf.Rect(0, at * 8.42, 595, at * 8.42 + 8.42), color=None, fill=(at / 100, 0.4, 0.9))
    shaded.insert_text((72, 400), "A title on a shaded ground", fontsize=24)
    document.save(tmp_path / "a.pdf")
    assert pictures_in(tmp_path / "a.pdf") == [Picture("page 1", 1)]


def test_signs_that_no_font_explains_are_no_text(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", lines(72, 100, BODY))
    with pymupdf.open(path) as document:
        font = document.get_page_fonts(0)[0][0]
        unknown = " ".join(f"/g{code}" for code in range(32, 127))
        encoding = f"<< /Type /Encoding /Differences [ 32 {unknown} ] >>"
        document.update_object(font, f"<< /Type /Font /Subtype /Type1 /BaseFont /Nothing /Encoding {encoding} >>")
        document.save(tmp_path / "b.pdf")
    assert "Electronics" not in read(tmp_path / "b.pdf")[0].text
    assert pictures_in(tmp_path / "b.pdf") == [Picture("page 1", 1)]
    assert read(tmp_path / "b.pdf")[0].text == ""


def test_ocr_sees_what_was_not_read(tmp_path: Path) -> None:
    path = scan(tmp_path / "a.pdf", stamp="Received 5 May")
    ((picture, sight),) = see_pictures(Source(path, "pdf", tmp_path), [Picture("page 1", 1), Picture("page 9", 9)])
    assert picture == Picture("page 1", 1)
    assert sight.scale == pytest.approx(200 / 72)
    assert sight.image.size == (1700, 2200)
    pixels = np.asarray(sight.image)
    assert (pixels[int(72 * sight.scale) : int(700 * sight.scale)] < 50).mean() > 0.05
    stamped = pixels[int(690 * sight.scale) : int(702 * sight.scale), int(72 * sight.scale) : int(150 * sight.scale)]
    assert stamped.min() > 200, "the stamp is text already"


def test_a_page_as_large_as_a_house_is_drawn_small(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=14_000, height=14_000)
    page.draw_rect(pymupdf.Rect(1000, 1000, 9000, 9000), fill=(0, 0, 0))
    document.save(tmp_path / "a.pdf")
    ((_, sight),) = see_pictures(Source(tmp_path / "a.pdf", "pdf", tmp_path), [Picture("page 1", 1)])
    assert sight.image.width * sight.image.height <= 12_100_000
    assert sight.scale < 1


XPS = 'xmlns="http://schemas.microsoft.com/xps/2005/06"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xps(path: Path, *pages: list[tuple[int, int, str, int]]) -> Path:
    """An XPS file with a page for each list of (x, y, text, size), in 96ths of an inch."""
    kinds = {
        "rels": "vnd.openxmlformats-package.relationships+xml",
        "fdseq": "vnd.ms-package.xps-fixeddocumentsequence+xml",
        "fdoc": "vnd.ms-package.xps-fixeddocument+xml",
        "fpage": "vnd.ms-package.xps-fixedpage+xml",
        "ttf": "vnd.ms-opentype",
    }
    types = "".join(f'<Default Extension="{ext}" ContentType="application/{kind}"/>' for ext, kind in kinds.items())
    start = 'Type="http://schemas.microsoft.com/xps/2005/06/fixedrepresentation" Target="/seq.fdseq"'
    contents = "".join(f'<PageContent Source="/{at}.fpage"/>' for at in range(len(pages)))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="R0" {start}/></Relationships>',
        )
        archive.writestr(
            "seq.fdseq", f'<FixedDocumentSequence {XPS}><DocumentReference Source="/doc.fdoc"/></FixedDocumentSequence>'
        )
        archive.writestr("doc.fdoc", f"<FixedDocument {XPS}>{contents}</FixedDocument>")
        for at, texts in enumerate(pages):
            glyphs = "".join(
                f'<Glyphs Fill="#ff000000" FontUri="/f.ttf" FontRenderingEmSize="{size}" OriginX="{x}" OriginY="{y}"'
                f' UnicodeString="{text}"/>'
                for x, y, text, size in texts
            )
            archive.writestr(
                f"{at}.fpage", f'<FixedPage {XPS} Width="816" Height="1056" xml:lang="en">{glyphs}</FixedPage>'
            )
        archive.writestr("f.ttf", pymupdf.Font("helv").buffer)
    return path


def test_xps(tmp_path: Path) -> None:
    text = [(96, 200 + 20 * at, line[2], 15) for at, line in enumerate(lines(0, 0, BODY))]
    path = xps(tmp_path / "a.xps", text, [(96, 100, "Returns", 32), *text])
    first, second = read(path, "xps")
    assert (second.number, second.width, second.height) == (2, 612, 792)
    assert [second.text[block.start : block.end] for block in blocks_of(second, BlockKind.HEADING)] == ["Returns"]
    at = second.text.index("Electronics")
    (box,) = boxes_between(second.words, at, at + 11)
    assert box.x0 == pytest.approx(72, abs=0.5)
    assert "thirty days" in first.text
    drawn = render(Source(path, "xps", tmp_path), 2, 612)
    assert (drawn.pages, drawn.scale) == (2, 1.0)
    assert Image.open(io.BytesIO(drawn.image)).size == (612, 792)


def test_a_cut_xps(tmp_path: Path) -> None:
    whole = xps(tmp_path / "a.xps", [(96, 100, "Returns", 32)]).read_bytes()
    cut = tmp_path / "b.xps"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WellreadError, match=r"damaged|no pages"):
        read(cut, "xps")


def test_a_picture_is_drawn_with_a_point_a_pixel(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (900, 600), colour) for colour in ("white", "red")]
    path = tmp_path / "a.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:], dpi=(300, 300))
    drawn = render(Source(path, "image", tmp_path), 2, 300)
    shown = Image.open(io.BytesIO(drawn.image))
    assert (shown.size, drawn.pages, drawn.scale) == ((300, 200), 2, pytest.approx(1 / 3))
    assert shown.getpixel((10, 10)) == (255, 0, 0)
    assert render(Source(path, "image", tmp_path), 1, 3000).scale == 1
    with pytest.raises(WellreadError, match="no page 3"):
        render(Source(path, "image", tmp_path), 3, 300)


def test_what_has_no_pages_is_not_drawn(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    with pytest.raises(WellreadError, match="no pages"):
        render(Source(tmp_path / "a.txt", "text", tmp_path), 1, 300)
