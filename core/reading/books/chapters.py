"""Cuts the markup of a book where its table of contents says that chapters begin."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_NAMES = re.compile(r"\s(?:xml:)?(?:id|name)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.IGNORECASE)
_OPENED_BEFORE = re.compile(r"<(?!/|!|\?|body\b|html\b)[^<>]*(?<!/)>\s*\Z", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
_NO_INK = re.compile(r"(?:\s+|<[^<>]*>)*")
_MOST_AROUND = 30


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
