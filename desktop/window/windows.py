"""The windows that are open: one, and for a moment two when another library takes the place of the one before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.window.remembered import remembered
from desktop.window.window import MainWindow

if TYPE_CHECKING:
    from core.profile import Profile
    from desktop.window.theme import Theme


class Windows(QObject):
    """Each library has a window and children of its own, so that nothing of one is left in the other."""

    none_left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.open: list[MainWindow] = []

    def open_last(self, profile: Profile) -> MainWindow:
        """The library that was open last, unless the profile names one."""
        last = remembered(profile.window).library
        if last and not profile.library_name and (profile.libraries / last).is_dir():
            profile = replace(profile, library_name=last)
        return self._show(profile)

    def _show(self, profile: Profile) -> MainWindow:
        window = MainWindow(self._theme, profile, remembered(profile.window))
        window.library_wanted.connect(lambda other: self._exchange(window, other))
        window.gone.connect(lambda: self._left(window))
        self.open.append(window)
        window.show()
        return window

    def _exchange(self, window: MainWindow, profile: Profile) -> None:
        window.close()  # first, so that the new one takes its place and its ways
        self._show(profile)

    def _left(self, window: MainWindow) -> None:
        self.open.remove(window)
        window.deleteLater()
        if not self.open:
            self.none_left.emit()
