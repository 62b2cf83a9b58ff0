"""Spreadsheets other than XLSX: Excel's binary and old formats, written record by record, and OpenDocument."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from core.errors import Locked, WellreadError
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Page
from tests.core.reading.compound_writer import compound

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMATS = {0: "General", 164: "0.0%", 165: "yyyy-mm-dd"}
SHOWN = "Item | Share | Day\nPens | 12.5% | 2024-05-31\nInk | -3 | TRUE\nGlue | 0.07 | #N/A"


def read(path: Path, kind: str) -> list[Page]:
    return [page for page in read_pages(Source(path, kind, path.parent)) if isinstance(page, Page)]


def table_of(page: Page) -> str:
    (block,) = [block for block in page.blocks if block.kind == "table"]
    return page.text[block.start : block.end]


def biff(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def text8(text: str, wide_length: bool = True) -> bytes:
    return struct.pack("<HB" if wide_length else "<BB", len(text), 1) + text.encode("utf-16-le")


def old_workbook() -> bytes:
    """What Excel 97 writes: the workbook with its strings and styles, then two sheets, the second one hidden."""
    strings = text8("Item") + text8("Share") + text8("Pens")[:7]
    rest = b"\0" + b"ns" + text8("Ink")  # the string goes on in the next record, with narrow letters
    styles = b"".join(biff(0x41E, struct.pack("<H", number) + text8(code)) for number, code in FORMATS.items())
    styles += b"".join(biff(0xE0, struct.pack("<HH", 0, number).ljust(20, b"\0")) for number in FORMATS)
    start = biff(0x809, struct.pack("<HHHH", 0x600, 5, 0, 0).ljust(16, b"\0")) + styles
    start += biff(0xFC, struct.pack("<II", 4, 4) + strings) + biff(0x3C, rest)
    names = [("Stock", 0), ("Kept", 1)]
    listing = sum(4 + 6 + len(text8(name, wide_length=False)) for name, _ in names)
    first = sheet8(
        biff(0xFD, struct.pack("<HHHI", 0, 0, 0, 0)),
        biff(0xFD, struct.pack("<HHHI", 0, 1, 0, 1)),
        biff(0x204, struct.pack("<HHH", 0, 2, 0) + text8("Day")),
        biff(0xFD, struct.pack("<HHHI", 1, 0, 0, 2)),
        biff(0x203, struct.pack("<HHHd", 1, 1, 1, 0.125)),
        biff(0x203, struct.pack("<HHHd", 1, 2, 2, 45443)),
        biff(0xFD, struct.pack("<HHHI", 2, 0, 0, 3)),
        biff(0x27E, struct.pack("<HHHi", 2, 1, 0, (-3 << 2) | 2)),
        biff(0x205, struct.pack("<HHHBB", 2, 2, 0, 1, 0)),
        biff(0x06, struct.pack("<HHHB5xH", 3, 0, 0, 0, 0xFFFF)) + biff(0x207, text8("Glue")),
        biff(0xBD, struct.pack("<HHHiH", 3, 1, 0, (7 << 2) | 3, 1)),
        biff(0x06, struct.pack("<HHHBxB3xH", 3, 2, 0, 2, 42, 0xFFFF)),
        biff(0x5D, struct.pack("<HHHH", 0x15, 0x12, 0x19, 1)),
        biff(0x1B6, struct.pack("<4x6xHH4x", 9, 0)) + biff(0x3C, b"\0Ann:\nfine"),
        biff(0x1C, struct.pack("<HHHH", 1, 1, 0, 1) + text8("Ann")),
        biff(0x5D, struct.pack("<HHHH", 0x15, 0x12, 0x06, 2)),
        biff(0x1B6, struct.pack("<4x6xHH4x", 6, 0)) + biff(0x3C, b"\0in box"),
    )
    at = len(start) + listing + 4
    for name, state in names:
        start += biff(0x85, struct.pack("<IBB", at, state, 0) + text8(name, wide_length=False))
        at += len(first)
    return start + biff(0x0A) + first + sheet8(biff(0x203, struct.pack("<HHHd", 65535, 255, 0, 8)))


def sheet8(*records: bytes) -> bytes:
    return biff(0x809, struct.pack("<HHHH", 0x600, 16, 0, 0).ljust(16, b"\0")) + b"".join(records) + biff(0x0A)


def test_old_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(compound({"Workbook": old_workbook()}))
    first, second = read(path, "xls")
    assert table_of(first) == SHOWN and first.marks[0] == (7, "A1:C1")
    assert first.text.endswith("Comment on B2 by Ann: fine\n\nin box\n\n")
    assert (second.number, second.label, second.marks) == (2, "Sheet Kept (hidden)", ((6, "IV65536"),))


def test_old_workbooks_that_are_broken(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    whole = old_workbook()
    path.write_bytes(compound({"Workbook": whole[: whole.index(b"Glue".decode().encode("utf-16-le"))]}))
    reading = read_pages(Source(path, "xls", tmp_path))
    page = next(reading)
    assert isinstance(page, Page) and "Ink | -3 | TRUE" in page.text
    with pytest.raises(WellreadError, match="end of a sheet"):
        list(reading)
    path.write_bytes(compound({"Workbook": whole[:20] + biff(0x2F, b"\0" * 6) + whole[20:]}))
    with pytest.raises(Locked):
        read(path, "xls")
    path.write_bytes(biff(0x809, struct.pack("<HH", 0x600, 5)) + biff(0x2F, b"\0" * 6))
    with pytest.raises(Locked):
        read(path, "xls")
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 100)
    with pytest.raises(WellreadError):
        read(path, "xls")


def test_a_workbook_of_excel_4_has_one_sheet_and_no_container(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    records = (
        biff(0x409, struct.pack("<HH", 0, 16)),
        biff(0x42, struct.pack("<H", 1252)),
        *(biff(0x41E, b"\0\0" + bytes([len(code)]) + code) for code in (b"General", b"0.0%")),
        *(biff(0x443, bytes([0, number])) for number in range(2)),
        biff(0x204, struct.pack("<HHHH", 0, 0, 0, 4) + b"Gr\xfcn"),
        biff(0x203, struct.pack("<HHHd", 0, 1, 1, 0.5)),
        biff(0x0A),
    )
    path.write_bytes(b"".join(records))
    (page,) = read(path, "xls")
    assert table_of(page) == "Grün | 50.0%"


def record12(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(data)
    return head + (bytes([length]) if length < 128 else bytes([length & 0x7F | 0x80, length >> 7])) + data


def text12(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_workbook(path: Path, cells: bytes) -> None:
    styles = b"".join(record12(44, struct.pack("<H", number) + text12(code)) for number, code in FORMATS.items())
    styles += record12(617) + b"".join(record12(47, struct.pack("<HH12x", 0, number)) for number in FORMATS)
    listing = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{kind}.bin"/>'
        for number, kind in enumerate(("worksheet", "sharedStrings", "styles"))
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", record12(156, struct.pack("<II", 0, 1) + text12("r0") + text12("Stock")))
        archive.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{listing}</Relationships>")
        archive.writestr("xl/styles.bin", styles + record12(618))
        archive.writestr(
            "xl/sharedStrings.bin", b"".join(record12(19, b"\0" + text12(text)) for text in ("Item", "Ink"))
        )
        archive.writestr("xl/worksheet.bin", cells)


def test_binary_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"

    def cell(kind: int, column: int, data: bytes, style: int = 0) -> bytes:
        return record12(kind, struct.pack("<II", column, style) + data)

    def row(number: int) -> bytes:
        return record12(0, struct.pack("<I", number).ljust(17, b"\0"))

    cells = (
        row(0) + cell(7, 0, struct.pack("<I", 0)) + cell(6, 1, text12("Share")),
        record12(17, struct.pack("<I", 0) + text12("Day")),
        row(1) + cell(62, 0, b"\0" + text12("Pens")) + cell(5, 1, struct.pack("<d", 0.125), 1)
        + cell(9, 2, struct.pack("<dI", 45443, 0), 2),
        row(2) + cell(7, 0, struct.pack("<I", 1)) + cell(2, 1, struct.pack("<i", (-3 << 2) | 2)) + cell(4, 2, b"\1"),
        row(3) + cell(8, 0, text12("Glue")) + cell(2, 1, struct.pack("<i", (7 << 2) | 3)) + cell(11, 2, b"\x2a"),
    )  # fmt: skip
    binary_workbook(path, b"".join(cells))
    (page,) = read(path, "xlsb")
    assert table_of(page) == SHOWN and page.label == "Sheet Stock"
    binary_workbook(path, b"".join(cells[:3]) + row(2) + b"\x05\xff\xff\xff\x7f")
    with pytest.raises(WellreadError, match="damaged"):
        read(path, "xlsb")


SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
)
STYLES = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
SHEETS = """
<table:table table:name="Stock"><table:shapes><draw:rect><text:p>in box</text:p></draw:rect></table:shapes>
<table:table-header-rows><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>
<table:table-cell><text:p>2</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row table:number-rows-repeated="2">
<table:table-cell office:value-type="percentage" office:value="0.125"><office:annotation><dc:creator>Ann</dc:creator>
<text:p>fine</text:p></office:annotation><text:p>12,5<text:s text:c="2"/>%</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2024-05-31"><text:p>31.05.24</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="16382"/></table:table-row>
<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/>
</table:table-row></table:table>
<table:table table:name="Kept" table:style-name="ta2"><table:table-row table:number-rows-repeated="1048576">
<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"><text:p>1</text:p>
</table:table-cell></table:table-row></table:table>"""


def test_opendocument_sheets(tmp_path: Path) -> None:
    body = f"<office:body><office:spreadsheet>{SHEETS}</office:spreadsheet></office:body>"
    styles = f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
    zipped, flat = tmp_path / "a.ods", tmp_path / "a.fods"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("content.xml", f"<office:document-content {SPACES}>{styles}{body}</office:document-content>")
    flat.write_text(
        f'<?xml version="1.0"?><office:document {SPACES}>{styles}{body}</office:document>', encoding="utf-8"
    )
    for path in (zipped, flat):
        first, *others = read(path, "ods")
        assert table_of(first) == "1 | 2\n12,5 % | 2024-05-31\n12,5 % | 2024-05-31"
        assert first.blocks[1].header == 5 and first.marks[1][1] == "A2:B2"
        assert first.text.endswith("\n\nComment on A2 by Ann: fine\n\nin box\n\n")
        assert {page.label for page in others} == {"Sheet Kept (hidden)"}
        assert sum(page.text.count("1") for page in others) < 70_000  # of the seventeen thousand million asked for


def test_a_locked_opendocument_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/manifest.xml", '<m xmlns="urn:x"><file-entry><encryption-data/></file-entry></m>')
        archive.writestr("content.xml", b"\x8f\x01\x02")
    with pytest.raises(Locked, match="password"):
        read(path, "ods")
