"""Follows rich text token by token, and makes letters of its bytes."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

from core.errors import WellreadError
from core.reading.legacy.codepages import WESTERN, decoded
from core.reading.legacy.paragraph_flow import ParagraphFlow
from core.reading.legacy.symbols import symbol
from core.reading.rich_text.rtf_state import HANDLERS, Said, Sink, State
from core.reading.rich_text.rtf_tables import Entry, Font, Style
from core.reading.rich_text.rtf_text import Sort, readable
from core.reading.rich_text.rtf_tokens import Kind, Token
from core.reading.rich_text.rtf_words import DEAD, LETTERS, STARRED, SYMBOLS

_DEEPEST = 10_000  # groups in groups; a program's file has some tens
_MOST_BYTES = 64 << 10  # that wait to become letters
_MOST_CAPTURED = 1_000  # pieces of a title, a name or a mark, and letters of each
_ENDS = frozenset((b"par", b"page", b"sect", b"row"))
_SYMBOLS_AT = range(0xF000, 0xF100)  # where letters of symbol fonts are kept


class RichText:
    """Takes the tokens of a file in order. `flow` has its blocks, `title` what it states to be called."""

    def __init__(self) -> None:
        self._said = Said()
        self._strands, self._tables = self._said.strands, self._said.tables
        self._states = [State()]
        self._bytes, self._font = bytearray(), Font(WESTERN)
        self._skip = 0  # letters for older programs that are still to come
        self._star = False
        self._words: dict[bytes, Callable[[State, int | None], None]] = {
            b"u": self._unicode,
            b"chftn": self._reference,
            b"cell": self._cell,
            b"row": self._row,
            **dict.fromkeys((b"par", b"page", b"sect", b"nestcell"), self._paragraph),
        }

    @property
    def flow(self) -> ParagraphFlow:
        return self._strands.flow

    @property
    def title(self) -> str:
        return self._said.title

    @property
    def open(self) -> bool:
        """Whether groups are open that should have been closed."""
        return len(self._states) > 1

    def take(self, token: Token) -> bool:
        """Follow the next token. True where a paragraph or row may have ended."""
        kind, data, number = token
        if kind is Kind.TEXT:
            self._text(data)
        elif kind is Kind.WORD:
            return self._word(data, number)
        elif kind is Kind.SYMBOL:
            return self._symbol(data)
        elif kind is Kind.OPEN:
            self._open_group()
        else:
            self._close_group()
        return kind is Kind.CLOSE

    def finish(self) -> None:
        """End what is still open."""
        while self.open:
            self._close_group()
        self._end_paragraph()

    def _open_group(self) -> None:
        self._flush()
        self._skip, self._star = 0, False
        if len(self._states) > _DEEPEST:
            raise WellreadError("This file nests deeper than any document, so the rest was not read.")
        self._states.append(copy(self._states[-1]))

    def _close_group(self) -> None:
        self._flush()
        self._skip, self._star = 0, False
        if not self.open:
            return
        closed = self._states.pop()
        around = self._states[-1]
        if closed.sink is not around.sink or closed.sink in (Sink.FONTS, Sink.STYLES):
            self._end_sink(closed.sink)
        while self._strands.depth > around.strand:
            self._strands.end(self._style(closed))

    def _end_sink(self, sink: Sink) -> None:
        said = readable("".join(self._said.captured)).strip()
        if sink in (Sink.FONTS, Sink.STYLES):
            self._end_entry(sink)
        elif sink is Sink.TITLE:
            self._said.title = " ".join(said.split())
        elif sink is Sink.AUTHOR:
            self._said.author = said
        elif sink is Sink.MARK:
            self._strands.mark(said)

    def _end_entry(self, sink: Sink) -> None:
        entry = self._said.entry
        if not entry.name:
            return
        if sink is Sink.FONTS:
            self._tables.add_font(entry)
        else:
            self._tables.add_style(entry)
        self._said.entry = Entry()

    def _text(self, data: bytes) -> None:
        state = self._states[-1]
        if self._skip:
            data, self._skip = data[self._skip :], max(0, self._skip - len(data))
        if not data or not state.seen:
            return
        font = self._tables.font(self._said.default_font if state.font is None else state.font)
        if font != self._font:
            self._flush()
            self._font = font
        self._bytes += data
        if len(self._bytes) > _MOST_BYTES:
            self._flush()

    def _flush(self) -> None:
        """Make letters of the bytes: only together do they say what they mean."""
        if not self._bytes:
            return
        data = bytes(self._bytes)
        self._bytes.clear()
        if self._font.symbols:
            self._put("".join(symbol(byte, self._font.symbols) for byte in data))
        else:
            self._put(decoded(data, self._font.page))

    def _put(self, text: str) -> None:
        sink = self._states[-1].sink
        if sink is Sink.BODY:
            if self._strands.put(text):
                state = self._states[-1]
                self._strands.cut(self._style(state), state.in_table)
        elif sink in (Sink.FONTS, Sink.STYLES):
            if len(self._said.entry.name) < _MOST_CAPTURED:
                self._said.entry.name.append(text[:_MOST_CAPTURED])
        elif len(self._said.captured) < _MOST_CAPTURED:
            self._said.captured.append(text[:_MOST_CAPTURED])

    def _letter(self, text: str) -> None:
        """A letter that is written as a word or symbol."""
        if self._skip:
            self._skip -= 1
        elif self._states[-1].seen:
            self._flush()
            self._put(text)

    def _symbol(self, data: bytes) -> bool:
        if data == b"*":
            self._star = True
        elif data in b"\r\n":
            return self._word(b"par", None)
        elif data in SYMBOLS:
            self._letter(SYMBOLS[data])
        return False

    def _word(self, word: bytes, number: int | None) -> bool:
        state = self._states[-1]
        star, self._star = self._star, False
        if state.sink is Sink.DEAD:
            return False
        if star and word not in STARRED:
            self._flush()
            state.sink = Sink.DEAD
        elif word in self._words:
            self._flush()
            self._words[word](state, number)
            return word in _ENDS
        elif word in HANDLERS:
            self._flush()
            HANDLERS[word](self._said, state, number)
        elif word in LETTERS:
            self._letter(LETTERS[word])
        elif word in DEAD or (word.startswith(b"m") and word.endswith(b"Pr")):  # properties of formulas are m...Pr
            self._flush()
            state.sink = Sink.DEAD
        return False

    def _unicode(self, state: State, number: int | None) -> None:
        code = (number or 0) & 0xFFFF
        if code in _SYMBOLS_AT:
            font = self._tables.font(self._said.default_font if state.font is None else state.font)
            self._letter(symbol(code, font.symbols or "Symbol"))
        else:
            self._letter(chr(code))
        self._skip = state.after_unicode

    def _reference(self, state: State, _: int | None) -> None:
        """The number of a note: where the text refers to it, and again where the note begins."""
        if state.seen and state.sink is Sink.BODY and self._strands.sort in (Sort.BODY, Sort.BOX):
            self._said.notes += 1
            self._said.referred = True
            self._put(f"[{self._said.notes}]")

    def _cell(self, state: State, _: int | None) -> None:
        if state.sink is Sink.BODY:
            self._strands.end_cell(self._style(state))

    def _paragraph(self, _state: State, _number: int | None) -> None:
        self._end_paragraph()

    def _row(self, state: State, _: int | None) -> None:
        if state.sink is Sink.BODY:
            self._strands.end_row(self._said.header)

    def _end_paragraph(self) -> None:
        self._flush()
        state = self._states[-1]
        if state.sink is Sink.BODY:
            self._strands.end_paragraph(self._style(state), state.in_table)

    def _style(self, state: State) -> Style:
        style = self._tables.style(state.style)
        if state.outline is None and not state.listed:
            return style
        level = style.level
        if state.outline is not None:
            level = state.outline + 1 if 0 <= state.outline < 9 else 0
        return Style(level, style.listed or state.listed, style.caption)
