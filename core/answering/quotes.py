"""The sentences of the evidence that answer best, word for word.

A small model is too weak to be trusted with facts; the documents' own words are not. Each sentence is scored by meaning
(cosine with the question), by words (the share of the question's words in it, rare ones counting more) and by the
passage it stands in.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

import numpy as np

from core.addresses import without_addresses
from core.answering.codes import holding
from core.asking.acronyms import Expansion, written_out
from core.folding import Said
from core.ports import Embedder, Vectors
from core.rows import cells
from core.sentences import is_entry, sentence_spans
from core.terms import terms
from core.types import Hit, Quote
from core.words import content_words

_PASSAGES = 8  # the best hits whose sentences compete
_SENTENCES = 60  # embedding more would keep a person waiting
_SHORTEST, _LONGEST = 20, 700  # characters of something that can stand as a sentence
# What is shorter may be one all the same: "Smoking is banned." So many words and an end, or signs that are words; what
# has no end is a heading more often than not.
_FEWEST_WORDS, _FEWEST_SIGNS, _FEWEST_WITHOUT_END = 3, 4, 8
_ENDED = re.compile(r"[.!?…。！？][\"'”’)\]」』）]*$")
_SIGN, _SYLLABLE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]"), re.compile(r"[\uac00-\ud7af]")
_ROWS = 4  # below the first of a table, that tell what it is
_RULE = re.compile(r"\|?[ :|-]*--[ :|-]*")
_LONGEST_LIST = 450  # characters of a sentence with the list that it announces
_LETTER, _DIGIT = re.compile(r"\w"), re.compile(r"\d")
_LINE = re.compile(r"\S[^\n]*")
_ITEM = re.compile(r"(?:[-*+•‣▪◦]|\d{1,3}[.)])\s")
# Stems of words that ask for a text to speak, and say nothing of what about.
_ASKING = frozenset(content_words("say says mean state mention describe explain according document file"))
_MEANING, _WORDS, _PASSAGE = 0.5, 0.35, 0.15
_NEXT_BEST = 0.85  # a second and third quote must be nearly as good as the first
MAX_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit. `start`, `end` are in the page's numbering. columns: what names those of a table's row."""

    hit: int  # its index in the hits
    start: int
    end: int
    text: str
    columns: str = ""


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
    candidates = _candidates(hits, holding(question, hits))
    if not candidates:
        return []
    meaning = _meaning(question, [written_out(c.text, explained) for c in candidates], embedder)
    words = _word_shares(question, [written_out(_with_heading(hits[c.hit], c), explained) for c in candidates])
    best = max(hit.score for hit in hits) or 1.0
    scored = [
        Scored(c, m, w, _MEANING * m + _WORDS * w + _PASSAGE * hits[c.hit].score / best)
        for c, m, w in zip(candidates, meaning, words, strict=True)
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
    return Quote(n, candidate.start, candidate.end, candidate.text, round(scored.score, 4))


def _candidates(hits: Sequence[Hit], only: Sequence[int]) -> list[Candidate]:
    """only: the hits to quote from, all where there are none of these."""
    chosen = (only or range(len(hits)))[:_PASSAGES]
    return [candidate for index in chosen for candidate in _candidates_of(index, hits[index])][:_SENTENCES]


def _candidates_of(index: int, hit: Hit) -> Iterator[Candidate]:
    spans = _with_lists(hit.text, sentence_spans(hit.text))
    places = [at for span in spans for at in _by_lines(hit.text, *span) if _LETTER.search(hit.text, *at)]
    texts = [hit.text[start:end] for start, end in places]
    widths = _widths(texts)
    columns = hit.columns
    for place, ((start, end), text) in enumerate(zip(places, texts, strict=True)):
        if widths[place] == 1:
            columns = ""
        elif not columns and (rows := _rows_named(texts[place:], widths[place:], hit.text[end:])):
            columns = text
            if rows > 1:
                continue  # which says nothing itself; with one row below it may as well be another of that kind
        if (columns and len(text) <= _LONGEST) or _can_stand(without_addresses(text)):
            yield Candidate(index, hit.start + start, hit.start + end, text, columns)


def _widths(texts: Sequence[str]) -> list[int]:
    """How many cells each has; 1 for sentences. Beside a row that surely is one, what may be one of its kind is."""
    surely = [cells(text) for text in texts]
    perhaps = [cells(text, surely=False) for text in texts]
    return [
        there if there in (surely[at], *surely[max(0, at - 1) : at], *surely[at + 1 : at + 2]) else 1
        for at, there in enumerate(perhaps)
    ]


def _rows_named(texts: Sequence[str], widths: Sequence[int], below: str) -> int:
    """How many rows there are, as far as is looked, whose columns a table's first row names; 0 where it names none.

    A rule is drawn below it, or most of the rows have figures and it has none.
    """
    alike = takewhile(lambda at: widths[at] == widths[0], range(1, len(texts)))
    rows = [texts[at] for at in islice(alike, _ROWS)]
    if _ENDED.search(texts[0]) or not rows:
        return 0
    if _RULE.fullmatch(below.strip().partition("\n")[0].strip()):
        return max(2, len(rows))
    with_figures = sum(1 for row in rows if _DIGIT.search(row))
    return len(rows) if not _DIGIT.search(texts[0]) and 2 * with_figures > len(rows) else 0


def _can_stand(text: str) -> bool:
    if len(text) >= _SHORTEST or is_entry(text) or cells(text) > 1:
        return len(text) <= _LONGEST
    signs = len(_SIGN.findall(text))
    if not _ENDED.search(text):
        return signs >= (_FEWEST_SIGNS if _ITEM.match(text) else _FEWEST_WITHOUT_END)
    return signs + len(_SYLLABLE.findall(text)) >= _FEWEST_SIGNS or len(text.split()) >= _FEWEST_WORDS


def _by_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What is too long for a sentence is none: lists without marks, tables that nothing shows to be one."""
    if end - start <= _LONGEST:
        yield start, end
        return
    for line in _LINE.finditer(text, start, end):
        yield line.span()


def _with_lists(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sentences; one that ends with a colon says nothing without the items that follow it."""
    for index, (start, end) in enumerate(spans):
        stop = end
        if text[end - 1] == ":":
            for item_start, item_end in spans[index + 1 :]:
                if not _ITEM.match(text, item_start) or item_end - start > _LONGEST_LIST:
                    break
                stop = item_end
        yield start, stop


def _with_heading(hit: Hit, candidate: Candidate) -> str:
    """The candidate with what it stands under: the last headings, and for a row what names its columns."""
    return " ".join(part for part in (*hit.heading[-2:], candidate.columns, candidate.text) if part)


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
