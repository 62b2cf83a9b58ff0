"""Measures beside values worked out by hand."""

from __future__ import annotations

import math

import pytest

from core.measuring.metrics import covered, holds_answer, ndcg, precise, rank_of, recall, retold


def test_ndcg_of_graded_documents() -> None:
    # Found: 3 at rank 1, nothing at rank 2, 1 at rank 3. Ideal: 3, 2, 1.
    found = 3 + 1 / 2
    ideal = 3 + 2 / math.log2(3) + 1 / 2
    assert ndcg(["a", "x", "c"], {"a": 3, "b": 2, "c": 1}, 10) == pytest.approx(found / ideal)


def test_ndcg_looks_no_deeper_than_asked() -> None:
    assert ndcg(["x", "y", "a"], {"a": 1}, 2) == 0.0
    assert ndcg(["x", "y", "a"], {"a": 1}, 3) == pytest.approx(1 / 2)
    # With more relevant documents than places, a full ranking is perfect.
    assert ndcg(["a", "b"], {"a": 1, "b": 1, "c": 1}, 2) == pytest.approx(1.0)


def test_what_is_judged_as_not_relevant_counts_nothing() -> None:
    assert ndcg(["a"], {"a": 0}, 10) == 0.0
    assert ndcg(["a", "b"], {"a": -1, "b": 1}, 10) == pytest.approx(1 / math.log2(3))
    assert recall(["a"], {"a": 0}, 10) == 0.0


def test_recall_is_of_the_relevant_ones() -> None:
    grades = {"a": 1, "b": 2, "c": 1, "d": 0}
    assert recall(["a", "d", "b", "c"], grades, 3) == pytest.approx(2 / 3)
    assert recall([], grades, 3) == 0.0


def test_covered_counts_each_character_once() -> None:
    assert covered([(10, 20), (30, 40)], [(0, 15), (12, 18)]) == pytest.approx(8 / 20)
    assert covered([(10, 20), (15, 25)], [(0, 100)]) == 1.0
    assert covered([(10, 20)], [(20, 30)]) == 0.0
    assert covered([(10, 20)], []) == 0.0


def test_precision_is_of_all_evidence_that_was_allowed() -> None:
    assert precise([(10, 20)], [(15, 40), (15, 30)], 50) == pytest.approx(5 / 50)


def test_answers_are_found_whatever_case_and_lines() -> None:
    assert holds_answer(["The   Denver\nBroncos won."], ["denver broncos"])
    assert not holds_answer(["The Denver", "Broncos"], ["Denver Broncos"])
    assert not holds_answer(["anything"], ["", "  "])


def test_the_first_that_was_wanted() -> None:
    assert rank_of(["b", "c"], ["a", "c", "b"]) == 2
    assert rank_of(["z"], ["a"]) is None


def test_a_reference_is_found_by_its_runs_of_words() -> None:
    # Runs of three: "star a doc", "a doc opens", "doc opens it".
    assert retold("Star a doc opens it", ["**star** a doc; opens"]) == pytest.approx(2 / 3)
    assert retold("", ["anything"]) == 0.0
