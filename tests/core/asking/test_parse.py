"""Operators, phrases and plain words in a question."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from core.asking.hints import without
from core.asking.parse import parse
from core.asking.scope import Scope
from core.errors import WellreadError

NOW = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)  # a Wednesday


def day(year: int, month: int = 1, date: int = 1) -> datetime:
    return datetime(year, month, date, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "text", "scope"),
    [
        ("in:handbook notice period?", "notice period?", Scope(places=("handbook",))),
        ("What is the rent in:lease.pdf?", "What is the rent?", Scope(places=("lease.pdf",))),
        ('rent in:"Annual report.pdf" now', "rent now", Scope(places=("Annual report.pdf",))),
        ("rent in:“Annual report.pdf”", "rent", Scope(places=("Annual report.pdf",))),
        ("Miete in:„Alte Verträge“ hoch?", "Miete hoch?", Scope(places=("Alte Verträge",))),
        ("租金多少 in:合同", "租金多少", Scope(places=("合同",))),
        ("租金多少 in：合同？", "租金多少？", Scope(places=("合同",))),
        ("in:a.pdf in:b.pdf totals", "totals", Scope(places=("a.pdf", "b.pdf"))),
        ("totals (in:2023/invoices)", "totals ()", Scope(places=("2023/invoices",))),
        ("Type:PDF rent", "rent", Scope(types=("pdf",))),
        ("rent type:.md", "rent", Scope(types=("markdown",))),
        ("rent type:mails", "rent", Scope(types=("eml", "msg", "tnef", "mbox"))),
        ("rent type:photos", "rent", Scope(types=("image", "cbz"))),
        ("main type:py", "main", Scope(types=(".py",))),
        ("scan type:jpg,pdf", "scan", Scope(types=(".jpg", ".jpeg", "pdf"))),
        ("rent after:2024", "rent", Scope(after=day(2024))),
        ("rent after:2024-05 before:2024/06/02", "rent", Scope(after=day(2024, 5), before=day(2024, 6, 2))),
        ("rent after:17.5.2024", "rent", Scope(after=day(2024, 5, 17))),
        ("rent after:10d", "rent", Scope(after=day(2026, 3, 1))),
        ("rent after:yesterday", "rent", Scope(after=day(2026, 3, 10))),
        ("rent after:last-week", "rent", Scope(after=day(2026, 3, 2))),
        ("rent after:last-month before:this-month", "rent", Scope(after=day(2026, 2), before=day(2026, 3))),
        ("rent after:2023 after:2024", "rent", Scope(after=day(2024))),
        ("rent from:ann@example.org", "rent", Scope(authors=("ann@example.org",))),
        ('author:"Ann Lee" from:bob rent', "rent", Scope(authors=("Ann Lee", "bob"))),
    ],
)
def test_operators(question: str, text: str, scope: Scope) -> None:
    asked = parse(question, NOW)
    assert (asked.text, asked.scope) == (text, scope)


@pytest.mark.parametrize(
    "question",
    [
        "What does a ratio of 3:1 mean at 10:30?",
        "What is in C:\\x and http://in.example/type?",
        "note: this is what I want",
        "Where do you come from: the north?",
        "in: what year",
        "plugin:handbook and std::type:: and begin:here",
        "Is it spelled sign-in:form?",
        'What does "type:pdf" mean?',
        "¿Qué significa after?",
        "in:",
        "type::value",
    ],
)
def test_what_is_no_operator_stays_text(question: str) -> None:
    asked = parse(question, NOW)
    assert (asked.text, asked.scope) == (question, Scope())


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("rent type:foo", "“type:foo” names no type"),
        ("rent after:soon", "“after:soon” names no date"),
        ("rent before:2024-13", "“before:2024-13” names no date"),
        ("rent before:2024-02-31", "names no date"),
        ("rent after:9999y", "names no date"),
        ("in:handbook", "no question beside the filters"),
        ("in:handbook ?", "no question beside the filters"),
    ],
)
def test_a_value_that_means_nothing_is_named(question: str, named: str) -> None:
    with pytest.raises(WellreadError, match=named) as failure:
        parse(question, NOW)
    assert failure.value.hint


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ('Where is "quiet hours" and "late fee" defined?', ("quiet hours", "late fee")),
        ("Was heißt „höhere Gewalt“ hier?", ("höhere Gewalt",)),
        ("Que signifie « force majeure » ?", ("force majeure",)),
        ("什么是「不可抗力」？", ("不可抗力",)),
        ("什么是“不可抗力”？", ("不可抗力",)),
        ('A 5" and a 6" screen', ()),
        ("What's Ann's and Bob's share?", ()),
        ('What does "" mean and " "?', ()),
        ('"PTO" or "PTO"', ("PTO",)),
    ],
)
def test_phrases(question: str, phrases: tuple[str, ...]) -> None:
    asked = parse(question, NOW)
    assert (asked.phrases, asked.text) == (phrases, question)


@pytest.mark.parametrize(
    ("question", "scope", "rest"),
    [
        ("What is the rent in Lease.pdf?", Scope(places=("Lease.pdf",)), "What is the rent?"),
        ("What is the rent in the Annual report.pdf?", Scope(places=("Annual report.pdf",)), "What is the rent?"),
        ("In 'notes 2.md', who spoke?", Scope(places=("notes 2.md",)), "who spoke?"),
        ("Wie hoch ist die Miete im Mietvertrag.docx?", Scope(places=("Mietvertrag.docx",)), "Wie hoch ist die Miete?"),
        ("Quel est le loyer dans le bail.odt ?", Scope(places=("bail.odt",)), "Quel est le loyer?"),
        ("在合同.pdf中租金是多少？", Scope(places=("合同.pdf",)), "租金是多少？"),
        ("Who pays in the contracts folder?", Scope(places=("contracts",)), "Who pays?"),
        ("Wer zahlt im Ordner Alte Verträge?", Scope(places=("Alte Verträge",)), "Wer zahlt?"),
        ("¿Quién paga en la carpeta Contratos?", Scope(places=("Contratos",)), "¿Quién paga?"),
        ("What do we say about rent in PDFs?", Scope(types=("pdf",)), "What do we say about rent?"),
        ("Who is Ann in my emails?", Scope(types=("eml", "msg", "tnef", "mbox")), "Who is Ann?"),
        ("In PDF files, who is Ann?", Scope(types=("pdf",)), "who is Ann?"),
        ("Mails from last week about rent", Scope(after=day(2026, 3, 2), before=day(2026, 3, 9)), "Mails about rent"),
        ("notes since last month on rent", Scope(after=day(2026, 2)), "notes on rent"),
    ],
)
def test_plain_words_are_hints(question: str, scope: Scope, rest: str) -> None:
    asked = parse(question, NOW)
    assert asked.text == question
    assert not asked.scope
    assert [hint.scope for hint in asked.hints] == [scope]
    assert without(asked.text, asked.hints[0]) == rest


@pytest.mark.parametrize(
    "question",
    [
        "How does Lease.pdf differ from Rent.pdf in tone?",
        "What should I write in emails to customers?",
        "How much did sales fall from last month?",
        "How are PDF files made in our office?",
        "What is in the box?",
        "Who works in Spain?",
        "Is there a folder for receipts?",
    ],
)
def test_words_that_the_question_is_about_are_no_hints(question: str) -> None:
    assert parse(question, NOW).hints == ()


def test_nothing_but_a_hint_stays_a_question() -> None:
    asked = parse("in Lease.pdf", NOW)
    assert without(asked.text, asked.hints[0]) == "in Lease.pdf"


def test_a_scope_is_told_as_it_could_be_typed() -> None:
    asked = parse('in:"Old contracts" type:sheet type:pdf from:ann after:2024 rent', NOW)
    assert asked.scope.words() == 'in:"Old contracts" type:sheet type:pdf from:ann after:2024-01-01'
    assert parse(f"{asked.scope.words()} rent", NOW).scope == asked.scope


def test_any_text_is_taken_apart_and_keeps_its_words() -> None:
    chance = random.Random(4)
    pieces = [
        "in:", "type:", "after:", "from:", '"', "“", "”", "'", " ", "\n", "pdf", "2024", "Ann", "?", "(", ")", "…",
        "合同", "。", "\\", "/", ":", "in ", "the ", "folder", ".pdf", "mails from last week", "é", "\u200f", "🙂",
    ]  # fmt: skip
    for _ in range(3_000):
        question = "".join(chance.choice(pieces) for _ in range(chance.randint(0, 14)))
        try:
            asked = parse(question, NOW)
        except WellreadError:  # its sentences are tested above
            continue
        if not asked.scope:
            assert asked.text == question.strip()
        for hint in asked.hints:
            assert hint.words in asked.text
        for phrase in asked.phrases:
            assert phrase in asked.text


@pytest.mark.parametrize("piece", ["in ", "在", '"', "in the a ", "from:a ", "mails ", "in a b c d e ", "a.pdf "])
def test_the_longest_question_takes_no_time(piece: str) -> None:
    """Patterns that try everything would not end while a person waits; the runner's own limit would end them."""
    assert parse(("rent " + piece * 4_000)[:4_000], NOW).text.startswith("rent")
