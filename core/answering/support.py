"""Whether the evidence says what a sentence says.

A sentence is kept when some sentence of the evidence means the same (cosine), holds its words, and all of its numbers
and names, and when neither denies what the other states. Strict on purpose: a true sentence that is lost costs a
little, a false one that is kept costs the person's trust.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.ports import Embedder
from core.sentences import sentence_spans
from core.types import Evidence, Support
from core.words import content_words, numbers

_MEANS_THE_SAME = 0.62  # cosine
_SHARED_WORDS = 0.7  # of the sentence's words, in the evidence it leans on
_DENIAL = re.compile(r"\b(?:not|no|never|none|neither|nor|without|cannot|unable)\b|n['’]t\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z][\w’'-]+")
_TWO = 2  # neighbouring sentences that may bear one statement together


def check_support(sentences: Sequence[str], evidence: Evidence, embedder: Embedder | None) -> list[Support]:
    """For each sentence whether the evidence bears it, and which evidence."""
    statements = [(n, text) for n, hit in enumerate(evidence.hits, start=1) for text in _statements(hit.text)]
    if not sentences or not statements:
        return [Support(False) for _ in sentences]
    cosines = None
    if embedder is not None:
        cosines = embedder.embed_passages(sentences) @ embedder.embed_passages([text for _, text in statements]).T
    return [
        _support(sentence, statements, None if cosines is None else cosines[row].tolist())
        for row, sentence in enumerate(sentences)
    ]


def _statements(text: str) -> list[str]:
    """The sentences of a passage, and each with the one after it."""
    single = [text[start:end] for start, end in sentence_spans(text)]
    return single + [" ".join(single[i : i + _TWO]) for i in range(len(single) - 1)]


def _support(sentence: str, statements: Sequence[tuple[int, str]], cosines: list[float] | None) -> Support:
    order = range(len(statements)) if cosines is None else sorted(range(len(statements)), key=lambda i: -cosines[i])
    borne = [
        statements[i][0]
        for i in order
        if (cosines is None or cosines[i] >= _MEANS_THE_SAME) and _bears(statements[i][1], sentence)
    ]
    return Support(True, (borne[0],)) if borne else Support(False)


def _bears(statement: str, sentence: str) -> bool:
    said, words = set(content_words(statement)), set(content_words(sentence))
    if not words or len(words & said) < _SHARED_WORDS * len(words):
        return False
    if not numbers(sentence) <= numbers(statement):
        return False
    names = {stem for name in _NAME.findall(sentence) for stem in content_words(name)}
    return names <= said and bool(_DENIAL.search(sentence)) == bool(_DENIAL.search(statement))
