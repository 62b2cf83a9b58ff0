"""The list of files as a table: its columns, its keys, and its place, which it keeps when the list comes anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median_low
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView

from desktop.window.file_rows import Column, Row
from desktop.window.files_model import FIRST_NUMBER, FilesSieve
from desktop.window.files_paint import FilesPaint
from desktop.window.health import LOOKS

if TYPE_CHECKING:
    from desktop.window.theme import Theme

# What a column of numbers has to have room for, beside its head.
_LONGEST = {
    Column.PAGES: "10,000", Column.PASSAGES: "100,000", Column.PICTURES: "1,000", Column.SIZE: "999 MB",
    Column.SECONDS: "< 0.1 s",
}  # fmt: skip
_FIRST_TO_GO = (Column.SECONDS, Column.PICTURES, Column.PASSAGES, Column.SIZE, Column.PAGES)  # in a narrow window
_HEAD_PAD = 32  # points, with the arrow that shows the order
_COMFORT, _LEAST = 31, 24  # heights of a line, for the file and what happened together
_SHARE_OF_FILE = 0.45

_SELECT = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


class FilesTable(QTableView):
    """Arrows, Shift and Ctrl select rows; what can be done with them are the actions that it is given."""

    selected = Signal()

    def __init__(self, theme: Theme, sieve: FilesSieve) -> None:
        super().__init__()
        self.sieve = sieve
        self._paint = FilesPaint(theme, self)
        self._fitting = self._by_hand = False
        self.setObjectName("filesTable")
        self.setAccessibleName("Files")
        self.setModel(sieve)
        self.setItemDelegate(self._paint)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab leaves the table
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setMinimumSectionSize(40)
        head.setSortIndicator(Column.STATUS, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        head.sectionResized.connect(self._resized_by_hand)
        self.selectionModel().selectionChanged.connect(self.selected)
        theme.changed.connect(self.fit)

    # What is chosen

    def chosen(self) -> list[Row]:
        """The selected rows, from the top."""
        ranges = self.selectionModel().selection()
        spans = (ranges.at(place) for place in range(ranges.count()))
        numbers = sorted({number for span in spans for number in range(span.top(), span.bottom() + 1)})
        rows = self._rows() if numbers else []
        return [rows[number] for number in numbers]

    def choose_first(self) -> None:
        if self.sieve.rowCount() and not self.selectionModel().hasSelection():
            alone = _SELECT | QItemSelectionModel.SelectionFlag.Clear
            self.selectionModel().setCurrentIndex(self.sieve.index(0, 0), alone)
            self.scrollToTop()

    @contextmanager
    def keeping_place(self) -> Iterator[None]:
        """What is selected stays so while the rows come anew, and what was in view stays there."""
        selected = {row.info.path for row in self.chosen()}
        current = self.sieve.row_at(self.currentIndex())
        in_view, value = self._in_view(), self.verticalScrollBar().value()
        yield
        now = {row.info.path: number for number, row in enumerate(self._rows())} if selected or in_view else {}
        self._select({now[path] for path in selected if path in now})
        if current is not None and current.info.path in now:
            self.selectionModel().setCurrentIndex(
                self.sieve.index(now[current.info.path], 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        moved = [now[path] - number for path, number in in_view.items() if path in now]
        shift = median_low(moved) if moved and value else 0  # at the top it stays at the top
        self.verticalScrollBar().setValue(value + shift * self.verticalHeader().defaultSectionSize())

    def _rows(self) -> list[Row]:
        """As the sieve lets them through: quicker than asking it for each."""
        return [row for row in self.sieve.files.rows if row.shown]

    def _in_view(self) -> dict[Path, int]:
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        last = self.sieve.rowCount() - 1 if last < 0 else last
        rows = ((number, self.sieve.row_at(self.sieve.index(number, 0))) for number in range(max(0, first), last + 1))
        return {row.info.path: number for number, row in rows if row is not None}

    def _select(self, numbers: set[int]) -> None:
        selection = QItemSelection()
        for first, last in _runs(sorted(numbers)):
            selection.select(self.sieve.index(first, 0), self.sieve.index(last, len(Column) - 1))
        self.selectionModel().select(selection, _SELECT | QItemSelectionModel.SelectionFlag.Clear)

    # Columns

    def fit(self) -> None:
        """Give numbers the width they need and share out the rest; where it is too little, numbers go."""
        self.verticalHeader().setDefaultSectionSize(self._paint.row_height())
        if self._by_hand:
            return
        self._fitting = True
        widths = {column: self._width_of(column) for column in Column if column >= FIRST_NUMBER}
        widths[Column.STATUS] = self._paint.width_of_status(*(look.word for look in LOOKS.values()))
        line, room = self.fontMetrics().height(), self.viewport().width()
        shown = dict(widths)
        for column in _FIRST_TO_GO:
            if room - sum(shown.values()) < _COMFORT * line:
                del shown[column]
        rest = max(room - sum(shown.values()), _LEAST * line)
        shown[Column.FILE] = round(rest * _SHARE_OF_FILE)
        shown[Column.HAPPENED] = rest - shown[Column.FILE]
        for column in Column:
            self.setColumnHidden(column, column not in shown)
            self.setColumnWidth(column, shown.get(column, 80))
        self._fitting = False

    def _width_of(self, column: Column) -> int:
        head = self.horizontalHeader().fontMetrics().horizontalAdvance(self._head(column)) + _HEAD_PAD
        return max(head, self._paint.width_of(_LONGEST[column]))

    def _resized_by_hand(self) -> None:
        self._by_hand = self._by_hand or not self._fitting

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(600, 400)

    # The menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        current = self.visualRect(self.currentIndex())
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.menu().popup(self.viewport().mapToGlobal(current.center()) if by_key else event.globalPos())

    def menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([action for action in self.actions() if action.isEnabled()])
        menu.addSeparator()
        order = menu.addMenu("S&ort by")
        for column in Column:
            order.addAction(self._head(column), partial(self.sort_by, column))
        return menu

    def _head(self, column: Column) -> str:
        return str(self.sieve.headerData(column, Qt.Orientation.Horizontal))

    def sort_by(self, column: Column) -> None:
        """As a click on its head."""
        order = self.sieve.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.InitialSortOrderRole)
        head = self.horizontalHeader()
        if head.sortIndicatorSection() == column:
            up = head.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
            order = Qt.SortOrder.DescendingOrder if up else Qt.SortOrder.AscendingOrder
        self.sortByColumn(column, order)

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and the last file, not to the first and the last column."""
        moves = QAbstractItemView.CursorAction
        last = self.sieve.rowCount() - 1
        if action in (moves.MoveHome, moves.MoveEnd) and last >= 0:
            return self.sieve.index(0 if action is moves.MoveHome else last, max(0, self.currentIndex().column()))
        return super().moveCursor(action, modifiers)


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Numbers in order as runs of neighbours, each with its first and its last."""
    start = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] != numbers[place - 1] + 1:
            yield numbers[start], numbers[place - 1]
            start = place
