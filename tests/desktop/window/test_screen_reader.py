"""Every control has a name that a screen reader speaks and can be reached by key."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QPlainTextEdit, QTextEdit, QWidget

from desktop.window.folder_row import FolderRow
from desktop.window.page_sheet import SheetScroller
from desktop.window.prose import Prose

pytestmark = pytest.mark.slow
_CONTROLS = (QAbstractButton, QPlainTextEdit, QTextEdit, FolderRow, SheetScroller, Prose)


def controls(window: QWidget) -> list[QWidget]:
    return [widget for widget in window.findChildren(QWidget) if isinstance(widget, _CONTROLS) and widget.isVisible()]


def spoken(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


@pytest.fixture
def full_window(sample: Any) -> Any:
    """Everything on screen at once: a folder, a banner, an answer, its page."""
    if not sample.window.middle.conversation.turns:
        sample.ask("How long is the warranty on a repair?")
        sample.until_answered()
    sample.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    sample.until(lambda: sample.window.page and sample.window.page.view and sample.window.page.view.image, "the page")
    sample.window.middle.banners.say("test", "A sentence that a person should hear.")
    yield sample
    sample.window.middle.banners.take_back("test")


def test_every_control_has_a_name(full_window: Any) -> None:
    found = controls(full_window.window)
    assert len(found) > 15
    nameless = [widget for widget in found if not spoken(widget).strip()]
    assert nameless == []
    assert [widget for widget in found if "&" in spoken(widget)] == []


def test_every_control_is_reached_by_tab(full_window: Any) -> None:
    window = full_window.window
    wanted = {widget for widget in controls(window) if widget.isEnabled()}
    unreachable = [widget for widget in wanted if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert unreachable == []
    seen: set[QWidget] = set()
    window.middle.box.text.setFocus()
    for _ in range(4 * len(wanted)):
        full_window.press(Qt.Key.Key_Tab)
        focused = window.focusWidget()
        if focused is not None:
            seen.add(focused)
    assert wanted - seen == set(), [spoken(widget) for widget in wanted - seen]


def test_a_citation_opens_by_keyboard(full_window: Any) -> None:
    turn = full_window.turn
    full_window.press(Qt.Key.Key_Escape)
    assert not full_window.window.page.isVisible()
    turn.quotes[0].setFocus(Qt.FocusReason.TabFocusReason)
    full_window.press(Qt.Key.Key_Tab)  # from the paragraph to its link
    turn.quotes[0].setFocus(Qt.FocusReason.TabFocusReason)
    full_window.press(Qt.Key.Key_Return)
    full_window.until(full_window.window.page.isVisible, "the page")


def test_no_key_means_two_things(full_window: Any) -> None:
    keys = [shortcut.key().toString() for shortcut in full_window.window.findChildren(QShortcut)]
    assert len(keys) == len(set(keys))


def test_the_list_of_keys(full_window: Any) -> None:
    full_window.press(Qt.Key.Key_F1)
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
    assert dialog.windowTitle() == "Keys"
    assert dialog.grab().save("test-output/window-keys.png")
    dialog.accept()


def test_larger_system_fonts_make_everything_larger(full_window: Any, qapp: QApplication) -> None:
    before, label = qapp.font(), full_window.window.panel._doing
    height = full_window.window.middle.box.text.height()
    larger = qapp.font()
    larger.setPointSizeF(before.pointSizeF() * 1.6)
    qapp.setFont(larger)
    try:
        QApplication.processEvents()
        full_window.shot("window-large-font")
        assert full_window.window.middle.box.text.height() > 1.3 * height
        assert label is not None
    finally:
        qapp.setFont(before)
