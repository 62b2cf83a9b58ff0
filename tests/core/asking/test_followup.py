"""Questions that lean on the ones before them."""

from __future__ import annotations

import random

import pytest

from core.asking.followup import standalone

NOTICE = "How long is the notice period for employees?"


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (NOTICE, "and for contractors?", "How long is the notice period for contractors?"),
        (NOTICE, "And contractors?", "How long is the notice period for employees, contractors?"),
        (NOTICE, "For contractors?", "How long is the notice period for contractors?"),
        (NOTICE, "why?", f"{NOTICE} Why?"),
        (NOTICE, "But since when?", f"{NOTICE} Since when?"),
        (NOTICE, "How long for managers?", f"{NOTICE} How long for managers?"),
        (NOTICE, "Tell me more", f"{NOTICE} Tell me more"),
        (NOTICE, "Does it apply to interns?", "Does it apply to interns? (the notice period for employees)"),
        ("What is the notice period?", "how long is it?", "How long is the notice period?"),
        ("What are the office hours?", "When were they changed?", "When were the office hours changed?"),
        ("What is the notice period?", "and in Spain?", "What is the notice period in Spain?"),
        ("What is the dress code?", "Is that enforced?", "Is that enforced? (the dress code)"),
        ("Who signs expense reports?", "Can I cancel them?", "Can I cancel them? (signs expense reports)"),
        ("How many holidays are there in Germany?", "what about Spain?", "How many holidays are there in Spain?"),
        ("How many holidays were there in 2023?", "And 2024?", "How many holidays were there in 2024?"),
        ("How many holidays are there in Germany?", "and in 2024?", "How many holidays are there in Germany in 2024?"),
        ("What is the deposit?", "and the rent?", "What is the rent?"),
        ("How much is the day rate in Spain?", "and the mileage?", "How much is the mileage in Spain?"),
        ("Wie hoch ist die Miete für Büros?", "und die Kaution?", "Wie hoch ist die Kaution für Büros?"),
        ("What did IT spend in Q1 2023?", "and in Q2?", "What did IT spend in Q2 2023?"),
        ("What was the 2018 revenue?", "and in 2017?", "What was the 2017 revenue?"),
        ("How much rain fell in March 2023?", "And in April?", "How much rain fell in April 2023?"),
        ("How many people does Boeing employ?", "and Lockheed Martin?", "How many people does Lockheed Martin employ?"),
        ("What does ERR-4012 mean?", "and ERR-4013?", "What does ERR-4013 mean?"),
        ("When do Ann and Bob meet Carl?", "and Dora?", "When do Ann and Bob meet Carl, Dora?"),
        ("May I work in May?", "and in June?", "May I work in June?"),
        ("How long may I park?", "and in June?", "How long may I park in June?"),
        ("What does RE-2018 say?", "and in 2019?", "What does RE-2018 say in 2019?"),
        ("When is the rent due?", "and the deposit?", "When is the rent due, the deposit?"),
        ("Who is the landlord?", "and the deposit?", "Who is the landlord, the deposit?"),
        ("What is the price of the lamp?", "and the chair?", "What is the price of the lamp, the chair?"),
        ("How much is the VAT?", "and Spain?", "How much is the VAT, Spain?"),
        ("What does the Board decide?", "and Spain?", "What does the Board decide, Spain?"),
        ("Was kostet die Wohnung Anna?", "und Berlin?", "Was kostet die Wohnung Anna, Berlin?"),
        ("What was the May revenue?", "and in June?", "What was the June revenue?"),
        ("Was kostete es am 1.5.2018?", "und 2019?", "Was kostete es am 1.5.2019?"),
        ("Was ist der KB5001?", "und KB5002?", "Was ist der KB5002?"),
        ("Who leads HR?", "and Sales?", "Who leads Sales?"),
        ("How many days of PTO do I get?", "and Spain?", "How many days of PTO do I get, Spain?"),
        ("Who leads the Berlin office?", "and Hamburg?", "Who leads the Hamburg office?"),
        ("What does the Basic plan cost?", "and Pro?", "What does the Pro plan cost?"),
        ("Wo arbeitet Anna?", "und Bob?", "Wo arbeitet Bob?"),
        ("Was hat Anna am 3. Mai gesagt?", "und Bob?", "Was hat Bob am 3. Mai gesagt?"),
        ("Wie viel Urlaub habe ich?", "und Spanien?", "Wie viel Urlaub habe ich, Spanien?"),
        ("Who is the landlord?", "and the tenant?", "Who is the tenant?"),
        ("Who is the landlord?", "and the rent?", "Who is the landlord, the rent?"),
        ("What is the rent for flat A1?", "and A2?", "What is the rent for flat A2?"),
        ("What is Ann's phone number?", "and Bob's?", "What is Bob's phone number?"),
        ("What did we decide on 3 May?", "and on 10 May?", "What did we decide on 10 May?"),
        ("Who pays the rent?", "When is it due?", "When is it due? (the rent)"),
        ("What is the rent? in:contracts", "and the deposit?", "What is the deposit? in:contracts"),
        ('What is the rent in:"a b" type:pdf?', "why?", 'What is the rent? Why? in:"a b" type:pdf'),
        ("What is the rent in:2023?", "and the deposit in:2024?", "What is the deposit? in:2024"),
        ("What is the rent in:2023 type:pdf?", "and in:2024?", "What is the rent? type:pdf in:2024"),
        ("How many days do I get in Germany?", "And sick days?", "How many days do I get in Germany, sick days?"),
        (
            "Wie lang ist die Kündigungsfrist für Angestellte?",
            "und für Freiberufler?",
            "Wie lang ist die Kündigungsfrist für Freiberufler?",
        ),
        ("Wie hoch ist die Miete?", "Warum?", "Wie hoch ist die Miete? Warum?"),
        ("Wie hoch ist die Miete?", "Wird sie angepasst?", "Wird sie angepasst? (die Miete)"),
        ("Wie hoch ist die Miete für Büros?", "Was ist mit Garagen?", "Wie hoch ist die Miete für Garagen?"),
        ("¿Cuántos festivos hay en España?", "¿y en Francia?", "¿Cuántos festivos hay en Francia?"),
        ("Quel est le préavis pour les cadres ?", "et pour les employés ?", "Quel est le préavis pour les employés?"),
        ("Quel est le préavis ?", "Pourquoi ?", "Quel est le préavis ? Pourquoi ?"),
        ("Qual è il preavviso?", "e per i dirigenti?", "Qual è il preavviso per i dirigenti?"),
        ("Hoe lang is de opzegtermijn?", "en voor freelancers?", "Hoe lang is de opzegtermijn voor freelancers?"),
        ("Qual é o prazo?", "e para estagiários?", "Qual é o prazo para estagiários?"),
        ("年假有多少天？", "病假呢？", "年假有多少天，病假？"),
        ("年假有多少天？", "为什么？", "年假有多少天？为什么？"),
        ("年假有多少天？", "它可以累积吗？", "它可以累积吗？（年假有多少天）"),
    ],
)
def test_a_follow_up_is_made_to_stand_alone(earlier: str, question: str, whole: str) -> None:
    assert standalone(question, [earlier]) == whole


