"""Outlook messages, written property by property: fields, texts in any form, what is attached, and broken ones."""

from __future__ import annotations

import random
import struct
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import compressed_rtf
import pytest

from core.errors import WellreadError
from core.reading.archives.members import member_path
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Page, Part, Picture, Status
from tests.core.reading.compound_writer import compound

Found = Page | Picture | Part
Streams = dict[str, bytes]


def storage(place: str, header: int, **properties: object) -> Streams:
    """What lies in one storage. Properties are called "p37" for 0x37; bytes for texts in a code page end in "n"."""
    streams: Streams = {}
    values = bytes(header)
    for name, value in properties.items():
        number = int(name.strip("pn"), 16)
        if isinstance(value, int):
            values += struct.pack("<HHIi4x", 3, number, 6, value)
        elif isinstance(value, datetime):
            ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
            values += struct.pack("<HHIQ", 0x40, number, 6, ticks)
        elif isinstance(value, str):
            streams[f"{place}__substg1.0_{number:04X}001F"] = value.encode("utf-16-le")
        else:
            assert isinstance(value, bytes)
            streams[f"{place}__substg1.0_{number:04X}{'001E' if name.endswith('n') else '0102'}"] = value
    return streams | {f"{place}__properties_version1.0": values}


def person(at: int, name: str, smtp: str, role: int, place: str = "") -> Streams:
    return storage(f"{place}__recip_version1.0_#{at:08X}/", 8, p3001=name, p39FE=smtp, pC15=role)


def attachment(at: int, place: str = "", **properties: object) -> Streams:
    return storage(f"{place}__attach_version1.0_#{at:08X}/", 8, **properties)


def whole() -> Streams:
    """A message with a file, a message with a file within it, a logo and a file that lies elsewhere."""
    inner = "__attach_version1.0_#00000001/__substg1.0_3701000D/"
    return (
        storage("", 32, p37="Offer for Größe 12", p1000="The lamp costs 30 €.\r\n\r\n> What does it cost?",
                pC1A="Zoë Müller", p5D01="zoe@example.org", p39=datetime(2020, 3, 3, 13, 5, tzinfo=UTC))
        | person(0, "Bob", "bob@example.org", 1)
        | person(1, "Carl", "/o=Exchange/cn=carl", 2)
        | attachment(0, p3707="prices.txt", p3701=b"Lamp: 30")
        | attachment(1, p3001="Older offer")
        | storage(inner, 24, p37="Older offer", p1000="The radio costs 9 €.")
        | person(0, "Ann", "ann@example.org", 1, inner)
        | attachment(0, inner, p3707="terms.txt", p3701=b"Pay in May. " * 1000)
        | attachment(2, p3707="logo.png", p3701=b"\x89PNG", p370E="image/png", p3712="logo@x")
        | attachment(3, p3707="cloud.docx")
    )  # fmt: skip


def read(folder: Path, streams: Streams) -> tuple[list[Found], str]:
    """What was found, and the title or the words of the error."""
    path = folder / "a.msg"
    path.write_bytes(compound(streams))
    return read_file(path)


def read_file(path: Path) -> tuple[list[Found], str]:
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    found: list[Found] = []
    reading = read_pages(Source(path, "msg", scratch))
    try:
        while True:
            found.append(next(reading))
    except StopIteration as end:
        return found, end.value
    except WellreadError as error:
        return found, error.message


def blocks(found: Found) -> list[tuple[str, str]]:
    assert isinstance(found, Page)
    return [(f"{block.kind}{block.level or ''}", found.text[block.start : block.end]) for block in found.blocks]


