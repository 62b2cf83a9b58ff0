"""What the control words of rich text change: where text goes, how it looks, and what the file has declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from core.reading.legacy.codepages import WESTERN
from core.reading.rich_text.rtf_tables import Entry, Tables
from core.reading.rich_text.rtf_text import Sort, Strands

_MAC, _PC, _PCA = 10000, 437, 850


class Sink(Enum):
    """Where text goes. IDLE: nowhere, but a group in it may know better; DEAD: nowhere at all."""

    BODY = 0
    DEAD = 1
    IDLE = 2
    FONTS = 3
    STYLES = 4
    TITLE = 5
    MARK = 6
    AUTHOR = 7


@dataclass(slots=True)
class State:
    """What holds until the group ends.

    outer: where the text would go, were it not said twice. strand: how many strands were open.
    after_unicode: how many letters follow each one that only newer programs understand, for the others.
    """

    sink: Sink = Sink.BODY
    outer: Sink = Sink.BODY
    strand: int = 1
    font: int | None = None
    after_unicode: int = 1
    hidden: bool = False
    deleted: bool = False
    style: int = 0
    outline: int | None = None
    listed: bool = False
    in_table: bool = False

    @property
    def seen(self) -> bool:
        """Whether a person sees the text, or the file wants to know it."""
        return self.sink not in (Sink.DEAD, Sink.IDLE) and not (self.hidden or self.deleted)


@dataclass(slots=True)
class Said:
    """What the file has said so far, whatever group it said it in.

    captured: the text of the title, name or mark that is open; entry: the font or style.
    referred: whether the text refers to a note that has not come yet; notes: how many it has referred to.
    """

    tables: Tables = field(default_factory=Tables)
    strands: Strands = field(default_factory=Strands)
    title: str = ""
    captured: list[str] = field(default_factory=list)
    entry: Entry = field(default_factory=Entry)
    default_font: int = 0
    notes: int = 0
    referred: bool = False
    author: str = ""
    header: bool = False


Handler = Callable[[Said, State, int | None], None]


def _sink(sink: Sink, *allowed: Sink) -> Handler:
    """A word that begins a group of its own, understood in these places."""

    def begin(said: Said, state: State, _: int | None) -> None:
        if state.sink in allowed:
            state.sink = sink
            said.captured = []

    return begin


def _flag(name: str) -> Handler:
    """A word that is switched off by the number zero."""

    def switch(_said: Said, state: State, number: int | None) -> None:
        setattr(state, name, number != 0)

    return switch


def _of_entry(name: str) -> Handler:
    """A word whose number belongs to the font or style that is being declared."""

    def note(said: Said, _state: State, number: int | None) -> None:
        setattr(said.entry, name, number)

    return note


def _font(said: Said, state: State, number: int | None) -> None:
    if state.sink is not Sink.FONTS:
        state.font = number
        return
    if said.entry.name:  # fonts that follow each other in one group
        said.tables.add_font(said.entry)
        said.entry = Entry()
    said.entry.number = number


def _style(said: Said, state: State, number: int | None) -> None:
    if state.sink is Sink.STYLES:
        said.entry.number = number
    else:
        state.style = number or 0


def _outline(said: Said, state: State, number: int | None) -> None:
    if state.sink is Sink.STYLES:
        said.entry.outline = number
    else:
        state.outline = number


def _list(said: Said, state: State, number: int | None) -> None:
    if state.sink is Sink.STYLES:
        said.entry.listed = bool(number)
    else:
        state.listed = bool(number)


def _default_font(said: Said, _state: State, number: int | None) -> None:
    said.default_font = number or 0


def _page(usual: int) -> Handler:
    def page(said: Said, _state: State, number: int | None) -> None:
        said.tables.page = number or usual

    return page


def _plain_letters(_said: Said, state: State, _number: int | None) -> None:
    state.font, state.hidden, state.deleted = None, False, False


def _plain_paragraph(_said: Said, state: State, _number: int | None) -> None:
    state.style, state.outline, state.listed, state.in_table = 0, None, False, False


def _after_unicode(_said: Said, state: State, number: int | None) -> None:
    state.after_unicode = max(0, 1 if number is None else number)


def _said_twice(_said: Said, state: State, _number: int | None) -> None:
    state.outer, state.sink = state.sink, Sink.IDLE


def _said_better(_said: Said, state: State, _number: int | None) -> None:
    if state.sink is Sink.IDLE:
        state.sink = state.outer


def _row(said: Said, _state: State, _number: int | None) -> None:
    said.header = False


def _header_row(said: Said, _state: State, _number: int | None) -> None:
    said.header = True


def _strand(said: Said, state: State, sort: Sort, begin: str) -> None:
    if state.sink in (Sink.BODY, Sink.IDLE):
        said.strands.begin(sort, begin, state.in_table)
        state.sink, state.strand = Sink.BODY, said.strands.depth
        _plain_paragraph(said, state, None)


def _footnote(said: Said, state: State, _number: int | None) -> None:
    _strand(said, state, Sort.NOTE, f"[{said.notes}] " if said.referred else "Note: ")
    said.referred = False


def _comment(said: Said, state: State, _number: int | None) -> None:
    _strand(said, state, Sort.COMMENT, f"Comment by {said.author}: " if said.author else "Comment: ")
    said.author = ""


def _box(said: Said, state: State, _number: int | None) -> None:
    _strand(said, state, Sort.BOX, "")


HANDLERS: Mapping[bytes, Handler] = MappingProxyType({
    b"fonttbl": _sink(Sink.FONTS, Sink.BODY),
    b"stylesheet": _sink(Sink.STYLES, Sink.BODY),
    b"info": _sink(Sink.IDLE, Sink.BODY),
    b"title": _sink(Sink.TITLE, Sink.IDLE),
    b"listtext": _sink(Sink.MARK, Sink.BODY),
    b"pntext": _sink(Sink.MARK, Sink.BODY),
    b"atnauthor": _sink(Sink.AUTHOR, Sink.BODY),
    b"shpinst": _sink(Sink.IDLE, Sink.BODY),
    b"upr": _said_twice,
    b"ud": _said_better,
    b"footnote": _footnote,
    b"annotation": _comment,
    b"shptxt": _box,
    b"dptxbxtext": _box,
    b"ansicpg": _page(WESTERN),
    b"mac": _page(_MAC),
    b"pc": _page(_PC),
    b"pca": _page(_PCA),
    b"deff": _default_font,
    b"f": _font,
    b"fcharset": _of_entry("charset"),
    b"cpg": _of_entry("page"),
    b"s": _style,
    b"sbasedon": _of_entry("base"),
    b"outlinelevel": _outline,
    b"ls": _list,
    b"pard": _plain_paragraph,
    b"plain": _plain_letters,
    b"intbl": _flag("in_table"),
    b"trowd": _row,
    b"trhdr": _header_row,
    b"v": _flag("hidden"),
    b"deleted": _flag("deleted"),
    b"uc": _after_unicode,
})  # fmt: skip
