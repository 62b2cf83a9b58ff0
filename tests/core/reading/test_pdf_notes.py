"""PDF: form fields, comments and attached files as notes with their places; passwords; what is damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.errors import Locked, WellreadError
from core.places import boxes_between
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import BlockKind, Page
from tests.core.reading.pdf_kit import BODY, lines, make, pymupdf, read, texts_of


def field(page: Any, kind: int, name: str, value: object, box: tuple[int, int, int, int], **more: object) -> None:
    widget = pymupdf.Widget()
    widget.field_type, widget.field_name, widget.rect = kind, name, pymupdf.Rect(box)
    for key, what in more.items():
        setattr(widget, key, what)
    widget.field_value = value
    page.add_widget(widget)


def form(path: Path, rotate: int = 0) -> Path:
    document = pymupdf.open()
    page = document.new_page()
    for x, y, text, size, font in lines(72, 60, BODY):
        page.insert_text((x, y), text, fontsize=size, fontname=font)
    field(page, pymupdf.PDF_WIDGET_TYPE_TEXT, "name", "Ann Miller", (72, 200, 200, 216))
    field(
        page,
        pymupdf.PDF_WIDGET_TYPE_COMBOBOX,
        "country",
        "France",
        (72, 230, 200, 246),
        choice_values=["France", "Spain"],
    )
    field(page, pymupdf.PDF_WIDGET_TYPE_CHECKBOX, "agreed", True, (72, 260, 90, 276), field_label="I agree")
    field(page, pymupdf.PDF_WIDGET_TYPE_CHECKBOX, "refused", False, (72, 290, 90, 306))
    field(page, pymupdf.PDF_WIDGET_TYPE_TEXT, "empty", "", (72, 320, 200, 336))
    field(page, pymupdf.PDF_WIDGET_TYPE_TEXT, "hidden", "not to be seen", (300, 320, 400, 336), field_display=1)
    field(page, pymupdf.PDF_WIDGET_TYPE_TEXT, "secret", "swordfish", (300, 340, 400, 356), field_flags=1 << 13)
    page.set_rotation(rotate)
    document.save(path)
    return path


def test_filled_fields_are_notes(tmp_path: Path) -> None:
    (page,) = read(form(tmp_path / "a.pdf"))
    assert texts_of(page, BlockKind.NOTE) == ["name: Ann Miller", "country: France", "I agree: checked"]
    assert page.text.endswith("name: Ann Miller\n\ncountry: France\n\nI agree: checked")
    shown = page.text[: page.text.index("name: Ann")]
    assert not [word for word in shown.split() if len(word) == 1 and word not in "a1"], "the tick is no letter"


@pytest.mark.parametrize(("rotate", "expected"), [(0, (72, 200)), (90, (842 - 216, 72))])
def test_notes_stand_where_their_fields_do(tmp_path: Path, rotate: int, expected: tuple[float, float]) -> None:
    (page,) = read(form(tmp_path / "a.pdf", rotate))
    at = page.text.index("name: Ann Miller")
    (box,) = boxes_between(page.words, at, at + 16)
    assert (box.x0, box.y0) == pytest.approx(expected, abs=1)


def test_comments_have_their_authors(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 100), "Returns within thirty days.")
    for author, text, hidden in (
        ("Ann", "Is this\nstill true?", 0),
        ("", "Ask Bob", 0),
        ("Bob", "nobody sees this", 2),
    ):
        note = page.add_text_annot((300, 100), text)
        note.set_info(title=author, content=text)
        note.set_flags(hidden)
        note.update()
    free = page.add_freetext_annot(pymupdf.Rect(72, 200, 300, 220), "Written on the page")
    free.update()
    page.add_file_annot((300, 360), b"abc", "budget.xlsx", desc="for May").update()
    document.embfile_add("terms", b"abc", filename="terms.docx")
    document.save(tmp_path / "a.pdf")
    (read_page,) = read(tmp_path / "a.pdf")
    assert texts_of(read_page, BlockKind.NOTE) == [
        "Comment by Ann: Is this still true?",
        "Comment: Ask Bob",
        "Attached file: budget.xlsx (for May)",
        "Attached file: terms.docx (terms)",
    ]
    assert read_page.text.count("Written on the page") == 1
    assert "nobody sees this" not in read_page.text


def test_passwords(tmp_path: Path) -> None:
    texts = lines(72, 100, BODY)
    encrypt = {"encryption": pymupdf.PDF_ENCRYPT_AES_256}
    locked = make(tmp_path / "locked.pdf", texts, **encrypt, user_pw="sesame", owner_pw="o")
    with pytest.raises(Locked, match="protected with a password"):
        read(locked)
    with pytest.raises(Locked, match="does not open"):
        read(locked, "pdf", "wrong")
    for password in ("sesame", "o"):
        assert "Electronics" in read(locked, "pdf", password)[0].text
    for_all = make(tmp_path / "open.pdf", texts, **encrypt, user_pw="", owner_pw="o", permissions=0)
    assert "Electronics" in read(for_all)[0].text
    assert "Electronics" in read(make(tmp_path / "plain.pdf", texts), "pdf", "not needed")[0].text


def test_what_can_be_read_of_a_broken_file_comes_before_the_error(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", lines(72, 100, "First. " + BODY), [], lines(72, 100, "Third. " + BODY))
    with pymupdf.open(path) as document:
        document.update_object(document.page_xref(1), "<< /Type /Pages /Kids [] /Count 1 >>")
        document.save(tmp_path / "b.pdf")
    reading = read_pages(Source(tmp_path / "b.pdf", "pdf", tmp_path))
    found = [next(reading), next(reading)]
    assert [page.text.split(".")[0] for page in found if isinstance(page, Page)] == ["First", "Third"]
    with pytest.raises(WellreadError, match=r"could not be read"):
        next(reading)


def test_a_comment_that_is_broken_costs_no_page(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", lines(72, 100, BODY))
    with pymupdf.open(path) as document:
        page = document[0]
        page.add_text_annot((300, 100), "note").update()
        xref = page.annot_xrefs()[0][0]
        document.update_object(xref, "<< /Type /Annot /Subtype /Text /Rect [ (x) ] /Contents 7 >>")
        document.save(tmp_path / "b.pdf")
    assert "Electronics" in read(tmp_path / "b.pdf")[0].text
