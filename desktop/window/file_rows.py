"""The files of the library as rows of a table: what is shown, found and sorted, worked out once a file. No Qt here."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.types import Status
from desktop.children.wording import size_in_words
from desktop.window.health import PROBLEMS, Look, happened, kind_name, look, seconds_in_words
from desktop.window.words import joined

if TYPE_CHECKING:
    from core.types import FileInfo

_NUMBERS = re.compile(r"(\d+)")
_CONTROLS = dict.fromkeys((*range(32), 127, 0x2028, 0x2029), " ")
Choice = Status | None | str  # a status; None for all; "problems"
PROBLEM = "problems"


class Column(IntEnum):
    """The columns, from the left."""

    FILE = 0
    STATUS = 1
    HAPPENED = 2
    PAGES = 3
    PASSAGES = 4
    PICTURES = 5
    SIZE = 6
    SECONDS = 7


@dataclass(slots=True, eq=False)
class Row:
    """info: as the librarian told it, or as waiting while it is read again. shown: whether the filter lets it through.

    name, place: of the file and of the folder it lies in, as they can be shown. wanted: what a search looks in.
    """

    info: FileInfo
    name: str
    place: str
    kind: str
    look: Look
    happened: str
    wanted: str
    natural: tuple[Any, ...]
    shown: bool = True

    @property
    def beside(self) -> str:
        return joined(self.kind, self.place)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants to see. folder: with everything below it."""

    words: str = ""
    choice: Choice = None
    folder: Path | None = None


def make_rows(
    infos: Iterable[FileInfo], roots: Mapping[Path, str], known: Mapping[Path, Row], again: Mapping[Path, FileInfo]
) -> list[Row]:
    """Rows by name. roots: the folders of the library and what they are called. known: rows that may still hold.

    again: files that are read again, as they were before; they wait until they are otherwise.
    """
    names = [(_beginning(root), name) for root, name in roots.items()]
    rows = []
    for told in infos:
        info = told
        if again and again.get(told.path) == told:
            info = replace(told, status=Status.PENDING, reason="", locked=False, pictures=0)
        row = known.get(info.path)
        rows.append(row if row is not None and row.info == info else _row(info, names))
    rows.sort(key=lambda row: row.natural)
    return rows


def _row(info: FileInfo, roots: list[tuple[str, str]]) -> Row:
    path = str(info.path)
    folder, _, name = path.rpartition(os.sep)
    root, called = next((pair for pair in roots if path.startswith(pair[0])), ("", ""))
    below = folder[len(root) :]
    if below and called:  # which of several folders it lies in has to be said
        below = f"{called}{os.sep}{below}" if len(roots) > 1 else below
    place = below or called
    name, place, kind, state, told = shown_text(name), shown_text(place), kind_name(info), look(info), happened(info)
    wanted = "\n".join((shown_text(path), place, kind, state.word, told)).casefold()
    return Row(info, name, place, kind, state, told, wanted, _natural(name))


def _beginning(folder: Path) -> str:
    """How the paths of the files in a folder begin."""
    path = str(folder)
    return path if path.endswith(os.sep) else path + os.sep


def shown_text(name: str) -> str:
    """A name of any bytes as one line of text."""
    return os.fsencode(name).decode("utf-8", "replace").translate(_CONTROLS)


def _natural(name: str) -> tuple[Any, ...]:
    """Sorts "note 2" before "note 10"."""
    pieces = _NUMBERS.split(name.casefold())
    return tuple((int(piece), "") if index % 2 else (0, piece) for index, piece in enumerate(pieces))


# Choosing


def choose(rows: Iterable[Row], wanted: Wanted) -> Counter[Choice]:
    """Mark which rows are shown; how many each choice of a status would show, None standing for all."""
    words = wanted.words.casefold().split()
    root = _beginning(wanted.folder) if wanted.folder is not None else ""
    statuses = statuses_of(wanted.choice)
    counts: Counter[Choice] = Counter()
    for row in rows:
        fits = all(word in row.wanted for word in words) and (not root or str(row.info.path).startswith(root))
        row.shown = fits and row.info.status in statuses
        if fits:
            counts[row.info.status] += 1
    counts[None] = counts.total()
    counts[PROBLEM] = sum(counts[status] for status in PROBLEMS)
    return counts


def statuses_of(choice: Choice) -> frozenset[Status]:
    if choice is None:
        return frozenset(Status)
    return PROBLEMS if choice == PROBLEM else frozenset({Status(choice)})


# Sorting and showing

SORT_KEYS: dict[Column, Callable[[Row], Any]] = {
    Column.FILE: lambda row: row.natural,
    Column.STATUS: lambda row: row.look.grave,
    Column.HAPPENED: lambda row: (not row.happened, row.happened.casefold()),
    Column.PAGES: lambda row: row.info.pages,
    Column.PASSAGES: lambda row: row.info.passages,
    Column.PICTURES: lambda row: row.info.ocr_pages,
    Column.SIZE: lambda row: row.info.size,
    Column.SECONDS: lambda row: row.info.read_seconds,
}
TEXTS: dict[Column, Callable[[Row], str]] = {
    Column.FILE: lambda row: row.name,
    Column.STATUS: lambda row: row.look.word,
    Column.HAPPENED: lambda row: row.happened,
    Column.PAGES: lambda row: f"{row.info.pages:,}" if row.info.pages else "",
    Column.PASSAGES: lambda row: f"{row.info.passages:,}" if row.info.passages else "",
    Column.PICTURES: lambda row: f"{row.info.ocr_pages:,}" if row.info.ocr_pages else "",
    Column.SIZE: lambda row: size_in_words(row.info.size),
    Column.SECONDS: lambda row: seconds_in_words(row.info.read_seconds),
}


def as_text(rows: Iterable[Row]) -> str:
    """A line a file, for a table elsewhere: the path, then what the columns show."""
    lines = []
    for row in rows:
        shown = [TEXTS[column](row) for column in Column if column is not Column.FILE]
        lines.append("\t".join([shown_text(str(row.info.path)), *(text.replace("\t", " ") for text in shown)]))
    return "\n".join(lines)
