"""One ranking of the passages that words and meaning found.

Four signs are brought to 0..1 and summed. A sum of scores keeps what rank fusion throws away: how much better the first
is than the second (Bruch, Gai, Ingber: An Analysis of Fusion Functions for Hybrid Retrieval, ACM TOIS 2023). What was
tried, and what each sign brings, is in docs/quality.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.agreement import gains
from core.ports import Vectors

# How much each sign says: the words (BM25), how many of the words there are at all, the passage's meaning, and the
# meaning of the text around it, which tells a passage in a document on the matter from one that mentions it.
_WORDS, _COVERED, _MEANING, _AROUND = 0.5, 0.3, 0.4, 0.4
# An answer often goes on in the next passage or begins in the one before: the neighbours of the best gain so much,
# those of the first most.
_NEXT_TO_BEST = (0.06, 0.05, 0.04, 0.03, 0.02)
# BM25 (Robertson, Zaragoza 2009) with a low k1: in a passage of some hundred words it hardly matters how often a word
# is there, but that it is.
_K1, _B = 0.5, 0.3
_PHRASE, _IDENTIFIER = 2.0, 0.5  # on top of all, for what must stand side by side


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was found. ordinal: its place in the document. terms: as in core.terms.

    meaning, around: its cosine with the question and that of the text around it. vector: its own. None without vectors.
    """

    key: str
    doc: str
    ordinal: int
    terms: Sequence[str]
    meaning: float | None = None
    around: float | None = None
    vector: Vectors | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What passages are ranked by.

    words: for each word of the question the terms that passages may have for it, and what it weighs. phrases: the terms
    of what was put in quotation marks; identifiers: those of "ERR-4012"; other_forms: those that an acronym stands for,
    or of the acronym. These count where they stand side by side. spelt_out: by the term of an acronym those that it
    stands for, which are as good. irregular: by the first term of a word, terms of forms that no rule leads to it, and
    what they weigh where the word itself is not.
    """

    words: Sequence[tuple[Sequence[str], float]]
    phrases: Sequence[Sequence[str]] = ()
    identifiers: Sequence[Sequence[str]] = ()
    other_forms: Sequence[Sequence[str]] = ()
    spelt_out: Mapping[str, Sequence[str]] = field(default_factory=dict)
    irregular: Mapping[str, tuple[Sequence[str], float]] = field(default_factory=dict)


def weights(words: Sequence[Sequence[str]], frequencies: Mapping[str, int], passages: int) -> list[float]:
    """What each word of a question weighs: the rarer in the library, the more (inverse document frequency).

    words: for each the terms that stand for it. frequencies: in how many of the `passages` each term is.
    """
    found = (max((frequencies.get(term, 0) for term in forms), default=0) for forms in words)
    return [math.log1p((max(passages, count) - count + 0.5) / (count + 0.5)) for count in found]


def rank(wanted: Wanted, candidates: Sequence[Candidate]) -> list[tuple[str, float]]:
    """(key, score), best first; scores lie in 0..1, higher only with a phrase, beside the best or where they agree.

    Without any vectors the words decide alone.
    """
    lexical, covered = _lexical(wanted, candidates)
    signs = [(_WORDS, _to_best(lexical)), (_COVERED, covered)]
    if any(candidate.meaning is not None for candidate in candidates):
        signs.append((_MEANING, _spread([candidate.meaning for candidate in candidates])))
        signs.append((_AROUND, _spread([candidate.around for candidate in candidates])))
    whole = sum(weight for weight, _ in signs)
    scores = [sum(weight * sign[at] for weight, sign in signs) / whole for at in range(len(candidates))]
    extra = [
        beside
        + _PHRASE * _share(wanted.phrases, candidate.terms)
        + _IDENTIFIER * _share(wanted.identifiers, candidate.terms)
        for candidate, beside in zip(candidates, _next_to_best(candidates, scores), strict=True)
    ]
    ranked = sorted(
        ((candidate, score + more) for candidate, score, more in zip(candidates, scores, extra, strict=True)),
        key=lambda item: (-item[1], item[0].key),
    )
    agreed = gains(
        [score for _, score in ranked],
        [candidate.doc for candidate, _ in ranked],
        [candidate.vector for candidate, _ in ranked],
    )
    found = ((candidate.key, score + more) for (candidate, score), more in zip(ranked, agreed, strict=True))
    return sorted(found, key=lambda item: (-item[1], item[0]))


def _next_to_best(candidates: Sequence[Candidate], scores: Sequence[float]) -> list[float]:
    best = sorted(range(len(candidates)), key=lambda at: (-scores[at], candidates[at].key))
    gains: dict[tuple[str, int], float] = {}
    for at, gain in zip(best, _NEXT_TO_BEST, strict=False):
        for step in (-1, 1):
            gains.setdefault((candidates[at].doc, candidates[at].ordinal + step), gain)
    return [gains.get((candidate.doc, candidate.ordinal), 0.0) for candidate in candidates]


def _lexical(wanted: Wanted, candidates: Sequence[Candidate]) -> tuple[list[float], list[float]]:
    """BM25, and the share of the question's weight that the passage has at all."""
    whole = sum(weight for _, weight in wanted.words) or 1.0
    average = sum(len(candidate.terms) for candidate in candidates) / max(1, len(candidates)) or 1.0
    scores: list[float] = []
    covered: list[float] = []
    for candidate in candidates:
        counts = Counter(candidate.terms)
        length = _K1 * (1 - _B + _B * len(candidate.terms) / average)
        score = share = 0.0
        for forms, weight in wanted.words:
            count, weighs = sum(counts[term] for term in forms), weight
            if not count and forms[0] in wanted.spelt_out:
                count = int(_stands_in(wanted.spelt_out[forms[0]], candidate.terms))
            if not count and forms[0] in wanted.irregular:
                others, weighs = wanted.irregular[forms[0]]
                count = sum(counts[term] for term in others)
            if count:
                score += weighs * count * (_K1 + 1) / (count + length)
                share += weighs
        scores.append(score)
        covered.append(share / whole)
    return scores, covered


def _to_best(scores: Sequence[float]) -> list[float]:
    """Divided by the best, so that a passage without any of the words counts 0."""
    best = max(scores, default=0.0) or 1.0
    return [score / best for score in scores]


def _spread(cosines: Sequence[float | None]) -> list[float]:
    """Stretched between the lowest and the highest; what has no vector yet counts as the lowest."""
    known = [cosine for cosine in cosines if cosine is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    return [0.0 if cosine is None else (cosine - low) / ((high - low) or 1.0) for cosine in cosines]


def _share(runs: Sequence[Sequence[str]], terms: Sequence[str]) -> float:
    """The share of the runs that stand in the terms side by side."""
    return sum(_stands_in(run, terms) for run in runs) / len(runs) if runs else 0.0


def _stands_in(run: Sequence[str], terms: Sequence[str]) -> bool:
    starts = (at for at, term in enumerate(terms) if term == run[0]) if run else ()
    return any(list(terms[at : at + len(run)]) == list(run) for at in starts)
