"""How the window looks: one palette for light and one for dark, after the system's own, and the type hierarchy.

Sizes are multiples of the system's font, so that a person's font scaling is kept.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from desktop.window.style import sheet

_DARK_BELOW = 128  # lightness of the system's window colour, 0 to 255
SERIF = ("Charter", "Source Serif 4", "Georgia", "Noto Serif", "DejaVu Serif", "serif")


class Colours(NamedTuple):
    """Names say what a colour is for. All are opaque, but for `mark`, which lies over a page."""

    dark: bool
    ground: str  # behind the conversation
    panel: str  # behind the library and the page
    card: str
    hover: str
    line: str
    text: str
    quiet: str  # what is said beside the main thing
    accent: str
    on_accent: str
    tint: str  # a breath of the accent
    warn: str
    warn_ground: str
    mark: tuple[int, int, int, int]


LIGHT = Colours(
    False, "#ffffff", "#f5f4f0", "#ffffff", "#ebe9e2", "#dedbd2", "#1d2321", "#5d6662", "#1c6b55", "#ffffff",
    "#e4f0eb", "#8a4b08", "#fdf3e1", (255, 200, 40, 110),
)  # fmt: skip
DARK = Colours(
    True, "#1a1d1c", "#222625", "#282d2b", "#303634", "#3a413e", "#e7ebe9", "#a2aca7", "#74c9ad", "#0c1f18",
    "#213a32", "#f0be7a", "#372b19", (255, 190, 20, 120),
)  # fmt: skip


class Theme(QObject):
    """The colours in use. Widgets that paint for themselves look here, and again when `changed` is sent."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self.colours = _fitting(application.palette())
        self._seen = self.colours, application.font().toString()

    def dress(self, window: QWidget) -> None:
        """Give a top-level window its style, now and whenever the system changes its mind."""
        base = self._application.font().pointSizeF()
        window.setStyleSheet(sheet(self.colours, base if base > 0 else 10.0))

    def font(self, factor: float = 1.0, serif: bool = False, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The system's font, `factor` as large."""
        font = QFont(self._application.font())
        if serif:
            font.setFamilies(list(SERIF))
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * factor)
        font.setWeight(weight)
        return font

    def font_height(self) -> int:
        """Of a line in the system's font."""
        return QFontMetrics(self.font()).height()

    def colour(self, name: str) -> QColor:
        value = getattr(self.colours, name)
        return QColor(*value) if isinstance(value, tuple) else QColor(value)

    def look_again(self) -> None:
        """The system may have changed its mind about colours or fonts; windows that hear so say it here."""
        now = _fitting(self._application.palette()), self._application.font().toString()
        if now != self._seen:
            self._seen = now
            self.colours = now[0]
            self.changed.emit()


def _fitting(palette: QPalette) -> Colours:
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < _DARK_BELOW else LIGHT
