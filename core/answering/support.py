"""Whether the evidence says what a sentence says, and whether that is what was asked.

A sentence is kept when some statement of the evidence holds its words, all of its numbers and names with what stands
beside them there, and means the same (cosine), when neither denies what the other states, and when it is about as close
to the question as the quotes are.
Strict on purpose: a true sentence that is lost costs a little, a false one that is kept costs the person's trust.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise

from core.addresses import without_addresses
from core.answering.codes import codes
from core.asking.tongues import is_german
from core.ports import Embedder, Vectors
from core.sentences import sentence_spans
from core.types import Evidence, Support
from core.words import content_words, numbers

_MEANS_THE_SAME = 0.62  # cosine
_NEAR_THE_QUESTION = 0.8  # of the best quote's cosine with the question
_SHARED_WORDS = 0.7  # of the sentence's words, in the evidence it leans on
_DENIAL = re.compile(r"\b(?:not|no|never|none|neither|nor|without|cannot|unable)\b|n['’]t\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z][\w’'-]+")
_NAMES = re.compile(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMERALS = frozenset(
    content_words("two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty ninety")
)
_MULTIPLIERS = frozenset(content_words("hundred thousand million billion"))
_ARTICLES = frozenset("the a an".split())
_GERMAN_ARTICLES = frozenset("der die das dem den des ein eine einer einem einen eines".split())
_NEXT_TO_NUMBERS, _NEXT_TO_NAMES = 1, 2  # words on each side


def check_support(sentences: Sequence[str], evidence: Evidence, embedder: Embedder | None) -> list[Support]:
    """For each sentence whether the evidence bears it, and which evidence. Without an embedder the words decide."""
    statements = [(n, parts) for n, hit in enumerate(evidence.hits, start=1) for parts in _statements(hit.text)]
    return [_support(sentence, statements, evidence, embedder) for sentence in sentences]


def _statements(text: str) -> list[tuple[str, ...]]:
    """The sentences of a passage, and each with the one after it."""
    single = [text[start:end] for start, end in sentence_spans(text)]
    return [(sentence,) for sentence in single] + list(pairwise(single))


def _support(
    sentence: str, statements: Sequence[tuple[int, tuple[str, ...]]], evidence: Evidence, embedder: Embedder | None
) -> Support:
    # Words first: they are cheap, and leave few statements whose meaning must be compared.
    borne = [(n, " ".join(parts)) for n, parts in statements if _bears(parts, sentence)]
    if not borne:
        return Support(False)
    if embedder is None:
        return Support(True, (borne[0][0],))
    vector = embedder.embed_question(sentence)
    cosines = embedder.embed_passages([without_addresses(text) for _, text in borne]) @ vector
    best = int(cosines.argmax())
    if cosines[best] < _MEANS_THE_SAME or not _answers(vector, evidence, embedder) or _strays(sentence, evidence):
        return Support(False)
    return Support(True, (borne[best][0],))


def _answers(sentence: Vectors, evidence: Evidence, embedder: Embedder) -> bool:
    """True statements beside the point are no answer."""
    if not evidence.quotes:
        return True
    question = embedder.embed_question(evidence.question)
    quotes = embedder.embed_passages([without_addresses(quote.text) for quote in evidence.quotes]) @ question
    return bool(sentence @ question >= _NEAR_THE_QUESTION * quotes.max())


def _strays(sentence: str, evidence: Evidence) -> bool:
    """Whether it speaks of a code, where the question names others."""
    asked, said = codes(evidence.question), codes(sentence)
    return bool(asked and said) and not asked & said


def _bears(parts: tuple[str, ...], sentence: str) -> bool:
    statement = " ".join(parts)
    said, words = set(content_words(statement)), set(content_words(sentence))
    if not words or len(words & said) < _SHARED_WORDS * len(words):
        return False
    if not numbers(sentence) <= numbers(statement):
        return False
    names = {stem for name in _NAME.findall(sentence) for stem in content_words(name)}
    denied = bool(_DENIAL.search(sentence))
    # A denial in one of two sentences says nothing of the other, so both must agree.
    if not names <= said or any(bool(_DENIAL.search(part)) != denied for part in parts):
        return False
    theirs = [_in_order(part) for part in parts]
    return _numbers_in_place(_in_order(sentence), theirs) and _names_in_place(sentence, theirs)


# The words alone do not tell "30 days' notice and 300 a trip" from "300 days' notice and 30 a trip".


def _in_order(text: str) -> list[str]:
    return [word for word in content_words(text) if word not in _MULTIPLIERS]


def _numbers_in_place(words: Sequence[str], theirs: Sequence[Sequence[str]]) -> bool:
    """Whether a word that stands beside each number does so in the statement too: its unit, or what it is of."""
    years = {word for part in theirs for word in part if _YEAR.fullmatch(word)}
    said = {word for word in words if word[0].isdigit() or word in _NUMERALS}
    return all(years == {word} or _in_company([word], words, theirs, _NEXT_TO_NUMBERS) for word in said)


def _names_in_place(sentence: str, theirs: Sequence[Sequence[str]]) -> bool:
    """The same of names, so that who leads does not change places with the deputy."""
    words, nouns_are_names = _in_order(sentence), is_german(sentence)
    articles = _GERMAN_ARTICLES if nouns_are_names else _ARTICLES
    for found in _NAMES.finditer(sentence):
        said = found[0].split()
        own = list(dropwhile(lambda word: word.casefold() in articles, said))  # "Der Mieter", "The Board"
        name = _in_order(" ".join(own))
        alone = len(name) == 1 and (found.start() == 0 or nouns_are_names or own != said)
        if not name or alone:
            continue
        if not _in_company(name, words, theirs, _NEXT_TO_NAMES):
            return False
    return True


def _in_company(said: Sequence[str], words: Sequence[str], theirs: Sequence[Sequence[str]], reach: int) -> bool:
    """Whether some word beside `said` in a sentence stands beside it in a statement; also where none does."""
    beside = set().union(*_beside(said, words, reach))
    return not beside or any(beside & others for part in theirs for others in _beside(said, part, reach))


def _beside(said: Sequence[str], words: Sequence[str], reach: int) -> list[set[str]]:
    """The words on both sides of each place where `said` stands, or its end: a person's last name."""
    found: list[set[str]] = []
    for at, word in enumerate(words):
        if word == said[-1]:
            start = at
            while start > 0 and words[start - 1] in said:
                start -= 1
            found.append({*words[max(0, start - reach) : start], *words[at + 1 : at + 1 + reach]})
    return found
