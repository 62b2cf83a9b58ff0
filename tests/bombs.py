"""Files made to fill the memory, the disk or the time of who reads them: small on disk, endless when opened.

Each function of BOMBS writes one into a folder. `scale` is its size in mebibytes once unpacked.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

_MIB = 1 << 20
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/{part}" '
    'ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b0 "ha"><!ENTITY away SYSTEM "file:///etc/passwd">'
    + "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)


def _write_zip(path: Path, parts: dict[str, Iterator[bytes] | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in [data] if isinstance(data, bytes) else data:
                    part.write(piece)
    return path


def _pieces(piece: bytes, scale: int) -> Iterator[bytes]:
    block = piece * (_MIB // len(piece))
    for _ in range(scale):
        yield block


def zip_of_zeros(folder: Path, scale: int) -> Path:
    return _write_zip(folder / "zeros.zip", {"zeros.txt": _pieces(b"0", scale)})


def zip_in_zip(folder: Path, scale: int) -> Path:
    """Six levels of sixteen, sixteen million files of text at the bottom; each zip of those holds `scale` MiB."""
    data = b"All work and no play. " * (scale * _MIB // 22 // 16)
    name = "bottom.txt"
    for level in range(6):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(16):
                archive.writestr(f"{copy}-{name}", data)
        data, name = held.getvalue(), f"level{level}.zip"
    path = folder / "nested.zip"
    path.write_bytes(data)
    return path


def zip_that_overlaps(folder: Path, scale: int) -> Path:
    """Every entry of its directory is the same packed data."""
    path = zip_of_zeros(folder, max(1, scale // 100)).rename(folder / "overlap.zip")
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    one, rest = data[at:end], data[end:]
    entries = b"".join(one.replace(b"zeros.txt", f"z{n:04d}.txt".encode()[:9]) for n in range(2000))
    count, size, start = 2000, len(entries), at
    trailer = rest[:8] + struct.pack("<HHII", count, count, size, start) + rest[20:]
    path.write_bytes(data[:at] + entries + trailer)
    return path


def gzip_of_zeros(folder: Path, scale: int) -> Path:
    path = folder / "zeros.txt.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for piece in _pieces(b"0", scale):
            file.write(piece)
    return path


def xml_entities(folder: Path, scale: int) -> Path:
    path = folder / "laughs.xml"
    path.write_text(f"{LAUGHS}<a>&b11;&away;</a>")
    return path


def word_entities(folder: Path, scale: int) -> Path:
    text = f"{LAUGHS}<w:document {_WORD}><w:body><w:p><w:r><w:t>&b11;&away;</w:t></w:r></w:p></w:body></w:document>"
    kind = _TYPES.format(part="word/document.xml", kind="wordprocessingml.document").encode()
    return _write_zip(folder / "laughs.docx", {"[Content_Types].xml": kind, "word/document.xml": text.encode()})


def word_of_paragraphs(folder: Path, scale: int) -> Path:
    kind = _TYPES.format(part="word/document.xml", kind="wordprocessingml.document").encode()

    def document() -> Iterator[bytes]:
        yield f"<w:document {_WORD}><w:body><w:p>".encode()
        yield from _pieces(b"<w:r><w:t>a b </w:t></w:r>", scale)
        yield b"</w:p></w:body></w:document>"

    return _write_zip(folder / "paragraph.docx", {"[Content_Types].xml": kind, "word/document.xml": document()})


def sheet_of_all_cells(folder: Path, scale: int) -> Path:
    """One cell in the last row and column that there are, and shared strings that unpack to much."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = _TYPES.format(part="xl/workbook.xml", kind="spreadsheetml.sheet").encode()
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"

    def strings() -> Iterator[bytes]:
        yield f'<sst xmlns="{main}">'.encode()
        yield from _pieces(b"<si><t>aaaa</t></si>", scale)
        yield b"</sst>"

    return _write_zip(
        folder / "all.xlsx",
        {
            "[Content_Types].xml": kind,
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relation}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'.encode(),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets><sheet name="S" sheetId="1" '
            'r:id="r1"/></sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
            f'Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'.encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><dimension ref="A1:XFD1048576"/><sheetData>'
            '<row r="1"><c r="A1" t="inlineStr"><is><t>first</t></is></c></row><row r="1048576"><c r="XFD1048576" '
            't="inlineStr"><is><t>last</t></is></c></row></sheetData></worksheet>'.encode(),
            "xl/sharedStrings.xml": strings(),
        },
    )


