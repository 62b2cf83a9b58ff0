"""Sentences above the conversation: something happened, here is what to do. Calm, in place, never a pop-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.window.parts import IconButton, Picture, button, label

if TYPE_CHECKING:
    from desktop.window.theme import Theme


class Banner(QFrame):
    """One sentence with what can be done about it."""

    def __init__(self, theme: Theme, message: str, tone: str, action: tuple[str, Callable[[], None]] | None) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setProperty("tone", tone)
        self.message = message
        self.setAccessibleName(message)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(10)
        colour = "warn" if tone == "warn" else "accent"
        row.addWidget(Picture(theme, "warning" if tone == "warn" else "library", 18, colour))
        text = label(message, "plain", wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setAccessibleName(message)
        row.addWidget(text, 1)
        self.action = None
        if action is not None:
            self.action = button(action[0], "plain")
            self.action.clicked.connect(action[1])
            row.addWidget(self.action)
        self.dismiss = IconButton(theme, "close", "Dismiss this message")
        row.addWidget(self.dismiss)


class Banners(QWidget):
    """The sentences that hold now, each under a key so that it is said once and can be taken back."""

    left = Signal()  # the keyboard was in a banner that went

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: dict[str, Banner] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 0)
        self._column.setSpacing(8)
        self.hide()

    def say(
        self, key: str, message: str, tone: str = "warn", action: tuple[str, Callable[[], None]] | None = None
    ) -> None:
        """Show a sentence, in the place of the one with the same key."""
        self.take_back(key)
        banner = Banner(self._theme, message, tone, action)
        banner.dismiss.clicked.connect(lambda: self.take_back(key))
        self._shown[key] = banner
        self._column.addWidget(banner)
        self.show()

    def take_back(self, key: str) -> None:
        banner = self._shown.pop(key, None)
        if banner is not None:
            if banner.dismiss.hasFocus() or (banner.action is not None and banner.action.hasFocus()):
                self.left.emit()
            banner.hide()
            self._column.removeWidget(banner)
            banner.deleteLater()
        self.setVisible(bool(self._shown))

    def messages(self) -> list[str]:
        return [banner.message for banner in self._shown.values()]

    def banner(self, key: str) -> Banner | None:
        return self._shown.get(key)
