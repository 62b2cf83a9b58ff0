"""Acronyms that the documents explain themselves: "Paid Time Off (PTO)", "PTO (paid time off)", "PTO: paid time off".

Schwartz and Hearst, A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text (2003): the letters
of the short form are looked for from the right, each in the words before the brackets; the first must begin a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from core.asking.tongues import is_small
from core.words import content_words

_SHORTEST, _LONGEST = 2, 10  # characters of a short form
_MOST_WORDS = 8  # of a long form, and of what is looked up
_CERTAIN = 3  # letters, where nothing but a comma or blanks says that the rest of a line explains them
_MAIL = frozenset("to cc bcc from re fw fwd aw wg".split())  # what a line of a mail begins with
_MOST = 2  # meanings of one short form: with more it is anybody's guess which is meant
_ONE_WORD = 16  # characters of a long form that is a single word, a compound
_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]\n]{2,120})[)）\]]")
# A line of a glossary: the short form, what parts it from the long one, and the rest of the line or cell.
_LISTED = re.compile(
    r"^[ \t]*(?:[-*+•>|][ \t]*)*(?:\*\*|__|`)?([^\W_][\w&./-]{0,8}[^\W_])(?:\*\*|__|`)?"
    r"([ \t]*[:=|–—][ \t]*|[ \t]+-[ \t]+|[ \t]*\t[ \t]*|[ ]{2,}|[,;](?=\S)|[ ](?:stands for|steht für)[ ])"
    r"(?:\*\*|__)?[ \t]*([^\n|]{4,160})",
    re.MULTILINE,
)
_GLOSSARY = re.compile(
    r"acronym|abbreviation|short form|stands for|meaning|glossary|abkürzung|bedeutung|steht für|glossar|sigla|sigle|"
    r"abreviatura|significado|abréviation|afkorting",
    re.IGNORECASE,
)
_LONG_ENDS = re.compile(r"[.;:,(（|]|\s[-–—]\s|\t|[ ]{2,}")
_SHORT = re.compile(r"[^\W_][\w&./-]*[^\W_]")
_WORD_BEFORE = re.compile(r"([^\W_][\w&./-]*)\s*$")
_SENTENCE_START = re.compile(r"[.!?;:。！？]\s|[\n(){}\[\]（）]")
_INSIDE = re.compile(r"[;,:]|\s[-–—]\s")
_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_TOKEN = re.compile(r"[^\W_](?:[\w&./’'-]*[^\W_])?")


@dataclass(frozen=True, slots=True)
class Acronym:
    """short: "PTO". long: "Paid Time Off"; both as the document writes them."""

    short: str
    long: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """An acronym that a question uses or writes out; `form` is that of its two forms that the question lacks."""

    acronym: Acronym
    form: str


class Acronyms(Protocol):
    """What the library explains."""

    def of(self, short_keys: Sequence[str], long_keys: Sequence[str]) -> list[tuple[Acronym, int]]:
        """Acronyms with one of these short or long forms, and how many documents explain them, most first."""
        ...


def short_key(short: str) -> str:
    """How short forms are compared: lower case, without accents, points, hyphens and the s of a plural."""
    text = short[:-1] if short.endswith("s") and short[:-1].isupper() else short
    return re.sub(r"[\W_\u0300-\u036f]", "", unicodedata.normalize("NFKD", text.casefold()))


def long_key(long: str) -> str:
    """How long forms are compared: the stems of the words that carry meaning."""
    return " ".join(content_words(long))


def explained(text: str) -> Iterator[Acronym]:
    """The acronyms that a passage explains, each once."""
    seen: set[tuple[str, str]] = set()
    in_brackets = (_before(text, brackets) or _inside(text, brackets) for brackets in _BRACKETS.finditer(text))
    for found in chain(in_brackets, _in_lists(text)):
        if found and (keys := (short_key(found.short), long_key(found.long))) not in seen:
            seen.add(keys)
            yield found


def _in_lists(text: str) -> Iterator[Acronym]:
    """Where only a comma or blanks part two letters from the rest, as in "AM,Anna Meier", others must be surer.

    Or something must say what the list is.
    """
    entries = [(entry[2], found) for entry in _LISTED.finditer(text) if (found := _listed(*entry.groups()))]
    sure = [bool(mark.strip(" \t,;")) or len(_letters(found.short)) >= _CERTAIN for mark, found in entries]
    glossary = any(sure) or bool(entries and _GLOSSARY.search(text))
    yield from (found for (_, found), surely in zip(entries, sure, strict=True) if surely or glossary)


def _before(text: str, brackets: re.Match[str]) -> Acronym | None:
    """As in "Paid Time Off (PTO)"."""
    short = _INSIDE.split(brackets[1], maxsplit=1)[0].strip(" \"'“”„«»")
    if not _is_short(short):
        return None
    stretch = text[max(0, brackets.start() - 160) : brackets.start()].rstrip(" \"'“”„«»")
    stretch = _SENTENCE_START.split(stretch)[-1]
    words = list(re.finditer(r"\S+", stretch))
    most = min(len(short) + 5, 2 * len(short), _MOST_WORDS)
    return _matched(short, stretch[words[-most].start() :] if len(words) > most else stretch)


def _inside(text: str, brackets: re.Match[str]) -> Acronym | None:
    """As in "PTO (paid time off)"."""
    before = _WORD_BEFORE.search(text, max(0, brackets.start() - 2 * _LONGEST), brackets.start())
    long = _INSIDE.split(brackets[1], maxsplit=1)[0].strip(" \"'“”„«»")
    if before is None or not _is_short(before[1]) or not 2 <= len(long.split()) <= _MOST_WORDS:
        return None
    found = _matched(before[1], long)
    return found if found and found.long == long else None


def _listed(short: str, mark: str, rest: str) -> Acronym | None:
    """As in "PTO: paid time off, holidays and illness": what the line begins with."""
    if not _is_short(short) or (short.casefold() in _MAIL and mark.strip() == ":"):
        return None
    entry = _LONG_ENDS.split(rest, maxsplit=1)[0].strip(" \"'“”„«»*_")
    words = list(re.finditer(r"\S+", entry))
    for count in range(min(len(words), _MOST_WORDS), 1, -1):
        long = entry[: words[count - 1].end()]
        if _by_initials(_letters(short), long) == long and (found := _matched(short, long)):
            return found
    # Of the whole entry letters may stand inside its words, a compound's; of its beginning that would be chance.
    found = _matched(short, entry) if 1 < len(words) <= _MOST_WORDS else None
    return found if found and found.long == entry else None


def _is_short(short: str) -> bool:
    """Two capitals at least, no more than ten characters, no blank."""
    return (
        _SHORTEST <= len(short) <= _LONGEST
        and _SHORT.fullmatch(short) is not None
        and sum(char.isupper() for char in short) >= max(2, sum(char.isalpha() for char in short) / 2)
    )


def _matched(short: str, stretch: str) -> Acronym | None:
    """The end of the stretch whose words begin with the letters of the short form, or have them in their order."""
    letters = _letters(short)
    long = _by_initials(letters, stretch) or _by_letters(letters, stretch)
    words = _WORDS.findall(long)
    if not words or is_small(words[0].casefold()) or is_small(words[-1].casefold()) or "," in long:
        return None
    if len(words) == 1 and len(long) < _ONE_WORD:
        return None
    itself = short_key(short) in {short_key(word) for word in words}
    return None if itself or len(long) <= len(short) or len(words) > 2 * len(short) else Acronym(short, long)


def _letters(short: str) -> list[str]:
    letters = [char for char in short.casefold() if char.isalnum()]
    return letters[:-1] if short.endswith("s") and short[:-1].isupper() else letters


def _by_initials(letters: list[str], stretch: str) -> str:
    """Where each word, but for the small ones, begins with the next letter; "" where they don't."""
    words = list(_WORDS.finditer(stretch))
    left = list(letters)
    for word in reversed(words):
        if word[0][0].casefold() == left[-1]:
            left.pop()
        elif not is_small(word[0].casefold()):
            return ""
        if not left:
            return stretch[word.start() :].strip()
    return ""


