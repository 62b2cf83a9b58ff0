"""The list of files where no window is needed: what is said of a file, what is found, how it is sorted, how fast."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from core.types import FileInfo, Part, Status
from desktop.children.wording import size_in_words
from desktop.window import health
from desktop.window.file_rows import PROBLEM, Column, Row, Wanted, as_text, choose, make_rows
from desktop.window.files_model import FilesModel, FilesSieve

ROOT = Path(os.sep) / "home" / "person" / "Papers"
OTHER = Path(os.sep) / "home" / "person" / "Papers of others"


def info(name: str = "a.pdf", status: Status = Status.INDEXED, reason: str = "", **more: Any) -> FileInfo:
    numbers: dict[str, Any] = {"pages": 0, "passages": 0, "ocr_pages": 0, "size": 0, "read_seconds": 0.0} | more
    return FileInfo(ROOT / name, status, reason, **numbers)


def rows_of(*infos: FileInfo, roots: dict[Path, str] | None = None) -> list[Row]:
    return make_rows(infos, roots or {ROOT: "Papers"}, {}, {})


# What is said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (info(), ""),
        (info(pictures=12), "12 pictures wait to be read."),
        (info(pictures=1), "1 picture waits to be read."),
        (info(status=Status.PENDING), "Not read yet."),
        (info(status=Status.PENDING, reason="Its text is in pictures.", pictures=3), "3 pictures wait to be read."),
        (info(status=Status.EMPTY, reason="There is no text in it."), "There is no text in it."),
        (
            info("a.xls", Status.FAILED, "This file is protected. Give it with: wellread unlock FILE", locked=True),
            "This file is protected. Enter the password to have it read.",
        ),
        (
            info("a.zip", Status.PARTIAL, "3 of the 20 files inside it could not be read.", pictures=2),
            "3 of the 20 files inside it could not be read. 2 pictures wait to be read.",
        ),
    ],
)
def test_what_happened(found: FileInfo, said: str) -> None:
    assert health.happened(found) == said
    assert "wellread" not in said


def test_commands_of_the_terminal_are_left_out() -> None:
    keep = "It is in wellread archives. Save it as PDF to have it read."
    assert health.without_commands(keep) == keep
    assert health.without_commands("a.pdf is not in the library. wellread files shows what is.") == (
        "a.pdf is not in the library."
    )
    assert health.without_commands("Wellread does not read .xyz files yet.") == "Wellread does not read .xyz files yet."


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (info("a.docx", kind="docx"), "Word document"),
        (info("a.docx", status=Status.PENDING), "Word document"),
        (info("a.docx", status=Status.FAILED, kind="zip"), "Word document"),
        (info("a", status=Status.FAILED, kind="pdf"), "PDF document"),
        (info("a.key", status=Status.SKIPPED, kind="zip"), "KEY file"),
        (info("setup.EXE", status=Status.SKIPPED), "EXE file"),
        (info("a", status=Status.SKIPPED), "File"),
        (info("a.with a very long end", status=Status.SKIPPED), "File"),
        (info("notes.txt", kind="pdf"), "PDF document"),
    ],
)
def test_what_a_file_is_called(found: FileInfo, kind: str) -> None:
    assert health.kind_name(found) == kind


def test_sizes_and_times() -> None:
    sizes = {0: "0 B", 999: "999 B", 1000: "1.0 KB", 9_940: "9.9 KB", 9_960: "10 KB", 999_600: "1.0 MB"}
    sizes |= {35_000_000: "35 MB", 1_200_000_000: "1.2 GB", 5 * 10**15: "5,000 TB"}
    assert {size: size_in_words(size) for size in sizes} == sizes
    assert [health.seconds_in_words(s) for s in (0.0, 0.01, 0.06, 12.34)] == ["", "< 0.1 s", "0.1 s", "12.3 s"]


def test_what_went_wrong_inside_comes_first() -> None:
    statuses = {"a": Status.INDEXED, "b": Status.FAILED, "c": Status.SKIPPED, "d": Status.PARTIAL}
    parts = tuple(Part(name, status) for name, status in statuses.items())
    assert [part.name for part in health.parts_in_order(parts)] == ["b", "d", "c", "a"]


# What is found


def test_where_a_file_lies() -> None:
    one = rows_of(info("a.pdf"), info(str(Path("2024") / "b.pdf")))
    assert [row.place for row in one] == ["Papers", "2024"]
    other = FileInfo(OTHER / "2023" / "c.pdf", Status.INDEXED, "", 0, 0, 0, 0, 0.0)
    both = rows_of(info(str(Path("2024") / "b.pdf")), other, roots={ROOT: "Papers", OTHER: "Others"})
    assert [row.place for row in both] == [f"Papers{os.sep}2024", f"Others{os.sep}2023"]


def test_searching_and_choosing() -> None:
    rows = rows_of(
        info("Lease.pdf", Status.FAILED, "A password protects it.", kind="pdf", locked=True),
        info(str(Path("Rent") / "May.pdf"), kind="pdf"),
        info("ÄRGER.txt", Status.PARTIAL, "Page 3 could not be read."),
        info("x.bin", Status.SKIPPED),
    )
    for words, found in (
        ("lease", ["Lease.pdf"]), ("PASSWORD", ["Lease.pdf"]), ("rent may", ["May.pdf"]), ("ärger", ["ÄRGER.txt"]),
        ("pdf document", ["Lease.pdf", "May.pdf"]), ("may lease", []), ("<b>", []),
    ):  # fmt: skip
        choose(rows, Wanted(words))
        assert [row.name for row in rows if row.shown] == found, words
    counts = choose(rows, Wanted("", PROBLEM))
    assert [row.name for row in rows if row.shown] == ["Lease.pdf", "ÄRGER.txt"]
    assert (counts[None], counts[PROBLEM], counts[Status.SKIPPED], counts[Status.EMPTY]) == (4, 2, 1, 0)
    counts = choose(rows, Wanted("", None, ROOT / "Rent"))
    assert [row.name for row in rows if row.shown] == ["May.pdf"]
    assert counts[None] == 1
    assert choose(rows, Wanted("", None, OTHER))[None] == 0


def test_rows_are_kept_where_nothing_changed() -> None:
    first = rows_of(info("a.pdf"), info("b.pdf", Status.FAILED, "It is damaged."))
    known = {row.info.path: row for row in first}
    again = {first[1].info.path: first[1].info}
    now = make_rows([info("a.pdf"), info("b.pdf", Status.FAILED, "It is damaged.")], {ROOT: "Papers"}, known, again)
    assert now[0] is first[0]
    assert (now[1].look.word, now[1].happened) == ("Waiting", "Not read yet.")
    done = make_rows([info("a.pdf"), info("b.pdf", Status.INDEXED, pages=2)], {ROOT: "Papers"}, known, again)
    assert done[1].look.word == "Ready", "it has been read since"


@pytest.mark.skipif(os.name != "posix", reason="names are text there")
def test_names_of_any_bytes() -> None:
    rows = rows_of(info(os.fsdecode(b"caf\xe9\n<b>.txt")), info("plain.txt"))
    assert rows[0].name == "caf\ufffd <b>.txt"
    assert "\n" not in as_text(rows[:1])


# The model


@pytest.fixture
def many() -> list[FileInfo]:
    return [_one_of_many(n) for n in range(50_000)]


def _one_of_many(n: int) -> FileInfo:
    path, reason = ROOT / f"folder {n % 200}" / f"letter {n}.pdf", "" if n % 3 else "It is damaged."
    return FileInfo(path, list(Status)[n % 6], reason, n % 50, n % 300, n % 7, n * 1000, n / 1000, "pdf")


def test_fifty_thousand_files(qapp: QApplication, many: list[FileInfo]) -> None:
    rows = make_rows(many, {ROOT: "Papers"}, {}, {})
    model = FilesModel()
    sieve = FilesSieve(model)
    sieve.show_rows(rows)
    took: dict[str, float] = {}
    for what, do in {
        "search": lambda: sieve.want(Wanted("letter 123")),
        "problems": lambda: sieve.want(Wanted("", PROBLEM)),
        "all": lambda: sieve.want(Wanted()),
        "size": lambda: sieve.sort(Column.SIZE, Qt.SortOrder.DescendingOrder),
        "name": lambda: sieve.sort(Column.FILE),
    }.items():
        began = time.perf_counter()
        do()
        took[what] = time.perf_counter() - began
    assert max(took.values()) < 1.0, took  # a tenth of that where nothing else runs
    assert [sieve.index(n, 0).data() for n in (0, 1, 2, 49_999)] == [
        "letter 0.pdf", "letter 1.pdf", "letter 2.pdf", "letter 49999.pdf",
    ]  # fmt: skip


def test_the_model_keeps_to_qts_rules(qapp: QApplication, many: list[FileInfo]) -> None:
    model = FilesModel()
    sieve = FilesSieve(model)
    strict = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(each, strict) for each in (model, sieve)]
    rows = make_rows(many[:300], {ROOT: "Papers"}, {}, {})
    sieve.show_rows(rows)
    sieve.want(Wanted("letter 1"))
    kept = model.index(5, 0)
    sieve.sort(Column.SIZE, Qt.SortOrder.DescendingOrder)
    sieve.sort(Column.STATUS)
    sieve.want(Wanted("", Status.FAILED))
    sieve.show_rows(rows[:100])
    sieve.show_rows([])
    assert kept.isValid()
    assert len(testers) == 2


def test_problems_first_and_a_selection_that_moves_along(qapp: QApplication) -> None:
    infos = [info(f"{n}.pdf", status, size=n) for n, status in enumerate(Status)]
    model = FilesModel()
    sieve = FilesSieve(model)
    sieve.show_rows(rows_of(*infos))
    shown = [sieve.index(n, Column.STATUS).data() for n in range(6)]
    assert shown == ["Failed", "Partly read", "Nothing in it", "Waiting", "Skipped", "Ready"]
    from PySide6.QtCore import QPersistentModelIndex

    kept = QPersistentModelIndex(sieve.index(0, 0))
    sieve.sort(Column.SIZE, Qt.SortOrder.AscendingOrder)
    assert kept.data() == sieve.index(kept.row(), 0).data() == "4.pdf"
    order = model.headerData(Column.SIZE, Qt.Orientation.Horizontal, Qt.ItemDataRole.InitialSortOrderRole)
    assert order == Qt.SortOrder.DescendingOrder
