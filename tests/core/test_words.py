from __future__ import annotations

from core.words import content_words, numbers


def test_words_meet_across_their_forms() -> None:
    assert set(content_words("Returned items")) == set(content_words("returning an item"))


def test_words_meet_across_accents_and_case() -> None:
    assert content_words("Café") == content_words("cafe")


def test_empty_words_do_not_count() -> None:
    assert content_words("What is the and of it?") == []


def test_scripts_without_spaces_give_characters() -> None:
    assert content_words("病假") == ["病", "假"]


def test_numbers_are_compared_as_numbers() -> None:
    assert numbers("$1,299.50 on 14 days, version 3.2.1") == {"1299.50", "14", "3.2.1"}
    assert numbers("1.299,50 Euro; 1.200.000; 1,5; 1.200") == {"1299.50", "1200000", "1,5", "1.200"}
    assert content_words("1,200 days") == content_words("1200 days")
