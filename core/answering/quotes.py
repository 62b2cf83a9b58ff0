"""The sentences of the evidence that answer best, word for word.

A small model is too weak to be trusted with facts; the documents' own words are not. Each sentence is scored by meaning
(cosine with the question), by words (the share of the question's words in it, rare ones counting more) and by the
passage it stands in.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.addresses import without_addresses
from core.answering.candidates import ENDED, Candidate, candidates
from core.answering.codes import holding
from core.asking.acronyms import Expansion, written_out
from core.asking.tongues import asks_for_something
from core.folding import Said
from core.ports import Embedder, Vectors
from core.rows import read_out
from core.sentences import entry_label
from core.terms import terms
from core.types import Hit, Quote
from core.words import content_words

# Stems of words that ask for a text to speak, and say nothing of what about.
_ASKING = frozenset(content_words("say says mean state mention describe explain according document file"))
_MEANING, _WORDS, _PASSAGE = 0.5, 0.35, 0.15
_LABEL = 0.1  # for an entry of a form that is asked for; among others of its kind few words tell it apart
_NEXT_BEST = 0.85  # a second and third quote must be nearly as good as the first
MAX_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with what speaks for it, each part 0 to 1."""

    candidate: Candidate
    meaning: float
    words: float
    score: float


def score_sentences(
    question: str, hits: Sequence[Hit], embedder: Embedder | None, explained: Sequence[Expansion] = ()
) -> list[Scored]:
    """The sentences of the best hits, best first. explained: acronyms; the question has them written out."""
    found = _that_answer(question, candidates(hits, holding(question, hits)))
    if not found:
        return []
    meaning = _meaning(question, [written_out(_as_read(c), explained) for c in found], embedder)
    words = _word_shares(question, [written_out(_with_heading(hits[c.hit], c), explained) for c in found])
    best = max(hit.score for hit in hits) or 1.0
    scored = [
        Scored(
            c,
            m,
            w,
            _MEANING * m + _WORDS * w + _PASSAGE * hits[c.hit].score / best + _LABEL * _is_asked_for(question, c),
        )
        for c, m, w in zip(found, meaning, words, strict=True)
    ]
    return sorted(scored, key=lambda s: -s.score)


def pick_quotes(scored: Sequence[Scored], most: int = MAX_QUOTES) -> list[Scored]:
    """The best one to `most`, those of one passage in reading order."""
    picked: list[Scored] = []
    said = Said()
    for sentence in scored:
        if picked and sentence.score < _NEXT_BEST * picked[0].score:
            break
        if not any(_overlap(sentence, other) for other in picked) and said.anew(terms(sentence.candidate.text)):
            picked.append(sentence)
        if len(picked) == most:
            break
    order = {s.candidate.hit: rank for rank, s in reversed(list(enumerate(picked)))}
    return sorted(picked, key=lambda s: (order[s.candidate.hit], s.candidate.start))


def as_quote(scored: Scored, n: int) -> Quote:
    """The quote as evidence number `n` holds it."""
    candidate = scored.candidate
    return Quote(n, candidate.start, candidate.end, candidate.text, round(scored.score, 4), candidate.columns)


def _that_answer(question: str, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """Without headings and the like that only repeat the question: they say nothing of what it asks for."""
    if not asks_for_something(question):
        return found
    asked = set(content_words(question))
    return [c for c in found if ENDED.search(c.text) or not asked.issuperset(content_words(c.text))] or found


def _is_asked_for(question: str, candidate: Candidate) -> bool:
    """Of an entry, "Deposit: EUR 900": whether the question names its label."""
    label = content_words(entry_label(candidate.text))
    return bool(label) and set(content_words(question)).issuperset(label)


def _as_read(candidate: Candidate) -> str:
    return read_out(candidate.text) if candidate.columns else candidate.text


def _with_heading(hit: Hit, candidate: Candidate) -> str:
    """The candidate with what it stands under: the last headings, and for a row what names its columns."""
    return " ".join(part for part in (*hit.heading[-2:], candidate.columns, _as_read(candidate)) if part)


def _meaning(question: str, texts: Sequence[str], embedder: Embedder | None) -> list[float]:
    if embedder is None:
        return [0.0] * len(texts)
    vectors: Vectors = embedder.embed_passages([without_addresses(text) for text in texts])
    cosines = vectors @ embedder.embed_question(question)
    return [float(value) for value in np.clip(cosines, 0.0, 1.0)]


def _word_shares(question: str, texts: Sequence[str]) -> list[float]:
    """The share of the question's words in each text, each word weighed by how few of the texts have it."""
    named = set(content_words(question))
    asked = named - _ASKING or named
    bags = [asked.intersection(content_words(text)) for text in texts]
    frequency = Counter(word for bag in bags for word in bag)
    weight = {word: math.log(1 + len(texts) / (1 + frequency[word])) for word in asked}
    total = sum(weight.values()) or 1.0
    return [sum(weight[word] for word in bag) / total for bag in bags]


def _overlap(left: Scored, right: Scored) -> bool:
    a, b = left.candidate, right.candidate
    return a.hit == b.hit and a.start < b.end and b.start < a.end
