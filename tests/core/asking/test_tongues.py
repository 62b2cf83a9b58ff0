from __future__ import annotations

import pytest

from core.asking.tongues import in_another_tongue

_ENGLISH = "Wages are paid on the 25th of each month. Ms Okafor keeps the list of those who are ill."
_GERMAN = "Der Lohn wird am 25. jedes Monats gezahlt. Frau Okafor führt die Liste derer, die krank sind."
_CHINESE = "工资在每月的25日支付。Okafor 女士负责病假名单。"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("¿Cuándo se pagan los salarios?", _ENGLISH),
        ("Wann wird der Lohn gezahlt?", _ENGLISH),
        ("When are wages paid?", _GERMAN),
        ("¿Cuándo se pagan los salarios?", _GERMAN),
        ("工资什么时候支付？", _ENGLISH),
        ("When are wages paid?", _CHINESE),
        ("Когда выплачивают зарплату?", _ENGLISH),
    ],
)
def test_a_question_in_another_tongue(question: str, text: str) -> None:
    assert in_another_tongue(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When are wages paid?", _ENGLISH),
        ("Wann wird der Lohn gezahlt?", _GERMAN),
        ("Okafor 女士负责什么？", _CHINESE),
        ("ERR-4012", _ENGLISH),  # no word tells
        ("PTO carryover?", _GERMAN),
        ("Who wrote Der Prozess?", _ENGLISH),
        ("war memorial", _ENGLISH),
        ("La Paz visa", _ENGLISH),
        ("die casting", _ENGLISH),
        ("When are wages paid?", ""),
        ("", _ENGLISH),
    ],
)
def test_a_question_that_may_well_be_in_the_same(question: str, text: str) -> None:
    assert not in_another_tongue(question, text)
