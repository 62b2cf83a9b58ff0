"""The main window: thin wiring between the library, the conversation, the page and the engine behind them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QMainWindow

from core.errors import WellreadError
from desktop.window import keys
from desktop.window.drop_overlay import DropOverlay, dropped_paths
from desktop.window.engine import Engine
from desktop.window.files_desk import FilesDesk
from desktop.window.library import Library
from desktop.window.library_panel import LibraryPanel
from desktop.window.middle import Middle
from desktop.window.panes import Panes
from desktop.window.remembered import Remembered, remember

if TYPE_CHECKING:
    from core.profile import Profile
    from core.types import Hit, SyncProgress
    from desktop.children.child import ChildNotice
    from desktop.window.model_work import ModelWork
    from desktop.window.page_panel import PagePanel
    from desktop.window.readiness import Readiness
    from desktop.window.theme import Theme
    from models.catalog import Role

_SYSTEM_CHANGES = {
    QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.ApplicationPaletteChange,
    QEvent.Type.ApplicationFontChange, QEvent.Type.ThemeChange,
}  # fmt: skip
SAMPLE = Path(__file__).parents[1] / "sample"


class MainWindow(QMainWindow):
    """Shows itself before anything else is loaded; `gone` is sent when it and its children have left."""

    gone = Signal()
    library_wanted = Signal(object)  # the profile with another library, to be opened instead

    def __init__(self, theme: Theme, profile: Profile, known: Remembered | None = None) -> None:
        """known: from the last time."""
        super().__init__()
        self._theme, self._profile, known = theme, profile, known or Remembered()
        self.engine = Engine(profile)
        self.library = Library(self.engine, known.budget)
        self._readiness: Readiness | None = None
        self._painted = False
        self.page: PagePanel | None = None
        self.models: ModelWork | None = None
        self.setWindowTitle("Wellread")
        self.setAcceptDrops(True)
        self.panel = LibraryPanel(theme, {SAMPLE.resolve(): "Sample handbook"}, profile, known.budget)
        self.middle = Middle(theme, self.engine)
        self._panes = Panes(self.panel, self.middle)
        self.setCentralWidget(self._panes)
        self.files = FilesDesk(theme, self.engine, self.library, self.panel, self.middle, self._panes)
        self.overlay = DropOverlay(theme, self)
        self.resize(1240, 820)
        self.setMinimumSize(720, 480)
        self.restoreGeometry(QByteArray.fromBase64(known.geometry.encode()))
        self._panes.begin(self.width())
        self._wire()
        self._give_keys()
        self._dress()
        theme.changed.connect(self._dress)
        self.middle.box.text.setFocus()

    # Wiring

    def _wire(self) -> None:
        self.engine.noticed.connect(self._heard)
        self.engine.failed.connect(self._could_not_start)
        self.engine.closed.connect(self.gone)
        self.library.folders_changed.connect(self._show_folders)
        self.library.progressed.connect(self._show_progress)
        self.library.said.connect(self._library_said)
        self.library.failed.connect(self._library_failed)
        for part in (self.panel, self.middle.welcome):
            part.add_wanted.connect(self.choose_folder)
        self.middle.welcome.sample_wanted.connect(lambda: self.library.add((SAMPLE,)))
        self.middle.page_wanted.connect(self.show_page)
        self.panel.removal.connect(self.library.remove)
        self.panel.reveal.connect(self._reveal)
        self.panel.files_wanted.connect(self.files.open)
        self.panel.problems_wanted.connect(lambda folder: self.files.open(folder, problems=True))
        self.files.add_wanted.connect(self.choose_folder)
        self.files.open_wanted.connect(self._open_file)
        self.files.reveal.connect(self._reveal)
        self.panel.pause_wanted.connect(self.library.pause)
        self.panel.resume_wanted.connect(self.library.resume)
        self.panel.keys_wanted.connect(self.show_keys)
        self.panel.models_wanted.connect(self.show_models)
        self.panel.switched.connect(self.library.switch)
        self.panel.budget_chosen.connect(self.library.choose)
        self.panel.choice.wanted.connect(self._want_library)
        self.panel.choice.new_wanted.connect(self._make_library)
        self.panel.choice.removal.connect(self._remove_library)

    def _give_keys(self) -> None:
        actions = {
            keys.ADD: self.choose_folder, keys.ASK: self._go_to_question, keys.STOP: self._escape,
            keys.COPY: self.middle.copy, keys.LIBRARY: self._panes.toggle_library, keys.HELP: self.show_keys,
            keys.QUIT: self.close, keys.NEXT_PANE: self._next_pane, keys.FILES: self.files.open,
            keys.FIND_FILE: self.files.find, keys.MODELS: self.show_models,
            keys.NEXT_PAGE: lambda: self._on_page("turn", 1), keys.PREVIOUS_PAGE: lambda: self._on_page("turn", -1),
            keys.LARGER: lambda: self._on_page("zoom_by", 1), "Ctrl+=": lambda: self._on_page("zoom_by", 1),
            keys.SMALLER: lambda: self._on_page("zoom_by", -1), keys.FIT: lambda: self._on_page("zoom_by", 0),
            keys.OPEN: lambda: self._on_page("open"), keys.REVEAL: lambda: self._on_page("show_in_folder"),
        }  # fmt: skip
        for sequence, action in actions.items():
            QShortcut(QKeySequence(sequence), self, action)
        for number in range(1, 10):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self, lambda number=number: self.middle.open_source(number))

    # Coming and going

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        if not self._painted:  # only what is on screen may be followed by something heavy
            self._painted = True
            QTimer.singleShot(0, self, self._wake)

    def _wake(self) -> None:
        self.engine.start()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        remember(self._profile.window, Remembered(geometry, self._profile.library_name, self.library.budget))
        self.hide()
        self.middle.stop()
        if self.models is not None:
            self.models.stop()
        self.engine.close()
        event.accept()

    def _could_not_start(self, error: WellreadError) -> None:
        self.middle.banners.say("start", str(error), "warn", ("Close Wellread", self._leave))
        self.middle.box.set_status("Wellread could not start.")

    def _leave(self) -> None:
        self.close()

    # The children

    def _heard(self, notice: ChildNotice) -> None:
        from desktop.window.notices import tell

        if self._readiness is None:
            from desktop.window.readiness import Readiness

            self._readiness = Readiness()
        self._readiness.hear(notice)
        tell(notice, self.middle.banners, self._leave)
        self.middle.show_readiness(self._readiness)

    # The library

    def choose_folder(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        chosen = QFileDialog.getExistingDirectory(self, "Add a folder to the library", str(Path.home()))
        if chosen:
            self.library.add((Path(chosen),))

    def _want_library(self, name: str) -> None:
        self.library_wanted.emit(replace(self._profile, library_name=name))

    def _make_library(self, name: str) -> None:
        from core.libraries import add_library

        try:
            self.library_wanted.emit(add_library(self._profile, name))
        except WellreadError as error:
            self.middle.banners.say("folders", str(error))

    def _remove_library(self, name: str) -> None:
        """Once its children have left it, which comes with opening the first library instead."""
        from core.libraries import remove_library

        def left() -> None:
            with suppress(WellreadError):  # another Wellread has it open: it stays among the libraries
                remove_library(self._profile, name)

        self.engine.closed.connect(left)
        self._want_library("")

    def _show_folders(self, folders: list[object]) -> None:
        self.panel.show_folders(self.library.folders)
        self.middle.show_library(bool(folders), any(info.path == SAMPLE.resolve() for info in self.library.folders))

    def _show_progress(self, progress: SyncProgress | None) -> None:
        self.panel.show_progress(progress, self.library.paused)
        self.files.show_progress()
        self.middle.indexing = progress is not None

    def _library_said(self, key: str, sentence: str) -> None:
        if sentence:
            self.middle.banners.say(key, sentence, "calm")
        else:
            self.middle.banners.take_back(key)

    def _library_failed(self, key: str, error: WellreadError) -> None:
        from desktop.window.readiness import SEARCH

        if self._readiness is None or not self._readiness.broken(SEARCH):  # that has been said already
            from desktop.window.health import without_commands

            self.middle.banners.say(key, without_commands(str(error)) if key == "again" else str(error))

    # Dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.overlay.come_up(paths)

    def dragLeaveEvent(self, _: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self.overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        from desktop.window.dropping import take_dropped

        self.overlay.hide()
        paths = dropped_paths(event.mimeData())
        event.acceptProposedAction()
        take_dropped(paths, self.library, self.middle.banners)

    # The page

    def show_page(self, hit: Hit, start: int, end: int) -> None:
        self.files.close()
        if self.page is None:
            self.page = self._make_page()
        page = self.page
        self._panes.open_page(lambda: page.show_hit(hit, start, end))  # drawn for the width that it has then

    def _make_page(self) -> PagePanel:
        from desktop.window.page_panel import PagePanel

        page = PagePanel(self._theme, self.engine)
        page.closed.connect(self._close_page)
        page.open_wanted.connect(self._open_file)
        page.reveal.connect(self._reveal)
        self._panes.add_page(page)
        return page

    def _close_page(self) -> None:
        self._panes.close_page()
        self.middle.take_keyboard()

    def _on_page(self, action: str, *arguments: int) -> None:
        if self._panes.page_is_open:
            getattr(self.page, action)(*arguments)

    # Files outside

    def _open_file(self, path: Path) -> None:
        from desktop.window.opening import open_for_person

        open_for_person(path, self.middle.banners)

    def _reveal(self, path: Path) -> None:
        from desktop.window.opening import reveal_for_person

        reveal_for_person(path, self.middle.banners)

    # Keys

    def _escape(self) -> None:
        if self.middle.answering and not self.files.is_open:
            self.middle.stop()
        elif self.panel.keep():
            return
        elif self.files.is_open:
            self.files.close()
        elif self._panes.page_is_open:
            self._close_page()

    def _go_to_question(self) -> None:
        self.files.close()
        self.middle.box.text.setFocus()

    def _next_pane(self) -> None:
        places = [self.panel.add_button, self.middle.box.text]
        if self.files.view is not None:
            places.append(self.files.view.table)
        if self.page is not None:
            places.append(self.page.page_widget())
        places = [place for place in places if place.isVisible()]
        now = self.focusWidget()
        index = next((i for i, place in enumerate(places) if now is place), -1)
        places[(index + 1) % len(places)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_keys(self) -> None:
        from desktop.window.keys_help import KeysHelp

        help_window = KeysHelp(self)
        help_window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        help_window.open()

    # Models

    def show_models(self) -> None:
        from desktop.window.models_view import ModelsView

        if self.models is None:
            self.models = self._make_models()
        view = ModelsView(self._theme, self.models, self)
        view.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        view.open()

    def _make_models(self) -> ModelWork:
        from desktop.window.model_work import ModelWork

        work = ModelWork(self.engine, self._profile)
        work.taken_up.connect(self._models_exchanged)
        work.said.connect(lambda sentence: self._models_said(sentence, "calm"))
        work.failed.connect(lambda error: self._models_said(str(error), "warn"))
        return work

    def _models_exchanged(self, role: Role) -> None:
        from models.catalog import Role

        self.middle.banners.take_back(role.value)  # what was wrong with the one before
        if role is not Role.GENERATOR:
            self.library.go_on()

    def _models_said(self, sentence: str, tone: str) -> None:
        """Where their view, which says it too, was closed meanwhile."""
        from desktop.window.health import without_commands
        from desktop.window.models_view import ModelsView

        if self.findChild(ModelsView) is None:
            self.middle.banners.say("models", without_commands(sentence), tone)

    # Looks

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in _SYSTEM_CHANGES:
            self._theme.look_again()

    def _dress(self) -> None:
        self._theme.dress(self)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.overlay.setGeometry(self.rect())
