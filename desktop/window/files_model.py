"""The files of the library as Qt's tables want them, and the sieve that lets through what a person wants to see.

Sorting and choosing are done on the rows in one go: a proxy that asks Python about each of fifty thousand files, and to
sort them about each pair, takes seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from desktop.window.file_rows import SORT_KEYS, TEXTS, Choice, Column, Row, Wanted, choose, shown_text
from desktop.window.parts import tip

if TYPE_CHECKING:
    from collections import Counter

ROW = Qt.ItemDataRole.UserRole  # the Row itself
_HEADS = {
    Column.FILE: ("File", "The file, what kind it is and the folder it lies in"),
    Column.STATUS: ("Status", "Sorted by how grave it is"),
    Column.HAPPENED: ("What happened", "What happened, and what to do about it"),
    Column.PAGES: ("Pages", "Pages that were read"),
    Column.PASSAGES: ("Passages", "Pieces of text that can be found"),
    Column.PICTURES: ("From pictures", "Pages whose text was read from a picture"),
    Column.SIZE: ("Size", "How large the file is"),
    Column.SECONDS: ("Time", "How long reading it took"),
}
FIRST_NUMBER = Column.PAGES  # this column and those right of it hold numbers
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class FilesModel(QAbstractTableModel):
    """Rows in the order in which they were last sorted; at first, problems before all else."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._by: tuple[Column, bool] = (Column.STATUS, False)

    def show_rows(self, rows: list[Row]) -> None:
        """rows: sorted by name."""
        self.beginResetModel()
        self.rows = self._sorted(rows)
        self.endResetModel()

    def _sorted(self, rows: list[Row]) -> list[Row]:
        column, backwards = self._by
        return sorted(rows, key=SORT_KEYS[column], reverse=backwards)

    # Qt's names from here on

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return TEXTS[column](row)
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column >= FIRST_NUMBER else _LEFT
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return _spoken(row, column) if role == Qt.ItemDataRole.AccessibleTextRole else _tip(row, column)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _HEADS[column][role == Qt.ItemDataRole.ToolTipRole]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column >= FIRST_NUMBER else _LEFT
        if role == Qt.ItemDataRole.InitialSortOrderRole:  # of numbers the largest first
            return Qt.SortOrder.DescendingOrder if column >= FIRST_NUMBER else Qt.SortOrder.AscendingOrder
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column < 0:
            return
        self._by = (Column(column), order is Qt.SortOrder.DescendingOrder)
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [self.rows[index.row()] for index in before]
        self.rows = self._sorted(sorted(self.rows, key=SORT_KEYS[Column.FILE]))
        places = {id(row): place for place, row in enumerate(self.rows)} if before else {}
        now = [self.index(places[id(row)], index.column()) for row, index in zip(kept, before, strict=True)]
        self.changePersistentIndexList(before, now)
        self.layoutChanged.emit()


def _spoken(row: Row, column: Column) -> str:
    if column is Column.FILE:
        return f"{row.name}, {row.beside}"
    text = TEXTS[column](row)
    return f"{_HEADS[column][0]}: {text or 'none'}" if column >= FIRST_NUMBER else text


def _tip(row: Row, column: Column) -> str:
    """What the cell may have had no room for."""
    return tip({Column.FILE: shown_text(str(row.info.path)), Column.HAPPENED: row.happened}.get(column, ""))


class FilesSieve(QSortFilterProxyModel):
    """Lets through what `want` says; counts what each choice of a status would show."""

    counted = Signal()

    def __init__(self, files: FilesModel) -> None:
        super().__init__()
        self.files = files
        self.wanted = Wanted()
        self.counts: Counter[Choice] = choose((), self.wanted)
        self.setDynamicSortFilter(False)
        self.setSourceModel(files)

    def want(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.beginFilterChange()
        self.counts = choose(self.files.rows, wanted)
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)
        self.counted.emit()

    def show_rows(self, rows: list[Row]) -> None:
        """rows: sorted by name."""
        self.counts = choose(rows, self.wanted)
        self.files.show_rows(rows)
        self.counted.emit()

    def row_at(self, index: _Index) -> Row | None:
        row: Row | None = self.data(index, ROW) if index.isValid() else None
        return row

    def filterAcceptsRow(self, source_row: int, _: _Index) -> bool:  # noqa: N802
        return self.files.rows[source_row].shown

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.files.sort(column, order)
