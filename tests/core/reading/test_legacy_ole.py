"""What an OLE file is, by its streams; compound files that lie about themselves."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest

from core.errors import NotRead, WellreadError
from core.reading.legacy.compound import Compound
from core.reading.legacy.ole import ole_kind
from tests.core.reading.compound_writer import compound, summary

PLAIN_WORD = struct.pack("<HH6xH", 0xA5EC, 0xC1, 0x1000).ljust(5000, b"\0")
LOCKED_WORD = struct.pack("<HH6xH", 0xA5EC, 0xC1, 0x1100).ljust(5000, b"\0")
BOOK = struct.pack("<HH16x", 0x809, 16)
LOCKED_BOOK = BOOK + struct.pack("<HH6x", 0x2F, 6)
USER, LOCKED_USER = (bytes(12) + struct.pack("<I", token) for token in (0xE391C05F, 0xF3D1C4DF))


def kind(folder: Path, data: bytes) -> str:
    path = folder / "a.bin"
    path.write_bytes(data)
    return ole_kind(path)


@pytest.mark.parametrize(
    ("streams", "expected"),
    [
        ({"WordDocument": PLAIN_WORD, "1Table": b"x"}, "doc"),
        ({"worddocument": LOCKED_WORD}, "encrypted"),
        ({"Workbook": BOOK}, "xls"),
        ({"Book": BOOK}, "xls"),
        ({"Workbook": LOCKED_BOOK}, "encrypted"),
        ({"PowerPoint Document": b"x", "Current User": USER}, "ppt"),
        ({"PowerPoint Document": b"x", "Current User": LOCKED_USER}, "encrypted"),
        ({"PowerPoint Document": b"x"}, "ppt"),
        ({"__properties_version1.0": b"x"}, "msg"),
        ({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}, "encrypted"),
    ],
)
def test_kinds(tmp_path: Path, streams: dict[str, bytes], expected: str) -> None:
    assert kind(tmp_path, compound(streams)) == expected


@pytest.mark.parametrize(
    ("streams", "named"),
    [
        ({"VisioDocument": b"x"}, "a Visio drawing"),
        ({"Quill": b"x", "Contents": b"x"}, "a Publisher document"),
        ({"\x05HwpSummaryInformation": b"x"}, "Hangul"),
        ({"MatOST": b"x"}, "a Works document"),
        ({"Catalog": b"x"}, "thumbnails"),
        ({"\u4840\u3f3f\u4577": b"x"}, "an installer for Windows"),
        ({"PP40": b"x"}, "PowerPoint 95"),
        ({"EncryptedPackage": b"x"}, "rights management"),
        ({"Something": b"x"}, "which program"),
        ({}, "which program"),
    ],
)
def test_what_is_not_read_is_named(tmp_path: Path, streams: dict[str, bytes], named: str) -> None:
    with pytest.raises(NotRead, match=named):
        kind(tmp_path, compound(streams))


def test_streams_are_read_where_asked() -> None:
    large = bytes(range(256)) * 400
    opened = Compound(io.BytesIO(compound({"Large": large, "Small": large[:3000], "Empty": b""})))
    for name, data in (("Large", large), ("small", large[:3000]), ("EMPTY", b"")):
        stream = opened.stream(name)
        assert stream.size == len(data)
        assert stream.read_at(0, 10**9) == data
        assert stream.read_at(700, 1500) == data[700:2200]
        assert stream.read_at(len(data), 10) == b""
    assert "Large" in opened and "None" not in opened
    with pytest.raises(WellreadError):
        opened.stream("None")


def test_large_files() -> None:
    large = bytes(range(256)) * 40_000  # more than the tables that the header itself lists can hold
    opened = Compound(io.BytesIO(compound({"Large": large, "Small": b"x" * 100})))
    stream = opened.stream("Large")
    assert stream.read_at(10_000_000, 1000) == large[10_000_000:10_001_000]
    assert opened.stream("Small").read_at(0, 200) == b"x" * 100


def test_titles() -> None:
    def title(data: bytes) -> str:
        return Compound(io.BytesIO(compound({"\x05SummaryInformation": data}))).title()

    assert title(summary("Отпуск  2003")) == "Отпуск 2003"
    assert title(summary("PowerPoint Presentation")) == ""
    assert title(summary("Budget")[:70]) == ""
    assert title(b"") == ""
    assert title(summary("Budget").replace(struct.pack("<I", 48), b"\xff" * 4)) == ""


def patched(data: bytes, at: int, *values: int) -> bytes:
    return data[:at] + struct.pack(f"<{len(values)}I", *values) + data[at + 4 * len(values) :]


def test_lies_cost_little(tmp_path: Path) -> None:
    whole = compound({"WordDocument": PLAIN_WORD, "1Table": bytes(100)})
    for at in (44, 64, 72):  # how many sectors the tables claim to have
        with pytest.raises(WellreadError):
            kind(tmp_path, patched(whole, at, 0xFFFFFFF0))
    for shift in (0, 31, 65535):
        with pytest.raises(WellreadError):
            kind(tmp_path, whole[:30] + struct.pack("<H", shift) + whole[32:])
    with pytest.raises(WellreadError):
        kind(tmp_path, whole[:600])
    with pytest.raises(WellreadError):
        kind(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    # A stream of four gigabytes, and one that bites its tail, end with the file.
    entry = whole.index("WordDocument".encode("utf-16-le"))
    huge = Compound(io.BytesIO(patched(whole, entry + 120, 0xFFFFFF00)))
    assert huge.swollen
    assert len(huge.stream("WordDocument").read_at(0, 1 << 32)) <= len(whole)
    table = whole.rindex(struct.pack("<II", 1, 2))
    circle = Compound(io.BytesIO(patched(patched(whole, table, 0), entry + 120, 0xFFFFFF00)))
    assert len(circle.stream("WordDocument").read_at(0, 1 << 32)) <= len(whole) + 512


def test_streams_that_no_storage_leads_to_are_found(tmp_path: Path) -> None:
    whole = compound({"Other": b"x", "WordDocument": PLAIN_WORD})
    root = whole.index("Root Entry".encode("utf-16-le"))
    for child in (0xFFFFFFFF, 99_999, 0):
        assert kind(tmp_path, patched(whole, root + 76, child)) == "doc"
    with pytest.raises(WellreadError, match="damaged"):
        kind(tmp_path, whole[: root + 66] + b"\1" + whole[root + 67 :])
