"""The terms that keyword search goes by: what a passage is indexed with, and what a question is looked up with.

Words are folded (lower case, no accents) and stemmed in the tongue of the passage, told by its small words or script. A
script without spaces gives every two characters that stand side by side, which finds its words without a dictionary
(Nie, Gao, Zhang, Zhou: On the use of words and n-grams for Chinese information retrieval, IRAL 2000).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from types import MappingProxyType

from core.asking.tongues import TONGUES, is_small, small_words
from core.stemming import stems
from core.words import EMPTY

# A number keeps its inner points ("3.2.1"); everything else is a run of letters and digits: "ERR-4012" is two terms.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)+(?!\w)|[^\W_]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_YEAR = re.compile(r"[a-z]{1,2}\d?((?:19|20)\d\d)")  # as in "FY2023" and "Q32023": a text says "fiscal year 2023"
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+"
)
# The marks of Latin, Greek and Cyrillic letters; those of other scripts are letters of their own.
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_WITH_DIGIT = re.compile(r"(?:§+\s*)?[^\s]*\d[^\s]*")
_MOST_PARTS, _MOST_IDENTIFIERS = 6, 6  # each is a query of its own
_LONGEST = 60  # characters of a term: what is longer is data
_NAMES = MappingProxyType(
    {
        "en": "english",
        "de": "german",
        "es": "spanish",
        "fr": "french",
        "it": "italian",
        "pt": "portuguese",
        "nl": "dutch",
    }
)
_SCRIPTS = (
    (re.compile(r"[\u0400-\u04ff]"), "russian"),
    (re.compile(r"[\u0370-\u03ff]"), "greek"),
    (re.compile(r"[\u0600-\u06ff]"), "arabic"),
    (re.compile(r"[\u0900-\u097f]"), "hindi"),
)


def terms(text: str) -> list[str]:
    """The terms of a passage in their order, with repeats."""
    tokens = _tokens(text)
    return _stemmed(tokens, _tongue(tokens) or "english")


def asked_terms(question: str) -> list[tuple[str, ...]]:
    """For each word of a question that carries meaning, once: the terms that passages may have for it.

    There are several where the question does not tell its tongue, since a passage is stemmed in its own.
    """
    tokens = list(dict.fromkeys(_tokens(question)))
    tongue = _tongue(tokens)
    telling = [token for token in tokens if not _says_nothing(token, tongue)] or tokens
    tongues = (tongue, "english") if tongue else tuple(_NAMES.values())
    words: list[tuple[str, ...]] = []
    for token in telling:
        forms = dict.fromkeys(_stemmed([token], name)[0] for name in tongues)
        if year := _YEAR.fullmatch(token):
            forms[year[1]] = None
        same = next((at for at, word in enumerate(words) if not forms.keys().isdisjoint(word)), None)
        if same is None:
            words.append(tuple(forms))
        else:
            words[same] = tuple(dict.fromkeys((*words[same], *forms)))
    return words


def all_asked(question: str) -> list[str]:
    """Every term that passages may have for a word of the question."""
    return [term for forms in asked_terms(question) for term in forms]


def identifiers(question: str) -> list[list[str]]:
    """The terms of each name of several parts with a digit in it ("ERR-4012"), to be found side by side."""
    found = (_stemmed(_tokens(match[0]), "english") for match in _WITH_DIGIT.finditer(question))
    return list(islice((parts for parts in found if 2 <= len(parts) <= _MOST_PARTS), _MOST_IDENTIFIERS))


def _tokens(text: str) -> list[str]:
    """Written so that the many plain words cost little: every passage of every file goes through here."""
    found: list[str] = []
    for token in _TOKEN.findall(_folded(text)):
        if not token.isascii():
            found += _pieces(token)
        elif "," in token and _THOUSANDS.fullmatch(token):
            found.append(token.replace(",", ""))
        else:
            found.append(token[:_LONGEST])
    return found


def _pieces(token: str) -> Iterator[str]:
    """The pairs of characters of scripts without spaces, and what stands between."""
    at = 0
    for run in _UNSPACED.finditer(token):
        if run.start() > at:
            yield token[at : run.start()][:_LONGEST]
        text, at = run[0], run.end()
        yield from (text[i : i + 2] for i in range(max(1, len(text) - 1)))
    if at < len(token):
        yield token[at:][:_LONGEST]


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))


def _tongue(tokens: Sequence[str]) -> str | None:
    """The name of the tongue, as the stemmers are called; None where nothing tells it."""
    there = set(tokens)
    counts = {name: len(there & small) for name, small in _small().items()}
    best = max(counts, key=lambda name: counts[name])
    if counts[best]:
        return _NAMES[best]
    text = " ".join(tokens[:20])
    return next((name for script, name in _SCRIPTS if script.search(text)), None)


def _says_nothing(token: str, tongue: str | None) -> bool:
    if tongue is None:
        return is_small(token) or token in EMPTY
    return any(token in _small()[key] for key, name in _NAMES.items() if name == tongue) or (
        tongue == "english" and token in EMPTY
    )


@cache
def _small() -> dict[str, frozenset[str]]:
    """The small words of each tongue as tokens are: folded, parted at apostrophes."""
    return {key: frozenset(token for word in small_words(key) for token in _tokens(word)) for key in TONGUES}


def _stemmed(tokens: Sequence[str], name: str) -> list[str]:
    """By the stemmer of a tongue; numbers and scripts without spaces stay as they are."""
    found = zip(tokens, stems(tokens, name), strict=True)
    return [
        token if token[0].isdigit() else stem if stem.isascii() else _beyond_ascii(token, stem) for token, stem in found
    ]


def _beyond_ascii(token: str, stem: str) -> str:
    return token if _UNSPACED.match(token) else _folded(stem)
