"""Sentences with their citations: the text always escaped, the only links our own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.children.wording import readable

if TYPE_CHECKING:
    from core.types import Sentence
    from desktop.window.theme import Theme

_LINK = "cite:"


class Prose(QLabel):
    """A paragraph of sentences. Tab goes from citation to citation, Enter opens one."""

    cited = Signal(int, int)  # index of the sentence, number of the source

    def __init__(self, theme: Theme, role: str, sentences: Sequence[Sentence]) -> None:
        super().__init__()
        self._theme = theme
        self.sentences = list(sentences)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.linkActivated.connect(self._activated)
        theme.changed.connect(self._show)
        self._show()

    def add(self, sentence: Sentence) -> None:
        self.sentences.append(sentence)
        self._show()

    def _show(self) -> None:
        self.setText(" ".join(self._html(index, sentence) for index, sentence in enumerate(self.sentences)))
        spoken = " ".join(spoken_sentence(sentence) for sentence in self.sentences)
        self.setAccessibleName(spoken)

    def _html(self, index: int, sentence: Sentence) -> str:
        text = escape(readable(sentence.text))
        if sentence.quoted:
            text = f"“{text}”"
        colours = self._theme.colours
        if sentence.columns:
            columns = escape(readable(sentence.columns))
            text = f'<span style="font-size:small; color:{colours.quiet};">{columns}</span><br>{text}'
        style = f"text-decoration:none; color:{colours.accent}; background-color:{colours.tint};"
        links = "&thinsp;".join(
            f'<a href="{_LINK}{index}:{n}" style="{style}">&nbsp;{n}&nbsp;</a>' for n in sentence.citations
        )
        return f'{text}&nbsp;<span style="font-family:sans-serif; font-size:small;">{links}</span>' if links else text

    def _activated(self, link: str) -> None:
        index, _, number = link.removeprefix(_LINK).partition(":")
        if link.startswith(_LINK) and index.isdigit() and number.isdigit():
            self.cited.emit(int(index), int(number))


class QuoteBlock(QFrame):
    """The documents' own words, set apart."""

    def __init__(self, prose: Prose) -> None:
        super().__init__()
        self.setObjectName("quoteBlock")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 0, 2)
        row.addWidget(prose)


def column(spacing: int) -> tuple[QWidget, QVBoxLayout]:
    """A widget that holds others one under another."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    return made, layout


def spoken_sentence(sentence: Sentence) -> str:
    """As plain text with its [n] marks."""
    text = readable(sentence.text)
    columns = f"{readable(sentence.columns)}:" if sentence.columns else ""
    marks = "".join(f"[{n}]" for n in sentence.citations)
    return " ".join(filter(None, (columns, f"“{text}”" if sentence.quoted else text, marks)))
