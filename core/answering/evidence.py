"""Evidence: the hits an answer may be written from, the sentences that answer best, and whether they suffice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.answering.quotes import MAX_QUOTES, Scored, as_quote, pick_quotes, score_sentences
from core.answering.sufficiency import suffices
from core.asking.acronyms import Expansion, written_out
from core.hits import cut_to_fit, in_turn
from core.ports import Embedder
from core.stopwatch import Stopwatch
from core.types import Evidence, Hit
from core.whereabouts import join_places

PageText = Callable[[str, int, int, int], str]  # document, leaf, start, end

_LONGEST_JOINED = 1_800  # characters; more than three passages in one would crowd out other files
_QUOTES_A_PART = 2
_GAP = 4  # characters of white space between passages that follow each other


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its hits, best first. explained: the acronyms in it, also those of what it writes out."""

    question: str
    hits: Sequence[Hit]
    explained: tuple[Expansion, ...] = ()


def gather(question: str, hits: Sequence[Hit], budget: int, embedder: Embedder | None, page_text: PageText) -> Evidence:
    """Evidence from hits, best first, whose texts come to at most `budget` characters.

    page_text: gives the characters `start`..`end` of a document's page; used to join neighbours.
    """
    return gather_parts(question, [Asked(question, hits)], budget, embedder, page_text)


def gather_parts(
    question: str, parts: Sequence[Asked], budget: int, embedder: Embedder | None, page_text: PageText
) -> Evidence:
    """The same for several questions in one.

    Each of the parts is quoted for, or noted as one that the documents don't answer.
    """
    watch = Stopwatch()
    joined = join_neighbours(in_turn([part.hits for part in parts]), page_text)
    picked: list[Scored] = []
    unanswered: list[str] = []
    for part in parts:
        found = _quotes_for(part, _own(part.hits, joined), MAX_QUOTES if len(parts) == 1 else _QUOTES_A_PART, embedder)
        picked += [quote for quote in found if quote.candidate not in [other.candidate for other in picked]]
        unanswered += [] if found else [part.question]
    if not picked:
        return Evidence(question, (), (), True, watch.seconds())
    # What is quoted comes first, so that the numbers a person reads begin at 1.
    order = list(dict.fromkeys([s.candidate.hit for s in picked] + list(range(len(joined)))))
    fitting = _fit([joined[index] for index in order], len({s.candidate.hit for s in picked}), budget)
    number = {index: n for n, index in enumerate(order, start=1)}
    quotes = tuple(as_quote(s, number[s.candidate.hit]) for s in picked)
    notes = tuple(f"The documents do not say: “{part}”" for part in unanswered)
    return Evidence(question, tuple(fitting), quotes, False, watch.seconds(), notes)


def _own(hits: Sequence[Hit], joined: Sequence[Hit]) -> dict[int, Hit]:
    """A part's hits as they were joined, by their places among `joined`, with what they are worth to this part."""
    own: dict[int, Hit] = {}
    for hit in hits:
        for index, whole in enumerate(joined):
            there = (whole.doc, whole.leaf) == (hit.doc, hit.leaf) and whole.start <= hit.start and hit.end <= whole.end
            if there and index not in own:
                own[index] = replace(whole, score=hit.score, meaning=hit.meaning)
            elif there:
                own[index] = replace(own[index], meaning=max(own[index].meaning, hit.meaning))
    return own


def _quotes_for(part: Asked, own: dict[int, Hit], most: int, embedder: Embedder | None) -> list[Scored]:
    """What answers one question, nothing where that is not enough. Candidates name their hits by the keys of `own`."""
    hits, places = list(own.values()), list(own)
    question = written_out(part.question, part.explained)
    scored = score_sentences(question, hits, embedder, part.explained)
    picked = pick_quotes(scored, most) if suffices(question, hits, scored) else []
    return [replace(s, candidate=replace(s.candidate, hit=places[s.candidate.hit])) for s in picked]


def join_neighbours(hits: Sequence[Hit], page_text: PageText) -> list[Hit]:
    """Hits that touch on one page become one, at the rank of the better."""
    joined: list[Hit] = []
    for hit in hits:
        for index, other in enumerate(joined):
            if _touch(hit, other):
                joined[index] = _union(other, hit, page_text)
                break
        else:
            joined.append(hit)
    return joined


def _touch(left: Hit, right: Hit) -> bool:
    if (left.doc, left.leaf, left.heading) != (right.doc, right.leaf, right.heading):
        return False
    apart = max(left.start, right.start) - min(left.end, right.end)
    return apart <= _GAP and max(left.end, right.end) - min(left.start, right.start) <= _LONGEST_JOINED


def _union(better: Hit, other: Hit, page_text: PageText) -> Hit:
    start, end = min(better.start, other.start), max(better.end, other.end)
    text = page_text(better.doc, better.leaf, start, end)
    if len(text) != end - start:  # the page is not at hand: the better one alone is still true
        return better
    first, last = (better, other) if better.start <= other.start else (other, better)
    return replace(
        better, start=start, end=end, text=text, meaning=max(better.meaning, other.meaning), columns=first.columns,
        place=join_places(first.place, last.place),
    )  # fmt: skip


def _fit(hits: Sequence[Hit], quoted: int, budget: int) -> list[Hit]:
    """Quoted hits stay whole, whatever they take; the rest fills what the budget leaves."""
    first = list(hits[:quoted])
    left = budget - sum(len(hit.text) for hit in first)
    return first + cut_to_fit(list(hits[quoted:]), left)
