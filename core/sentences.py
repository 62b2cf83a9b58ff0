"""Where sentences begin and end, without a model: good enough to quote one, cheap enough for every passage."""

from __future__ import annotations

import re
from bisect import bisect_left

# A full stop after one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st vs eg e.g i.e ie cf ca approx dept inc ltd co corp al ed eds rev gen col sgt "
    "u.s u.k u.n jan feb apr jun jul aug sept oct nov "
    "bzw vgl gem ggf evtl inkl zzgl zzt d.h z.b u.a i.d.r sra srta dña dra avda ud uds mme mlle mgr".split()
)
# After one of these it does not when a number follows.
_BEFORE_NUMBERS = frozenset(
    "no nos fig figs vol pp p sec art para ch eq mar sep dec abs nr ziff bd abb str tel kap núm pág págs av rn".split()
)
# Nor after the day of a date ("31. März", "5 p.m. Monday"), when one of these follows.
_CALENDAR = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday "
    "januar jänner februar märz mai juni juli oktober dezember januari februari maart mei augustus marts maj "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag".split()
)
# Nor after a numeral between one of these and what is counted: "die 2. Mahnung", "am 3. Tag".
_BEFORE_ORDINALS = frozenset(
    "der die das des dem den am im vom zum zur beim bis ab ein eine einer einem einen jeder jede jedes jeden".split()
)
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+[”’」』）]*")
# A blank line ends a sentence, and so does a line that begins a list item, heading, quotation or table row, or that
# says what follows: "Date: 3 May".
_BREAK = re.compile(
    r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+•‣▪◦]|\d{1,3}[.)]|#{1,6}|>|\|)[ \t]*\S)|\n(?=[A-Z][\w-]{1,15}(?: \w{1,15})?: \S)"
)
# A row of a table, as the readers write it, is one statement, whatever stops there are in its cells.
_ROW = re.compile(r"^[^\n|]*\S \| \S[^\n]*$", re.MULTILINE)
# What parts the cells of a table in text: no blank follows it, as it would in a sentence.
_PARTS_CELLS = re.compile(r"(?<=[\w\"').%€$£,;])[,;](?=[\w\"'(+€$£,;-]|$)|\t")
_LAST_WORD = re.compile(r"([^\s(\[\"'“‘]+)$")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\s+$")
_NEXT_WORD = re.compile(r"\s*([^\W\d_]+)")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans `[start, end)` of the sentences of `text`, in order, white space around them left out."""
    spans: list[tuple[int, int]] = []
    begin = 0
    for stop in _stops(text):
        _append(spans, text, begin, stop)
        begin = stop
    _append(spans, text, begin, len(text))
    return spans


def cells(sentence: str) -> int:
    """How many cells a row of a table has; 1 for a sentence."""
    bars = sentence.strip(" |").count(" | ")
    return 1 + (bars or len(_PARTS_CELLS.findall(sentence)))


def _stops(text: str) -> list[int]:
    stops = {match.end() for match in _END.finditer(text) if _really_ends(text, match)}
    stops.update(match.start() for match in _BREAK.finditer(text))
    rows = [row.span() for row in _ROW.finditer(text)] if " | " in text else _delimited(text)
    if rows:
        starts = [start for start, _ in rows]
        stops = {stop for stop in stops if not _inside(stop, starts, rows)}.union(*rows)
    return sorted(stops)


def _delimited(text: str) -> list[tuple[int, int]]:
    """The rows of tables in text (CSV): lines one below the other with as many cells."""
    if text.count("\n") < 1:
        return []
    rows: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    cells, start = 0, 0
    for line in [*text.split("\n"), ""]:
        count = len(_PARTS_CELLS.findall(line))
        if count != cells:
            rows += run if len(run) >= (2 if cells > 1 else 3) else []
            run, cells = [], count
        if count:
            run.append((start, start + len(line)))
        start += len(line) + 1
    return rows


def _inside(stop: int, starts: list[int], rows: list[tuple[int, int]]) -> bool:
    at = bisect_left(starts, stop) - 1
    return at >= 0 and stop < rows[at][1]


def _really_ends(text: str, match: re.Match[str]) -> bool:
    if match.group()[0] != ".":
        return True
    before = _LAST_WORD.search(text, max(0, match.start() - 24), match.start())
    word = before.group(1) if before else ""
    if word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return False
    after = text[match.end() : match.end() + 8].lstrip()
    if word.lower() in _BEFORE_NUMBERS and after[:1].isdigit():
        return False
    if (word.isdigit() and len(word) <= 2) or word.lower() in ("a.m", "p.m"):
        following = _NEXT_WORD.match(text, match.end(), match.end() + 24)
        if following and following[1].lower() in _CALENDAR:
            return False
        leading = _WORD_BEFORE.search(text, max(0, match.start() - len(word) - 16), match.start() - len(word))
        if word.isdigit() and following and leading and leading[1].lower() in _BEFORE_ORDINALS:
            return False
    line_start = text.rfind("\n", 0, match.start()) + 1
    if word.isdigit() and not text[line_start : match.start() - len(word)].strip():
        return False  # "1." at the start of a line numbers an item
    return not (after[:1].islower() and "\n\n" not in text[match.end() : match.end() + 8])


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))
