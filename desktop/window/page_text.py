"""A page as text, with the cited span marked. Plain text, whatever it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit

from desktop.window.positions import for_qt, qt_position, unwrapped

if TYPE_CHECKING:
    from core.types import PageView
    from desktop.window.theme import Theme

_LINE_HEIGHT = 145.0  # percent
_MARKDOWN = {".md", ".markdown"}
_ABOVE = 0.3  # of the view that stays free above the mark


class PageText(QTextEdit):
    """Read only; text can be selected and copied."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("pageText")
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(26)
        self.setAccessibleName("Page")
        self._spans: list[tuple[int, int]] = []
        theme.changed.connect(self._mark)

    def show_view(self, view: PageView, zoom: float) -> None:
        self.setFont(self._theme.font(1.08 * zoom))
        self.setPlainText(unwrapped(for_qt(view.text)))
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        spacing = QTextBlockFormat()
        spacing.setLineHeight(_LINE_HEIGHT, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value))
        cursor.mergeBlockFormat(spacing)
        if view.path.suffix.lower() in _MARKDOWN:
            self._show_headings()
        self._spans = [(qt_position(view.text, start), qt_position(view.text, end)) for start, end in view.marks]
        marked = " ".join(view.text[start:end] for start, end in view.marks)
        where = f"page {view.page} of {view.path.name}" if view.page else view.path.name
        self.setAccessibleName(f"Text of {where}")
        self.setAccessibleDescription(f"Marked: {marked}" if marked else "")
        self._mark()

    def _show_headings(self) -> None:
        """Headings of Markdown look like headings; their text stays as the file has it."""
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.DemiBold)
        block = self.document().begin()
        while block.isValid():
            if re.match(r"#{1,6}\s", block.text()):
                cursor = QTextCursor(block)
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                cursor.mergeCharFormat(bold)
            block = block.next()

    def set_zoom(self, zoom: float) -> None:
        self.setFont(self._theme.font(1.08 * zoom))

    def marked_text(self) -> str:
        """What is marked, as it stands in the document."""
        return "\n".join(selection.cursor.selectedText() for selection in self.extraSelections())

    def _mark(self) -> None:
        selections = []
        for start, end in self._spans:
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(min(start, self.document().characterCount() - 1))
            cursor.setPosition(min(end, self.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
            look = QTextCharFormat()
            look.setBackground(self._theme.colour("mark"))
            selection.cursor, selection.format = cursor, look
            selections.append(selection)
        self.setExtraSelections(selections)

    def bring_up_marks(self) -> None:
        if not self._spans:
            self.verticalScrollBar().setValue(0)
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(self._spans[0][0], self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        top = self.cursorRect(cursor).top() + self.verticalScrollBar().value()
        self.verticalScrollBar().setValue(max(0, round(top - _ABOVE * self.viewport().height())))

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data
