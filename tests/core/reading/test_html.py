"""Web pages: the text that a person sees, in order and with its structure, and no harm from hostile ones."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from core.passages import Cutter
from core.reading.outline import Outline
from core.reading.web.html import outline_of
from tests.core.reading.text_kit import blocks_of, headers_of, passages_of, read, title_of, written

PAGE = """<!DOCTYPE html><html><head><title>Shop  rules</title><style>p{}</style><meta charset="utf-8"></head><body>
<nav><a href="/">Home</a></nav><div class="sidebar">Adverts</div>
<h1>Returns &amp; <em>repairs</em></h1><p>Bring the<br>receipt<script>var x</script>, pl<b>ease</b>.</p>
<ul><li>lamps<ul><li>bulbs</li></ul></li><li>radios</li></ul>
<table><caption>Fees</caption><tr><th>Item</th><th>Fee</th></tr><tr><td>Lamp</td><td>3&nbsp;€</td></tr></table>
<h2>Hours</h2><pre>Mon  9-5
Tue  9-6</pre>loose text<div hidden>secret</div><footer>Imprint</footer></body></html>"""


def html(folder: Path, body: str) -> list[tuple[str, str]]:
    pages = read(written(folder, "a.html", f"<!DOCTYPE html><html><body>{body}</body></html>"), "html")
    return [block for page in pages for block in blocks_of(page)]


def test_a_page(tmp_path: Path) -> None:
    path = written(tmp_path, "a.html", PAGE)
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
    assert headers_of(page) == ["Item | Fee"]
    assert title_of(path, "html") == "Shop rules"
    assert page.number is None
    for passage in Cutter().cut(page):
        assert page.text[passage.start : passage.end] == passage.text


def test_lists_keep_their_numbers(tmp_path: Path) -> None:
    assert html(tmp_path, "<ol start=3 type=a><li>one<p>more</p><li>two</ol><dl><dt>Term<dd>What it means</dl>") == [
        ("list", "c. one\n  more\nd. two"),
        ("list", "- Term\n  What it means"),
    ]


def test_footnotes_are_notes(tmp_path: Path) -> None:
    body = (
        '<p>Leave is paid<sup><a href="#n1">1</a></sup> for 2 m<sup>2</sup>.</p>'
        '<section role="doc-endnotes"><ol><li id=n1><p>Not on Mondays. <a href="#r1">↩</a></p></ol></section>'
    )
    assert html(tmp_path, body) == [
        ("paragraph", "Leave is paid[1] for 2 m2."),
        ("note", "[1] Not on Mondays."),
    ]


def test_pictures_and_formulas_speak(tmp_path: Path) -> None:
    body = (
        '<figure><img src=x alt="A brown dog on a beach"><figcaption>Our dog in May</figcaption></figure>'
        '<p><img src=y alt="logo">Speed <math alttext="v = s/t"><mi>v</mi></math><img alt="DSC_0012.JPG"></p>'
    )
    assert html(tmp_path, body) == [
        ("caption", "Image: A brown dog on a beach"),
        ("caption", "Our dog in May"),
        ("paragraph", "Speed v = s/t"),
    ]


def test_cells_that_reach_over_others(tmp_path: Path) -> None:
    body = (
        "<table><thead><tr><th rowspan=2>Region<th colspan=2>2023</tr><tr><th>H1<th>H2</thead>"
        "<tr><td rowspan=2>North<td>1<td>2<tr><td>5<td>6<tr><td colspan=2>none<td>9</table>"
    )
    assert html(tmp_path, body) == [
        ("table", "Region | 2023 H1 | 2023 H2\nNorth | 1 | 2\nNorth | 5 | 6\nnone |  | 9"),
    ]


def test_tables_that_lay_out_the_page_are_text(tmp_path: Path) -> None:
    body = (
        "<table><tr><td>Menu<td><h2>News</h2><p>It rains.</p>"
        "<table><tr><td>Name<td>Age<tr><td>Ann<td>30<tr><td>Bob<td>31</table></table>"
    )
    assert html(tmp_path, body) == [
        ("paragraph", "Menu"),
        ("heading2", "News"),
        ("paragraph", "It rains."),
        ("table", "Name | Age\nAnn | 30\nBob | 31"),
    ]


def test_a_long_table_names_its_columns_on_every_page(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>Person number {n}<td>{n}" for n in range(20_000))
    pages = read(written(tmp_path, "a.html", f"<table><tr><th>Name<th>Count</tr>{rows}</table><p>end"), "html")
    assert len(pages) > 2
    assert {page.columns for page in pages[1:-1]} == {"Name | Count"}
    assert pages[-1].text.endswith("end\n\n")
    middle = [passage for passage in passages_of(pages) if "number 15000 " in passage.text]
    assert [passage.columns for passage in middle] == ["Name | Count"]


def test_what_surrounds_an_article_is_left_out_but_never_everything(tmp_path: Path) -> None:
    article = "<p>" + "The article itself, in whole sentences. " * 20 + "</p>"
    around = "<div class=sidebar><p>Adverts and more</p></div><p>Other news</p>"
    assert [kind for kind, _ in html(tmp_path, f"{around}<main>{article}</main>")] == ["paragraph"]
    assert html(tmp_path, "<nav><p>Home, contact and all that the page has.</p></nav>") == [
        ("paragraph", "Home, contact and all that the page has.")
    ]
    assert html(tmp_path, "<div style='display: none'><p>Shown by a script.</p></div>") == [
        ("paragraph", "Shown by a script.")
    ]


def test_html_inside_other_files() -> None:
    outline = Outline()
    data = "<html><head><title>Kapitel 1</title></head><nav><p>Größe</p></nav><h1>Über</h1><p hidden>x".encode("cp1252")
    assert outline_of(data, outline, "iso-8859-1", whole=True) == "Kapitel 1"
    assert blocks_of(outline.take()) == [("paragraph", "Größe"), ("heading1", "Über")]
    empty = Outline()
    assert outline_of(b"", empty) == ""
    assert empty.empty


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ('<html><meta charset="windows-1251"><p>отпуск'.encode("cp1251"), "отпуск"),
        ('<html><meta charset="iso-2022-jp"><p>住民の皆様へ'.encode("iso2022_jp"), "住民の皆様へ"),
        ('<html><meta charset="gb2312"><p>各位居民喆'.encode("gb18030"), "各位居民喆"),
        ('<html><meta charset="iso-8859-1"><p>Größe und Länge'.encode(), "Größe"),
        ("<html><p>Größe".encode("utf-16"), "Größe"),
        (b'<html><meta charset="latin1"><p>10 \x80', "10 €"),
        (b'<html><meta charset="no-such"><p>plain', "plain"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x"/></head><p>plain', "plain"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, word: str) -> None:
    assert word in read(written(tmp_path, "a.html", data), "html")[0].text


def test_depth_and_entities_do_no_harm(tmp_path: Path) -> None:
    path = written(tmp_path, "a.html", "<div>" * 100_000 + "deep down" + "</div>" * 100_000)
    assert read(path, "html")[0].text == "deep down\n\n"
    secret = written(tmp_path, "secret.txt", "hidden words")
    path.write_text(f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><p>before &x; after', encoding="utf-8")
    assert "hidden words" not in read(path, "html")[0].text
    path.write_bytes(b"")
    assert read(path, "html") == []


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 30_000 + "</span>" * 30_000,
        "<table><tr>" + "<td>x" * 60_000,
        "<table><tr><td rowspan=9999 colspan=9999>" + "word " * 10 + "<tr><td>x" * 20_000,
        "<p><img src='data:image/png;base64," + "iVBORw0K" * 40_000 + "'>done",
        "<p " + "a" * 300_000,
        "<!--" + "a" * 300_000,
        "<ul><li>" * 30_000,
        "<p>" + "&lt;" * 60_000,
    ],
)
def test_hostile_pages_take_time_by_their_length(tmp_path: Path, source: str) -> None:
    begin = time.process_time()
    pages = read(written(tmp_path, "a.html", source), "html")
    assert time.process_time() - begin < 5
    assert sum(len(page.text) for page in pages) <= 20 * len(source)
