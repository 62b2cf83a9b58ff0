"""Where sentences begin and end, without a model: good enough to quote one, cheap enough for every passage."""

from __future__ import annotations

import re
from bisect import bisect_left

from core.asking.tongues import is_small

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
# Nor after the day of a date ("31. März"), when one of these follows, nor after a time of day ("5 p.m. Monday").
_MONTHS = frozenset(
    "april august september november januar jänner februar märz mai juni juli oktober dezember "
    "januari februari maart mei augustus marts maj".split()
)
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december".split()
)
# Nor after a numeral between one of these and what is counted: "die 2. Mahnung", "am 3. Tag".
_BEFORE_ORDINALS = frozenset(
    "der die das des dem den am im vom zum zur beim bis ab ein eine einer einem einen jeder jede jedes jeden".split()
)
# Nothing is counted by these, which begin a sentence: "bis zum 31. Danach".
_BEGINS = frozenset("danach dann daher deshalb deswegen später anschließend zuvor davor seitdem".split())
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+[”’」』）]*")
# A blank line ends a sentence, and so does a line that begins a list item, heading, quotation or table row, or that
# says what follows: "Date: 3 May".
_BREAK = re.compile(
    r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+•‣▪◦]|\d{1,3}[.)]|#{1,6}|>|\|)[ \t]*\S)"
    r"|\n(?=[A-ZÀ-ÖØ-Þ][\w-]{1,15}(?: \w{1,15})?: \S|[\u3040-\u9fff]{1,8}[：:]\S)"
)
_ENTRY = re.compile(
    r"(?:(?:[-*+•‣▪◦]|\d{1,3}[.)])[ \t]+)?(?:[A-ZÀ-ÖØ-Þ][\w-]{1,15}(?: \w{1,15})?: |[\u3040-\u9fff]{1,8}[：:])\S[^\n]*"
)
# A row of a table, as the readers write it, is one statement, whatever stops there are in its cells.
_ROW = re.compile(r"^[^\n|]*\S \| \S[^\n]*$", re.MULTILINE)
# What parts the cells of a table in text, the first of these that a line has: no blank follows a mark, as it would in a
# sentence, and it stands in no quotation marks or brackets.
_PARTS_CELLS = (
    re.compile(r"\t"),
    re.compile(r"(?<=[\w\"').%€$£,;]);(?=[\w\"'(+€$£,;-]|$)"),
    re.compile(r"(?<=[\w\"').%€$£,;]),(?=[\w\"'(+€$£,;-]|$)"),
)
_ONE_CELL = re.compile(r"\"[^\"\n]*\"|\([^()\n]*\)")
# Commas that part nothing, unless in lines around them others do: of thousands, and of Chinese as some write it.
_NUMBER, _SIGNS = (
    re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])"),
    re.compile(r"(?<=[\u3040-\u9fff]),(?=[\u3040-\u9fff])"),
)
_GOES_ON = re.compile(r" [A-ZÀ-ÖØ-Þ]")
_LIST_MARK = re.compile(r"[ \t]*(?:[-*+•‣▪◦]|\(?\w{1,3}[.)])\t")
_LAST_WORD = re.compile(r"([^\s(\[\"'“‘]+)$")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\s+$")
_NEXT_WORD = re.compile(r"\s*([^\W\d_]+)")
# A small letter stands for a word ("z. B.", "c. 1740", "Smith v. Jones"), but for a unit and for what is lettered.
_NO_INITIAL = re.compile(
    r"(?:\d[ \u00a0](?=[mglhst]\.)|\b(?:option|item|clause|point|section|paragraph|part|letter|case|type|class|"
    r"category|group|annex|appendix|schedule|buchstabe|buchst|lit|punkt|fall|variante|gruppe|anlage|opción|letra|"
    r"apartado|caso)[ \u00a0])\w\.",
    re.IGNORECASE,
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


def cells(sentence: str, surely: bool = True) -> int:
    """How many cells a row of a table has; 1 for a sentence.

    surely: else also where a mark may be one of a number or a sentence.
    """
    marks, sure = _marks(sentence)
    return 1 + (sentence.strip(" |").count(" | ") or (marks if sure or not surely else 0))


def is_entry(sentence: str) -> bool:
    """Whether it says what something is, as forms do: "Landlord: Ann Lee"."""
    return _ENTRY.fullmatch(sentence) is not None


def _marks(line: str) -> tuple[int, bool]:
    """How many marks part the cells of a line of a table in text, 0 in a sentence; whether they surely do."""
    line = _ONE_CELL.sub('""', _LIST_MARK.sub("", line, count=1))
    for mark in _PARTS_CELLS[:-1]:
        if count := len(mark.findall(line)):
            return count, True
    comma = _PARTS_CELLS[-1]
    count = len(comma.findall(line))
    return count, bool(count) and not _is_prose(line) and bool(comma.search(_SIGNS.sub("", _NUMBER.sub("0", line))))


def _is_prose(line: str) -> bool:
    """Whether a sentence ends in it and another begins, or it ends with a sign that ends one."""
    ends = _END.finditer(line)
    return line.endswith(("。", "！", "？")) or any(
        _GOES_ON.match(line, end.end()) and _really_ends(line, end) for end in ends
    )


def _stops(text: str) -> list[int]:
    stops = {match.end() for match in _END.finditer(text) if _really_ends(text, match)}
    stops.update(match.start() for match in _BREAK.finditer(text))
    rows = sorted([*(row.span() for row in _ROW.finditer(text)), *_delimited(text)])
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
    marks, sure, start = 0, False, 0
    for line in [*text.split("\n"), ""]:
        count, surely = (0, False) if " | " in line else _marks(line)
        if count != marks:
            rows += run if sure and len(run) >= (2 if marks > 1 else 3) else []
            run, marks, sure = [], count, False
        if count:
            run.append((start, start + len(line)))
            sure |= surely
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
    if word.lower() in _ABBREVIATIONS or _is_initial(text, word, match):
        return False
    after = text[match.end() : match.end() + 8].lstrip()
    if word.lower() in _BEFORE_NUMBERS and after[:1].isdigit():
        return False
    if _is_ordinal(text, word, match):
        return False
    line_start = text.rfind("\n", 0, match.start()) + 1
    if word.isdigit() and not text[line_start : match.start() - len(word)].strip():
        return False  # "1." at the start of a line numbers an item
    return not (after[:1].islower() and "\n\n" not in text[match.end() : match.end() + 8])


def _is_initial(text: str, word: str, match: re.Match[str]) -> bool:
    """As in "J. K. Rowling", or in small letters that stand for words: "z. B.", "Smith v. Jones"."""
    if len(word) != 1 or not word.isalpha():
        return False
    return not (word.islower() and _NO_INITIAL.search(text, max(0, match.start() - 13), match.start() + 1))


def _is_ordinal(text: str, word: str, match: re.Match[str]) -> bool:
    """As in "31. März" and "die 2. Mahnung", or a time of day: "5 p.m. Monday"."""
    following = _NEXT_WORD.match(text, match.end(), match.end() + 24)
    if following is None:
        return False
    then = following[1].lower()
    if not word.isdigit():
        return word.lower() in ("a.m", "p.m") and then in _DAYS
    if len(word) > 2 or then in _MONTHS:
        return len(word) <= 2
    begin = match.start() - len(word)
    leading = _WORD_BEFORE.search(text, max(0, begin - 16), begin)
    counts = leading is not None and leading[1].lower() in _BEFORE_ORDINALS
    return counts and not is_small(then) and then not in _BEGINS


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))
