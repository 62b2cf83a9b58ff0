"""Web pages saved as one file, as browsers write them."""

from __future__ import annotations

import base64
import quopri
from pathlib import Path

import pytest

from core.errors import WellreadError
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import BlockKind, Page

MAIN = """<!DOCTYPE html><html><head><meta charset="iso-8859-1"><title>Wale &amp; Meer</title><style>p {}</style></head>
<body><nav><a href="/">Home</a></nav><h1>Der Wal</h1><p>Größe = 30 Meter.</p><ul><li>Blau</li></ul>
<table><tr><th>Wal</th><th>Meter</th></tr><tr><td>Blau</td><td>30</td></tr></table>
<iframe src="cid:frame"></iframe></body></html>"""
FRAME = "<html><body><p>Text of the frame.</p></body></html>"


def part(content: bytes, kind: str, way: str, **headers: str) -> str:
    packed = base64.encodebytes(content) if way == "base64" else quopri.encodestring(content) if way else content
    lines = [f"Content-Type: {kind}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if way:
        lines.append(f"Content-Transfer-Encoding: {way}")
    return "\r\n".join([*lines, "", packed.decode("latin-1")])


def saved(*parts: str, **headers: str) -> bytes:
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    kind = 'multipart/related; type="text/html"; boundary="--MultipartBoundary--x"'
    body = "".join(f"\r\n----MultipartBoundary--x\r\n{one}" for one in parts)
    return (
        f"From: <Saved by Blink>\r\n{named}Content-Type: {kind}\r\n\r\n{body}\r\n----MultipartBoundary--x--\r\n".encode(
            "latin-1"
        )
    )


def read(path: Path, data: bytes) -> tuple[list[Page], str]:
    path.write_bytes(data)
    pages: list[Page] = []
    reading = read_pages(Source(path, "mhtml", path.parent))
    while True:
        try:
            page = next(reading)
        except StopIteration as end:
            return pages, end.value
        assert isinstance(page, Page)
        pages.append(page)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "page.mhtml"


def test_the_page_and_its_frames_without_what_else_it_is_made_of(path: Path) -> None:
    main = part(
        MAIN.encode("latin-1"), 'text/html; charset="iso-8859-1"', "quoted-printable", Content_Location="http://x/"
    )
    frame = part(FRAME.encode(), "text/html", "base64", Content_ID="<frame>")
    style = part(b"p { color: red }", "text/css", "")
    picture = part(bytes(range(256)) * 40, "image/png", "base64", Content_Location="http://x/a.png")
    pages, title = read(path, saved(style, frame, picture, main, Snapshot_Content_Location="http://x/"))
    assert title == "Wale & Meer"
    [page] = pages
    kinds = [(block.kind, page.text[block.start : block.end]) for block in page.blocks]
    assert kinds == [
        (BlockKind.HEADING, "Der Wal"), (BlockKind.PARAGRAPH, "Größe = 30 Meter."), (BlockKind.LIST, "- Blau"),
        (BlockKind.TABLE, "Wal | Meter\nBlau | 30"), (BlockKind.PARAGRAPH, "Text of the frame."),
    ]  # fmt: skip


def test_the_page_that_the_file_starts_with_comes_first(path: Path) -> None:
    parts = [part(f"<p>{n}</p>".encode(), "text/html", "", Content_ID=f"<{n}@x>") for n in ("one", "two")]
    data = saved(*parts).replace(b"multipart/related;", b'multipart/related; start="<two@x>";')
    pages, _ = read(path, data)
    assert pages[0].text.split() == ["two", "one"]


def test_the_subject_is_the_title_where_the_page_states_none(path: Path) -> None:
    _, title = read(path, saved(part(b"<p>Hi</p>", "text/html", ""), Subject="=?utf-8?Q?Caf=C3=A9?="))
    assert title == "Café"


def test_a_page_alone_and_parts_in_parts(path: Path) -> None:
    alone = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Alone \xc3\xa9</p>"
    assert read(path, alone)[0][0].text.strip() == "Alone é"
    inner = (
        'Content-Type: multipart/alternative; boundary="in"\r\n\r\n--in\r\nContent-Type: text/plain\r\n\r\nPlain\r\n'
        "--in\r\nContent-Type: text/html\r\n\r\n<p>Rich</p>\r\n--in--"
    )
    assert read(path, saved(inner))[0][0].text.strip() == "Rich"


def test_a_file_that_breaks_off_gives_what_is_there(path: Path) -> None:
    body = "<p>Call me Ishmael.</p>" * 50
    data = saved(part(body.encode(), "text/html", "base64"))
    pages, _ = read(path, data[: len(data) // 2])
    assert "Ishmael" in pages[0].text


def test_a_file_without_a_page_says_so(path: Path) -> None:
    data = saved(part(b"<p>Call me Ishmael.</p>", "text/html", "")).replace(b"\r\n----Multi", b"\r\n----Molti")
    with pytest.raises(WellreadError, match="No web page"):
        read(path, data)


def test_a_long_page_comes_in_several(path: Path) -> None:
    body = "".join(f"<p>Paragraph {n} of very many in this page.</p>" for n in range(12_000))
    pages, _ = read(path, saved(part(body.encode(), "text/html", "")))
    assert len(pages) > 1
    assert [page.offset for page in pages] == [sum(len(other.text) for other in pages[:n]) for n in range(len(pages))]
    assert "Paragraph 11999 of" in pages[-1].text


def test_lying_headers_cost_nothing(path: Path) -> None:
    strange = 'Content-Type: text/html; charset="nonsense-8"\r\nContent-Transfer-Encoding: nonsense\r\n\r\n<p>Hi</p>'
    nested = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(3000))
    assert read(path, saved(strange))[0][0].text.strip() == "Hi"
    with pytest.raises(WellreadError, match="No web page"):
        read(path, nested.encode() + b"Content-Type: text/html\r\n\r\n<p>Deep</p>")
