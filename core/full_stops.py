"""Which full stops end a sentence: not those of abbreviations, initials, dates and numbered items."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.asking.tongues import small_words

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
_WEEKDAYS = frozenset("mo di mi do fr sa so".split())
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+[”’」』）]*")
_BEGINS_LINE, _MOST_BLANK = re.compile(r"^[ \t]*\d+$", re.MULTILINE), 24
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


def sentence_ends(text: str) -> Iterator[re.Match[str]]:
    """What ends sentences, in order: stops with the quotation marks and brackets after them."""
    return (match for match in _END.finditer(text) if _really_ends(text, match))


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
    if word.isdigit() and _BEGINS_LINE.search(text, max(0, match.start() - _MOST_BLANK), match.start()):
        return False  # "1." at the start of a line numbers an item
    return not (after[:1].islower() and "\n\n" not in text[match.end() : match.end() + 8])


def _is_initial(text: str, word: str, match: re.Match[str]) -> bool:
    """As in "J. K. Rowling", or in small letters that stand for words: "z. B.", "Smith v. Jones"."""
    if len(word) != 1 or not word.isalpha():
        return False
    return not (word.islower() and _NO_INITIAL.search(text, max(0, match.start() - 13), match.start() + 1))


def _is_ordinal(text: str, word: str, match: re.Match[str]) -> bool:
    """As in "31. März" and "die 2. Mahnung", or a time of day: "5 p.m. Monday"."""
    of_day = word.lower() in ("a.m", "p.m")
    if not of_day and not (word.isdigit() and len(word) <= 2):
        return False
    following = _NEXT_WORD.match(text, match.end(), match.end() + 24)
    if following is None:
        return False
    then = following[1].lower()
    if of_day or then in _MONTHS:
        return then in (_DAYS if of_day else _MONTHS)
    begin = match.start() - len(word)
    leading = _WORD_BEFORE.search(text, max(0, begin - 16), begin)
    counts = leading is not None and leading[1].lower() in _BEFORE_ORDINALS
    return counts and (then in _WEEKDAYS or (then not in small_words("de") and then not in _BEGINS))
