"""The health of every file: a table that is searched, filtered and sorted, what became of each, what can be done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from desktop.window import words
from desktop.window.file_actions import FileActions
from desktop.window.file_details import FileDetails
from desktop.window.file_list import FileList
from desktop.window.file_rows import PROBLEM, Wanted, statuses_of
from desktop.window.files_filter import FilesFilter
from desktop.window.files_model import FilesModel, FilesSieve
from desktop.window.files_nothing import ADD, NO_FILES, NO_FIT, NO_FOLDERS, NO_PROBLEMS, OPENING, SHOW_ALL, FilesNothing
from desktop.window.files_table import FilesTable
from desktop.window.parts import Bar, IconButton, button, label

if TYPE_CHECKING:
    from core.errors import WellreadError
    from core.types import FileInfo, SyncProgress
    from desktop.window.engine import Engine
    from desktop.window.file_work import FileWork
    from desktop.window.library import Library
    from desktop.window.theme import Theme


class FilesView(QFrame):
    """Shows the list, keeps it in step with the library, hands on what a person wants done."""

    closed = Signal()
    add_wanted = Signal()
    open_wanted = Signal(object)  # Path
    reveal = Signal(object)  # Path

    def __init__(
        self, theme: Theme, engine: Engine, library: Library, work: FileWork, name_of: Callable[[Path], str]
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("filesView")
        self._library, self._work, self._name_of = library, work, name_of
        self._said, self._trouble = "", ""
        self._fresh = True  # opened, and nothing shown yet: the first row is to be selected
        self.files = FileList(engine, self._roots, lambda: work.again)
        self.sieve = FilesSieve(FilesModel())
        self.table = FilesTable(theme, self.sieve)
        self.filter = FilesFilter(theme)
        self.acts = FileActions(self.table, work, self.open_wanted, self.reveal)
        self.details = FileDetails(theme, self.acts.all)
        self._make_head(theme)
        self._make_rest(theme)
        self._lay_out()
        self._wire(engine)
        self._show_folders()

    def _make_head(self, theme: Theme) -> None:
        self.again_button = button("Read all problems again", "plain")
        self.again_button.clicked.connect(lambda: self._work.read_problems_again(self._problems()))
        self.close_button = IconButton(theme, "close", "Close the list of files", "Esc")
        self.close_button.clicked.connect(self.closed)

    def _make_rest(self, theme: Theme) -> None:
        self.nothing = FilesNothing()
        self.nothing.add_wanted.connect(self.add_wanted)
        self.nothing.all_wanted.connect(lambda: self.show_files(None, False))
        self._count = label("", "quiet")
        self._doing = label("", "quiet")
        self._bar = Bar(theme, "Progress of indexing")
        self._bar.setFixedWidth(140)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 12)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("Files", "title"), 1)
        head.addWidget(self.again_button)
        head.addWidget(self.close_button)
        column.addLayout(head)
        column.addWidget(self.filter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        column.addWidget(self._stack, 1)
        column.addWidget(self.details)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self._count, 1)
        foot.addWidget(self._doing)
        foot.addWidget(self._bar)
        column.addLayout(foot)
        self.details.hide()
        self.show_progress(None)

    def _wire(self, engine: Engine) -> None:
        self.filter.changed.connect(self._want)
        self.filter.text.installEventFilter(self)
        self.sieve.counted.connect(self._show_state)
        self.table.selected.connect(self._show_selected)
        self.files.heard.connect(self._show_rows)
        self.files.failed.connect(self._fail)
        self._library.folders_changed.connect(self._show_folders)
        self._library.progressed.connect(self.files.look)
        self._library.settled.connect(self._take_back)
        engine.started.connect(self.files.look)
        self._work.changed.connect(self.files.look)
        self._work.said.connect(self._say)

    # What it is told

    def show_files(self, folder: Path | None, problems: bool) -> None:
        """Begin with these, whatever was looked for before."""
        self.filter.choose(PROBLEM if problems else None, folder)
        self._fresh = True
        self.table.clearSelection()
        self.table.setCurrentIndex(self.sieve.index(-1, -1))
        self._choose_first()
        self.table.setFocus()

    def show_progress(self, progress: SyncProgress | None) -> None:
        """None where nothing is being done, or it is shown elsewhere."""
        self._doing.setText(words.activity(progress) if progress is not None else "")
        self._bar.set_share(words.share(progress) if progress is not None else 0.0)
        self._doing.setVisible(progress is not None)
        self._bar.setVisible(progress is not None)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.files.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        self.files.watch(False)

    # Showing

    def _roots(self) -> dict[Path, str]:
        return {info.path: self._name_of(info.path) for info in self._library.folders}

    def _show_folders(self) -> None:
        self.filter.show_folders(self._roots())
        self.files.look()
        self._show_state()

    def _show_rows(self) -> None:
        self._trouble = ""
        with self.table.keeping_place():
            self.sieve.show_rows(self.files.rows)
        self._choose_first()
        self._show_selected()

    def _want(self, wanted: Wanted) -> None:
        with self.table.keeping_place():
            self.sieve.want(wanted)
        self._show_selected()

    def _choose_first(self) -> None:
        if self._fresh and self.files.known:
            self._fresh = False
            self.table.choose_first()

    def _show_selected(self) -> None:
        rows = self.table.chosen()
        self.details.show_rows(rows)
        self.acts.follow(rows)

    def _fail(self, error: WellreadError) -> None:
        self._trouble = str(error)
        self._show_state()

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self._show_state()

    def _take_back(self) -> None:
        self._say("")

    def _problems(self) -> list[FileInfo]:
        return [row.info for row in self.files.rows if row.info.status in statuses_of(PROBLEM)]

    def _show_state(self) -> None:
        shown, counts = self.sieve.rowCount(), self.sieve.counts
        self.filter.show_counts(counts)
        total = len(self.files.rows)
        said = f"{shown:,} of {words.count(total, 'file')}" if shown != total else words.count(total, "file")
        self._count.setText(words.joined(said if self.files.known else "", self._said, self._trouble))
        self._count.setAccessibleName(self._count.text())
        problems = len(self._problems())
        self.again_button.setEnabled(problems > 0)
        self.again_button.setText(f"Read all problems again ({problems:,})" if problems else "Read all problems again")
        if not shown:
            self.nothing.say(*self._nothing())
        self._stack.setCurrentIndex(0 if shown else 1)

    def _nothing(self) -> tuple[str, str]:
        """Why there is no row, and what can be done about it."""
        if self._library.known and not self._library.folders:
            return NO_FOLDERS, ADD
        if not self.files.known:
            return self._trouble or OPENING, ""
        if not self.files.rows:
            return NO_FILES, ""
        wanted = self.filter.wanted
        return NO_PROBLEMS if wanted.choice == PROBLEM and not wanted.words else NO_FIT, SHOW_ALL

    # Keys

    def go_to_search(self) -> None:
        """Go to the search."""
        self.filter.text.setFocus()
        self.filter.text.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """From the search, Enter and Down go to what was found."""
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if watched is self.filter.text and pressed in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.table.setFocus()
            self.table.choose_first()
            return True
        return super().eventFilter(watched, event)
