from __future__ import annotations

from core.folding import Said
from core.terms import terms

POLICY = (
    "Everyone who works here earns days of paid time off in the course of a year. Days that were not taken go over to "
    "the next year until the end of March, and are paid out when somebody leaves. Ask your manager in good time."
)


def anew(said: Said, text: str) -> bool:
    return said.anew(terms(text))


def test_the_same_words_are_said_once() -> None:
    said = Said()
    assert anew(said, POLICY)
    assert not anew(said, POLICY)
    assert not anew(said, f"  {POLICY.upper()}\n")
    assert not anew(said, POLICY.replace("in good time", "in time"))


def test_another_number_is_another_statement() -> None:
    said = Said()
    assert anew(said, POLICY.replace("days of", "18 days of"))
    assert anew(said, POLICY.replace("days of", "20 days of"))


def test_other_words_are_another_statement() -> None:
    said = Said()
    assert anew(said, "Shoes may be returned.")
    assert anew(said, "Hats may be returned.")
    assert anew(said, "???") and not anew(said, "!!!"), "signs alone say nothing new twice"
