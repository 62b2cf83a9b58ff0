"""Whether what was found is enough to answer from, or the documents do not say.

Two signs, measured in docs/quality.md: how strongly the best passage and sentence answer, and whether what the question
names is anywhere in what was found. A question in other words than the documents' shares few words with them and must
pass; a question about somebody who is never mentioned must not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.answering.codes import holding
from core.answering.quotes import Scored
from core.asking.tongues import in_another_tongue, in_the_tongue_of, is_german
from core.types import Hit
from core.words import content_words

ENOUGH = 0.38  # of `strength`
# Of the question's words in one sentence, where there are no vectors: not yet, or not for the question's language.
_ENOUGH_WORDS = 0.45
_ENOUGH_ACROSS = 0.32  # of the meaning, where the question is in another tongue than the documents
# A capital inside a sentence, or a number: what the question is about, and not how it is put.
_NAMED = re.compile(r"(?<=[\w,;:'\"] )[A-Z][\w’'-]*|\b\d+(?:[.,:/-]\d+)*\b")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_NUMBER_MARK = re.compile(r"[.,:/-]")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
_BEGINNING = 5  # characters of a word that survive inflection and compounds
_COMPARED = 5  # of the best sentences


def suffices(question: str, hits: Sequence[Hit], scored: Sequence[Scored]) -> bool:
    """Whether to answer. `scored` are the sentences of the hits, best first."""
    if not scored:
        return False
    if not in_another_tongue(question, " ".join(hit.text for hit in hits[:_COMPARED])):
        return _suffices_at_home(question, hits, hits, scored)
    # Some of the hits may be in the question's tongue all the same, or in none that they show, as tables are.
    # Those must answer as they always must.
    abroad = {index for index, hit in enumerate(hits) if in_another_tongue(question, hit.text)}
    foreign = [sentence for sentence in scored if sentence.candidate.hit in abroad]
    others = [sentence for sentence in scored if sentence.candidate.hit not in abroad]
    own_hits = [hit for index, hit in enumerate(hits) if index not in abroad]
    if others and _suffices_at_home(question, hits, own_hits, others):
        return True
    # German gives every noun a capital, and another tongue has other nouns.
    if not foreign or _names_a_stranger(question, hits, capitals=not is_german(question)):
        return False
    if not any(hit.meaning for hit in hits):
        return _words_suffice(foreign)
    own = [s.meaning for s in others if in_the_tongue_of(question, hits[s.candidate.hit].text)]
    if own and max(own) > max(s.meaning for s in foreign):
        return False  # what is closest is no answer
    return _meaning([hits[index] for index in abroad], foreign) >= _ENOUGH_ACROSS


def _suffices_at_home(question: str, all_hits: Sequence[Hit], hits: Sequence[Hit], scored: Sequence[Scored]) -> bool:
    """The same, of hits in the question's tongue; what it names may stand in any of them."""
    if _names_a_stranger(question, all_hits):
        return False
    only_words = not any(hit.meaning for hit in all_hits)
    # A code means nothing to an embedder: where it is named, the words tell, too.
    if (only_words or holding(question, hits)) and _words_suffice(scored):
        return True
    return not only_words and strength(hits, scored) >= ENOUGH


def _words_suffice(scored: Sequence[Scored]) -> bool:
    return max(sentence.words for sentence in scored[:_COMPARED]) >= _ENOUGH_WORDS


def strength(hits: Sequence[Hit], scored: Sequence[Scored]) -> float:
    """How well the evidence answers, 0 to 1: half the best passage's meaning, half the best sentence's and its words.

    Passage and sentence err on different questions, so both together tell more than either.
    """
    sentence = max(0.5 * (s.meaning + s.words) for s in scored[:_COMPARED])
    return 0.5 * (max(hit.meaning for hit in hits) + sentence)


def _meaning(hits: Sequence[Hit], scored: Sequence[Scored]) -> float:
    """How well the evidence answers by meaning alone: two tongues share no words."""
    return 0.5 * (max(hit.meaning for hit in hits) + max(sentence.meaning for sentence in scored))


def _names_a_stranger(question: str, hits: Sequence[Hit], capitals: bool = True) -> bool:
    """Whether the question names something that none of the hits, their headings or their files mention.

    capitals: whether they make a name; numbers do always.
    """
    names = [name for name in _NAMED.findall(question) if capitals or name[0].isdigit()]
    named = {word for name in names for word in content_words(name)}
    if not named or 2 * len(named) > len(set(content_words(question))) + 1:
        return False  # without a sentence around them capitals mean little: a heading, a shout
    texts = [_all_text(hit) for hit in hits]
    words = {word for text in texts for word in content_words(text)}
    known = {word[:_BEGINNING] for word in words if not word[0].isdigit()}
    # As they are written: "14,520" may be one number, or two cells of a row.
    numbers = {number for text in texts for number in _NUMBER.findall(text)}
    told = {way for number in numbers for way in (*_parts(number), *_ways(number))}
    return not all(
        told.issuperset(_parts(word)) or not told.isdisjoint(_ways(word))
        if word[0].isdigit()
        else word[:_BEGINNING] in known
        for word in named
    )


def _parts(number: str) -> set[str]:
    """Of "2024-06-01" or "77-0093", which may be written in another way; of "5:00" and "05" only the five."""
    parts = _NUMBER_MARK.split(number)
    told = parts if len(parts) == 1 else [part for part in parts if part != "00"]
    return {part[1:] if len(part) == 2 and part[0] == "0" else part for part in told}


def _ways(number: str) -> set[str]:
    """The number as it is and without what may part its thousands."""
    return {number, _THOUSANDS.sub("", number)}


def _all_text(hit: Hit) -> str:
    return " ".join((*hit.path.parts[-3:], *hit.heading, hit.text)).replace("_", " ")
