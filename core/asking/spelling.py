"""Typing errors: words that the library does not have, put right to words that it has.

A word is left alone where it may be meant: numbers, identifiers, names, short words, what stands in quotation marks,
the small words of a language, an inflection of a word that the library has, and a real word that the library lacks.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.asking.tongues import TONGUES, is_small, tongue_of

_SHORTEST = 5  # characters; shorter words have too many neighbours
_SHORT = 6  # characters; up to here only likely errors count
_LONG_ENOUGH = 8  # where nobody can say what is a real word
_UNMISTAKABLE = 12  # no grammar makes a word of a word so long with another vowel in its middle
_SHORTEST_NAME = 9  # a name is another name with one letter changed
_SHORTEST_TWICE = 10  # for two errors in one word
_KEPT = 3  # letters at the beginning that two errors leave alone
_OWN_END = 4  # letters at the end that derive a word from another
_RIVAL = 1.5  # the cost of an error that is too unlikely to be put right, and may be what happened all the same
_MARGIN = 0.12  # of two words as near, neither is taken
_MOST_UNKNOWN = 0.5  # of the words: with more, it is another language
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NO_VOWELS = str.maketrans("", "", "aeiouy")
_ENDINGS = frozenset(
    "s y es e n en er ed d r rs ing led ling ied ies ly al i a o is ns em es in innen nen ene ment ción ções".split()
)
_TOKEN = re.compile(r"(?<![\w@./\\#:=+-])[^\W\d_]{5,30}(?![\w@/\\#:=+-]|\.\w|['’]\w{2})")
_QUOTED = re.compile(r"[\"“„«「][^\"“”„«»「」\n]*[\"”“»」]")


class Lexicon(Protocol):
    """The words of the library, folded (`fold`)."""

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        """In how many passages these words are, of those that are in any."""
        ...

    def beginning(self, prefix: str, shortest: int, longest: int) -> list[tuple[str, int]]:
        """The words that begin so and have so many characters, with their counts."""
        ...

    def written(self, word: str) -> str:
        """How the library writes a word, in lower case: with its accents."""
        ...


@dataclass(frozen=True, slots=True)
class Spelled:
    """A question with its typing errors put right. changes: what was typed, and what was read instead."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def notice(self) -> str:
        """For the person, "" where nothing was changed."""
        return f"Searched for {', '.join(f'“{right}”' for _, right in self.changes)}." if self.changes else ""


def fold(word: str) -> str:
    """A word as the lexicon keeps it: lower case, without accents."""
    if word.isascii():
        return word.lower()
    return "".join(char for char in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(char))


def spelled(question: str, lexicon: Lexicon, real: Callable[[str], bool] | None = None) -> Spelled:
    """Put right what is surely a typing error.

    real: whether an English word in lower case is one at all, though the library lacks it; None where nobody can say.
    """
    quoted = [match.span() for match in _QUOTED.finditer(question)]
    tokens = [match for match in _TOKEN.finditer(question) if _may_be_wrong(match, quoted)]
    counts = lexicon.counts({fold(match[0]) for match in tokens}) if tokens else {}
    unknown = [match for match in tokens if fold(match[0]) not in counts]
    if not unknown or len(unknown) > max(2, _MOST_UNKNOWN * len(tokens)):
        return Spelled(question)
    tongue = tongue_of(question)
    if tongue is not TONGUES["en"] and not (tongue is None and question.isascii()):
        real = None
    text, changes = question, {}
    for match in reversed(unknown):
        right = _right(match, lexicon, real)
        if right:
            text = f"{text[: match.start()]}{right}{text[match.end() :]}"
            changes[match[0]] = right
    return Spelled(text, tuple(reversed(changes.items())))


def _may_be_wrong(match: re.Match[str], quoted: Sequence[tuple[int, int]]) -> bool:
    word = match[0]
    if any(start < match.start() < end for start, end in quoted) or is_small(word.casefold()):
        return False
    if not (word.islower() or word.istitle()) or any(ord(char) > 0x2000 for char in word):
        return False  # "iPhone", "NASA", scripts without spaces
    begins = not match.string[: match.start()].rstrip(" ¿¡\"'“„«(").rstrip().rpartition("\n")[2]
    return word.islower() or begins or len(word) >= _SHORTEST_NAME


