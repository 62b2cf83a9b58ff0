"""Text is read in any encoding, and its positions are those of the decoded file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import WellreadError
from core.passages import Cutter
from core.reading.registry import read_pages
from core.reading.source import Source
from core.reading.text.text import PIECE
from core.types import BlockKind, Page

TEXT = (
    "Opening hours\r\n\r\nThe shop opens at nine. Grüße aus Köln, schöne Öfen!\r\nline\rold\n\nEnd – 保证期为两年。\n"
)


def read(path: Path, kind: str = "text") -> list[Page]:
    return list(read_pages(Source(path, kind, path.parent)))


def assert_positions(pages: list[Page], decoded: str) -> None:
    assert "".join(page.text for page in pages) == decoded
    cutter = Cutter()
    for page in pages:
        assert page.number is None
        assert decoded[page.offset : page.offset + len(page.text)] == page.text
        for passage in cutter.cut(page):
            assert decoded[passage.start : passage.end] == passage.text


@pytest.mark.parametrize("kind", ["text", "markdown"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_positions_in_every_unicode_encoding(tmp_path: Path, encoding: str, kind: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert_positions(read(path, kind), TEXT)


def test_eight_bit_encodings_are_guessed(tmp_path: Path) -> None:
    german = "Die Rückgabe ist möglich, wenn das Gerät unbeschädigt ist. Für Öfen gelten längere Fristen. " * 20
    russian = "Сотрудник имеет право на оплачиваемый отпуск продолжительностью двадцать восемь дней. " * 20
    for text, encoding in ((german, "cp1252"), (russian, "cp1251")):
        path = tmp_path / encoding
        path.write_bytes(text.encode(encoding))
        assert "".join(page.text for page in read(path)) == text


def test_a_broken_byte_does_not_change_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Grüße aus Köln und schöne Öfen überall. ".encode() * 30 + b"\xff" + b" end")
    text = read(path)[0].text
    assert text.startswith("Grüße aus Köln")
    assert text.endswith("\ufffd end")


def test_the_first_special_letter_may_come_late(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(
        b"plain words, line after line\n" * 90_000 + ("Für Öfen gelten längere Fristen. " * 9).encode("cp1252")
    )
    assert "Für Öfen gelten längere Fristen." in read(path)[-1].text


def test_a_long_file_comes_in_pieces_cut_at_paragraphs(tmp_path: Path) -> None:
    paragraph = "A sentence of the long report. " * 30 + "\r\n\r\n"
    path = tmp_path / "a.txt"
    path.write_bytes(paragraph.encode() * 1000)
    pages = read(path)
    assert len(pages) > 3
    assert max(len(page.text) for page in pages) <= PIECE
    assert all(page.text.endswith("\r\n\r\n") for page in pages)
    assert_positions(pages, paragraph * 1000)


def test_one_endless_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("字".encode() * 1_000_000)
    assert_positions(read(path), "字" * 1_000_000)


def test_markdown_blocks(tmp_path: Path) -> None:
    source = (
        '---\ntitle: "Paid leave"\nowner: hr\n---\n# Leave #\r\n\r\nText *one*.\r\n\r\nSick days\r\n=========\r\n'
        "- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n```\n# no heading\n```\n\n[ref]: http://x.example\n"
    )
    path = tmp_path / "a.md"
    path.write_bytes(source.encode())
    (page,) = read(path, "markdown")
    blocks = [(str(b.kind), b.level, page.text[b.start : b.end].strip()) for b in page.blocks]
    assert blocks == [
        ("heading", 1, "Paid leave"),
        ("heading", 1, "# Leave #"),
        ("paragraph", 0, "Text *one*."),
        ("heading", 1, "Sick days\r\n========="),
        ("list", 0, "- a\n- b"),
        ("table", 0, "| x | y |\n|---|---|\n| 1 | 2 |"),
        ("code", 0, "```\n# no heading\n```"),
        ("paragraph", 0, "[ref]: http://x.example"),
    ]
    headings = [passage.heading for passage in Cutter().cut(page)]
    assert headings == [(), ("Leave",), ("Sick days",)]
    assert_positions([page], source)
    assert not any("owner" in passage.text for passage in Cutter().cut(page))


def test_markdown_long_enough_for_pieces_keeps_positions(tmp_path: Path) -> None:
    source = "".join(
        f"## Chapter {n}\r\n\r\n" + "Words of the chapter, one by one. " * 60 + "\r\n\r\n" for n in range(400)
    )
    path = tmp_path / "a.md"
    path.write_bytes(source.encode("utf-8-sig"))
    pages = read(path, "markdown")
    assert len(pages) > 2
    assert all(page.blocks[0].kind is BlockKind.HEADING for page in pages)
    assert_positions(pages, source)


def test_what_is_no_plain_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(WellreadError, match="no longer there"):
        read(tmp_path / "gone.txt")
    with pytest.raises(WellreadError, match=r"folder|plain file"):
        read(tmp_path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for kind in ("text", "markdown", "html", "docx", "pdf"):
        with pytest.raises(WellreadError, match="not a plain file"):
            read(pipe, kind)
