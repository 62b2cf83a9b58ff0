from __future__ import annotations

import pytest

from core.ranking import Candidate, Wanted, rank, weights

WORDS = Wanted([(("shoe",), 2.0), (("return",), 1.0)])


def made(key: str, terms: str, *cosines: float, doc: str = "", ordinal: int = 0) -> Candidate:
    return Candidate(key, doc or key, ordinal, terms.split(), *cosines)


def order(wanted: Wanted, *candidates: Candidate) -> list[str]:
    return [key for key, _ in rank(wanted, candidates)]


def test_without_vectors_the_words_decide() -> None:
    ranked = rank(WORDS, [made("a", "return a hat"), made("b", "return a shoe"), made("c", "hat")])
    assert [key for key, _ in ranked] == ["b", "a", "c"]
    assert ranked[0][1] == 1.0 and ranked[-1][1] == 0.0


def test_a_rare_word_weighs_more_than_a_frequent_one() -> None:
    rare, frequent, unknown = weights(
        [("gasket",), ("report", "rapport"), ("zyx",)], {"gasket": 2, "rapport": 900}, 1000
    )
    assert unknown > rare > 5 * frequent > 0
    assert weights([("a",)], {}, 0) == pytest.approx([0.6931], abs=1e-3)


def test_a_word_that_is_there_counts_more_than_one_that_is_there_often() -> None:
    both, often = made("both", "shoe return x x x x"), made("often", "shoe shoe shoe shoe x x")
    assert order(WORDS, often, both)[0] == "both"


def test_what_both_find_comes_first() -> None:
    both, words = made("both", "shoe return", 0.8, 0.8), made("words", "shoe return shoe", 0.1, 0.1)
    assert order(WORDS, made("meaning", "boots", 0.85, 0.8), words, both)[0] == "both"


def test_the_text_around_decides_between_equals() -> None:
    assert order(WORDS, made("a", "shoe", 0.5, 0.2), made("b", "shoe", 0.5, 0.6)) == ["b", "a"]


def test_a_passage_without_a_vector_is_ranked_by_its_words() -> None:
    assert (
        order(WORDS, made("new", "shoe return"), made("old", "boots", 0.9, 0.9), made("far", "hat", 0.0, 0.0))[0]
        != "far"
    )


def test_the_neighbours_of_the_best_go_before_others_like_them() -> None:
    best = made("best", "shoe return", doc="d", ordinal=4)
    near, far = made("z", "shoe hat", doc="d", ordinal=5), made("a", "shoe hat", doc="e", ordinal=5)
    assert order(WORDS, far, near, best) == ["best", "z", "a"]


def test_what_an_acronym_stands_for_is_as_good_as_the_acronym() -> None:
    wanted = Wanted([(("service",), 1.0), (("gwp",), 3.0)], spelt_out={"gwp": ["ground", "water", "pump"]})
    glossary, told = made("glossary", "gwp ground water pump"), made("told", "ground water pump service halden")
    assert order(wanted, glossary, made("apart", "water service pump on the ground"), told)[0] == "told"


def test_a_phrase_must_stand_side_by_side() -> None:
    apart = made("apart", "shoe return shoe return notice of the period")
    together = made("together", "the notice period ends in three months and so on")
    assert order(WORDS, apart, together)[0] == "apart"
    assert order(Wanted(WORDS.words, phrases=[("notice", "period")]), apart, together)[0] == "together"
    assert order(Wanted(WORDS.words, phrases=[("in", "three", "months")]), apart, together)[0] == "together"


def test_the_parts_of_an_identifier_count_together() -> None:
    wanted = Wanted([(("err",), 1.0), (("4012",), 3.0)], identifiers=[("err", "4012")])
    assert (
        order(wanted, made("a", "err 4013 4012 4012"), made("b", "code err 4012 and more of this text here"))[0] == "b"
    )


def test_ties_are_stable_and_nothing_is_nothing() -> None:
    assert order(WORDS, made("b", "shoe"), made("a", "shoe")) == ["a", "b"]
    assert rank(WORDS, []) == []
    assert rank(Wanted([]), [made("a", "x", 0.5, 0.5)])[0][0] == "a"
