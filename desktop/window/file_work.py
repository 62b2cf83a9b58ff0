"""What a person has done about files: reading them again, with a password where it takes one, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from desktop.children.child import ChildNotice, ChildState
from desktop.window.file_rows import shown_text
from desktop.window.health import without_commands
from desktop.window.password import PasswordDialog
from desktop.window.words import count

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.types import FileInfo
    from desktop.window.banner import Banners
    from desktop.window.engine import Engine
    from desktop.window.library import Library

_LOST = "The librarian had to start again and has forgotten the password of “{}”. Enter it once more."


class FileWork(QObject):
    """Tells `changed` when files begin or cease to wait for being read again."""

    changed = Signal()
    said = Signal(str)

    def __init__(self, engine: Engine, library: Library, banners: Banners) -> None:
        super().__init__()
        self._engine, self._library, self._banners = engine, library, banners
        self.again: dict[Path, FileInfo] = {}  # files that are read again, as they were before
        self._tried: dict[Path, bool] = {}  # files with a password, and whether the librarian still has it
        self._parent: QWidget | None = None  # of dialogs
        library.settled.connect(self._settled)
        engine.noticed.connect(self._heard)

    def read_again(self, infos: list[FileInfo]) -> None:
        self._read(infos, tuple(info.path for info in infos))

    def read_problems_again(self, infos: list[FileInfo]) -> None:
        """infos: all files with problems, as they are known here; the librarian may know of more."""
        self._read(infos, ())

    def _read(self, infos: list[FileInfo], paths: tuple[Path, ...]) -> None:
        def marked(number: int) -> None:
            self.said.emit(f"Reading {count(number, 'file')} again." if number else "No file has a problem.")
            self._begin(infos if number else [])

        self._library.read_again(paths, marked)

    def _begin(self, infos: list[FileInfo]) -> None:
        self.again.update((info.path, info) for info in infos)
        self.changed.emit()

    # Passwords

    def ask_password(self, parent: QWidget | None, info: FileInfo) -> None:
        self._parent = parent
        self._banners.take_back(_key(info.path))
        dialog = PasswordDialog(parent, shown_text(info.path.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.entered.connect(lambda password: self._try(info, password))
        dialog.open()

    def _try(self, info: FileInfo, password: str) -> None:
        def marked(_: int) -> None:
            self._tried[info.path] = True
            self.said.emit(f"Trying the password of “{shown_text(info.path.name)}”.")
            self._begin([info])

        self._library.unlock(info.path, password, marked)

    def _heard(self, notice: ChildNotice) -> None:
        afresh = notice.state in (ChildState.STARTING, ChildState.RESTARTING)
        if notice.child == "librarian" and not notice.part and afresh:
            self._tried = dict.fromkeys(self._tried, False)

    # What came of it

    def _settled(self) -> None:
        if self._tried:
            from models.children.messages import ListFiles

            self._engine.call(self, ListFiles(), self._tell_all, lambda _: None)
        if self.again:
            self.again.clear()
            self.changed.emit()

    def _tell_all(self, infos: list[FileInfo]) -> None:
        tried, self._tried = self._tried, {}
        for info in infos:
            if info.path in tried:
                self._tell(info, tried[info.path])

    def _tell(self, info: FileInfo, remembered: bool) -> None:
        name = shown_text(info.path.name)
        if not info.locked:
            reason = without_commands(info.reason)
            self._banners.say(_key(info.path), f"The password opens “{name}”. {reason}".strip(), "calm")
            return
        words = f"That password does not open “{name}”." if remembered else _LOST.format(name)
        again = ("Enter another…" if remembered else "Enter it…", lambda: self.ask_password(self._parent, info))
        self._banners.say(_key(info.path), words, "warn", again)


def _key(path: Path) -> str:
    return f"password of {path}"
