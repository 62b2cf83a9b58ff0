"""What may be quoted of the hits: sentences with the lists that they announce, rows of tables, entries of forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, takewhile

from core.addresses import without_addresses
from core.rows import cells
from core.sentences import entry_label, sentence_spans
from core.types import Hit

_PASSAGES = 8  # the best hits whose sentences compete
_SENTENCES = 60  # embedding more would keep a person waiting
_SHORTEST, _LONGEST = 20, 700  # characters of something that can stand as a sentence
# What is shorter may be one all the same: "Smoking is banned." So many words and an end, or signs that are words.
_FEWEST_WORDS, _FEWEST_SIGNS = 3, 4
ENDED = re.compile(r"[.!?…。！？][\"'”’)\]」』）]*$")
_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HOW_MANY = re.compile(r"[\d一二两三四五六七八九十百千万半]")
_ROWS = 12  # below the first of a table, that tell what it is
_RULE = re.compile(r"\|?[ :|-]*--[ :|-]*")
_LONGEST_LIST = 450  # characters of a sentence with the list that it announces
_LETTER, _DIGIT = re.compile(r"\w"), re.compile(r"\d")
_LINE = re.compile(r"\S[^\n]*")
_ITEM = re.compile(r"(?:[-*+•‣▪◦]|\d{1,3}[.)])\s")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit. `start`, `end` are in the page's numbering. columns: what names those of a table's row."""

    hit: int  # its index in the hits
    start: int
    end: int
    text: str
    columns: str = ""


def candidates(hits: Sequence[Hit], only: Sequence[int]) -> list[Candidate]:
    """What may be quoted of the best hits. only: the hits to quote from, all where there are none of these."""
    chosen = (only or range(len(hits)))[:_PASSAGES]
    return [candidate for index in chosen for candidate in _candidates_of(index, hits[index])][:_SENTENCES]


def _candidates_of(index: int, hit: Hit) -> Iterator[Candidate]:
    spans = _with_lists(hit.text, sentence_spans(hit.text))
    places = [at for span in spans for at in _by_lines(hit.text, *span) if _LETTER.search(hit.text, *at)]
    texts = [hit.text[start:end] for start, end in places]
    widths = _widths(texts)
    columns = hit.columns
    for place, ((start, end), text) in enumerate(zip(places, texts, strict=True)):
        if widths[place] == 1:
            columns = ""
        elif not columns and widths[place - 1 : place] != [widths[place]]:
            named, surely = _names_columns(texts[place:], widths[place:], hit.text[end:])
            columns = text if named else ""
            if surely:
                continue
        own = columns if columns != text else ""
        following = texts[place + 1] if place + 1 < len(texts) else ""
        if (own and len(text) <= _LONGEST) or _can_stand(without_addresses(text), following):
            yield Candidate(index, hit.start + start, hit.start + end, text, own)


def _widths(texts: Sequence[str]) -> list[int]:
    """How many cells each has; 1 for sentences. Among rows that surely are some, what may be one of their kind is."""
    widths: list[int] = []
    for width, run in groupby(texts, lambda text: cells(text, surely=False)):
        alike = list(run)
        widths += [width if any(cells(text) == width for text in alike) else 1] * len(alike)
    return widths


def _names_columns(texts: Sequence[str], widths: Sequence[int], below: str) -> tuple[bool, bool]:
    """Whether a table's first row seems to name its columns, and whether it surely does and so says nothing itself.

    A rule is drawn below it, or many of the rows have figures and it has none.
    """
    alike = takewhile(lambda at: widths[at] == widths[0], range(1, len(texts)))
    rows = [texts[at] for at in islice(alike, _ROWS)]
    if ENDED.search(texts[0]) or not rows:
        return False, False
    if _RULE.fullmatch(below.strip().partition("\n")[0].strip()):
        return True, True
    with_figures = 0 if _DIGIT.search(texts[0]) else sum(1 for row in rows if _DIGIT.search(row))
    return 3 * with_figures >= len(rows), len(rows) > 1 and 2 * with_figures > len(rows)


def _can_stand(text: str, following: str) -> bool:
    if len(text) >= _SHORTEST or entry_label(text) or cells(text) > 1:
        return len(text) <= _LONGEST
    signs, ended = len(_SIGN.findall(text)), bool(ENDED.search(text))
    if ended and len(text.split()) >= _FEWEST_WORDS:
        return True
    # Without an end it is a heading where sentences follow, unless it says how many.
    return signs >= _FEWEST_SIGNS and (
        ended or not ENDED.search(following) or bool(_HOW_MANY.search(text)) or bool(_ITEM.match(text))
    )


def _by_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What is too long for a sentence is none: lists without marks, tables that nothing shows to be one."""
    if end - start <= _LONGEST:
        yield start, end
        return
    for line in _LINE.finditer(text, start, end):
        yield line.span()


def _with_lists(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sentences; one that ends with a colon says nothing without the items that follow it."""
    for index, (start, end) in enumerate(spans):
        stop = end
        if text[end - 1] == ":":
            for item_start, item_end in spans[index + 1 :]:
                if not _ITEM.match(text, item_start) or item_end - start > _LONGEST_LIST:
                    break
                stop = item_end
        yield start, stop
