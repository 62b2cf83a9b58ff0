"""HTML and Word files: text in order, structure, and no harm from hostile ones."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from core.errors import WellreadError
from core.passages import Cutter
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Page

PAGE = """<!DOCTYPE html><html><head><title>Shop  rules</title><style>p{}</style><meta charset="utf-8"></head><body>
<nav><a href="/">Home</a></nav><div class="sidebar">Adverts</div>
<h1>Returns &amp; <em>repairs</em></h1><p>Bring the<br>receipt<script>var x</script>, pl<b>ease</b>.</p>
<ul><li>lamps<ul><li>bulbs</li></ul></li><li>radios</li></ul>
<table><caption>Fees</caption><tr><th>Item</th><th>Fee</th></tr><tr><td>Lamp</td><td>3&nbsp;€</td></tr></table>
<h2>Hours</h2><pre>Mon  9-5
Tue  9-6</pre>loose text<div hidden>secret</div><footer>Imprint</footer></body></html>"""


def read(path: Path, kind: str) -> list[Page]:
    return list(read_pages(Source(path, kind, path.parent)))


def blocks_of(page: Page) -> list[tuple[str, str]]:
    return [(f"{block.kind}{block.level or ''}", page.text[block.start : block.end]) for block in page.blocks]


def test_html(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    (page,) = read(path, "html")
    assert blocks_of(page) == [
        ("heading1", "Returns & repairs"),
        ("paragraph", "Bring the\nreceipt, please."),
        ("list", "- lamps\n  - bulbs\n- radios"),
        ("caption", "Fees"),
        ("table", "Item | Fee\nLamp | 3 €"),
        ("heading2", "Hours"),
        ("code", "Mon  9-5\nTue  9-6"),
        ("paragraph", "loose text"),
    ]
    assert page.number is None
    for passage in Cutter().cut(page):
        assert page.text[passage.start : passage.end] == passage.text


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ('<html><meta charset="windows-1251"><p>отпуск'.encode("cp1251"), "отпуск"),
        ("<html><p>Größe".encode("utf-16"), "Größe"),
        ("<html><p>Größe und Länge".encode(), "Größe"),
        (b'<html><meta charset="latin1"><p>10 \x80', "10 €"),
        (b'<html><meta charset="no-such"><p>plain', "plain"),
    ],
)
def test_html_encodings(tmp_path: Path, data: bytes, word: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(data)
    assert word in read(path, "html")[0].text


def test_deep_html_and_entities_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<div>" * 100_000 + "deep down" + "</div>" * 100_000, encoding="utf-8")
    read(path, "html")  # the parser may cut what is so deep, but it comes back
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words", encoding="utf-8")
    path.write_text(
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><p>before &x; after</p></html>',
        encoding="utf-8",
    )
    assert "hidden words" not in read(path, "html")[0].text
    path.write_bytes(b"")
    assert read(path, "html") == []


def word_file(path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Handbook of the shop"
    document.add_heading("Leave", 1)
    document.add_paragraph("Ask for leave early.\tPlease.")
    document.add_heading("Sick days", 2)
    document.add_paragraph("call in", style="List Bullet")
    document.add_paragraph("send a note", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("Grade", "Days", "A", "30"), strict=True):
        cell.text = text
    document.add_paragraph("The end.")
    document.save(str(path))


def test_word(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    word_file(path)
    reading = read_pages(Source(path, "docx", path.parent))
    page = next(reading)
    assert blocks_of(page) == [
        ("heading1", "Leave"),
        ("paragraph", "Ask for leave early.\tPlease."),
        ("heading2", "Sick days"),
        ("list", "- call in\n- send a note"),
        ("table", "Grade | Days\nA | 30"),
        ("paragraph", "The end."),
    ]
    with pytest.raises(StopIteration) as end:
        next(reading)
    assert end.value.value == "Handbook of the shop"


def rewritten(source: Path, target: Path, name: str, data: bytes) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, data if part == name else old.read(part))


def test_a_long_word_file_comes_in_pieces(tmp_path: Path) -> None:
    path, long = tmp_path / "a.docx", tmp_path / "long.docx"
    word_file(path)
    body = b"".join(
        b"<w:p><w:r><w:t>Paragraph number %d of a long report.</w:t></w:r></w:p>" % n for n in range(20_000)
    )
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    rewritten(
        path, long, "word/document.xml", b"<w:document " + space + b"><w:body>" + body + b"</w:body></w:document>"
    )
    pages = read(long, "docx")
    assert len(pages) > 3
    at = 0
    for page in pages:
        assert page.offset == at
        at += len(page.text)


def test_hostile_word_files(tmp_path: Path) -> None:
    path, bad = tmp_path / "a.docx", tmp_path / "bad.docx"
    word_file(path)
    bomb = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>'
    for name, data, reason in (
        ("word/document.xml", bomb, "document type"),
        ("word/document.xml", b"<w:document", "damaged"),
        ("word/document.xml", b"", "damaged"),
    ):
        rewritten(path, bad, name, data)
        with pytest.raises(WellreadError, match=reason):
            read(bad, "docx")
    bad.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(WellreadError, match="damaged"):
        read(bad, "docx")
    rewritten(path, bad, "word/styles.xml", b"<broken")
    assert "Ask for leave" in read(bad, "docx")[0].text


def test_what_came_before_the_damage_is_kept(tmp_path: Path) -> None:
    path, bad = tmp_path / "a.docx", tmp_path / "bad.docx"
    word_file(path)
    with zipfile.ZipFile(path) as archive:
        source = archive.read("word/document.xml")
    rewritten(path, bad, "word/document.xml", source[: source.index(b"The end.")])
    reading = read_pages(Source(bad, "docx", bad.parent))
    assert "Ask for leave early" in next(reading).text
    with pytest.raises(WellreadError, match="damaged"):
        next(reading)
