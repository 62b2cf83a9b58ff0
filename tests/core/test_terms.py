"""What passages are indexed with and questions looked up with."""

from __future__ import annotations

import pytest

from core.terms import asked_terms, identifiers, terms


def finds(question: str, passage: str) -> int:
    """How many of the question's words the passage has."""
    there = set(terms(passage))
    return sum(bool(there & set(forms)) for forms in asked_terms(question))


@pytest.mark.parametrize(
    ("question", "passage", "count"),
    [
        ("Which reports were returned?", "He returns the report.", 2),
        ("Welche Kündigungsfristen gelten?", "Die Kündigungsfrist gilt für alle.", 1),
        ("Kündigungsfristen", "Für alle gilt eine Kündigungsfrist von drei Monaten.", 1),
        ("vacaciones anuales", "Los empleados tienen derecho a sus vacaciones anuales.", 2),
        ("Quelles sont les indemnités ?", "L'indemnité est versée à la fin du contrat.", 1),
        ("отпуска", "Каждый год даётся отпуск", 1),
        ("防守丢分", "黑豹队的防守只丢了分", 1),
        ("revenue in FY2021", "Revenue of the fiscal year 2021", 2),
        ("cafe", "Das Café ist offen", 1),
        ("ＡＢＣ１２", "abc12", 1),
    ],
)
def test_words_are_found_in_their_other_forms(question: str, passage: str, count: int) -> None:
    assert finds(question, passage) == count


def test_numbers_and_names_keep_their_parts() -> None:
    assert terms("ERR-4012, § 12.3 and 1,299 of v2.3.1") == ["err", "4012", "12.3", "and", "1299", "of", "v2", "3.1"]
    assert identifiers("What does ERR-4012 mean in 12.3, or form W-8BEN of 2019?") == [["err", "4012"], ["w", "8ben"]]
    assert identifiers("How many of 20 days?") == []


def test_small_words_are_not_looked_up_unless_there_is_nothing_else() -> None:
    assert asked_terms("What is the notice period?") == [("notic",), ("period",)]
    assert len(asked_terms("To be or not to be")) == 4
    assert asked_terms("??") == []


def test_each_word_is_looked_up_once() -> None:
    assert len(asked_terms("return returns RETURNED")) == 1


def test_endless_words_are_cut() -> None:
    assert max(map(len, terms("a" * 5_000 + " é" + "ö" * 5_000))) == 60
