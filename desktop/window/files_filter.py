"""Above the list of files: what to look for, in which folder, and chips for each status with how many there are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.types import Status
from desktop.window.file_rows import PROBLEM, Choice, Wanted
from desktop.window.flow import Flow
from desktop.window.health import LOOKS
from desktop.window.icons import icon, pixmap
from desktop.window.parts import button

if TYPE_CHECKING:
    from desktop.window.theme import Theme

_PAUSE = 80  # milliseconds without a key before it is looked for
CHOICES: dict[Choice, tuple[str, str]] = {
    None: ("All", ""),
    PROBLEM: ("Problems", "warning"),
    **{
        status: (LOOKS[status].word, LOOKS[status].picture)
        for status in (Status.INDEXED, Status.PARTIAL, Status.FAILED, Status.EMPTY, Status.SKIPPED, Status.PENDING)
    },
}


class FolderBox(QComboBox):
    """One folder of the library, or all."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        side = round(0.9 * self.fontMetrics().height())
        arrow = pixmap("down", self._theme.colour("quiet"), side, self.devicePixelRatioF())
        QPainter(self).drawPixmap(self.width() - side - 8, (self.height() - side) // 2, arrow)


class FilesFilter(QWidget):
    """Sends what is wanted whenever that changes."""

    changed = Signal(object)  # Wanted

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.text = QLineEdit()
        self.text.setPlaceholderText("Find by name, folder or reason")
        self.text.setAccessibleName("Find files by name, folder or reason")
        self.text.setClearButtonEnabled(True)
        self.folder = FolderBox(theme)
        self.folder.setAccessibleName("Folder")
        self.folder.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.folder.setMinimumContentsLength(16)
        self.folder.addItem("All folders", None)
        self.chips = {choice: self._make_chip(*CHOICES[choice]) for choice in CHOICES}
        self._group = QButtonGroup(self)
        for chip in self.chips.values():
            self._group.addButton(chip)
        self.chips[None].setChecked(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._tell)
        self._lay_out()
        self._draw()
        theme.changed.connect(self._draw)
        self.text.textChanged.connect(self._pause.start)
        self.folder.currentIndexChanged.connect(self._tell)
        self._group.buttonToggled.connect(lambda _, on: self._tell() if on else None)

    def _make_chip(self, word: str, _: str) -> QPushButton:
        chip = button(word, "chip")
        chip.setCheckable(True)
        return chip

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.text, 3)
        row.addWidget(self.folder, 1)
        column.addLayout(row)
        chips = Flow(6)
        for chip in self.chips.values():
            chips.addWidget(chip)
        column.addLayout(chips)

    def _draw(self) -> None:
        for choice, chip in self.chips.items():
            picture, side = CHOICES[choice][1], self._theme.font_height()
            chip.setIconSize(QSize(side, side))
            if picture:
                colour = LOOKS[choice].colour if isinstance(choice, Status) else "warn"
                chip.setIcon(icon(picture, self._theme.colour(colour)))
            else:
                chip.setIcon(QIcon())

    # What it is told

    def show_counts(self, counts: Counter[Choice]) -> None:
        for choice, chip in self.chips.items():
            word = CHOICES[choice][0]
            chip.setText(f"{word} {counts[choice]:,}")
            chip.setAccessibleName(f"{word}: {counts[choice]:,}")

    def show_folders(self, names: dict[Path, str]) -> None:
        now = {self.folder.itemData(index): self.folder.itemText(index) for index in range(1, self.folder.count())}
        if now == names:
            return
        kept = self.folder.currentData()
        self.folder.blockSignals(True)
        self.folder.clear()
        self.folder.addItem("All folders", None)
        for path, name in names.items():
            self.folder.addItem(name, path)
        self.folder.setCurrentIndex(max(0, self._index_of(kept)))
        self.folder.blockSignals(False)
        self._tell()

    def _index_of(self, folder: Path | None) -> int:
        return next((n for n in range(1, self.folder.count()) if self.folder.itemData(n) == folder), 0)

    def choose(self, choice: Choice, folder: Path | None) -> None:
        """Show these, whatever was wanted before."""
        self.text.clear()
        self._pause.stop()
        self.folder.setCurrentIndex(self._index_of(folder))
        self.chips[choice].setChecked(True)
        self._tell()

    @property
    def wanted(self) -> Wanted:
        chosen = next(choice for choice, chip in self.chips.items() if chip.isChecked())
        return Wanted(self.text.text(), chosen, self.folder.currentData())

    def _tell(self) -> None:
        self.changed.emit(self.wanted)
