"""Drop a folder, ask it, see the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.profile import Profile
from desktop.window.window import SAMPLE

pytestmark = pytest.mark.slow


def test_from_an_empty_window_to_the_marked_page(open_window: Callable[[Profile], object], profile: Profile) -> None:
    driver = open_window(profile)
    window = driver.window
    driver.until_ready()
    assert window.middle.welcome.isVisible()
    driver.shot("window-empty")

    data = driver.drag(SAMPLE)
    assert window.overlay.isVisible()
    assert "sample" in window.overlay.words
    driver.shot("window-dropping")
    assert data.hasUrls()
    driver.drop(SAMPLE)
    assert not window.overlay.isVisible()
    driver.until(lambda: window.panel.rows, "the folder's row")
    row = window.panel.rows[SAMPLE.resolve()]
    driver.until_indexed()
    driver.until(lambda: row.status.startswith("Ready · "), "the folder to be ready")
    assert window.middle.invitation.isVisible()
    driver.shot("window-ready")

    driver.ask("How many sick days do I get?")
    assert window.middle.box.text.toPlainText() == ""
    turn = driver.turn
    driver.until(lambda: turn.quotes, "the quotes")
    driver.until(lambda: len(turn._draft.text()) > 30 or turn.settled, "the draft")
    driver.shot("window-answering")
    driver.until_answered()
    assert turn.cards
    assert turn.quotes[0].sentences[0].citations
    driver.click(turn.cards[0])
    driver.until(lambda: window.page is not None and window.page.view is not None, "the page")
    assert window.page is not None
    view = window.page.view
    start, end = view.marks[0]
    quoted = " ".join(view.text[start:end].split())
    assert turn.quotes[0].sentences[0].text == quoted
    driver.shot("window-text-page")


def test_a_citation_opens_the_pdf_page_with_the_passage_marked(sample: object) -> None:
    window = sample.window
    sample.ask("How long is the warranty on a repair?")
    turn = sample.until_answered()
    assert turn.cards[0].hit.path.suffix == ".pdf"
    turn.quotes[0].setFocus()
    window.middle.conversation.ensureWidgetVisible(turn.quotes[0])
    turn.quotes[0].linkActivated.emit(f"cite:0:{turn.cards[0].number}")
    page = window.page
    sample.until(lambda: page is None or (page.view is not None and page.view.image), "the page")
    page = window.page
    sample.until(lambda: page.view is not None and page.view.image, "the page")
    QTest.qWait(400)
    assert page.view.page == turn.cards[0].hit.page
    marks = page.scroller.sheet.marks()
    assert marks
    top = page.scroller.verticalScrollBar().value()
    assert top <= marks[0].top() <= top + page.scroller.viewport().height()
    assert page.width() > 500, "there is room for it"
    sample.shot("window")


def test_the_page_turns_and_zooms_and_closes(sample: object) -> None:
    page = sample.window.page
    sample.until(lambda: page is not None and page.view is not None, "the page of the test before")
    number, width = page.view.page, page.scroller.sheet.width()
    step = 1 if number < page.view.pages else -1
    sample.click(page.next if step == 1 else page.previous)
    sample.until(lambda: page.view.page == number + step, "the next page")
    assert not page.view.boxes
    sample.press(Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert page.scroller.sheet.width() > width
    pixels = page.scroller.sheet._image.width()
    sample.until(lambda: page.scroller.sheet._image.width() > pixels, "the page drawn anew, larger")
    sample.press(Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert abs(page.scroller.sheet.width() - width) <= 20
    sample.press(Qt.Key.Key_Escape)
    assert not page.isVisible()


def test_what_the_documents_do_not_say(sample: object) -> None:
    sample.ask("Who won the chess championship in Reykjavik in 1972?")
    turn = sample.until_answered()
    assert not turn.cards
    assert turn.copy_button.isHidden()
    sample.shot("window-not-said")


def test_copying_an_answer_takes_its_sources_along(sample: object) -> None:
    sample.ask("Can a customer return headphones that have been opened?")
    turn = sample.until_answered()
    sample.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    text = QApplication.clipboard().text()
    assert text.startswith("Can a customer return headphones")
    assert "Sources\n[1] " in text
    assert turn.copy_button.text() == "Copied"


@pytest.mark.parametrize("width", [900, 1600])
def test_other_widths(sample: object, width: int) -> None:
    window = sample.window
    window.resize(width, 900)
    QTest.qWait(100)
    sample.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    sample.until(lambda: window.page is not None and window.page.isVisible() and window.page.view, "the page")
    QTest.qWait(500)
    sample.shot(f"window-{width}")
    assert window.width() == width, "nothing in it needs more"
    sample.press(Qt.Key.Key_Escape)
    sample.shot(f"window-{width}-closed")
    window.resize(1400, 900)


def test_dark(sample: object, qapp: QApplication) -> None:
    before = qapp.palette()
    dark = QPalette(QColor("#202322"))
    qapp.setPalette(dark)
    try:
        sample.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        QTest.qWait(900)
        assert sample.window._theme.colours.dark
        sample.shot("window-dark")
        sample.press(Qt.Key.Key_Escape)
    finally:
        qapp.setPalette(before)
        QTest.qWait(50)
    assert not sample.window._theme.colours.dark


def test_a_file_is_not_dropped_but_its_folder(sample: object) -> None:
    file = SAMPLE / "Welcome.md"
    sample.drop(file)
    assert any("Drop the folder that it lies in" in message for message in sample.banners)
    banner = sample.window.middle.banners.banner("drop")
    assert banner.action.text() == "Add “sample”"
    sample.click(banner.action)
    sample.until(lambda: any("already in the library" in message for message in sample.banners), "what came of it")
    sample.shot("window-banner")
    sample.click(sample.window.middle.banners.banner("folders").dismiss)
    assert sample.banners == []


def test_a_folder_that_is_gone(sample: object, tmp_path: Path) -> None:
    sample.window.library.add((tmp_path / "nowhere",))
    sample.until(lambda: any("There is no folder" in message for message in sample.banners), "the sentence")
    sample.window.middle.banners.take_back("folders")


def test_taking_a_folder_out_by_keyboard(open_window: Callable[[Profile], object], own_sample: Profile) -> None:
    driver = open_window(own_sample)
    driver.until_indexed()
    row = driver.window.panel.rows[SAMPLE.resolve()]
    row.setFocus()
    driver.press(Qt.Key.Key_Delete)
    assert row.take_out.isVisible()
    assert driver.window.focusWidget() is row.keep
    driver.shot("window-taking-out")
    driver.press(Qt.Key.Key_Escape)
    assert not row.take_out.isVisible()
    driver.press(Qt.Key.Key_Delete)
    driver.click(row.take_out)
    driver.until(lambda: not driver.window.panel.rows, "the row to go")
    driver.until(
        lambda: driver.window.middle.welcome.isVisible() or driver.window.middle.conversation.turns, "the welcome"
    )