@pytest.mark.parametrize(
    "question",
    [
        "How many sick days do I get?",
        "How many sick days do I get? in:2024",
        "And how long is the lease?",
        "Is it possible to extend the contract?",
        "How much does it cost to end the lease early?",
        "How long does it take until a claim is paid?",
        "If an employee leaves, does he get his bonus?",
        "How old was Marie Curie when she won her first prize?",
        "Which university has its origins in a school of medicine?",
        "What is the rule that applies to guests?",
        "Are there any fees for guests?",
        "What do these forms cost?",
        "sick days",
        "Explain the dress code",
        "Who are you?",
        "What is ISO 9001?",
        "It is not proven that coffee helps.",
        "Wie können Sie mir helfen?",
        "Gibt es einen Bonus?",
        "Wie lange dauert es, bis der Antrag bewilligt ist?",
        "Was ist mit Normalkräften verbunden?",
        "Was ist der Beweis dafür, dass es hilft?",
        "¿Qué es el periodo de prueba?",
        "¿A qué se le llama periodo de prueba?",
        "Y a-t-il une prime ?",
        "Faut-il une signature ?",
        "公司在哪里成立？",
        "其他员工有多少天假？",
        "???",
        "",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    assert (
        standalone(question, [NOTICE, "Wie hoch ist die Miete?", "What is the notice period for employees?"])
        == question
    )


@pytest.mark.parametrize("question", ["and for contractors?", "why?", "how long is it?", "病假呢？"])
def test_the_first_question_has_nothing_to_lean_on(question: str) -> None:
    assert standalone(question, []) == question


def test_each_question_leans_on_the_one_before_as_it_was_understood() -> None:
    earlier = [NOTICE, "and for contractors?"]
    assert standalone("why?", earlier) == "How long is the notice period for contractors? Why?"
    assert standalone("and in Spain?", [*earlier, "why?"]) == "How long is the notice period for contractors in Spain?"


def test_a_new_subject_replaces_the_old_one() -> None:
    earlier = ["What is the notice period?", "What is the rent?"]
    assert standalone("How high is it?", earlier) == "How high is the rent?"


def test_any_text_comes_through() -> None:
    chance = random.Random(7)
    pieces = [
        "and",
        "it",
        "why",
        "?",
        "the",
        "for",
        "Spain",
        "(",
        ")",
        "und",
        "sie",
        "呢",
        "它",
        "¿",
        "y",
        " ",
        "\n",
        "-",
        "2024",
    ]
    for _ in range(3_000):
        texts = [" ".join(chance.choice(pieces) for _ in range(chance.randint(0, 7))) for _ in range(3)]
        found = standalone(texts[0], texts[1:])
        assert found == texts[0] or len(found) >= len(texts[0].strip(" ?¿")) - 12
