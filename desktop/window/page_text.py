"""A page as text, with the cited span marked. Plain text, whatever it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QFrame, QTextEdit

from desktop.window.markdown_marks import Part, is_markdown, lines
from desktop.window.positions import for_qt, qt_position, unwrapped

if TYPE_CHECKING:
    from core.types import PageView
    from desktop.window.theme import Theme

_LINE_HEIGHT = 145.0  # percent
_MARGIN = 26
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
        self.setAccessibleName("Page")
        self._view: PageView | None = None
        self._written: QTextDocument | None = None
        self._spans: list[tuple[int, int]] = []
        theme.changed.connect(self._dress_anew)

    def show_view(self, view: PageView, zoom: float) -> None:
        self._view = view
        self.setFont(self._theme.font(1.08 * zoom))
        self._write(view)
        self._spans = [(qt_position(view.text, start), qt_position(view.text, end)) for start, end in view.marks]
        marked = " ".join(view.text[start:end] for start, end in view.marks)
        where = f"page {view.page} of {view.path.name}" if view.page else view.path.name
        self.setAccessibleName(f"Text of {where}")
        self.setAccessibleDescription(f"Marked: {marked}" if marked else "")
        self._mark()

    def _write(self, view: PageView) -> None:
        """In a document that is made before it is shown: one that is changed lays out all of it with every change."""
        text = unwrapped(for_qt(view.text))
        shown = lines(text) if is_markdown(view.path) else ([(line, Part.WORDS)] for line in text.split("\n"))
        document = QTextDocument(self)
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(_MARGIN)
        document.setDefaultFont(self.font())
        looks = self._looks()
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        cursor.setBlockFormat(_spacing())
        for number, line in enumerate(shown):
            if number:
                cursor.insertBlock(_spacing(), looks[Part.WORDS])
            for stretch, part in line:
                cursor.insertText(stretch, looks[part])
        cursor.endEditBlock()
        before, self._written = self._written, document
        self.setDocument(document)
        if before is not None:
            before.deleteLater()

    def _looks(self) -> dict[Part, QTextCharFormat]:
        """Sizes are steps from the text's own, so that they follow it."""
        looks = {part: QTextCharFormat() for part in Part}
        for part, step in ((Part.TITLE, 2), (Part.HEADING, 1), (Part.WRITTEN, -1)):
            looks[part].setProperty(QTextFormat.Property.FontSizeAdjustment, step)
        for part in (Part.TITLE, Part.HEADING):
            looks[part].setFontWeight(QFont.Weight.DemiBold)
        looks[Part.WRITTEN].setForeground(self._theme.colour("quiet"))
        return looks

    def _dress_anew(self) -> None:
        if self._view is not None:
            top = self.cursorForPosition(QPoint(0, 0)).position()
            self._write(self._view)
            self._mark()
            self._bring_up(top, 0.0)

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
        self._bring_up(self._spans[0][0], _ABOVE)

    def _bring_up(self, position: int, above: float) -> None:
        """above: the share of the view that stays free above it."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        top = self.cursorRect(cursor).top() + self.verticalScrollBar().value()
        self.verticalScrollBar().setValue(max(0, round(top - above * self.viewport().height())))

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data


def _spacing() -> QTextBlockFormat:
    spacing = QTextBlockFormat()
    spacing.setLineHeight(_LINE_HEIGHT, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value))
    return spacing
