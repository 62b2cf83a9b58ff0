"""Brings the list of files into the window when it is first wanted, and takes it back again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from desktop.window.engine import Engine
    from desktop.window.files_view import FilesView
    from desktop.window.library import Library
    from desktop.window.library_panel import LibraryPanel
    from desktop.window.middle import Middle
    from desktop.window.panes import Panes
    from desktop.window.theme import Theme


class FilesDesk(QObject):
    """The list takes the place of the conversation and of the page beside it; both are as before when it closes."""

    add_wanted = Signal()
    open_wanted = Signal(object)  # Path
    reveal = Signal(object)  # Path

    def __init__(
        self, theme: Theme, engine: Engine, library: Library, panel: LibraryPanel, middle: Middle, panes: Panes
    ) -> None:  # fmt: skip
        super().__init__()
        self._theme, self._engine, self._library = theme, engine, library
        self._panel, self._middle, self._panes = panel, middle, panes
        self._page_waits = False
        self.view: FilesView | None = None
        panes.library_moved.connect(self.show_progress)

    @property
    def is_open(self) -> bool:
        return self.view is not None and self.view.isVisible()

    def open(self, folder: Path | None = None, problems: bool = False) -> None:
        """Every file, or those of one folder; all of them or those with problems."""
        if self.view is None:
            self.view = self._make()
        self._page_waits = self._page_waits or self._panes.page_is_open
        self._middle.show_instead(self.view, self.view.table)
        self._panes.open_wide()
        self.show_progress()
        self.view.show_files(folder, problems)

    def find(self) -> None:
        """Go to the search."""
        if not self.is_open:
            self.open()
        if self.view is not None:
            self.view.go_to_search()

    def show_progress(self) -> None:
        """Where the library, which shows it too, has no room."""
        if self.view is not None:
            self.view.show_progress(None if self._panel.isVisible() else self._library.progress)

    def close(self) -> None:
        if not self.is_open:
            return
        self._middle.show_conversation()
        self._panes.close_wide()
        if self._page_waits:
            self._page_waits = False
            self._panes.open_page(lambda: None)
        self._middle.take_keyboard()

    def _make(self) -> FilesView:
        from desktop.window.file_work import FileWork
        from desktop.window.files_view import FilesView

        self._work = FileWork(self._engine, self._library, self._middle.banners)
        view = FilesView(self._theme, self._engine, self._library, self._work, self._panel.name_of)
        view.closed.connect(self.close)
        view.add_wanted.connect(self.add_wanted)
        view.open_wanted.connect(self.open_wanted)
        view.reveal.connect(self.reveal)
        return view
