"""Below the list of files: what became of the one that is selected, the files inside it, and what can be done."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from desktop.children.wording import size_in_words
from desktop.window.elided import ElidedLabel
from desktop.window.flow import Flow
from desktop.window.health import LOOKS, advice, parts_in_order, seconds_in_words
from desktop.window.icons import icon
from desktop.window.parts import button, label, tip
from desktop.window.words import count, joined

if TYPE_CHECKING:
    from core.types import FileInfo, Part
    from desktop.window.file_rows import Row
    from desktop.window.theme import Theme

_MOST_PARTS = 2_000  # that are listed; who has more in one archive looks into it with another program
_LINES_OF_PARTS = 6


class FileDetails(QFrame):
    """Of one file all there is to know, of several how many there are of each status."""

    def __init__(self, theme: Theme, actions: list[QAction]) -> None:
        super().__init__()
        self.setObjectName("fileDetails")
        self._name = ElidedLabel("", "name", Qt.TextElideMode.ElideMiddle)
        self._facts = ElidedLabel("", "quiet", Qt.TextElideMode.ElideMiddle)
        self.happened = label("", "plain", wrap=True)
        self._advice = label("", "quiet", wrap=True)
        self.parts = Parts(theme)
        for sentence in (self.happened, self._advice):
            sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(4)
        for part in (self._name, self._facts, self.happened, self._advice, self.parts):
            column.addWidget(part)
        self.buttons = {action.text().replace("&", ""): _button_of(action) for action in actions}
        row = Flow(8)
        for made in self.buttons.values():
            row.addWidget(made)
        column.addSpacing(6)
        column.addLayout(row)

    def show_rows(self, rows: list[Row]) -> None:
        self.setVisible(bool(rows))
        if len(rows) == 1:
            self._show_one(rows[0])
        elif rows:
            self._show_many(rows)

    def _show_one(self, row: Row) -> None:
        info = row.info
        self._say(row.name, joined(row.kind, row.place, *_facts(info)))
        happened = row.happened or advice(info)
        self._tell(f"{row.look.word}. {happened}".rstrip(), advice(info) if row.happened else "")
        self.parts.show_parts(info.parts)

    def _show_many(self, rows: list[Row]) -> None:
        counts = Counter(row.look.word for row in rows)
        size = sum(row.info.size for row in rows)
        self._say(f"{len(rows):,} files selected", size_in_words(size))
        self._tell(", ".join(f"{number:,} {word.lower()}" for word, number in counts.most_common()).capitalize(), "")
        self.parts.show_parts(())

    def _say(self, name: str, facts: str) -> None:
        self._name.say(name)
        self._facts.say(facts)
        self._facts.setToolTip(tip(facts))

    def _tell(self, happened: str, further: str) -> None:
        for part, text in ((self.happened, happened), (self._advice, further)):
            part.setText(text)
            part.setAccessibleName(text)
            part.setVisible(bool(text))


class Parts(QTreeWidget):
    """The files inside a file, what went wrong first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("parts")
        self.setAccessibleName("Files inside")
        self.setHeaderLabels(["File inside", "Status", "What happened"])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)
        head = self.header()
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        head.setStretchLastSection(True)
        self._parts: tuple[Part, ...] = ()
        self.hide()
        theme.changed.connect(self._fill)

    def show_parts(self, parts: tuple[Part, ...]) -> None:
        if parts != self._parts:
            self._parts = parts
            self._fill()
        self.setVisible(bool(parts))

    def _fill(self) -> None:
        self.clear()
        parts = self._parts
        pictures = {status: icon(look.picture, self._theme.colour(look.colour)) for status, look in LOOKS.items()}
        for part in parts_in_order(parts)[:_MOST_PARTS]:
            told = part.reason or (count(part.pages, "page") if part.pages else "")
            item = QTreeWidgetItem([part.name, LOOKS[part.status].word, told])
            item.setIcon(1, pictures[part.status])
            for column, text in enumerate((part.name, "", told)):
                item.setToolTip(column, tip(text))
            self.addTopLevelItem(item)
        if len(parts) > _MOST_PARTS:
            self.addTopLevelItem(QTreeWidgetItem([f"and {len(parts) - _MOST_PARTS:,} more"]))
        self.setColumnWidth(0, max(200, self.viewport().width() * 2 // 5))
        line = self.fontMetrics().height() + 8
        self.setFixedHeight((min(len(parts), _LINES_OF_PARTS) + 1) * line + 8)


def _facts(info: FileInfo) -> list[str]:
    read = [count(info.pages, "page")] if info.pages else []
    read += [count(info.passages, "passage")] if info.passages else []
    read += [f"{info.ocr_pages:,} read from pictures"] if info.ocr_pages else []
    return [", ".join(read), size_in_words(info.size), seconds_in_words(info.read_seconds)]


def _button_of(action: QAction) -> QPushButton:
    """A button that does what an action does, and can be pressed when it can."""
    made = button(action.text(), "plain")
    made.setToolTip(action.toolTip())

    def follow() -> None:
        made.setEnabled(action.isEnabled())
        if made.isHidden() == action.isVisible():  # never shown while it is a window of its own
            made.setVisible(action.isVisible())

    made.clicked.connect(action.trigger)
    action.changed.connect(follow)
    made.setEnabled(action.isEnabled())
    if not action.isVisible():
        made.hide()
    return made