def _right(match: re.Match[str], lexicon: Lexicon, real: Callable[[str], bool] | None) -> str:
    word = fold(match[0])
    if (real is None and len(word) < _LONG_ENOUGH) or (real is not None and real(match[0].lower())):
        return ""
    if _inflected(word, lexicon):
        return ""
    best = _nearest(word, lexicon, _slip if real is None else _error)
    right = lexicon.written(best) if best else ""
    return right.capitalize() if match[0][0].isupper() else right


def _inflected(word: str, lexicon: Lexicon) -> bool:
    """Whether the library has another form of the word."""
    near = lexicon.beginning(word[: max(4, len(word) - 4)], len(word) - 4, len(word) + 4)
    return any(_only_ends_differ(word, other) for other, _ in near)


def _only_ends_differ(left: str, right: str) -> bool:
    same = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    ends = left[same:], right[same:]
    return same >= 4 and all(not end or end in _ENDINGS for end in ends)


def _nearest(word: str, lexicon: Lexicon, cost: Callable[[str, str], float]) -> str:
    """The word of the library that is meant, "" where it can't be told."""
    costs = {other: cost(word, other) for other in _edits(word)}
    counts = lexicon.counts(other for other, price in costs.items() if price <= _RIVAL)
    ranked = sorted((min(1.0, costs[other]) - _weight(count), other) for other, count in counts.items())
    if not ranked and len(word) >= _SHORTEST_TWICE and cost is _error:
        near = lexicon.beginning(word[:_KEPT], len(word) - 2, len(word) + 2)
        ranked = sorted((-_weight(count), other) for other, count in near if _within_two(word, other))
    if not ranked or (len(ranked) > 1 and ranked[1][0] - ranked[0][0] < _MARGIN):
        return ""
    return ranked[0][1] if costs.get(ranked[0][1], 0.0) < _RIVAL else ""


def _weight(count: int) -> float:
    """A frequent word is meant more often: ten times as frequent weighs a quarter of an error."""
    return 0.25 * math.log10(count)


def _edits(word: str) -> set[str]:
    """All words at one error: a letter left out, added, exchanged, or two of them in the wrong order."""
    letters = sorted({*_LETTERS, *word})
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {left + right[1:] for left, right in splits if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in splits if right for letter in letters}
    found |= {left + letter + right for left, right in splits for letter in letters}
    return found - {word}


def _error(word: str, other: str) -> float:
    """What one error costs; 2 where it makes another word, by its first or last letter; _RIVAL in a short word."""
    if (word[1:] == other[1:] or word[:-1] == other[:-1]) and len(word) == len(other):
        return 2.0
    if word[1:] == other or word == other[1:]:
        return 2.0  # "vaction" is no "action": nobody errs at the first letter
    if sorted(word) == sorted(other) or _undoubled(word) == _undoubled(other):
        return 0.8
    if _consonants(word) == _consonants(other):
        return 0.9
    return 1.0 if len(word) > _SHORT else _RIVAL


def _slip(word: str, other: str) -> float:
    """What an error costs that fingers make without the head: a consonant twice, left out or too early; else 2.

    Where the ends of words are full of grammar, nothing there is an error for certain.
    """
    if word[0] != other[0] or word[:-_OWN_END] == other[: len(word) - _OWN_END]:
        return 2.0
    if sorted(word) == sorted(other) or _undoubled(word) == _undoubled(other):
        return 0.8
    if _consonants(word) == _consonants(other):
        return 0.9 if len(word) >= _UNMISTAKABLE else 2.0
    return 1.0 if len(word) != len(other) else 2.0


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _consonants(word: str) -> str:
    return word.translate(_NO_VOWELS)


def _within_two(left: str, right: str) -> bool:
    """Whether two errors make one of the other (Damerau, optimal string alignment), in vowels and doubled letters.

    Two errors in consonants make another word, and so do two at the end: "hyper" and "hypo", "accuracy" and "accurate".
    """
    if left[:-_OWN_END] == right[: len(left) - _OWN_END]:
        return False
    if _undoubled(_consonants(left)) != _undoubled(_consonants(right)):
        return False
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        older, before = before, row
        row = [i]
        for j, b in enumerate(right, start=1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
            if older and j > 1 and a == right[j - 2] and left[i - 2] == b:
                row[j] = min(row[j], older[j - 2] + 1)
        if min(row) > 2:
            return False
    return row[-1] <= 2
