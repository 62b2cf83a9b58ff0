"""Several questions in one."""

from __future__ import annotations

import random

import pytest

from core.asking.parts import parts


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (
            "What is the notice period and how many sick days do I get?",
            ("What is the notice period?", "How many sick days do I get?"),
        ),
        ("1) What is the rent? 2) Who pays for heating?", ("What is the rent?", "Who pays for heating?")),
        ("Please answer: 1. What is the rent? 2. When is it due?", ("What is the rent?", "When is the rent due?")),
        (
            "How long is the notice period? And for contractors?",
            ("How long is the notice period?", "How long is the notice period for contractors?"),
        ),
        ("What is a sprint and how does it work?", ("What is a sprint?", "How does a sprint work?")),
        ("What is the rent, and who approves overtime?", ("What is the rent?", "Who approves overtime?")),
        (
            "Wie lang ist die Kündigungsfrist und wie viele Urlaubstage habe ich?",
            ("Wie lang ist die Kündigungsfrist?", "Wie viele Urlaubstage habe ich?"),
        ),
        (
            "¿Cuál es el plazo y cuántos días de vacaciones tengo?",
            ("¿Cuál es el plazo?", "Cuántos días de vacaciones tengo?"),
        ),
        (
            "Quel est le préavis et combien de jours de congé ai-je ?",
            ("Quel est le préavis?", "Combien de jours de congé ai-je ?"),
        ),
        (
            "What is the day rate, who leads the crisis team and when is alcohol reimbursed?",
            ("What is the day rate?", "Who leads the crisis team?", "When is alcohol reimbursed?"),
        ),
        ("Are pets allowed and who is the landlord?", ("Are pets allowed?", "Who is the landlord?")),
        ("年假有多少天？病假有多少天？", ("年假有多少天？", "病假有多少天？")),
        ("年假有多少天，病假工资是多少？", ("年假有多少天？", "病假工资是多少？")),
    ],
)
def test_each_question_asks_on_its_own(question: str, found: tuple[str, ...]) -> None:
    assert parts(question) == found


@pytest.mark.parametrize(
    "question",
    [
        "What is the notice period?",
        "Where and when was Ada Lovelace born?",
        "What is the difference between what the lease says and what the law says?",
        "How do I know when to file and where to send the form?",
        "What does the policy say about who can apply and when they can apply?",
        "Which rules apply to interns and contractors?",
        "Can I see who applied and who was accepted?",
        "Is it known and what?",
        "What is the rent, when it rains, and the deposit?",
        "What are the rules on noise, pets and guests?",
        "We rent two rooms. What is the deposit? Round it.",
        "The lease ends in May. What is due then? Who pays?",
        "Woran erkenne ich, wann ich kündigen kann und wie lange die Frist ist?",
        "Erkläre, wie das geht und wie lange es dauert",
        "a) notice period b) sick days",
        "What is the rent? Thanks!",
        "Why??",
        "What?! Really?",
        "1) What is the rent?",
        "请解释什么是年假以及如何申请",
        "",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts(question) == (question,)


def test_any_text_comes_through() -> None:
    chance = random.Random(3)
    pieces = [
        "What is",
        "the rent",
        "?",
        " and ",
        "how many",
        "do I get",
        "1)",
        "2)",
        "it",
        "？",
        "多少",
        "，",
        "y",
        "\n",
        "und wie",
    ]
    for _ in range(3_000):
        question = " ".join(chance.choice(pieces) for _ in range(chance.randint(0, 9)))
        found = parts(question)
        assert found
        assert all(found) or found == (question,)