def test_a_message_and_what_is_attached(tmp_path: Path) -> None:
    found, title = read(tmp_path, whole())
    assert title == "Offer for Größe 12"
    assert blocks(found[0]) == [
        ("heading1", "Offer for Größe 12"),
        (
            "list",
            """From: Zoë Müller <zoe@example.org>
To: Bob <bob@example.org>
Cc: Carl
Date: Tuesday, 3 March 2020, 13:05 +0000
Attachments: prices.txt, Older offer.msg, cloud.docx""",
        ),
        ("paragraph", "The lamp costs 30 €."),
        ("note", "Quoted: What does it cost?"),
    ]
    pages = {page.part: page.text for page in found if isinstance(page, Page)}
    assert list(pages) == ["", "Older offer.msg", "prices.txt", "Older offer.msg/terms.txt"]
    assert "To: Ann <ann@example.org>" in pages["Older offer.msg"]
    assert "The radio costs 9 €." in pages["Older offer.msg"]
    assert pages["Older offer.msg/terms.txt"] == "Pay in May. " * 1000
    parts = {part.name: part.status for part in found if isinstance(part, Part)}
    assert parts == {
        "Older offer.msg": Status.INDEXED,
        "prices.txt": Status.INDEXED,
        "Older offer.msg/terms.txt": Status.INDEXED,
        "cloud.docx": Status.SKIPPED,
    }
    source = Source(tmp_path / "a.msg", "msg", tmp_path / "scratch")
    assert member_path(source, "Older offer.msg/terms.txt").path.read_bytes() == b"Pay in May. " * 1000


def test_a_message_in_html_or_in_rich_text(tmp_path: Path) -> None:
    html = storage("", 32, p37="Offer", p3FDE=1252, p1013=b"<h1>Prices</h1><p>The lamp: 30 \x80.")
    assert blocks(read(tmp_path, html)[0][0])[1:] == [("heading2", "Prices"), ("paragraph", "The lamp: 30 €.")]
    assert "30 €" in str(read(tmp_path, storage("", 32, p37="Offer", p1013="<p>The lamp: 30 €"))[0][0])
    both = storage("", 32, p1000="See the other.", p1013=b"<p>All of it.</p><!--" + b"x" * 9000 + b"-->")
    assert "All of it." in str(read(tmp_path, both)[0][0])
    rtf = compressed_rtf.compress(rb"{\rtf1\ansi The lamp costs \u8364? 30.\par}")
    pages = [page for page in read(tmp_path, storage("", 32, p37="Offer", p1009=rtf))[0] if isinstance(page, Page)]
    assert "The lamp costs € 30." in pages[-1].text
    broken = storage("", 32, p37="Offer", p1009=rtf[:-3]) | attachment(0, p3707="a.txt", p3701=b"Words.")
    found, error = read(tmp_path, broken)
    assert [page.part for page in found if isinstance(page, Page)] == ["", "a.txt"]
    assert error == "The text of this message is damaged."


@pytest.mark.parametrize(
    ("properties", "raw"),
    [
        ({"p3FFD": 1251}, "лампа".encode("cp1251")),
        ({"p3FDE": 65001}, "лампа".encode()),
        ({"p3FF1": 1049}, "лампа".encode("cp1251")),
        ({}, "лампа".encode()),
    ],
)
def test_code_pages(tmp_path: Path, properties: dict[str, int], raw: bytes) -> None:
    page = read(tmp_path, storage("", 32, p37n=raw + b"\0", p1000n=b"x", **properties))[0][0]
    assert blocks(page)[0] == ("heading1", "лампа")


def test_the_header_as_it_travelled_knows_the_time_zone(tmp_path: Path) -> None:
    headers = "From: Zoe <zoe@example.org>\r\nDate: Tue, 3 Mar 2020 14:05:00 +0100\r\n\r\n"
    page = read(tmp_path, storage("", 32, p37="a", p7D=headers))[0][0]
    assert blocks(page)[1] == ("list", "From: Zoe <zoe@example.org>\nDate: Tuesday, 3 March 2020, 14:05 +0100")


def test_an_appointment_and_a_contact(tmp_path: Path) -> None:
    begins, ends = (datetime(2020, 3, 3, hour, tzinfo=UTC) for hour in (9, 10))
    streams = storage("", 32, p37="Meeting", p60=begins, p61=ends, p3A16="Example Ltd", p3A08="+49 30 123")
    assert blocks(read(tmp_path, streams)[0][0])[1][1].splitlines() == [
        "Begins: Tuesday, 3 March 2020, 09:00 +0000",
        "Ends: Tuesday, 3 March 2020, 10:00 +0000",
        "Company: Example Ltd",
        "Business phone: +49 30 123",
    ]


def test_an_encrypted_message_says_so(tmp_path: Path) -> None:
    found, error = read(tmp_path, storage("", 32, p37="Secret", p1A="IPM.Note.SMIME"))
    assert len(found) == 1 and "encrypted" in error