def pdf_stream(folder: Path, scale: int) -> Path:
    """A page whose content unpacks to much."""
    packer = zlib.compressobj(1)
    stream = b"".join([*(packer.compress(piece) for piece in _pieces(b"0 0 m 1 1 l S ", scale)), packer.flush()])
    return _pdf(folder / "stream.pdf", b"<</Length %d/Filter/FlateDecode>>" % len(stream), stream)


def pdf_image(folder: Path, scale: int) -> Path:
    """A page with an image of 60,000 x 60,000."""
    row = zlib.compress(bytes(60_000 // 8 * 60_000), 1)
    image = (
        b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 1/ColorSpace/DeviceGray"
        b"/Filter/FlateDecode/Length %d>>" % len(row)
    )
    return _pdf(folder / "image.pdf", b"<</Length 30>>", b"q 612 0 0 792 0 0 cm /I Do Q  ", (image, row))


def _pdf(path: Path, head: bytes, stream: bytes, image: tuple[bytes, bytes] | None = None) -> Path:
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<%s>>>>"
        % (b"/XObject<</I 5 0 R>>" if image else b""),
        head + b"\nstream\n" + stream + b"\nendstream",
    ]
    if image:
        bodies.append(image[0] + b"\nstream\n" + image[1] + b"\nendstream")
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(bodies, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, start))
    path.write_bytes(out.getvalue())
    return path


def image_of_60000(folder: Path, scale: int) -> Path:
    path = folder / "huge.png"
    packer = zlib.compressobj(1)
    data = b"".join([*(packer.compress(bytes(1 + 60_000 // 8)) for _ in range(60_000)), packer.flush()])
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)), (b"IDAT", data), (b"IEND", b"")]
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for name, body in chunks:
            file.write(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)))
    return path


def deep_html(folder: Path, scale: int) -> Path:
    path = folder / "deep.html"
    with path.open("wb") as file:
        file.write(b"<!doctype html><html><body>")
        file.writelines(_pieces(b"<div>", max(1, scale // 8)))
        file.write(b"<p>The bottom.</p>")
    return path


def deep_json(folder: Path, scale: int) -> Path:
    path = folder / "deep.json"
    with path.open("wb") as file:
        file.writelines(_pieces(b"[", max(1, scale // 8)))
        file.write(b'"The bottom."')
    return path


def deep_rtf(folder: Path, scale: int) -> Path:
    path = folder / "deep.rtf"
    with path.open("wb") as file:
        file.write(rb"{\rtf1 ")
        file.writelines(_pieces(b"{", max(1, scale // 16)))
        file.write(b"The bottom.")
    return path


def endless_line(folder: Path, scale: int) -> Path:
    path = folder / "line.txt"
    with path.open("wb") as file:
        file.writelines(_pieces(b"word ", scale))
    return path


def endless_word(folder: Path, scale: int) -> Path:
    path = folder / "word.csv"
    with path.open("wb") as file:
        file.write(b"a,b,c\n")
        file.writelines(_pieces(b"x", scale))
    return path


def mail_in_mail(folder: Path, scale: int) -> Path:
    path = folder / "nested.eml"
    lines = ["From: a@example.org", "Subject: Nested", "MIME-Version: 1.0"]
    for n in range(20_000):
        lines += [f'Content-Type: multipart/mixed; boundary="b{n}"', "", f"--b{n}"]
    path.write_text("\r\n".join([*lines, "Content-Type: text/plain", "", "The bottom."]))
    return path


BOMBS: dict[str, Callable[[Path, int], Path]] = {
    bomb.__name__: bomb
    for bomb in (
        zip_of_zeros, zip_in_zip, zip_that_overlaps, gzip_of_zeros, xml_entities, word_entities, word_of_paragraphs,
        sheet_of_all_cells, pdf_stream, pdf_image, image_of_60000, deep_html, deep_json, deep_rtf, endless_line,
        endless_word, mail_in_mail,
    )
}  # fmt: skip