def _by_letters(letters: list[str], stretch: str) -> str:
    """The shortest end that has the letters in their order, the first of them at the beginning of a word."""
    text = stretch.casefold()
    at = len(text) if len(text) == len(stretch) else -1
    for number in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (text[at] != letters[number] or (number == 0 and at > 0 and text[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
    long = stretch[at:].strip()
    # Most letters begin a word or a part of a compound, so that no chance sequence passes.
    return long if len(letters) <= 3 or 2 * len(_WORDS.findall(long)) >= len(letters) else ""


def expansions(question: str, known: Acronyms) -> tuple[Expansion, ...]:
    """The acronyms that the question uses, and those whose long forms it has.

    A word in lower case is taken for an acronym too ("pto"). Of several meanings the one is taken that most documents
    give; none where they differ too much.
    """
    tokens = [match[0] for match in _TOKEN.finditer(question)]
    shorts = {short_key(token) for token in tokens if _may_be_short(token)}
    stems = content_words(question)
    grams = {
        " ".join(stems[start : start + size])
        for size in range(1, _MOST_WORDS + 1)
        for start in range(len(stems) - size + 1)
        if size > 1 or len(stems[start]) >= _ONE_WORD // 2
    }
    found = known.of(sorted(shorts), sorted(grams)) if shorts or grams else []
    asked = f" {long_key(question)} "
    used = [entry for short in sorted(shorts) for entry in _meanings(short, found) if long_key(entry.long) not in asked]
    spelt_out = {long_key(entry.long) for entry, _ in found} & grams
    whole = {gram for gram in spelt_out if not any(f" {gram} " in f" {other} " for other in spelt_out - {gram})}
    said = {short_key(token) for token in tokens}
    new = [entry for entry, _ in found if long_key(entry.long) in whole and short_key(entry.short) not in said]
    both = [Expansion(entry, entry.long) for entry in used] + [Expansion(entry, entry.short) for entry in new]
    return tuple({short_key(found.form): found for found in reversed(both)}.values())[::-1]


def written_out(text: str, explained: Sequence[Expansion]) -> str:
    """The text with these acronyms written out; unchanged where there are none.

    In lower case, for what is written out is no name.
    """
    for token, long in reversed(list(_explained_in(text, explained))):
        text = f"{text[: token.start()]}{long.lower()}{text[token.end() :]}"
    return text


def stood_for(text: str, explained: Sequence[Expansion]) -> list[tuple[str, str]]:
    """(acronym in the text, what it stands for)."""
    return [(token[0], long) for token, long in _explained_in(text, explained)]


def _explained_in(text: str, explained: Sequence[Expansion]) -> Iterator[tuple[re.Match[str], str]]:
    long = {short_key(one.acronym.short): one.acronym.long for one in reversed(explained)}
    for token in _TOKEN.finditer(text) if long else ():
        if (key := short_key(token[0])) in long and _may_be_short(token[0]):
            yield token, long[key]


def _meanings(short: str, found: Sequence[tuple[Acronym, int]]) -> list[Acronym]:
    """found: those that most documents explain first."""
    meant = [(entry, documents) for entry, documents in found if short_key(entry.short) == short]
    if len(meant) > 1 and meant[0][1] >= 2 * meant[1][1]:
        return [meant[0][0]]
    return [entry for entry, _ in meant] if len(meant) <= _MOST else []


def _may_be_short(token: str) -> bool:
    """In lower case only where no vowel makes a word of it, or hardly one: "pto", "fmla"."""
    if not _SHORTEST <= len(token) <= _LONGEST or (is_small(token.casefold()) and not token.isupper()):
        return False
    if sum(char.isupper() for char in token) >= 2:
        return True
    vowels = sum(char in "aeiouyäöüáéíóúàèìòùâêîôû" for char in token)
    return token.islower() and len(token) <= 5 and (vowels == 0 or (vowels == 1 and token[-1] in "aeiou"))
