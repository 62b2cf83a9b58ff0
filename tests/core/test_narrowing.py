"""Which documents a scope leaves, and what is told of a question in a small library without any model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.asking.scope import Scope, types_of
from core.errors import WellreadError
from core.folders import switch_folder
from core.manifest import Manifest
from core.narrowing import narrowed
from core.types import Reading, Status
from core.understanding import understand

NOW = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)
FILES = {  # kind, month of 2025, authors
    "handbook/Leave.docx": ("docx", 1, ("Ann Lee",)),
    "handbook/Old/Leave 2019.pdf": ("pdf", 2, ("Zoë Müller", "ann.smith@example.org")),
    "mails/offer.eml": ("eml", 3, ("Joanna Lee <jo@example.org>",)),
    "code/main.py": ("code", 4, ()),
    "code/main.js": ("code", 5, ()),
    "Annual report.pdf": ("pdf", 6, ()),
}


@pytest.fixture
def manifest(tmp_path: Path) -> Iterator[Manifest]:
    root = tmp_path / "Docs of Ann"
    with Manifest(tmp_path / "manifest.db") as manifest:
        folder = manifest.add_folder(root)
        for name, (kind, month, authors) in FILES.items():
            time = int(datetime(2025, month, 15, tzinfo=UTC).timestamp()) * 10**9
            manifest.put_file(root / name, folder, 9, time, 1, doc=name, kind="zip" if kind == "docx" else kind)
            reading = Reading(Status.INDEXED, pages=1, passages=1, kind=kind, authors=authors)
            manifest.put_reading(name, reading, 1)
        manifest.put_file(root / "unread.pdf", folder, 9, 1, 1, doc="unread", kind="pdf")
        yield manifest


def month(number: int) -> datetime:
    return datetime(2025, number, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (Scope(places=("handbook",)), ["handbook/Leave.docx", "handbook/Old/Leave 2019.pdf"]),
        (Scope(places=("HANDBOOK/old",)), ["handbook/Old/Leave 2019.pdf"]),
        (Scope(places=("handbook\\Old\\",)), ["handbook/Old/Leave 2019.pdf"]),
        (Scope(places=("leave",)), ["handbook/Leave.docx"]),
        (Scope(places=("2019",)), ["handbook/Old/Leave 2019.pdf"]),
        (Scope(places=("annual report.pdf",)), ["Annual report.pdf"]),
        (Scope(places=("*.js", "offer")), ["code/main.js", "mails/offer.eml"]),
        (Scope(places=("Docs of Ann",)), sorted(FILES)),
        (Scope(places=("nowhere",)), []),
        (Scope(places=("/",)), []),
        (Scope(types=types_of("word")), ["handbook/Leave.docx"]),
        (Scope(types=types_of("pdf,mail")), ["Annual report.pdf", "handbook/Old/Leave 2019.pdf", "mails/offer.eml"]),
        (Scope(types=types_of("py")), ["code/main.py"]),
        (Scope(types=types_of("py,docx")), ["code/main.py", "handbook/Leave.docx"]),
        (Scope(types=types_of("code")), ["code/main.js", "code/main.py"]),
        (Scope(after=month(5)), ["Annual report.pdf", "code/main.js"]),
        (Scope(after=month(2), before=month(4)), ["handbook/Old/Leave 2019.pdf", "mails/offer.eml"]),
        (Scope(authors=("ann",)), ["handbook/Leave.docx", "handbook/Old/Leave 2019.pdf"]),
        (Scope(authors=("lee",)), ["handbook/Leave.docx", "mails/offer.eml"]),
        (Scope(authors=("müller zoë",)), ["handbook/Old/Leave 2019.pdf"]),
        (Scope(authors=("jo@example.org",)), ["mails/offer.eml"]),
        (Scope(authors=("Ann Müller",)), []),
        (Scope(places=("handbook",), types=("pdf",)), ["handbook/Old/Leave 2019.pdf"]),
    ],
)
def test_a_scope_leaves(manifest: Manifest, scope: Scope, left: list[str]) -> None:
    assert sorted(narrowed(manifest, scope)) == sorted(left)


def test_the_folder_that_holds_a_persons_folder_is_no_place(manifest: Manifest, tmp_path: Path) -> None:
    assert narrowed(manifest, Scope(places=(tmp_path.name,))) == set()


def test_a_folder_that_is_switched_off_is_looked_at_only_where_it_is_named(manifest: Manifest, tmp_path: Path) -> None:
    other = tmp_path / "Other"
    other.mkdir()
    manifest.put_file(other / "note.txt", manifest.add_folder(other), 9, 1, 1, doc="note", kind="text")
    manifest.put_reading("note", Reading(Status.INDEXED, passages=1), 1)

    def looked_at(question: str, folder: Path | None = None) -> frozenset[str] | None:
        return understand(question, manifest, folder, NOW).docs

    assert looked_at("rent") is None
    switch_folder(manifest, other, on=False)
    assert "note" not in (looked_at("rent") or {"note"})
    assert looked_at("rent type:pdf") == {"Annual report.pdf", "handbook/Old/Leave 2019.pdf"}
    assert looked_at("rent in:other") == looked_at("rent", other) == {"note"}
    assert [(info.path.name, info.on) for info in manifest.folder_infos()] == [("Docs of Ann", True), ("Other", False)]
    switch_folder(manifest, other, on=True)
    assert looked_at("rent") is None


def test_a_filter_narrows(manifest: Manifest) -> None:
    found = understand("type:pdf leave", manifest, None, NOW)
    assert (found.text, found.docs, found.notes) == ("leave", {"Annual report.pdf", "handbook/Old/Leave 2019.pdf"}, ())


def test_a_filter_that_leaves_nothing_is_told(manifest: Manifest) -> None:
    with pytest.raises(WellreadError, match="Nothing in the library fits in:nowhere"):
        understand("in:nowhere leave", manifest, None, NOW)


def test_plain_words_narrow_where_what_they_name_is_there(manifest: Manifest) -> None:
    found = understand("How much leave is there in the handbook folder?", manifest, None, NOW)
    assert found.docs == {"handbook/Leave.docx", "handbook/Old/Leave 2019.pdf"}
    assert found.text == "How much leave is there?"
    assert found.narrowed and found.notes == ("Looked only in the handbook folder.",)
    wide = understand("How much leave is there in the handbook folder?", manifest, None, NOW, plain_words=False)
    assert (wide.docs, wide.narrowed, wide.notes) == (None, False, ())
    assert wide.text == "How much leave is there in the handbook folder?"


@pytest.mark.parametrize(
    "question", ["How much leave is in Nothing.pdf?", "Who pays in the other folder?", "My mails from last week"]
)
def test_plain_words_that_would_leave_nothing_stay_words(manifest: Manifest, question: str) -> None:
    found = understand(question, manifest, None, NOW)
    assert (found.text, found.docs, found.notes) == (question, None, ())


def test_plain_words_never_widen_a_filter(manifest: Manifest) -> None:
    found = understand("in:code What is in Leave.docx?", manifest, None, NOW)
    assert found.docs == {"code/main.js", "code/main.py"}


def test_a_folder_holds_for_filters_too(manifest: Manifest, tmp_path: Path) -> None:
    found = understand("type:pdf leave", manifest, tmp_path / "Docs of Ann" / "handbook", NOW)
    assert found.docs == {"handbook/Old/Leave 2019.pdf"}
    with pytest.raises(WellreadError, match="has no files in"):
        understand("leave", manifest, tmp_path / "elsewhere", NOW)


def test_everything_that_was_made_of_a_question(manifest: Manifest) -> None:
    with manifest.transaction():
        manifest.vocabulary.learn(
            {"mails/offer.eml": [("Paid time off (PTO) needs the reimbursement of your accommodation.", ())]}
        )
    found = understand('What is "PTO" and how is accomodation paid in offer.eml?', manifest, None, NOW)
    assert found.text == 'What is "PTO" and how is accommodation paid?'
    assert found.parts == ('What is "PTO"?', "How is accommodation paid?")
    assert (found.phrases, found.docs) == (("PTO",), {"mails/offer.eml"})
    assert [expansion.form for expansion in found.expansions] == ["Paid time off"]
    assert found.notes == ("Looked only in offer.eml.", "Searched for “accommodation”.")
