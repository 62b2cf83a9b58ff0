"""The list of files in the real window, with the real librarian and real files: healthy, damaged, locked, packed."""

from __future__ import annotations

import itertools
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from core.profile import Profile
from core.types import Status
from desktop.window import opening
from desktop.window.file_rows import PROBLEM, Column, Row
from desktop.window.files_view import FilesView
from desktop.window.password import PasswordDialog
from models.children import messages as say

pytestmark = pytest.mark.slow

_RENT = "The rent is paid on the first working day of the month, and the deposit is two rents. "
_PASSWORD = "garden gate 7"
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def make_papers(folder: Path) -> None:
    """Files of every health; twelve letters that are in order."""
    for part in ("House", "Letters", "Work"):
        (folder / part).mkdir(parents=True)
    for number in range(1, 13):
        (folder / "Letters" / f"Letter {number}.md").write_text(f"# Letter {number}\n\n{_RENT * number}\n", "utf-8")
    write_pdf(folder / "House" / "Manual.pdf", 14)
    lock = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "user_pw": _PASSWORD, "owner_pw": "other"}
    write_pdf(folder / "House" / "Lease.pdf", 3, **lock)
    (folder / "Work" / "setup.exe").write_bytes(b"MZ\x90\x00" + bytes(500))
    (folder / "Work" / "To do.txt").write_bytes(b"")
    (folder / "Work" / "Report.pdf").write_bytes((folder / "House" / "Manual.pdf").read_bytes()[:700])
    with zipfile.ZipFile(folder / "Work" / "Invoices.zip", "w") as archive:
        for number in range(1, 6):
            archive.writestr(f"2023/{number}.txt", f"Invoice {number}. {_RENT}")
        archive.writestr("2023/6.pdf", b"%PDF-1.7 cut short")


def write_pdf(path: Path, pages: int, **how: Any) -> None:
    with pymupdf.open() as document:
        for number in range(1, pages + 1):
            document.new_page().insert_text((60, 80), f"Page {number}. {_RENT}"[:90])
        document.save(path, **how)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files") / "Papers"
    make_papers(folder)
    return folder


@pytest.fixture(scope="module")
def papers_profile(papers: Path, tmp_path_factory: pytest.TempPathFactory, command: Callable[..., str]) -> Profile:
    profile = Profile(tmp_path_factory.mktemp("files profile") / "profile")
    command(profile, "add", str(papers))
    return profile


class Files:
    """The window with its list of files open."""

    def __init__(self, driver: Any) -> None:
        self.driver, self.window = driver, driver.window
        driver.until(lambda: driver.window.library.known, "the folders")
        driver.press(Qt.Key.Key_F, _CTRL | _SHIFT)
        self.view: FilesView = self.window.files.view
        self.settle()

    def settle(self) -> None:
        library, work, listed = self.window.library, self.window.files._work, self.view.files
        self.driver.until(
            lambda: listed.rows and library.folders and not library.syncing and not work.again, "the list", 180
        )
        self.driver.until(lambda: not (listed._stale or listed._asking or listed._next.isActive()), "its end", 30)

    @property
    def names(self) -> list[str]:
        return [row.name for row in self.rows]

    @property
    def rows(self) -> list[Row]:
        sieve = self.view.sieve
        found = (sieve.row_at(sieve.index(number, 0)) for number in range(sieve.rowCount()))
        return [row for row in found if row is not None]

    def row(self, name: str) -> Row:
        return next(row for row in self.view.files.rows if row.name == name)

    def select(self, name: str) -> None:
        """With the mouse, so that no key of before is taken to be still down."""
        table = self.view.table
        index = self.view.sieve.index(self.names.index(name), 0)
        table.scrollTo(index)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())

    def type(self, words: str) -> None:
        self.driver.press(Qt.Key.Key_F, _CTRL)
        QTest.keyClicks(self.view.filter.text, words)
        QTest.qWait(150)

    def click_head(self, column: Column) -> None:
        head = self.view.table.horizontalHeader()
        x = head.sectionViewportPosition(column) + head.sectionSize(column) // 2
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=head.rect().topLeft() + type(head.pos())(x, 9))