def test_a_signed_message_lies_within(tmp_path: Path) -> None:
    travelled = b"Content-Type: multipart/signed; boundary=b\n\n--b\n\nThe words.\n--b--\n"
    streams = storage("", 32, p37="Signed") | attachment(
        0, p3707="smime.p7m", p3701=travelled, p370E="multipart/signed"
    )
    pages = {page.part: page.text for page in read(tmp_path, streams)[0] if isinstance(page, Page)}
    assert "The words." in pages["smime.p7m.eml"]


def test_broken_messages_end(tmp_path: Path) -> None:
    data = compound(whole())
    chance = random.Random(5)
    path = tmp_path / "a.msg"
    for _ in range(40):
        bent = bytearray(data)
        for _ in range(chance.choice((1, 20))):
            bent[chance.randrange(len(bent))] = chance.randrange(256)
        path.write_bytes(bent[: chance.choice((len(bent), chance.randrange(len(bent))))])
        with suppress(Exception):  # as the reader does: whatever is raised, it ends
            read_file(path)
    nested, place = storage("", 32, p37="0"), ""
    for depth in range(1, 25):
        nested |= attachment(0, place, p3001="in")
        place += "__attach_version1.0_#00000000/__substg1.0_3701000D/"
        nested |= storage(place, 24, p37=str(depth))
    found, _ = read(tmp_path, nested)
    assert sum(isinstance(one, Page) for one in found) == 11


def attribute(kind: int, data: bytes, level: int = 1) -> bytes:
    return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def mapi(*properties: tuple[int, int, bytes]) -> bytes:
    """Properties as TNEF packs them: kind, number, bytes."""
    data = struct.pack("<I", len(properties))
    for kind, number, value in properties:
        data += struct.pack("<HH", kind, number)
        if number >= 0x8000:
            data += bytes(16) + struct.pack("<II", 1, 6) + "abc".encode("utf-16-le") + b"\0\0"
        if kind in (0x1E, 0x1F, 0x0D, 0x102):
            data += struct.pack("<II", 1, len(value))
        data += value.ljust(-(-len(value) // 4) * 4, b"\0")
    return data


def tnef(subject: str, text: bytes, *attached: bytes) -> bytes:
    head = attribute(0x69007, struct.pack("<II", 1251, 0)) + attribute(0x18004, subject.encode("cp1251") + b"\0")
    properties = mapi((0x03, 0x17, bytes(4)), (0x1F, 0x8001, b"x\0"), (0x1F, 0x1000, text.decode().encode("utf-16-le")))
    return b"\x78\x9f\x3e\x22\x01\x00" + head + attribute(0x69003, properties) + b"".join(attached)


def test_what_outlook_wraps_for_itself(tmp_path: Path) -> None:
    begin = attribute(0x69002, bytes(14), 2)
    short = begin + attribute(0x6800F, b"Lamp: 30", 2) + attribute(0x18010, b"prices.txt\0", 2)
    name = "Условия оплаты.txt".encode("utf-16-le")
    long = begin + attribute(0x6800F, b"Pay in May.", 2) + attribute(0x18010, b"USLOV~1.TXT\0", 2)
    long += attribute(0x69005, mapi((0x03, 0x3705, bytes(4)), (0x1F, 0x3707, name)), 2)
    inner = tnef("Older", b"The radio costs 9.")
    nested = begin + attribute(0x18010, b"Older\0", 2) + attribute(0x69005, mapi((0x0D, 0x3701, bytes(16) + inner)), 2)
    path = tmp_path / "winmail.dat"
    path.write_bytes(tnef("Лампа", b"The lamp costs 30.", short, long, nested))
    found = list(read_pages(Source(path, "tnef", tmp_path)))
    pages = {page.part: page.text for page in found if isinstance(page, Page)}
    assert pages[""].startswith(
        "Лампа\n\nAttachments: prices.txt, Условия оплаты.txt, Older.tnef\n\nThe lamp costs 30."
    )
    assert pages["prices.txt"] == "Lamp: 30"
    assert pages["Условия оплаты.txt"] == "Pay in May."
    assert "The radio costs 9." in pages["Older.tnef"]
    whole = path.read_bytes()
    for bent in (whole[:200], whole[:-30], whole.replace(struct.pack("<I", 8), b"\xff\xff\xff\x7f")):
        path.write_bytes(bent)
        list(read_pages(Source(path, "tnef", tmp_path)))
