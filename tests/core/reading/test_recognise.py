"""Files are known by what they hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.reading import recognise, unread_reason


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        ("letter.txt", b"junk before\n%PDF-1.4", "pdf"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml" + b"\0" * 60 + b"word/document.xml", "docx"),
        ("no name", b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml", "docx"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 26 + b"xl/workbook.xml", None),
        ("a.html", b"<p>Hello", "html"),
        ("page", b"\xef\xbb\xbf\n<!-- saved -->\n<!DOCTYPE HTML>\n<html>", "html"),
        ("a.html", "<html><body>x".encode("utf-16"), "html"),
        ("README.md", b"# Title\n", "markdown"),
        ("README.md", b"<h1>Title</h1>\n\nText", "markdown"),
        ("a.txt", b"", "text"),
        ("a.txt", "Größe".encode("latin-1"), "text"),
        ("a.txt", "Größe 字".encode("utf-16"), "text"),
        ("a.txt", "plain words in two bytes each".encode("utf-16-le"), "text"),
        ("a.txt", ("字" * 3000).encode()[:8192], "text"),
        ("data.csv", b"a,b\n1,2\n", "text"),
        ("main.py", b"import os\n", "text"),
        ("a.txt", bytes(range(256)) * 8, None),
        ("a.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None),
        ("a.rtf", b"{\\rtf1 text}", None),
        ("a.eml", b"From: a@b.c\n\nHello", None),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, None),
    ],
)
def test_kind_by_content(name: str, head: bytes, kind: str | None) -> None:
    assert recognise(Path(name), head) == kind


def test_what_is_not_read_has_a_reason() -> None:
    assert unread_reason(Path("a.xlsx"), b"PK\x03\x04") == "Wellread does not read .xlsx files yet."
    assert unread_reason(Path("core"), b"\x7fELF\0") == "Wellread does not know what kind of file this is."
    assert "password" in unread_reason(Path("a.docx"), b"\xd0\xcf\x11\xe0")
    assert unread_reason(Path("a.txt"), b"\0\1").startswith("This file is named .txt")


def test_recognising_imports_no_parser() -> None:
    code = (
        "import sys, core.reading\n"
        "heavy = {'pymupdf', 'lxml', 'docx', 'markdown_it', 'bs4', 'numpy', 'charset_normalizer', 'lancedb', 'torch'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
