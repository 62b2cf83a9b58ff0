"""What a zip turns out to be once it is open."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from core.errors import NotRead
from core.reading.pdf.mupdf import load
from core.reading.refine import refine
from core.reading.source import Source


def source(folder: Path, name: str, parts: dict[str, bytes]) -> Source:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return Source(path, "zip", folder)


@pytest.mark.parametrize(
    "parts",
    [
        ["Index/Document.iwa", "Metadata/Properties.plist"],
        ["Talk.key/Index.zip", "Talk.key/Metadata/BuildVersionHistory.plist"],
        ["index.apxl"],
    ],
    ids=["one file", "a packed folder", "of 2009"],
)
def test_what_apple_keeps_in_its_own_form_is_named(tmp_path: Path, parts: list[str]) -> None:
    with pytest.raises(NotRead, match="Pages, Numbers or Keynote"):
        refine(source(tmp_path, "talk.key", dict.fromkeys(parts, b"<plist/>")))


def test_the_pdf_beside_it_is_read(tmp_path: Path) -> None:
    document = load().open()
    document.new_page()
    found = refine(source(tmp_path, "a.pages", {"Index/Document.iwa": b"x", "preview.pdf": document.tobytes()}))
    assert (found.kind, found.path.read_bytes()[:5]) == ("pdf", b"%PDF-")


def test_a_drawing_of_visio_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotRead, match="Visio"):
        refine(source(tmp_path, "plan.vsdx", {"visio/document.xml": b"<x/>"}))


@pytest.mark.parametrize(
    ("name", "parts", "kind"),
    [
        ("a.zip", {"a.txt": b"words"}, "zip"),
        ("a.cbz", {"1.png": b"x"}, "cbz"),
        ("a.zip", {"WORD\\document.xml": b"<x/>"}, "docx"),
        ("a.docx", {"mimetype": b"application/vnd.oasis.opendocument.text"}, "odt"),
        ("a.bin", {"mimetype": b"application/epub+zip\n"}, "epub"),
    ],
)
def test_the_parts_say_what_it_is(tmp_path: Path, name: str, parts: dict[str, bytes], kind: str) -> None:
    assert refine(source(tmp_path, name, parts)).kind == kind


def test_a_damaged_one_is_what_its_name_says(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(200))
    assert refine(Source(path, "zip", tmp_path)).kind == "xlsx"
