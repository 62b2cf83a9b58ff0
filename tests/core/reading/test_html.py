"""Web pages: text in order, structure, and no harm from hostile ones."""

from __future__ import annotations

from pathlib import Path

import pytest

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
