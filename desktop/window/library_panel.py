"""The left side: the folders of the library, and what is being done about them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from desktop.window import keys, words
from desktop.window.library_choice import LibraryChoice
from desktop.window.parts import Bar, IconButton, button, label

if TYPE_CHECKING:
    from core.budget import Budget
    from core.profile import Profile
    from core.types import FolderInfo, FolderProgress, SyncProgress
    from desktop.window.folder_row import FolderRow
    from desktop.window.theme import Theme


class LibraryPanel(QFrame):
    """Shows what it is told; what a person does here is sent as signals."""

    add_wanted = Signal()
    removal = Signal(object)  # Path
    reveal = Signal(object)  # Path
    files_wanted = Signal(object)  # Path of a folder, None for all
    problems_wanted = Signal(object)  # Path
    pause_wanted = Signal()
    resume_wanted = Signal()
    models_wanted = Signal()
    keys_wanted = Signal()
    switched = Signal(object, bool)  # Path of a folder, whether questions look into it
    budget_chosen = Signal(object)  # Budget

    def __init__(self, theme: Theme, names: dict[Path, str], profile: Profile, budget: Budget) -> None:
        """names: what to call folders whose own name says little."""
        super().__init__()
        self._theme, self._names = theme, names
        self.budget = budget
        self.choice = LibraryChoice(theme, profile)
        self.setObjectName("library")
        self.setMinimumWidth(220)
        self.rows: dict[Path, FolderRow] = {}
        self._infos: dict[Path, FolderInfo] = {}
        self._progress: SyncProgress | None = None
        self._touched: set[Path] = set()  # folders that this sync has something to do in
        self._paused = False
        self._lay_out(theme)
        self._show()

    def _lay_out(self, theme: Theme) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 14)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 2, 0)
        head.addWidget(self.choice)
        head.addStretch(1)
        self.files_button = IconButton(theme, "files", "All files and how they were read", keys.FILES)
        self.files_button.clicked.connect(lambda: self.files_wanted.emit(None))
        head.addWidget(self.files_button)
        models_button = IconButton(theme, "models", "Models on this computer", keys.MODELS)
        models_button.clicked.connect(self.models_wanted)
        head.addWidget(models_button)
        help_button = IconButton(theme, "keys", "Keys and help", keys.HELP)
        help_button.clicked.connect(self.keys_wanted)
        head.addWidget(help_button)
        column.addLayout(head)
        self._empty = label("No folders yet. What you add appears here, with how far it has been read.", "quiet", True)
        self._empty.setContentsMargins(10, 0, 10, 0)
        column.addWidget(self._empty)
        column.addWidget(self._scroller(), 1)
        column.addWidget(self._activity_box(theme))
        self.add_button = button("&Add folder…", "plain", "Add a folder to the library")
        self.add_button.setToolTip("Ctrl+O")
        self.add_button.clicked.connect(self.add_wanted)
        column.addWidget(self.add_button)

    def _scroller(self) -> QScrollArea:
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroller.setAccessibleName("Folders of the library")
        inside = QWidget()
        inside.setObjectName("rows")
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self._rows.addStretch(1)
        scroller.setWidget(inside)
        return scroller

    def _activity_box(self, theme: Theme) -> QWidget:
        self._activity = QWidget()
        column = QVBoxLayout(self._activity)
        column.setContentsMargins(10, 4, 4, 6)
        column.setSpacing(5)
        row = QHBoxLayout()
        self._doing = label("", "quiet", wrap=True)
        row.addWidget(self._doing, 1)
        self.pause_button = IconButton(theme, "pause", "Pause indexing")
        self.pause_button.clicked.connect(self._pause_or_resume)
        row.addWidget(self.pause_button)
        self.budget_button = IconButton(theme, "speed", "How much of the machine indexing may take")
        self.budget_button.clicked.connect(self._open_budgets)
        row.addWidget(self.budget_button)
        column.addLayout(row)
        self._bar = Bar(theme, "Progress of indexing")
        column.addWidget(self._bar)
        return self._activity

    # What it is told

    def show_folders(self, infos: list[FolderInfo]) -> None:
        self._infos = {info.path: info for info in infos}
        for path in [path for path in self.rows if path not in self._infos]:
            self._drop_row(path)
        for index, path in enumerate(self._infos):
            if path not in self.rows:
                self._make_row(index, path)
        self._show()

    def show_progress(self, progress: SyncProgress | None, paused: bool) -> None:
        self._progress, self._paused = progress, paused
        for folder in progress.folders if progress is not None else ():
            if folder.path in self._infos:  # newer than what was listed
                self._infos[folder.path] = _updated(self._infos[folder.path], folder)
        if progress is None:
            self._touched.clear()
        elif progress.phase == "reading":
            self._touched.update(folder.path for folder in progress.folders if folder.done < folder.total)
        self._show()

    def keep(self) -> bool:
        """Take back any question about removing a folder; whether there was one."""
        answers = [row.leave_it() for row in self.rows.values()]
        return any(answers)

    def name_of(self, path: Path) -> str:
        """What a folder is called here."""
        return self._names.get(path, path.name or str(path))

    def budgets(self) -> QMenu:
        """How fast to index, what is chosen marked."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for budget, words_of_it in words.BUDGETS.items():
            action = QAction(words_of_it, menu, checkable=True, checked=budget is self.budget)
            action.triggered.connect(lambda _=False, budget=budget: self._choose_budget(budget))
            menu.addAction(action)
        return menu

    def _open_budgets(self) -> None:
        self.budgets().popup(self.budget_button.mapToGlobal(self.budget_button.rect().bottomLeft()))

    def _choose_budget(self, budget: Budget) -> None:
        self.budget = budget
        self.budget_chosen.emit(budget)

    # How it shows it

    def _make_row(self, index: int, path: Path) -> None:
        from desktop.window.folder_row import FolderRow

        row = FolderRow(self._theme, path, self.name_of(path))
        row.removal.connect(self.removal)
        row.reveal.connect(self.reveal)
        row.files_wanted.connect(self.files_wanted)
        row.switched.connect(self.switched)
        row.problems_wanted.connect(self.problems_wanted)
        self.rows[path] = row
        self._rows.insertWidget(index, row)

    def _drop_row(self, path: Path) -> None:
        row = self.rows.pop(path)
        if row.hasFocus() or row.take_out.hasFocus():
            self.add_button.setFocus()
        self._rows.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _show(self) -> None:
        self._empty.setVisible(not self.rows)
        for path, row in self.rows.items():
            self._show_row(row, self._infos[path], self._folder_progress(path))
        progress = self._progress
        self._activity.setVisible(progress is not None or (self._paused and bool(self.rows)))
        if progress is not None:
            self._doing.setText(words.activity(progress))
            self._bar.set_share(words.share(progress))
            self.pause_button.rename("Pause indexing", picture="pause")
        elif self._paused:
            self._doing.setText("Indexing is paused")
            self.pause_button.rename("Carry on indexing", picture="carry on")

    def _show_row(self, row: FolderRow, info: FolderInfo, folder: FolderProgress | None) -> None:
        row.show_switched(info.on)
        problems = words.count(info.problems, "problem") if info.problems else ""
        progress = self._progress
        reading = folder is not None and folder.done < folder.total
        learning = progress is not None and self._learning(progress.phase, info.path)
        waits = progress is not None and progress.phase == "reading" and info.path in self._touched
        looking = progress is not None and progress.phase == "looking" and not info.files
        if progress is None or not (reading or learning or waits or looking):
            row.show_state(words.resting(info), 1.0, False, problems)
            return
        share = folder.done / folder.total if reading and folder is not None else words.share(progress)
        row.show_state(words.working(progress, folder), share, True, problems)

    def _learning(self, phase: str, path: Path) -> bool:
        """Whether a sync does to this folder what it does last; whose pictures it reads is known of a sole folder."""
        if phase == "ocr":
            return self._touched == {path} or len(self.rows) == 1
        return phase == "embedding" and (not self._touched or path in self._touched)

    def _folder_progress(self, path: Path) -> FolderProgress | None:
        folders = self._progress.folders if self._progress is not None else ()
        found = next((folder for folder in folders if folder.path == path), None)
        return found if self._touched != {path} else words.sole(found, self._progress)

    def _pause_or_resume(self) -> None:
        (self.pause_wanted if self._progress is not None else self.resume_wanted).emit()


def _updated(info: FolderInfo, folder: FolderProgress) -> FolderInfo:
    """The folder as the sync saw it since it was last listed."""
    from dataclasses import replace

    return replace(info, files=folder.total, pending=folder.total - folder.done)
