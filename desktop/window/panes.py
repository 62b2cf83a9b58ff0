"""Who gets the width of the window: the library on the left, the middle, and a page on the right when one is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

if TYPE_CHECKING:
    from desktop.window.library_panel import LibraryPanel
    from desktop.window.middle import Middle

_LIBRARY_WIDTH = 270
_WIDE = 72  # heights of a line: below this the library makes room for an open page, and for the list of files


class Panes(QSplitter):
    """The library steps back by itself in a narrow window, and comes back when what needed the room has gone."""

    library_moved = Signal()  # it is hidden now, or shown

    def __init__(self, panel: LibraryPanel, middle: Middle) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._panel, self._middle = panel, middle
        self.page: QWidget | None = None
        self._crowded = self._stepped_back = self._was_narrow = False
        self._library_width = _LIBRARY_WIDTH
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(panel)
        self.addWidget(middle)
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(self._remember_width)

    def begin(self, width: int) -> None:
        self.setSizes([_LIBRARY_WIDTH, width - _LIBRARY_WIDTH])

    def add_page(self, page: QWidget) -> None:
        page.hide()  # or the splitter would show it at once, at its smallest
        self.page = page
        self.addWidget(page)
        self.setStretchFactor(2, 1)

    @property
    def page_is_open(self) -> bool:
        return self.page is not None and self.page.isVisible()

    def open_page(self, then: Callable[[], None]) -> None:
        """Show the page; `then` is called when it has its width."""
        if self.page is None or self.page_is_open:
            then()
            return
        self.page.show()

        def come_in() -> None:
            self._crowd()
            left = self._library_width if self._panel.isVisible() else 0
            rest = self.width() - left
            self.setSizes([left, round(rest * 0.52), round(rest * 0.48)])
            then()

        QTimer.singleShot(0, self, come_in)  # once the splitter has taken the page in

    def close_page(self) -> None:
        if self.page is not None:
            self.page.hide()
        self._come_back()

    def open_wide(self) -> None:
        """Give the middle all there is, but for the library where the window is wide."""
        if self.page is not None:
            self.page.hide()
        self._crowd()
        left = self._library_width if self._panel.isVisible() else 0
        self.setSizes([left, self.width() - left, 0])

    def close_wide(self) -> None:
        self._come_back()

    def toggle_library(self) -> None:
        self._stepped_back = False
        self._show_library(not self._panel.isVisible())

    def _crowd(self) -> None:
        """Something needs the room now."""
        self._crowded, self._was_narrow = True, self._is_narrow()
        self._step()

    def _come_back(self) -> None:
        self._crowded = False
        self.setSizes([self._library_width, self.width() - self._library_width, 0])
        self._step()

    def _is_narrow(self) -> bool:
        return self.width() < _WIDE * self.fontMetrics().height()

    def _step(self) -> None:
        away = self._crowded and self._was_narrow
        if away and self._panel.isVisible():
            self._stepped_back = True
            self._show_library(False)
        elif not away and self._stepped_back:
            self._stepped_back = False
            self._show_library(True)

    def _show_library(self, shown: bool) -> None:
        self._panel.setVisible(shown)
        self.library_moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._is_narrow() != self._was_narrow:
            self._was_narrow = not self._was_narrow
            self._step()

    def _remember_width(self) -> None:
        if self._panel.isVisible():
            self._library_width = self._panel.width()
