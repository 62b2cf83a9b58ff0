"""Files are known by what they hold."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from core.reading import recognise, unread_reason
from core.reading.formats import FORMATS

ZIP = b"PK\x03\x04" + b"\0" * 26
MAIL = b"Received: from a by b\r\nDate: Mon, 1 Jan 2024 10:00:00 +0100\r\nFrom: a@b.c\r\nSubject: x\r\n\r\nHello"
CELLS = b'{\n "cells": [\n  {\n   "cell_type": "markdown",\n   "source": []\n  }\n ]'


def tar_without_mark() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("letter.txt"))
    head = bytearray(made.getvalue()[:512])
    head[257:265] = bytes(8)
    head[148:156] = b"%06o\0 " % (sum(head[:148]) + sum(head[156:]) + 8 * 32)
    return bytes(head)


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        # data
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        ("letter.txt", b"junk before\n%PDF-1.4", "pdf"),
        ("a.docx", b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        ("magic.py", b'if data.startswith(b"%PDF-1"):\n    pass\n', "code"),
        ("a.docx", ZIP + b"[Content_Types].xml", "zip"),
        ("no name", ZIP + b"word/document.xml", "zip"),
        ("a.zip", b"PK\x05\x06" + b"\0" * 18, "zip"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "ole"),
        ("a", b"7z\xbc\xaf\x27\x1c\0\4", "7z"),
        ("a.tar", b"letter.txt" + b"\0" * 247 + b"ustar\x0000" + b"\0" * 247, "tar"),
        ("old.tar", tar_without_mark(), "tar"),
        ("a.gz", b"\x1f\x8b\x08\0\0\0\0\0", "gzip"),
        ("a.bz2", b"BZh91AY&SY\xd8r", "gzip"),
        ("a.xz", b"\xfd7zXZ\0\0\4", "gzip"),
        ("BZh9.txt", b"BZh9 is how such files begin.", "text"),
        ("a.mobi", b"Title".ljust(60, b"\0") + b"BOOKMOBI" + b"\0" * 40, "mobi"),
        ("a.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image"),
        ("a", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image"),
        ("a.bmp", b"BM\x36\0\x0c\0\0\0\0\0\x36\0\0\0\x28\0\0\0\0\1\0\0\0\1\0\0", "image"),
        ("BMW.txt", b"BMW to make a hybrid car", "text"),
        ("a.webp", b"RIFF\x24\0\0\0WEBPVP8 ", "image"),
        ("a.tif", b"II*\0\x08\0\0\0", "image"),
        # text that says what it is
        ("a.rtf", b"{\\rtf1 text}", "rtf"),
        ("a.doc", b"{\\rtf1 text}", "rtf"),
        ("a.html", b"<p>Hello", "html"),
        ("page", b"\xef\xbb\xbf\n<!-- saved -->\n<!DOCTYPE HTML>\n<html>", "html"),
        ("a.html", "<html><body>x".encode("utf-16"), "html"),
        ("report.doc", b"<html xmlns:o='urn:schemas-microsoft-com:office:office'><body>", "html"),
        ("table.xls", b"<table><tr><td>1</td></tr></table>", "html"),
        ("a.xhtml", b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML">\n<html>', "html"),
        ("a.xml", b'<?xml version="1.0"?><note><to>Ann</to></note>', "xml"),
        ("a", b"<!-- made by hand -->\n<note id='1'>\n<to>Ann</to></note>", "xml"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><text>x</text></svg>', "xml"),
        ("book", b'<?xml version="1.0"?>\n<FictionBook xmlns="http://x"><body/>', "fb2"),
        (
            "flat.xml",
            b'<office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet">',
            "ods",
        ),
        ("a.eml", b"From: a@b.c\n\nHello", "eml"),
        ("saved.txt", MAIL, "eml"),
        ("saved", MAIL.decode().encode("utf-16-le"), "eml"),
        ("minutes.txt", b"From: the chair\nTo: all members\nSubject: dues\n\nPlease pay.", "text"),
        ("Note.txt", b"Date: tomorrow\nPlace: here\n", "text"),
        ("a", b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tx=y", "mhtml"),
        ("a.doc", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", "mhtml"),
        ("inbox", b"From a@b.c Mon Jan  1 10:00:00 2024\nReceived: by x\n", "mbox"),
        ("story.txt", b"From here to the sea it is a day's walk.\n", "text"),
        ("a.txt", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "ics"),
        ("a.txt", b"begin:vcard\r\nVERSION:3.0\r\n", "vcf"),
        ("a.txt", b"WEBVTT\n\n00:00.000 --> 00:02.000\nHi", "subtitles"),
        ("a.txt", b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHi", "subtitles"),
        ("a.ipynb", CELLS, "notebook"),
        ("a.json", CELLS, "notebook"),
        ("a.json", b'{"name": "x"}', "json"),
        ("data", b'[{"name": "x"}, {"name": "y"}]', "json"),
        ("log", b'{"time": 1}\n{"time": 2}\n', "json"),
        ("refs.txt", b"[1] Smith, J. On letters.\n[2] Doe", "text"),
        ("brace.txt", b"{curly} words begin this note", "text"),
        ("letter", b"% comment\n\\documentclass{article}\n\\begin{document}", "latex"),
        ("run", b"#!/usr/bin/env python3\nprint(1)\n", "code"),
        ("a.txt", b"id\tname\tage\n1\tAnn\t30\n2\tBob\t31\n3\tCid\t32\n4\tDan\t33\n", "csv"),
        ("a.txt", b"Dear Ann,\nthanks, really, for it, and for all.\nYours,\nBob, your friend\n" * 3, "text"),
        # text that only its name tells
        ("README.md", b"# Title\n", "markdown"),
        ("README.md", b"<h1>Title</h1>\n\nText", "markdown"),
        ("a.rst", b"Title\n=====\n", "rst"),
        ("a.org", b"* Title\n", "org"),
        ("a.adoc", b"= Title\n", "asciidoc"),
        ("a.tex", b"\\section{x}\n", "latex"),
        ("data.csv", b"a,b\n1,2\n", "csv"),
        ("a.yaml", b"a: 1\n", "config"),
        ("a.ini", b"[section]\nkey=value\n", "config"),
        ("main.py", b"import os\n", "code"),
        ("page.php", b"<?php echo 1; ?><html>", "code"),
        ("Makefile", b"all:\n\techo\n", "code"),
        ("a.pdf", b"just words, and no PDF at all", "text"),
        # text of any encoding
        ("a.txt", b"", "text"),
        ("a.txt", "Größe".encode("latin-1"), "text"),
        ("a.txt", "Größe 字".encode("utf-16"), "text"),
        ("a.txt", "plain words in two bytes each".encode("utf-16-le"), "text"),
        ("a.txt", "plain words in four bytes each".encode("utf-32-be"), "text"),
        ("a.txt", "请提前以书面形式准备好您的问题。\n地下室的钥匙\n".encode("utf-16-be"), "text"),
        ("a.txt", ("字" * 3000).encode()[:8192], "text"),
        ("a.txt", "THE SALES of the branch rose in May.\n".encode("cp500") * 5, "text"),
        ("a.log", b"10:00 the machine was started\n10:01 all is well\n" + b"\0" * 40 + b"10:05 it goes on\n", "text"),
        # neither
        ("a.txt", bytes(range(256)) * 8, None),
    ],
)
def test_kind_by_content(name: str, head: bytes, kind: str | None) -> None:
    assert recognise(Path(name), head) == kind
    assert kind is None or kind == "ole" or kind in FORMATS


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        ("a.mp4", b"\0\0\0\x18ftypmp42\0\0", "This is a video"),
        ("a.jpg", b"\0\0\0\x18ftypheic\0\0", "Save it as PNG or JPEG"),
        ("a.mp3", b"ID3\4\0\0", "sound recording"),
        ("core", b"\x7fELF\0", "a program"),
        ("a.exe", b"MZ\x90\0\3\0\0\0", "a program"),
        ("a.ttf", b"\0\1\0\0\0\x0c", "a font"),
        ("a.db", b"SQLite format 3\0", "a database"),
        ("a.iso", b"\1\2\3" * 50, "image of a disk"),
        ("a.rar", b"Rar!\x1a\7\0", "Unpack it"),
        ("a.one", b"\xe4R\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3" + b"\0" * 8, "OneNote"),
        ("a.chm", b"ITSF\3\0\0\0", "help files"),
        ("a.nef", b"MM\0*\0\0\0\x08", "camera's raw picture"),
        ("a.pem", b"-----BEGIN CERTIFICATE-----\nMIIB", "key or a certificate"),
        ("id_rsa", b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", "key or a certificate"),
        ("a.pem", b"Bag Attributes\n-----BEGIN RSA PRIVATE KEY-----\nMIIB", "key or a certificate"),
        ("a.asc", b"-----BEGIN PGP MESSAGE-----\n\nhQ", "encrypted"),
        ("a.p7s", b"0\x82\x01\0\x06\x09\0", "signature"),
        ("a.ps", b"%!PS-Adobe-3.0\n", "PostScript"),
        ("a.docx", b"\0" * 8192, "only zeros"),
        ("a.txt", b"\0\1\2\3", "named .txt but does not hold"),
        ("a.blob", b"\0\1\2\3", "does not read .blob files"),
        ("blob", b"\0\1\2\3", "does not know"),
    ],
)
def test_what_is_not_read_has_a_reason(name: str, head: bytes, words: str) -> None:
    assert recognise(Path(name), head) is None
    assert words in unread_reason(Path(name), head)


def test_recognising_takes_no_time() -> None:
    heads = [
        (b"<" * 8192), (b"<!--" * 2048), (b"<?xml" + b" " * 8187), (b"{" * 8192), (b'["' + b"\\" * 8190),
        (b"[ " * 4096), (b"A:\n" * 2700), (b"<!DOCTYPE x [" + b"]" * 8000), ("\ud55c".encode("utf-16-le") * 4096),
        (b"\n" * 8192), (b"a\0" * 4096), (b"1," * 4096), (b"From " * 1600),
    ]  # fmt: skip
    begin = time.perf_counter()
    for head in heads:
        for name in ("a.txt", "a.xml", "a.json", "a"):
            recognise(Path(name), head)
    assert time.perf_counter() - begin < 1.0


def test_recognising_imports_no_parser() -> None:
    code = (
        "import sys, core.reading\n"
        "heavy = {'pymupdf', 'lxml', 'docx', 'markdown_it', 'bs4', 'numpy', 'chardet', 'lancedb'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
