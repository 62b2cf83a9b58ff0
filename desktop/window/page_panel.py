"""The right side: the cited page, drawn from the file itself, with the cited passage marked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.window.elided import ElidedLabel
from desktop.window.page_sheet import SheetScroller
from desktop.window.page_text import PageText
from desktop.window.parts import IconButton, label
from desktop.window.places import page_word, place_beside_pager, place_of

if TYPE_CHECKING:
    from core.errors import WellreadError
    from core.types import Hit, PageView
    from desktop.window.engine import Engine
    from desktop.window.theme import Theme

_SETTLE = 250  # milliseconds without a change of size before the page is drawn anew
_STEP, _SMALLEST, _LARGEST = 1.2, 0.5, 4.0
_GONE = "The file is no longer where it was. This is the text that the library keeps."
_WIDEST = 5_000  # pixels: more costs memory and shows nothing more


class PagePanel(QFrame):
    """Shows one page at a time; asks the librarian for it and for its neighbours."""

    closed = Signal()
    open_wanted = Signal(object)  # Path
    reveal = Signal(object)  # Path
    shown = Signal(object)  # PageView, once it is on screen

    def __init__(self, theme: Theme, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self.setObjectName("pagePanel")
        self.setMinimumWidth(360)
        self._wanted: tuple[Hit, int, int, int | None] | None = None
        self._serial = 0
        self._drawn_width = 0
        self.zoom = 1.0
        self.view: PageView | None = None
        self._make_parts(theme)
        self._lay_out()
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(_SETTLE)
        self._redraw.timeout.connect(self._draw_anew)

    def _make_parts(self, theme: Theme) -> None:
        self._name = ElidedLabel("", "name", Qt.TextElideMode.ElideMiddle)
        self._place = ElidedLabel("", "quiet", Qt.TextElideMode.ElideMiddle)
        self._number = label("", "quiet")
        self._note = label("", "warn", wrap=True)
        self._message = label("", "lead", wrap=True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setContentsMargins(32, 32, 32, 32)
        self.previous = IconButton(theme, "previous", "Previous page", "Ctrl+PgUp")
        self.next = IconButton(theme, "next", "Next page", "Ctrl+PgDown")
        self.smaller = IconButton(theme, "smaller", "Smaller", "Ctrl+-")
        self.larger = IconButton(theme, "larger", "Larger", "Ctrl++")
        self.fit_width = IconButton(theme, "width", "Fit the width", "Ctrl+0")
        self.open_file = IconButton(theme, "open", "Open the file", "Ctrl+E")
        self.in_folder = IconButton(theme, "folder", "Show the file in its folder", "Ctrl+Shift+E")
        self.close_button = IconButton(theme, "close", "Close the page", "Esc")
        self.scroller = SheetScroller()
        self.text = PageText(theme)
        self.previous.clicked.connect(lambda: self.turn(-1))
        self.next.clicked.connect(lambda: self.turn(1))
        self.smaller.clicked.connect(lambda: self.zoom_by(-1))
        self.larger.clicked.connect(lambda: self.zoom_by(1))
        self.fit_width.clicked.connect(lambda: self.zoom_by(0))
        self.open_file.clicked.connect(lambda: self.open_wanted.emit(self._path()))
        self.in_folder.clicked.connect(lambda: self.reveal.emit(self._path()))
        self.close_button.clicked.connect(self.closed)
        self.scroller.zoomed.connect(self.zoom_by)
        self.scroller.resized.connect(self._resized)

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setObjectName("pageBar")
        rows = QVBoxLayout(bar)
        rows.setContentsMargins(12, 12, 8, 8)
        rows.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(6)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.setContentsMargins(6, 0, 0, 0)
        names.addWidget(self._name)
        names.addWidget(self._place)
        head.addLayout(names, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(head)
        rows.addLayout(self._tools())
        self._stack = QStackedWidget()
        for page in (self._message, self.scroller, self.text):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        self._note.setContentsMargins(16, 8, 16, 8)
        self._note.hide()
        column.addWidget(self._note)
        column.addWidget(self._stack, 1)

    def _tools(self) -> QHBoxLayout:
        tools = QHBoxLayout()
        tools.setSpacing(2)
        tools.setContentsMargins(0, 0, 0, 0)
        self._pager = QWidget()
        pages = QHBoxLayout(self._pager)
        pages.setContentsMargins(0, 0, 12, 0)
        pages.setSpacing(2)
        for part in (self.previous, self._number, self.next):
            pages.addWidget(part)
        tools.addWidget(self._pager)
        for tool in (self.smaller, self.larger, self.fit_width):
            tools.addWidget(tool)
        tools.addStretch(1)
        tools.addWidget(self.open_file)
        tools.addWidget(self.in_folder)
        return tools

    # What a person does

    def show_hit(self, hit: Hit, start: int, end: int) -> None:
        """Show the page of a hit with `start`..`end` marked."""
        self.zoom = 1.0
        self._name.say(hit.path.name)
        self._say_place(place_of(hit))
        self._number.setText("")
        self._pager.hide()
        self._say("Opening the page…")
        self._ask(hit, start, end, None)

    def turn(self, by: int) -> None:
        """Go to another page of the same file."""
        if self._wanted is None or self.view is None or self.view.page is None:
            return
        number = self.view.page + by
        if 1 <= number <= self.view.pages:
            hit, start, end, _ = self._wanted
            self._ask(hit, start, end, number)

    def zoom_by(self, steps: int) -> None:
        """One step larger or smaller; 0 fits the width again."""
        self.zoom = min(max(self.zoom * _STEP**steps, _SMALLEST), _LARGEST) if steps else 1.0
        if self._stack.currentWidget() is self.text:
            self.text.set_zoom(self.zoom)
        else:
            self.scroller.sheet.fit(self._width())
            self._redraw.start()

    # Asking and showing

    def _ask(self, hit: Hit, start: int, end: int, page: int | None, keep_place: bool = False) -> None:
        from models.children.messages import ShowPage

        before, self._wanted = self._wanted, (hit, start, end, page)
        self._serial += 1
        serial = self._serial
        self._drawn_width = min(_WIDEST, round(self._width() * self.devicePixelRatioF()))

        def arrived(view: PageView) -> None:
            if serial == self._serial:
                self._show(view, keep_place)

        def failed(error: WellreadError) -> None:
            if serial == self._serial and page is not None and self.view is not None:
                self._wanted = before  # the page that is shown stays
                self._cannot_turn(page, error)
            elif serial == self._serial:
                self._say(str(error))

        self._engine.call(self, ShowPage(hit, start, end, self._drawn_width, page), arrived, failed)

    def _show(self, view: PageView, keep_place: bool) -> None:
        self.view = view
        self._name.say(view.path.name)
        self._name.setToolTip(str(view.path))
        self._show_place(view)
        self.previous.setEnabled((view.page or 1) > 1)
        self.next.setEnabled((view.page or 1) < view.pages)
        gone = view.source == "library"
        self._note.setText(_GONE if gone else "")
        self._note.setVisible(gone)
        for tool in (self.open_file, self.in_folder):
            tool.setEnabled(not gone)
        if view.image:
            self.scroller.sheet.show_view(view)
            self.scroller.sheet.fit(self._width())
            self._stack.setCurrentWidget(self.scroller)
        else:
            self.text.show_view(view, self.zoom)
            self._stack.setCurrentWidget(self.text)
        if not keep_place:
            QTimer.singleShot(0, self, self._bring_up_marks)
        self.shown.emit(view)

    def _show_place(self, view: PageView) -> None:
        if self._wanted is None:
            return
        hit, _, _, other = self._wanted
        counted = view.image or not hit.part  # else the pages are those of all the files inside the file
        number = f"{page_word(hit)} {view.page}" if view.page is not None else ""
        self._number.setText(f"{number} of {view.pages}" if number and counted else number)
        self._pager.setVisible(view.page is not None)
        self._say_place(place_beside_pager(hit) if other is None else hit.part)

    def _say_place(self, place: str) -> None:
        self._place.say(place)
        self._place.setToolTip(place)
        self._place.setVisible(bool(place))

    def _cannot_turn(self, number: int, error: WellreadError) -> None:
        """Inside a file inside a file, where the last page is known only when there is no other."""
        shown = self.view.page if self.view is not None else None
        (self.next if number > (shown or 0) else self.previous).setEnabled(False)
        if self._wanted is not None and not self._wanted[0].part:
            self._note.setText(str(error))
            self._note.show()

    def _bring_up_marks(self) -> None:
        (self.scroller if self._stack.currentWidget() is self.scroller else self.text).bring_up_marks()

    def _say(self, words: str) -> None:
        self._message.setText(words)
        self._message.setAccessibleName(words)
        self._stack.setCurrentWidget(self._message)

    def _width(self) -> int:
        """Of the sheet on screen."""
        room = self.scroller.room() if self.scroller.isVisible() else self._stack.width() - 14
        return max(200, round(room * self.zoom))

    def _resized(self) -> None:
        if self.view is not None and self.view.image:
            self.scroller.sheet.fit(self._width())
            self._redraw.start()

    def _draw_anew(self) -> None:
        """Draw the page at the size it has now, where that differs."""
        width = min(_WIDEST, round(self._width() * self.devicePixelRatioF()))
        if self._wanted is not None and abs(width - self._drawn_width) > 0.05 * width:
            hit, start, end, page = self._wanted
            self._ask(hit, start, end, page, keep_place=True)

    def _path(self) -> Path | None:
        if self.view is not None:
            return self.view.path
        return self._wanted[0].path if self._wanted is not None else None

    def page_widget(self) -> QWidget:
        """What takes the keyboard when the page is shown."""
        current = self._stack.currentWidget()
        return self.close_button if current is None or current is self._message else current
