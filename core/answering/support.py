"""Whether the evidence says what a sentence says, and whether that is what was asked.

A sentence is kept when some statement of the evidence holds its words, all of its numbers and names, and means the same
(cosine), when neither denies what the other states, and when it is about as close to the question as the quotes are.
Strict on purpose: a true sentence that is lost costs a little, a false one that is kept costs the person's trust.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from core.addresses import without_addresses
from core.ports import Embedder, Vectors
from core.sentences import sentence_spans
from core.types import Evidence, Support
from core.words import content_words, numbers

_MEANS_THE_SAME = 0.62  # cosine
_NEAR_THE_QUESTION = 0.8  # of the best quote's cosine with the question
_SHARED_WORDS = 0.7  # of the sentence's words, in the evidence it leans on
_DENIAL = re.compile(r"\b(?:not|no|never|none|neither|nor|without|cannot|unable)\b|n['’]t\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z][\w’'-]+")


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
    if cosines[best] < _MEANS_THE_SAME or not _answers(vector, evidence, embedder):
        return Support(False)
    return Support(True, (borne[best][0],))


def _answers(sentence: Vectors, evidence: Evidence, embedder: Embedder) -> bool:
    """True statements beside the point are no answer."""
    if not evidence.quotes:
        return True
    question = embedder.embed_question(evidence.question)
    quotes = embedder.embed_passages([without_addresses(quote.text) for quote in evidence.quotes]) @ question
    return bool(sentence @ question >= _NEAR_THE_QUESTION * quotes.max())


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
    return names <= said and all(bool(_DENIAL.search(part)) == denied for part in parts)