@pytest.fixture
def own_papers(papers: Path, papers_profile: Profile, tmp_path: Path) -> Profile:
    """The list of the papers, to be changed; the papers themselves stay."""
    shutil.copytree(papers_profile.root, tmp_path / "own")
    return Profile(tmp_path / "own")


@pytest.fixture
def files(open_window: Callable[[Profile], Any], own_papers: Profile) -> Files:
    return Files(open_window(own_papers))


@pytest.fixture
def asked(files: Files, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the window asks of the librarian."""
    bodies: list[Any] = []
    assistant = files.window.engine.assistant
    call = assistant.call
    monkeypatch.setattr(assistant, "call", lambda body, event=None: (bodies.append(body), call(body, event))[1])
    return bodies


# Looking


def test_every_file_is_listed_problems_first_and_any_column_sorts(files: Files) -> None:
    assert len(files.names) == 18
    assert files.names[:6] == ["Lease.pdf", "Report.pdf", "Invoices.zip", "To do.txt", "setup.exe", "Letter 1.md"]
    assert [row.look.word for row in files.rows[:6]] == [
        "Failed", "Failed", "Partly read", "Nothing in it", "Skipped", "Ready",
    ]  # fmt: skip
    assert files.row("Lease.pdf").happened.endswith("Enter the password to have it read.")
    assert files.view.details.isVisible(), "the first row is selected"
    files.driver.shot("files")
    keys = {
        Column.PAGES: lambda row: row.info.pages, Column.PASSAGES: lambda row: row.info.passages,
        Column.SIZE: lambda row: row.info.size, Column.SECONDS: lambda row: row.info.read_seconds,
    }  # fmt: skip
    for column, key in keys.items():
        files.click_head(column)
        found = [key(row) for row in files.rows]
        assert found == sorted(found, reverse=True), column
        files.click_head(column)
        found = [key(row) for row in files.rows]
        assert found == sorted(found), column
    files.click_head(Column.FILE)
    assert files.names[1:14] == ["Lease.pdf", *(f"Letter {number}.md" for number in range(1, 13))]
    files.click_head(Column.FILE)
    assert files.names[0] == "To do.txt"
    files.view.table.sort_by(Column.STATUS)
    assert files.names[0] == "Lease.pdf"
    align = files.view.sieve.index(0, Column.SIZE).data(Qt.ItemDataRole.TextAlignmentRole)
    assert align & Qt.AlignmentFlag.AlignRight


def test_search_chips_and_folders(files: Files, papers: Path) -> None:
    chips = files.view.filter.chips
    texts = [chip.text() for chip in chips.values()]
    assert texts == [
        "All 18", "Problems 3", "Ready 13", "Partly read 1", "Failed 2", "Nothing in it 1", "Skipped 1", "Waiting 0",
    ]  # fmt: skip
    files.driver.click(chips[Status.SKIPPED])
    assert files.names == ["setup.exe"]
    files.driver.click(chips[PROBLEM])
    assert files.names == ["Lease.pdf", "Report.pdf", "Invoices.zip"]
    files.type("password")
    assert files.names == ["Lease.pdf"]
    assert chips[None].text() == "All 1"
    files.type("x")
    assert files.view.nothing.isVisible()
    assert files.view.nothing.sentence == "No file fits."
    files.driver.shot("files-none")
    files.driver.click(files.view.nothing.button)
    assert len(files.names) == 18
    files.driver.press(Qt.Key.Key_F, _CTRL)
    assert files.window.focusWidget() is files.view.filter.text
    files.driver.press(Qt.Key.Key_Down)
    assert files.window.focusWidget() is files.view.table
    files.driver.press(Qt.Key.Key_End)
    assert files.view.table.currentIndex().row() == 17
    files.driver.press(Qt.Key.Key_Escape)
    assert not files.view.isVisible()
    assert files.window.focusWidget() is files.window.middle.box.text

    row = files.window.panel.rows[papers]
    assert row.status == "14 of 18 files can be searched"
    assert row._problems.text() == "3 problems"
    files.driver.click(row._problems)
    assert files.names == ["Lease.pdf", "Report.pdf", "Invoices.zip"]
    assert files.view.filter.folder.currentText() == "Papers"


def test_what_is_inside_a_file(files: Files) -> None:
    files.select("Invoices.zip")
    parts = files.view.details.parts
    assert parts.isVisible()
    first = parts.topLevelItem(0)
    assert first is not None
    assert (first.text(0), first.text(1)) == ("2023/6.pdf", "Failed")
    assert first.text(2)
    assert parts.topLevelItemCount() == 6
    files.driver.shot("files-parts")
    files.select("Letter 1.md")
    assert not parts.isVisible()


def test_copying_rows(files: Files) -> None:
    files.select("Lease.pdf")
    files.driver.press(Qt.Key.Key_Down, _SHIFT)
    assert files.view.details.happened.text() == "2 failed"
    files.driver.press(Qt.Key.Key_C, _CTRL)
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == 2
    assert lines[0].split("\t")[0].endswith("Lease.pdf")
    assert lines[0].split("\t")[1] == "Failed"


# Opening


def test_opening_what_may_be_opened(files: Files, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    services = opening.QDesktopServices
    monkeypatch.setattr(services, "openUrl", lambda url: opened.append(Path(url.toLocalFile())) or True)
    files.select("Manual.pdf")
    files.driver.press(Qt.Key.Key_Return)
    assert opened == [papers / "House" / "Manual.pdf"]
    files.select("setup.exe")
    files.driver.press(Qt.Key.Key_Return)
    assert opened[1:] == [papers / "Work"], "a program is shown, never started"
    assert any("could start a program" in said for said in files.driver.banners)
    files.select("Letter 2.md")
    files.driver.click(files.view.details.buttons["Show in folder"])
    assert opened[2:] == [papers / "Letters"]
    files.select("To do.txt")
    place = files.view.table.visualRect(files.view.table.currentIndex()).center()
    QTest.mouseDClick(files.view.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened[3:] == [papers / "Work" / "To do.txt"]


# Reading again


def test_reading_again_what_was_put_right(
    open_window: Callable[[Profile], Any], profile: Profile, tmp_path: Path, command: Callable[..., str]
) -> None:
    folder = tmp_path / "Papers"
    make_papers(folder)
    command(profile, "add", str(folder))
    files = Files(open_window(profile))
    asked: list[Any] = []
    assistant = files.window.engine.assistant
    call = assistant.call
    assistant.call = lambda body, event=None: (asked.append(body), call(body, event))[1]
    before = files.row("Lease.pdf").info.read_seconds
    shutil.copy(folder / "House" / "Manual.pdf", folder / "Work" / "Report.pdf")
    files.select("Report.pdf")
    files.driver.press(Qt.Key.Key_F5)
    files.driver.until(lambda: files.row("Report.pdf").look.word == "Ready", "the file to be read")
    assert say.Retry((folder / "Work" / "Report.pdf",)) in asked
    assert "Report.pdf" in [row.name for row in files.view.table.chosen()], "it is still selected"
    files.settle()
    assert files.row("Lease.pdf").info.read_seconds == before

    assert files.view.again_button.text() == "Read all problems again (2)"
    files.driver.click(files.view.again_button)
    files.driver.until(lambda: files.row("Lease.pdf").info.read_seconds != before, "it to be read again")
    files.settle()
    assert say.Retry() in asked
    assert files.row("Lease.pdf").look.word == "Failed"


def test_a_password_that_does_not_fit_and_one_that_does(files: Files, own_papers: Profile, papers: Path) -> None:
    files.select("Manual.pdf")
    assert not files.view.details.buttons["Enter password…"].isVisible()
    files.select("Lease.pdf")
    files.driver.click(files.view.details.buttons["Enter password…"])
    enter(files, "not this one")
    files.driver.until(lambda: any("does not open" in said for said in files.driver.banners), "the answer", 120)
    assert files.driver.banners == ["That password does not open “Lease.pdf”."]
    files.settle()
    files.driver.shot("files-wrong-password")
    assert files.row("Lease.pdf").info.locked
    banner = files.window.middle.banners.banner(f"password of {papers / 'House' / 'Lease.pdf'}")
    files.driver.click(banner.action)
    enter(files, _PASSWORD)
    files.driver.until(lambda: files.driver.banners == ["The password opens “Lease.pdf”."], "the answer", 120)
    files.settle()
    assert files.row("Lease.pdf").look.word == "Ready"
    assert files.row("Lease.pdf").info.pages == 3
    files.driver.close()
    kept = [path for path in own_papers.root.rglob("*") if path.is_file() and _PASSWORD.encode() in path.read_bytes()]
    assert kept == [], "it is written nowhere"


def enter(files: Files, password: str) -> None:
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PasswordDialog) and w.isVisible())
    assert not dialog.read.isEnabled()
    QTest.keyClicks(dialog.text, password)
    assert dialog.text.displayText() != password
    assert dialog.grab().save("test-output/files-password.png")
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    assert not dialog.isVisible()


# In step


def test_it_keeps_its_place_while_files_come_in(files: Files, asked: list[Any], tmp_path: Path) -> None:
    more = tmp_path / "More letters"
    more.mkdir()
    for number in range(300):
        (more / f"More {number}.md").write_text(f"# More {number}\n\n{_RENT * 3}\n", encoding="utf-8")
    table = files.view.table
    files.view.table.sort_by(Column.FILE)
    files.select("Letter 2.md")  # not so far down that the list ends in view
    table.scrollTo(table.currentIndex(), table.ScrollHint.PositionAtTop)
    top = table.rowAt(0)
    name = files.names[top]
    heard: list[float] = []
    files.view.files.heard.connect(lambda: heard.append(time.monotonic()))
    files.window.library.add((more,))
    files.driver.until(lambda: len(files.view.files.rows) == 318, "the new files", 60)
    files.driver.until(lambda: sum(row.look.word == "Ready" for row in files.view.files.rows) > 100, "some read", 120)
    files.driver.shot("files-reading")
    files.driver.until(lambda: sum(row.look.word == "Ready" for row in files.view.files.rows) == 313, "all read", 180)
    assert [row.name for row in table.chosen()] == ["Letter 2.md"]
    assert files.names[table.rowAt(0)] == name
    pauses = [after - before for before, after in itertools.pairwise(heard)]
    assert min(pauses, default=1.0) > 0.9
    files.window.files.close()
    listed = sum(isinstance(body, say.ListFiles) for body in asked)
    QTest.qWait(2500)
    assert sum(isinstance(body, say.ListFiles) for body in asked) == listed, "nobody watches"


def test_a_librarian_that_dies(files: Files) -> None:
    files.select("Report.pdf")
    files.driver.child("librarian").kill()
    files.driver.press(Qt.Key.Key_F5)
    files.driver.until(lambda: any("being started again" in said for said in files.driver.banners), "the sentence", 20)
    assert len(files.names) == 18, "what was known stays on screen"
    files.driver.until(lambda: files.window.files._work.again, "the file to be read again", 60)
    files.settle()
    assert files.driver.banners == []
    assert files.row("Report.pdf").look.word == "Failed"
    files.driver.child("librarian").kill()
    files.window.files.close()
    files.window.files.open()
    files.settle()
    assert len(files.names) == 18


def test_a_password_that_died_with_the_librarian(files: Files) -> None:
    work = files.window.files._work
    work._tried[files.row("Lease.pdf").info.path] = True
    files.driver.child("librarian").kill()
    files.driver.until(lambda: any("being started again" in said for said in files.driver.banners), "the sentence", 20)
    files.window.library.sync()
    files.driver.until(lambda: any("Enter it once more" in said for said in files.driver.banners), "the word", 120)


def test_before_anything_is_known(open_window: Callable[[Profile], Any], profile: Profile) -> None:
    driver = open_window(profile)
    driver.click(driver.window.panel.files_button)
    view = driver.window.files.view
    assert view.nothing.sentence == "Opening the library…"
    driver.until(lambda: view.nothing.sentence.startswith("No folders yet."), "the folders", 60)
    assert view.nothing.button.text() == "Add a folder…"
    driver.shot("files-no-folders")


# For everybody


def controls(view: QWidget) -> Iterator[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    return (w for w in view.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible() and not _inner(w))


def _inner(widget: QWidget) -> bool:
    """The button inside the search, which Qt makes."""
    return isinstance(widget.parent(), QLineEdit)


def test_names_and_keys_for_everybody(files: Files) -> None:
    found = list(controls(files.view))
    names = [QAccessible.queryAccessibleInterface(w).text(QAccessible.Text.Name) for w in found]
    assert all(name.strip() and "&" not in name for name in names), names
    table = QAccessible.queryAccessibleInterface(files.view.table)
    assert table.text(QAccessible.Text.Name) == "Files"
    cell = files.view.sieve.index(0, Column.FILE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert cell == "Lease.pdf, PDF document · House"
    chips = set(files.view.filter.chips.values())
    wanted = {w for w in found if w.isEnabled()} - chips | {files.view.table}
    seen: set[QWidget] = set()
    files.view.filter.text.setFocus()
    for _ in range(60):
        files.driver.press(Qt.Key.Key_Tab)
        focused = files.window.focusWidget()
        if focused is not None:
            seen.add(focused)
    assert wanted - seen == set()
    files.view.filter.chips[None].setFocus()
    files.driver.press(Qt.Key.Key_Right)
    files.driver.press(Qt.Key.Key_Space)
    assert files.names == ["Lease.pdf", "Report.pdf", "Invoices.zip"], "arrows go from chip to chip"
    menu = files.view.table.menu()
    assert {"Read again", "Open", "Show in folder", "Copy", "Sort by"} <= {
        action.text().replace("&", "") for action in menu.actions()
    }
    menu.close()


@pytest.mark.parametrize("width", [900, 1400])
def test_dark_narrow_and_large(files: Files, qapp: QApplication, width: int) -> None:
    window, view = files.window, files.view
    window.resize(width, 700 if width == 900 else 900)
    QTest.qWait(100)
    assert window.width() == width, "nothing in it needs more"
    assert window.panel.isVisible() == (width == 1400)
    assert not view.table.horizontalScrollBar().isVisible()
    shown = [column for column in Column if not view.table.isColumnHidden(column)]
    assert {Column.FILE, Column.STATUS, Column.HAPPENED} < set(shown)
    assert (len(shown) == 8) == (width == 1400)
    files.driver.shot(f"files-{width}")
    palette, font = qapp.palette(), qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(font.pointSizeF() * 1.6)
    try:
        qapp.setPalette(QPalette(QColor("#202322")))
        QTest.qWait(200)
        files.driver.shot(f"files-{width}-dark")
        height = view.table.rowHeight(0)
        qapp.setFont(larger)
        QTest.qWait(200)
        assert view.table.rowHeight(0) > 1.3 * height
        assert not view.table.horizontalScrollBar().isVisible()
        files.driver.shot(f"files-{width}-large")
    finally:
        qapp.setPalette(palette)
        qapp.setFont(font)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QTest.qWait(50)
