"""One question and its answer, as they come: quotes, the draft, what is kept of it, the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.answering.answer import CANNOT_SAY, Draft, EvidenceFound, SentenceKept
from desktop.children.wording import readable
from desktop.window.parts import button, label
from desktop.window.places import place_of
from desktop.window.prose import Prose, QuoteBlock, column, spoken_sentence
from desktop.window.source_card import SourceCard

if TYPE_CHECKING:
    from core.answering.answer import AnswerEvent
    from core.errors import WellreadError
    from core.types import Answer, Evidence, Hit, Quote, Sentence
    from desktop.window.theme import Theme

_COPIED = 2_000  # milliseconds that the button says so
_NOT_YET = "Wellread is still reading your folders. Ask again when it has finished: there is more to find then."
_NOTHING = "Nothing in your folders comes close enough. Other words may find it, or a folder that is not here yet."


class AnswerView(QWidget):
    """A turn of the conversation. Once it has settled, late events change nothing."""

    page_wanted = Signal(object, int, int)  # Hit, and the span to mark
    again_wanted = Signal(str, tuple)  # the question, and those before it

    def __init__(self, theme: Theme, question: str, waiting: str, earlier: tuple[str, ...] = ()) -> None:
        """earlier: the questions before this one, which it may lean on."""
        super().__init__()
        self._theme = theme
        self.question, self.earlier = question, earlier
        self.settled = False
        self.cards: list[SourceCard] = []
        self.quotes: list[Prose] = []
        self.wording: Prose | None = None
        self._evidence: Evidence | None = None
        self._lay_out(waiting)

    def _lay_out(self, waiting: str) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 22, 0, 10)
        whole.setSpacing(18)
        asked = label(self.question, "question", wrap=True)
        asked.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        asked.setAccessibleName(f"Question: {self.question}")
        whole.addWidget(asked)
        self._state = label(waiting, "lead", wrap=True)
        whole.addWidget(self._state)
        quoted, self._quoted = column(12)
        worded, self._worded = column(8)
        sources, self._sources = column(8)
        draft, drafting = column(4)
        self._draft = label("", "draft", wrap=True)
        drafting.addWidget(label("Draft, not checked against your documents yet", "label"))
        drafting.addWidget(self._draft)
        self._drafting = draft
        draft.hide()
        self._note = label("", "quiet", wrap=True)
        self._note.hide()
        for part in (quoted, worded, self._note, sources, draft):
            whole.addWidget(part)
        self._columns = (quoted, worded, sources)
        whole.addWidget(self._actions())
        whole.addStretch(1)
        for part in self._columns:
            part.hide()

    def _actions(self) -> QWidget:
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        self.copy_button = button("Copy answer", "link", description="Copies the answer and its sources as text.")
        self.copy_button.clicked.connect(self.copy)
        self.again_button = button("Ask again", "link", f"Ask again: {self.question[:80]}")
        self.again_button.clicked.connect(lambda: self.again_wanted.emit(self.question, self.earlier))
        self._facts = label("", "quiet")
        row.addWidget(self.copy_button)
        row.addWidget(self.again_button)
        row.addStretch(1)
        row.addWidget(self._facts)
        self._foot.hide()
        return self._foot

    # What it is told

    def take(self, event: AnswerEvent) -> None:
        if self.settled:
            return
        if isinstance(event, EvidenceFound):
            self._take_evidence(event)
        elif isinstance(event, Draft):
            self._draft.setText(" ".join(readable(event.text).split()))
            self._draft.setAccessibleName(f"Not checked yet: {event.text}" if event.text else "Draft")
            self._drafting.setVisible(bool(event.text.strip()))
        elif isinstance(event, SentenceKept):
            self._take_sentence(event.sentence)

    def finish(self, answer: Answer, indexing: bool = False) -> None:
        """indexing: the library was not complete yet."""
        if self.settled:
            return
        self._settle("")
        if answer.refused and indexing:
            self._say(_NOT_YET)
        self._show_sources(answer.sources)
        understood = f"Understood as “{answer.understood}”" if answer.understood else ""
        note = " ".join(part for part in (understood, answer.note) if part)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._facts.setText(_facts(answer))
        self.copy_button.setVisible(not answer.refused)

    def stop(self) -> None:
        """No more of it comes."""
        if not self.settled:
            self._settle("Stopped.")
            self.copy_button.setVisible(bool(self.quotes))

    def fail(self, error: WellreadError) -> None:
        if not self.settled:
            self._settle(str(error))
            self.copy_button.setVisible(bool(self.quotes))

    def _settle(self, words: str) -> None:
        self.settled = True
        self._drafting.hide()
        if words or self._evidence is not None:
            self._say(words if words or not self._refused() else self._state.text())
        self._foot.show()

    def _refused(self) -> bool:
        return self._evidence is not None and self._evidence.refused

    def _say(self, words: str) -> None:
        self._state.setText(words)
        self._state.setAccessibleName(words)
        self._state.setVisible(bool(words))

    # The parts

    def _take_evidence(self, event: EvidenceFound) -> None:
        self._evidence = event.evidence
        if event.evidence.refused:
            self._refuse()
            return
        self._say("")
        self._head(self._quoted, "In your documents’ words")
        for sentence, quote in zip(event.sentences, event.evidence.quotes, strict=False):
            self._quote(sentence, quote)
        self._columns[0].show()
        cited = dict.fromkeys(n for sentence in event.sentences for n in sentence.citations)
        self._show_sources({n: event.evidence.hits[n - 1] for n in cited})

    def _refuse(self) -> None:
        said = label(CANNOT_SAY, "body", wrap=True)
        said.setAccessibleName(CANNOT_SAY)
        self._quoted.addWidget(said)
        self._columns[0].show()
        self._say(_NOTHING)
        self._quoted.addWidget(self._state)  # the reason belongs under the sentence

    def _quote(self, sentence: Sentence, quote: Quote) -> None:
        prose = Prose(self._theme, "quote", [sentence])
        prose.cited.connect(lambda _, n: self._open(n, quote))
        self.quotes.append(prose)
        self._quoted.addWidget(QuoteBlock(prose))

    def _take_sentence(self, sentence: Sentence) -> None:
        if self.wording is None:
            self._head(self._worded, "In other words")
            self.wording = Prose(self._theme, "body", [sentence])
            self.wording.cited.connect(lambda _, n: self._open(n, None))
            self._worded.addWidget(self.wording)
            self._columns[1].show()
        else:
            self.wording.add(sentence)

    def _head(self, layout: QVBoxLayout, words: str) -> QLabel:
        head = label(words, "label")
        layout.addWidget(head)
        return head

    def _show_sources(self, sources: dict[int, Hit]) -> None:
        if not self.cards and sources:
            self._head(self._sources, "Sources")
        for n, hit in sources.items():
            if all(card.number != n for card in self.cards):
                card = SourceCard(self._theme, n, hit)
                card.clicked.connect(lambda _=False, n=n: self._open(n, self._quote_of(n)))
                self.cards.append(card)
                self._sources.addWidget(card)
        self._columns[2].setVisible(bool(self.cards))

    def _quote_of(self, n: int) -> Quote | None:
        quotes = self._evidence.quotes if self._evidence is not None else ()
        return next((quote for quote in quotes if quote.n == n), None)

    def _open(self, n: int, quote: Quote | None) -> None:
        if self._evidence is None or not 1 <= n <= len(self._evidence.hits):
            return
        hit = self._evidence.hits[n - 1]
        start, end = (quote.start, quote.end) if quote is not None and quote.n == n else (hit.start, hit.end)
        self.page_wanted.emit(hit, start, end)

    # Copying

    def copy(self) -> None:
        QApplication.clipboard().setText(self.as_text())
        self.copy_button.setText("Copied")
        QTimer.singleShot(_COPIED, self.copy_button, lambda: self.copy_button.setText("Copy answer"))

    def as_text(self) -> str:
        """The question, the answer with its marks, and what the marks mean."""
        proses = [*self.quotes, *([self.wording] if self.wording is not None else [])]
        said = [spoken_sentence(sentence) for prose in proses for sentence in prose.sentences]
        lines = [self.question, "", *said]
        if self.cards:
            lines += ["", "Sources"]
        for card in self.cards:
            place = place_of(card.hit)
            lines.append(f"[{card.number}] {card.hit.path.name}{', ' + place if place else ''}")
        return "\n".join(lines)


def _facts(answer: Answer) -> str:
    seconds = f"{answer.total_seconds:.1f} s"
    return f"{answer.model} · {seconds}" if answer.model and not answer.refused else seconds
