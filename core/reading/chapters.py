"""What books made of web pages share: how they are cut into chapters, and how a chapter is called where it is cited."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from core.reading.html import outline_of
from core.reading.turning import TurningOutline
from core.types import BlockKind, Page

# A section with less ink than this may be a picture of a page.
LITTLE_INK = 100
# "12", "XIV." and "一" alone would say nothing in a citation.
_NUMERAL = re.compile(r"[\dIVXLCDM]{1,8}[.:)]?|[^\W\d_]")
_LONGEST_LABEL = 80
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_NAMES = re.compile(r"\s(?:xml:)?(?:id|name)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.IGNORECASE)
_OPENED_BEFORE = re.compile(r"<(?!/|!|\?|body\b|html\b)[^<>]*(?<!/)>\s*\Z", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
_BREAKS = str.maketrans("", "", "\u00ad\u2060\ufeff")
_NO_INK = re.compile(r"(?:\s+|<[^<>]*>)*")
_MOST_AROUND = 30
# The number of the page in the printed book, in the midst of the text.
_PRINTED_PAGE = re.compile(
    r"<(span|div|a|p)\b[^<>]*(?:epub:type|role)\s*=\s*[\"'][^\"'<>]*pagebreak[^<>]*>[^<>]{0,20}</\1\s*>", re.IGNORECASE
)


class Entry(NamedTuple):
    """An entry of a table of contents.

    titles: its own, after those of the entries around it. anchor: the name of the place in its file, "" for the top.
    """

    titles: tuple[str, ...]
    anchor: str = ""


class Section(NamedTuple):
    """A stretch of a book's markup, with the titles of the entry of the contents that it begins with, if any."""

    titles: tuple[str, ...]
    markup: str


class Chapter(NamedTuple):
    """A section as it was read: its pages, several where it is long. ink: characters of text."""

    pages: list[Page]
    label: str
    ink: int


def sections(markup: str, entries: Sequence[Entry]) -> Iterator[Section]:
    """Cut one file of a book where its table of contents says that chapters begin.

    Of nested entries the outermost level that parts the file cuts it; what lies deeper in a chapter are headings.
    """
    starts = _starts(markup, entries)
    depths = sorted(len(titles) for titles in starts.values())
    return cut(markup, starts, depths[min(1, len(depths) - 1)] if depths else 0)


def cut(markup: str, starts: Mapping[int, tuple[str, ...]], deepest: int) -> Iterator[Section]:
    """Cut markup at the entries that begin at these positions, of those within each other no deeper than `deepest`."""
    cuts: list[tuple[int, tuple[str, ...]]] = []
    for at, titles in sorted(starts.items()):
        around = cuts[-1][1] if cuts else ()
        if len(titles) <= deepest or titles[: len(around)] != around:
            cuts.append((at, titles))
    if not cuts or cuts[0][0] > 0:
        cuts.insert(0, (0, ()))
    for number, (at, titles) in enumerate(cuts, 1):
        yield Section(titles, markup[at : cuts[number][0] if number < len(cuts) else None])


def _starts(markup: str, entries: Sequence[Entry]) -> dict[int, tuple[str, ...]]:
    """Where entries begin. Of several at one place the innermost is told."""
    places = _places(markup, {entry.anchor for entry in entries if entry.anchor})
    starts: dict[int, tuple[str, ...]] = {}
    for entry in entries:
        at = places.get(entry.anchor) if entry.anchor else 0
        if at is not None and len(entry.titles) > len(starts.get(at, ())):
            starts[at] = entry.titles
    return starts or ({0: entries[0].titles} if entries else {})


def _places(markup: str, names: set[str]) -> dict[str, int]:
    """Where the elements that bear these names begin, 0 for what only markup stands before."""
    if not names:
        return {}
    places: dict[str, int] = {}
    body = _BODY.search(markup)
    top = body.end() if body else 0
    bare = _NO_INK.match(markup, top)
    for tag in _TAG.finditer(markup, top):
        for given in _NAMES.findall(tag[0]):
            name = html.unescape(given[0] or given[1])
            if name in names and name not in places:
                at = outer_start(markup, tag.start(), top)
                places[name] = at if bare is None or at > bare.end() else 0
    return places


def outer_start(markup: str, at: int, top: int = 0) -> int:
    """Before the elements that begin with the one at `at`, so that a chapter keeps the heading that its name is in."""
    for _ in range(_MOST_AROUND):
        found = _OPENED_BEFORE.search(markup, max(top, at - 1000), at)
        if found is None:
            break
        at = found.start()
    return at


def read_section(section: Section, number: int, otherwise: str = "") -> Chapter:
    """Read one section.

    otherwise: its label where neither the contents nor a heading of its own names it.
    """
    writer = _Writer(section.titles, number)
    markup = _PRINTED_PAGE.sub("", section.markup.replace("\0", ""))  # of zeros the parser makes signs, one by one
    outline_of(markup.encode("utf-8", "replace"), writer, "utf-8", whole=True)
    writer.turn()
    titles = section.titles or ([writer.heading] if writer.heading else [])
    label = chapter_label(titles, number) if titles or not otherwise else otherwise
    return Chapter([replace(page, label=label) for page in writer.pages], label, writer.ink)


class _Writer(TurningOutline):
    """Begins with the title that the contents give, if not with a heading; its headings stand at and below that level.

    heading: the first of its own. ink: characters of text, pictures' captions left out.
    """

    def __init__(self, titles: Sequence[str], number: int) -> None:
        super().__init__(number)
        self.heading = ""
        self.ink = 0
        self._titles = titles
        self._deeper = 0
        self._begun = False

    def add(self, kind: BlockKind, text: str, level: int = 0, mark: str = "") -> None:
        text = without_breaks(text).strip()
        if not text:
            return
        if kind is BlockKind.HEADING:
            level = self._placed(text, level)
        elif kind is not BlockKind.CAPTION:
            self._begin()
        super().add(kind, text, level, mark)
        self.ink += len(text) if kind is not BlockKind.CAPTION else 0

    def add_table(self, rows: Sequence[Sequence[str]], header: bool = True, marks: Sequence[str] = ()) -> None:
        self._begin()
        super().add_table([[without_breaks(cell) for cell in row] for row in rows], header, marks)
        self.ink += sum(len(cell) for row in rows for cell in row)

    def _placed(self, heading: str, level: int) -> int:
        """The level of a heading, where the book's contents put the first one."""
        self._begun = True
        if not self.heading:
            self.heading = heading
            self._deeper = len(self._titles) - level if self._titles else 0
        return max(1, min(level + self._deeper, 6))

    def _begin(self) -> None:
        if self._titles and not self._begun:
            super().add(BlockKind.HEADING, self._titles[-1], min(len(self._titles), 6))
        self._begun = True


def without_breaks(text: str) -> str:
    """Without what only says where a line may be broken, or not: in the midst of a word it hides the word."""
    return text.translate(_BREAKS)


def chapter_label(titles: Sequence[str], number: int) -> str:
    """What a citation calls a chapter: in the book's own words, with those of the part it lies in where they are short.

    titles: of the parts around the chapter and its own, outermost first, "" for what has none.
    """
    named = [" ".join(title.split()) for title in titles if title.strip()]
    if not named:
        return f"Section {number}"
    own = f"Chapter {named[-1].rstrip('.:)')}" if _NUMERAL.fullmatch(named[-1]) else named[-1]
    whole = ", ".join((*named[:-1], own))
    if len(whole) <= _LONGEST_LABEL:
        return whole
    return own if len(own) <= _LONGEST_LABEL else own[:_LONGEST_LABEL].rpartition(" ")[0] + "…"
