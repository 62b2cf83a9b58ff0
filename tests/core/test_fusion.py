from __future__ import annotations

from core.fusion import fuse


def test_without_vectors_the_words_decide() -> None:
    assert [key for key, _ in fuse({"a": 2.0, "b": 5.0}, {})] == ["b", "a"]
    assert fuse({"b": 5.0}, {})[0][1] == 1.0


def test_what_both_find_comes_first() -> None:
    ranked = fuse({"both": 9.0, "words": 10.0}, {"both": 0.8, "meaning": 0.85, "words": 0.1})
    assert ranked[0][0] == "both"


def test_scores_lie_between_0_and_1_and_ties_are_stable() -> None:
    ranked = fuse({"b": 3.0, "a": 3.0}, {"a": 0.5, "b": 0.5})
    assert [key for key, _ in ranked] == ["a", "b"]
    assert all(0.0 <= score <= 1.0 for _, score in ranked)


def test_nothing_found_is_nothing() -> None:
    assert fuse({}, {}) == []
