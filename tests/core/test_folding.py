from __future__ import annotations

from core.folding import Said

POLICY = (
    "Everyone who works here earns days of paid time off in the course of a year. Days that were not taken go over to "
    "the next year until the end of March, and are paid out when somebody leaves. Ask your manager in good time."
)


def test_the_same_words_are_said_once() -> None:
    said = Said()
    assert said.anew(POLICY)
    assert not said.anew(POLICY)
    assert not said.anew(f"  {POLICY.upper()}\n")
    assert not said.anew(POLICY.replace("in good time", "in time"))


def test_another_number_is_another_statement() -> None:
    said = Said()
    assert said.anew(POLICY.replace("days of", "18 days of"))
    assert said.anew(POLICY.replace("days of", "20 days of"))


def test_other_words_are_another_statement() -> None:
    said = Said()
    assert said.anew("Shoes may be returned.")
    assert said.anew("Hats may be returned.")
    assert said.anew("???") and not said.anew("!!!"), "signs alone say nothing new twice"
