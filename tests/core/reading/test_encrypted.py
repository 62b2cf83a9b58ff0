"""Encrypted office files open with the right password, say what is missing without it, and can't be made a trap."""

from __future__ import annotations

import io
import struct
from hashlib import md5, sha1
from pathlib import Path

import docx
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI

from core.errors import Locked, NotRead, WellreadError
from core.reading.legacy.compound import Compound
from core.reading.legacy.ole import ole_kind
from core.reading.legacy.unlock import unlocked
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Page
from tests.core.reading.compound_writer import compound
from tests.core.reading.word_writer import WordWriter

SALT = bytes(range(16))


def opened(folder: Path, data: bytes, password: str = "", name: str = "a.doc") -> Source:
    path = folder / name
    path.write_bytes(data)
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    return unlocked(Source(path, ole_kind(path), scratch, password))


def ooxml(document: io.BytesIO, password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(document).encrypt(password, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def locked_word() -> bytes:
    document, data = docx.Document(), io.BytesIO()
    document.add_paragraph("The secret recipe.")
    document.save(data)
    return ooxml(data, "sesam")


def rc4(password: str, data: bytes, block: int = 512) -> bytes:
    """Encrypted or decrypted: it is the same."""
    return DocumentRC4.decrypt(password, SALT, io.BytesIO(data), blocksize=block).getvalue()


def rc4_header(password: str) -> bytes:
    verifier = bytes(16)
    return struct.pack("<HH", 1, 1) + SALT + rc4(password, verifier + md5(verifier, usedforsecurity=False).digest())


def test_word_of_today(tmp_path: Path, locked_word: bytes) -> None:
    with pytest.raises(Locked, match=r"This Word file is protected with a password\. Give it with: wellread unlock"):
        opened(tmp_path, locked_word, name="a.docx")
    with pytest.raises(Locked, match="password that was given does not open"):
        opened(tmp_path, locked_word, "wrong", "a.docx")
    source = opened(tmp_path, locked_word, "sesam", "a.docx")
    assert source.kind == "docx"
    assert source.path.parent == tmp_path / "scratch"
    assert "secret recipe" in "".join(page.text for page in read_pages(source) if isinstance(page, Page))


def test_what_excel_opens_without_asking_is_opened(tmp_path: Path) -> None:
    data = io.BytesIO()
    openpyxl.Workbook().save(data)
    assert opened(tmp_path, ooxml(data, "VelvetSweatshop")).kind == "xlsx"


def test_old_word(tmp_path: Path) -> None:
    word = WordWriter()
    word.main.add("The old secret recipe.")
    streams = word.streams()
    text, table = streams["WordDocument"], streams["1Table"]
    head = text[:10] + struct.pack("<HHI", 0x1300, 0, 52) + text[18:0x44]
    streams["WordDocument"] = head + rc4("sesam", text)[0x44:]
    streams["1Table"] = rc4_header("sesam") + rc4("sesam", table)[52:]
    with pytest.raises(Locked, match="This Word file"):
        opened(tmp_path, compound(streams))
    with pytest.raises(Locked):
        opened(tmp_path, compound(streams), "wrong")
    source = opened(tmp_path, compound(streams), "sesam")
    assert source.kind == "doc"
    [page] = list(read_pages(source))
    assert isinstance(page, Page) and page.text == "The old secret recipe.\n\n"
    streams["WordDocument"] = head[:10] + struct.pack("<H", 0x9300) + streams["WordDocument"][12:]
    with pytest.raises(WellreadError, match="in a way"):
        opened(tmp_path, compound(streams), "sesam")


def test_old_workbook(tmp_path: Path) -> None:
    def records(*parts: tuple[int, bytes]) -> bytes:
        return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in parts)

    sheet = records((0x204, b"The secret sum of the whole year" * 150), (0xA, b""))
    keys = struct.pack("<H", 1) + rc4_header("VelvetSweatshop")
    start = records((0x809, struct.pack("<HH12x", 0x600, 5)), (0x2F, keys))
    hidden = rc4("VelvetSweatshop", bytes(len(start)) + sheet, 1024)[len(start) :]
    book = start + sheet[:4] + hidden[4:-4] + sheet[-4:]
    source = opened(tmp_path, compound({"Workbook": book}), name="a.xls")
    assert source.kind == "xls"
    with source.path.open("rb") as file:
        stream = Compound(file).stream("Workbook")
        assert stream.read_at(0, stream.size)[len(start) :] == sheet


def test_old_slides(tmp_path: Path) -> None:
    password = "/01Hannes Ruescher/01"  # PowerPoint's own, for shows that may only not be changed
    verifier = bytes(16)
    proof = verifier + sha1(verifier, usedforsecurity=False).digest()
    keys = DocumentRC4CryptoAPI.decrypt(password, SALT, 128, io.BytesIO(proof)).getvalue()
    header = struct.pack("<IIIIIIII", 4, 0, 0x6801, 0x8004, 128, 1, 0, 0)
    said = struct.pack("<HHII", 2, 2, 4, len(header)) + header + struct.pack("<I", 16) + SALT + keys[:16]
    said += struct.pack("<I", 20) + keys[16:]
    document = struct.pack("<HHI", 0xF, 1000, 5000) + b"The secret of the slides. ".ljust(5000, b"x")
    hidden = DocumentRC4CryptoAPI.decrypt(password, SALT, 128, io.BytesIO(document), 1 << 20, 1).getvalue()
    session = struct.pack("<HHI", 0xF, 0x2F14, len(said)) + said
    stream = hidden + session
    directory = len(stream)
    stream += struct.pack("<HHI", 0, 6002, 12) + struct.pack("<III", 1 | 2 << 20, 0, len(hidden))
    edit = len(stream)
    stream += struct.pack("<HHI", 0, 4085, 32) + struct.pack("<IIIIIIHHI", 0, 0x03000000, 0, directory, 1, 3, 0, 0, 2)
    user = struct.pack("<HHI", 0, 4086, 20) + struct.pack("<IIIHHBBH", 20, 0xF3D1C4DF, edit, 0, 1012, 3, 0, 0)
    user += struct.pack("<I", 8)
    source = opened(tmp_path, compound({"Current User": user, "PowerPoint Document": stream}), name="a.ppt")
    assert source.kind == "ppt"
    with source.path.open("rb") as file:
        assert Compound(file).stream("PowerPoint Document").read_at(0, len(document)) == document


def test_traps(tmp_path: Path, locked_word: bytes) -> None:
    def described(description: str) -> bytes:
        stream = struct.pack("<HHI", 4, 4, 0x40) + description.encode()
        return compound({"EncryptionInfo": stream, "EncryptedPackage": bytes(5000)})

    at = locked_word.index(b"<?xml")
    true = locked_word[at : locked_word.index(b"</encryption>") + 13].decode()
    with pytest.raises(Locked):
        opened(tmp_path, described(true))
    with pytest.raises(WellreadError, match="hours of work"):
        opened(tmp_path, described(true.replace('spinCount="100000"', 'spinCount="9999999"')), "sesam")
    with pytest.raises(WellreadError, match="document type"):
        opened(tmp_path, described('<!DOCTYPE x [<!ENTITY a "b">]>' + true))
    with pytest.raises(WellreadError, match="encryption makes no sense"):
        opened(tmp_path, described(true + " " * 300_000))
    with pytest.raises(WellreadError, match="in a way"):
        opened(tmp_path, compound({"EncryptionInfo": struct.pack("<HH", 4, 3), "EncryptedPackage": b"x"}))
    entry = locked_word.index("EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(WellreadError, match="longer than all"):
        opened(tmp_path, locked_word[: entry + 120] + b"\xff\xff\xff\x7f" + locked_word[entry + 124 :])


def test_other_files_stay_as_they_are(tmp_path: Path) -> None:
    word = WordWriter()
    word.main.add("Open.")
    source = opened(tmp_path, word.data(), "any")
    assert (source.kind, source.path) == ("doc", tmp_path / "a.doc")
    with pytest.raises(NotRead, match="rights management"):
        opened(tmp_path, compound({"\x09DRMContent": b"x", "WordDocument": b"x"}))
