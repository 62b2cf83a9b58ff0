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
