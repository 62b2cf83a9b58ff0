"""Where sentences begin and end, without a model: good enough to quote one, cheap enough for every passage."""

from __future__ import annotations

import re
from bisect import bisect_left

from core.full_stops import sentence_ends
from core.rows import row_spans

# A blank line ends a sentence, and so does a line that begins a list item, heading, quotation or table row, or that
# says what follows: "Date: 3 May".
_BREAK = re.compile(
    r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+•‣▪◦]|\d{1,3}[.)]|#{1,6}|>|\|)[ \t]*\S)"
    r"|\n(?=[A-ZÀ-ÖØ-Þ][\w-]{1,15}(?: \w{1,15})?: \S|[\u3040-\u9fff\uac00-\ud7af]{1,8}[：:] ?\S)"
)
_ENTRY = re.compile(
    r"(?:(?:[-*+•‣▪◦]|\d{1,3}[.)])[ \t]+)?"
    r"(?:[A-ZÀ-ÖØ-Þ][\w-]{1,15}(?: \w{1,15})?: |[\u3040-\u9fff\uac00-\ud7af]{1,8}[：:] ?)\S[^\n]*"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans `[start, end)` of the sentences of `text`, in order, white space around them left out."""
    spans: list[tuple[int, int]] = []
    begin = 0
    for stop in _stops(text):
        _append(spans, text, begin, stop)
        begin = stop
    _append(spans, text, begin, len(text))
    return spans


def entry_label(sentence: str) -> str:
    """What an entry of a form says the value of, "Landlord" in "Landlord: Ann Lee"; "" for anything else."""
    found = _ENTRY.fullmatch(sentence)
    return re.split("[:：]", found[0], maxsplit=1)[0] if found else ""


def _stops(text: str) -> list[int]:
    stops = {match.end() for match in sentence_ends(text)}
    stops.update(match.start() for match in _BREAK.finditer(text))
    rows = row_spans(text)
    if rows:
        starts = [start for start, _ in rows]
        stops = {stop for stop in stops if not _inside(stop, starts, rows)}.union(*rows)
    return sorted(stops)


def _inside(stop: int, starts: list[int], rows: list[tuple[int, int]]) -> bool:
    at = bisect_left(starts, stop) - 1
    return at >= 0 and stop < rows[at][1]


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))
