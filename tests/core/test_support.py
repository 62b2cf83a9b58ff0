"""What the model may say: real embedder, sentences as small models write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.answering.support import check_support
from core.types import Evidence, Hit, Quote
from models.embedder import SentenceEmbedder

TEXT = (
    "Electronics may be returned within 14 days of delivery with the receipt. Opened software can't be returned. "
    "Refunds are paid to the original card within 5 working days."
)


def evidence(question: str, *texts: str, quote: str = "") -> Evidence:
    hits = tuple(
        Hit(f"d{n}-0", f"d{n}", Path(f"{n}.md"), None, 0, len(text), text, (), 1.0) for n, text in enumerate(texts)
    )
    quotes = (Quote(1, 0, len(quote), quote, 1.0),) if quote else ()
    return Evidence(question, hits, quotes, False, 0.0)


RETURNS = evidence("How long do I have to return electronics?", "Parking is free.", TEXT, quote=TEXT[:73])


@pytest.mark.parametrize(
    "sentence",
    [
        "Electronics may be returned within 14 days of delivery.",
        "You can return electronics within 14 days of delivery with the receipt.",
    ],
)
def test_what_the_evidence_says_is_kept_with_its_source(sentence: str, embedder: SentenceEmbedder) -> None:
    (support,) = check_support([sentence], RETURNS, embedder)
    assert support.supported
    assert support.citations == (2,)


@pytest.mark.parametrize(
    "sentence",
    [
        "Electronics may be returned within 30 days of delivery.",  # another number
        "Electronics may not be returned within 14 days of delivery.",  # denied
        "Opened software can be returned.",  # the denial left out
        "Electronics may be returned to Amazon within 14 days of delivery.",  # a name from nowhere
        "The shop was founded by two sisters and sells bicycles.",  # nothing of it
        "Refunds are paid to the original card within 5 working days.",  # true, and not what was asked
        "",
    ],
)
def test_what_it_does_not_say_is_not(sentence: str, embedder: SentenceEmbedder) -> None:
    (support,) = check_support([sentence], RETURNS, embedder)
    assert not support.supported
    assert support.citations == ()


def test_without_an_embedder_the_words_decide() -> None:
    sentences = ["Electronics may be returned within 14 days.", "Shoes may be returned within 60 days."]
    assert [s.supported for s in check_support(sentences, RETURNS, None)] == [True, False]


def test_without_evidence_nothing_is_borne(embedder: SentenceEmbedder) -> None:
    assert not check_support(["Anything at all."], evidence("What?"), embedder)[0].supported


LEASE = evidence(
    "What does the lease say?",
    "Arrears of two monthly rents end the lease with six weeks' notice. Repairs up to EUR 300 a year are the tenant's. "
    "A notice of 30 days is due for them. Ines Carvalho leads the crisis team; her deputy is Jonas Weber. "
    "The fee rose to 5.8 million euros in 2021, with 700 employees (Exhibit (10)(xi)).",
)


@pytest.mark.parametrize(
    ("sentence", "borne"),
    [
        ("Arrears of two monthly rents end the lease with six weeks' notice.", True),
        ("Arrears of six monthly rents end the lease with two weeks' notice.", False),
        ("Repairs up to EUR 300 a year are the tenant's.", True),
        ("Repairs up to 300 EUR a year are the tenant's.", True),
        ("Repairs up to EUR 30 a year are the tenant's.", False),  # the number of the next sentence
        ("The crisis team is led by Ines Carvalho and her deputy Jonas Weber.", True),
        ("Jonas Weber leads the crisis team; his deputy is Ines Carvalho.", False),
        ("In 2021 the fee rose to 5.8 million euros.", True),
        ("The lease has 5.8 million employees.", False),
        ("The fee rose with 10 employees in 2021.", False),
    ],
)
def test_numbers_and_names_stay_where_they_are_said(sentence: str, borne: bool) -> None:
    assert check_support([sentence], LEASE, None)[0].supported is borne


def test_a_german_noun_with_its_article_is_no_name_of_two_words() -> None:
    lease = evidence("Wer zahlt?", "Die Kosten der Reparatur zahlt monatlich im Voraus der Mieter selbst.")
    assert check_support(["Der Mieter zahlt monatlich die Kosten der Reparatur."], lease, None)[0].supported


def test_names_that_begin_with_a_small_word_change_no_places() -> None:
    signs = evidence("Who signs?", "Will Smith approves budgets while Ann Lee signs contracts.")
    said = check_support(["Contracts are signed by Ann Lee.", "Contracts are signed by Will Smith."], signs, None)
    assert [support.supported for support in said] == [True, False]


def test_another_code_than_the_one_asked_about_is_no_answer(embedder: SentenceEmbedder) -> None:
    text = "ERR-4012 means that the handshake failed. ERR-4013 means that the printer has no paper."
    asked = evidence("What does ERR-4013 mean?", text, quote=text[42:])
    said = check_support(["ERR-4013 means that the printer has no paper.", text[:41]], asked, embedder)
    assert [support.supported for support in said] == [True, False]


def test_a_number_with_a_word_is_no_code(embedder: SentenceEmbedder) -> None:
    text = "The notice for the 30-day plan is one week. It renews by itself."
    asked = evidence("What is the notice for the 30-day plan?", text, quote=text[:43])
    assert check_support(["The notice for the 30-day plan is one week."], asked, embedder)[0].supported
