"""The name of the open library, and the way to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox, QToolButton

from desktop.window.icons import icon

if TYPE_CHECKING:
    from core.profile import Profile
    from desktop.window.theme import Theme

FIRST = "Library"


class LibraryChoice(QToolButton):
    """Looks like the title that it is; its menu has the other libraries."""

    wanted = Signal(str)  # the name of a library to open, "" for the first
    new_wanted = Signal(str)  # the name of a library to make
    removal = Signal(str)  # the name of the open one, which the person wants to be rid of

    def __init__(self, theme: Theme, profile: Profile) -> None:
        super().__init__()
        self._theme, self._profile = theme, profile
        self.setObjectName("libraryChoice")
        self.setText(profile.library_name or FIRST)
        self.setToolTip("Other libraries")
        self.setAccessibleName(f"Library: {profile.library_name or 'the first'}")
        self.setAccessibleDescription("Opens a menu with the other libraries.")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the name
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)
        theme.changed.connect(self._draw)
        self._draw()

    def menu_of_libraries(self) -> QMenu:
        """All libraries, the open one marked, and what can be done with them."""
        from core.libraries import library_names

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for name in ("", *library_names(self._profile)):
            action = QAction(name or FIRST, menu, checkable=True, checked=name == self._profile.library_name)
            action.triggered.connect(lambda _=False, name=name: self._choose(name))
            group.addAction(action)
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction("&New library…", self._ask_name)
        if self._profile.library_name:
            menu.addAction(f"&Remove “{self._profile.library_name}”…", self._ask_removal)
        return menu

    def _open(self) -> None:
        self.menu_of_libraries().popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _choose(self, name: str) -> None:
        if name != self._profile.library_name:
            self.wanted.emit(name)

    def _ask_name(self) -> None:
        name, given = QInputDialog.getText(self, "New library", "Name, such as Work or Home:")
        if given and name.strip():
            self.new_wanted.emit(name)

    def _ask_removal(self) -> None:
        name = self._profile.library_name
        question = f"Remove the library “{name}”? The files in its folders stay where they are."
        buttons = QMessageBox.StandardButton
        if QMessageBox.question(self, "Remove library", question, buttons.Yes | buttons.Cancel) == buttons.Yes:
            self.removal.emit(name)

    def _draw(self) -> None:
        self.setIcon(icon("down", self._theme.colour("quiet")))
