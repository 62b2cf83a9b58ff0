"""Typing errors, and the many words that are none."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from core.asking.spelling import fold, spelled

LIBRARY = (
    "reimbursement of travel expenses for employees the accommodation receipts must be submitted within thirty days "
    "department approves maintenance agreement probationary period vacation policy contract landlord insurance form "
    "rational international Johanson invoices Kündigungsfrist Urlaubsantrag genehmigt Abteilung Vorgesetzte beträgt "
    "présentation indemnisation inter states vocation action notice native"
)


class Words:
    """A lexicon of a few words, each in so many passages."""

    def __init__(self, text: str) -> None:
        self.forms = {fold(word): word.lower() for word in text.split()}

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        return {word: 3 for word in words if word in self.forms}

    def beginning(self, prefix: str, shortest: int, longest: int) -> list[tuple[str, int]]:
        return [(word, 3) for word in self.forms if word.startswith(prefix) and shortest <= len(word) <= longest]

    def written(self, word: str) -> str:
        return self.forms[word]


REAL = frozenset("what is the for of how do i get my status location refuse vocation orientation infer holiday".split())


def right(question: str) -> str:
    return spelled(question, Words(LIBRARY), REAL.__contains__).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What is the reimbursment policy?", "What is the reimbursement policy?"),
        ("What is the riembursement policy?", "What is the reimbursement policy?"),
        ("what about accomodation receipts", "what about accommodation receipts"),
        ("How long is the probatoinary period?", "How long is the probationary period?"),
        ("Reimbursementt for employees?", "Reimbursement for employees?"),
        ("maintainance of the contract", "maintenance of the contract"),
        ("Who pays the lnadlord?", "Who pays the landlord?"),
        ("the vaction policy", "the vacation policy"),  # and not "action"
        ("submited receipts", "submitted receipts"),
        ("Wie lang ist die Kündigngsfrist?", "Wie lang ist die Kündigungsfrist?"),
        (
            "Wie lang ist die Kuendigungsfrist und die Künidgungsfrist?",
            "Wie lang ist die Kündigungsfrist und die Kündigungsfrist?",
        ),
    ],
)
def test_typing_errors_are_put_right(typed: str, meant: str) -> None:
    assert right(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "What is the status of my contract?",  # a real word that the library lacks
        "What is the location of the department?",
        "How do I get a contracts form?",  # an inflection
        "Which departments approve travelling?",
        "What is contrat-4012 or contrat_x or contrat.py or contrat@x.org?",
        "Who is Mr Johansen of the department?",  # a name is another name
        "What is a CONTRAKT or a ContracT?",
        'Where is "reimbursment" written for employees?',
        "What is the frm for?",  # too short
        "What is the notive for employees?",  # "native", or "notice"
        "Welche Bescheinigungen braucht der Vermieter für Handwerker?",
        "合同的租金是多少？",
        "what are 12345678 and 2024-05-01",
        "",
    ],
)
def test_what_may_be_meant_is_left_alone(question: str) -> None:
    assert right(question) == question


def test_where_nobody_knows_the_real_words_only_slips_are_put_right() -> None:
    assert spelled("What is the probatoinary policy on accomodation?", Words(LIBRARY)).text == (
        "What is the probationary policy on accommodation?"
    )
    assert (
        spelled("What is the infer policy on location?", Words(LIBRARY)).text == "What is the infer policy on location?"
    )


def test_the_person_is_told() -> None:
    found = spelled("reimbursment and accomodation for employees", Words(LIBRARY), REAL.__contains__)
    assert found.changes == (("reimbursment", "reimbursement"), ("accomodation", "accommodation"))
    assert found.notice == "Searched for “reimbursement”, “accommodation”."
    assert spelled("contract", Words(LIBRARY)).notice == ""


def test_a_question_in_another_language_is_left_alone() -> None:
    question = "Quelles indemnitées departtement contratt landlorde?"
    assert spelled(question, Words("department contract landlord"), REAL.__contains__).text == question
