from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.answering.evidence import gather, join_neighbours
from core.answering.quotes import MAX_QUOTES, pick_quotes, score_sentences
from core.types import Hit
from models.embedder import SentenceEmbedder

PAGE = "Staff earn 18 days of time off a year. It covers holidays and illness. Unused days lapse in March. " * 3


def hit(start: int, end: int, score: float, page: int | None = None, heading: tuple[str, ...] = ()) -> Hit:
    return Hit(
        f"d-{start}", "d", Path("pto.md"), page, start, end, PAGE[start:end], heading, score, 0.5, leaf=page or 0
    )


def page_text(doc: str, page: int | None, start: int, end: int) -> str:
    return PAGE[start:end]


def test_neighbours_are_joined_at_the_better_rank() -> None:
    joined = join_neighbours([hit(39, 71, 0.9), hit(200, 240, 0.5), hit(0, 38, 0.4)], page_text)
    assert [(h.start, h.end) for h in joined] == [(0, 71), (200, 240)]
    assert joined[0].text == PAGE[0:71]
    assert joined[0].score == 0.9


def test_other_pages_and_headings_stay_apart() -> None:
    assert len(join_neighbours([hit(0, 38, 1, page=1), hit(39, 71, 1, page=2)], page_text)) == 2
    assert len(join_neighbours([hit(0, 38, 1), hit(39, 71, 1, heading=("Other",))], page_text)) == 2


def test_a_page_that_is_gone_joins_nothing() -> None:
    assert len(join_neighbours([hit(0, 38, 1), hit(39, 71, 0.5)], lambda *_: "")) == 1
    assert join_neighbours([hit(0, 38, 1), hit(39, 71, 0.5)], lambda *_: "")[0].text == PAGE[0:38]


def test_quotes_stand_where_they_say(embedder: SentenceEmbedder) -> None:
    evidence = gather("How many days off do I get?", [hit(0, 98, 1.0)], 500, embedder, page_text)
    assert not evidence.refused
    for quote in evidence.quotes:
        assert PAGE[quote.start : quote.end] == quote.text
        source = evidence.hits[quote.n - 1]
        assert source.start <= quote.start < quote.end <= source.end


def test_other_words_find_the_sentence(embedder: SentenceEmbedder) -> None:
    scored = score_sentences("What if I am sick?", [hit(0, 98, 1.0)], embedder)
    assert "illness" in scored[0].candidate.text


def test_a_sentence_that_announces_a_list_brings_it(embedder: SentenceEmbedder) -> None:
    text = "If you lose your laptop, do this:\n\n- Call the help desk.\n- Change your password.\n\nLunch is at noon."
    whole = Hit("d-0", "d", Path("lost.md"), None, 0, len(text), text, (), 1.0, 0.5)
    best = score_sentences("What should I do if I lose my laptop?", [whole], embedder)[0].candidate
    assert best.text.endswith("- Change your password.")
    assert text[best.start : best.end] == best.text


def test_there_are_at_most_three_and_none_twice(embedder: SentenceEmbedder) -> None:
    quotes = pick_quotes(score_sentences("days off", [hit(0, len(PAGE), 1.0)], embedder))
    assert 1 <= len(quotes) <= MAX_QUOTES
    assert len({q.candidate.text for q in quotes}) == len(quotes)


def test_what_two_files_say_alike_is_quoted_once(embedder: SentenceEmbedder) -> None:
    text = "All staff may take *12 weeks* of paid leave."
    twin = replace(hit(0, 60, 0.9), passage_id="e-0", doc="e", path=Path("copy.md"), text=text.replace("*", "**"))
    other = replace(hit(0, 60, 0.9), passage_id="f-0", doc="f", path=Path("old.md"), text=text.replace("12", "10"))
    hits = [replace(hit(0, 60, 1.0), text=text), twin, other]
    picked = pick_quotes(score_sentences("How many weeks of paid leave?", hits, embedder))
    assert [hits[quote.candidate.hit].doc for quote in picked] in (["d", "f"], ["e", "f"])


def test_evidence_fits_the_budget(embedder: SentenceEmbedder) -> None:
    hits = [hit(0, 98, 1.0), hit(150, 240, 0.5, page=2)]
    evidence = gather("How many days off do I get?", hits, 120, embedder, page_text)
    assert sum(len(h.text) for h in evidence.hits) <= 120


def test_nothing_found_is_refused(embedder: SentenceEmbedder) -> None:
    assert gather("How many days?", [], 500, embedder, page_text).refused
