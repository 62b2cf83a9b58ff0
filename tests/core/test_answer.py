"""The course of an answer: real finding, with a writer that says what no real model says on cue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from core.answering.answer import CANNOT_SAY, AnswerEvent, Draft, EvidenceFound, SentenceKept, answer
from core.answering.evidence import gather
from core.answering.support import check_support
from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from core.ports import Message
from core.types import Answer, Evidence, Hit, Support
from models.embedder import SentenceEmbedder

TEXTS = {
    "returns.md": "Electronics may be returned within 14 days of delivery. Shoes may be returned within 60 days.",
    "parking.md": "Parking behind the shop is free for staff. Customers park in the street.",
}


class Finding:
    """Evidence from two passages, without a store."""

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self.embedder = embedder

    def evidence(self, question: str, budget: int, folder: str | None, cancel: CancelToken) -> Evidence:
        asked = self.embedder.embed_question(question)
        meanings = self.embedder.embed_passages(list(TEXTS.values())) @ asked
        hits = [
            Hit(f"{name}-0", name, Path(name), None, 0, len(text), text, (), 1.0 - rank / 10, float(meanings[rank]))
            for rank, (name, text) in enumerate(TEXTS.items())
        ]
        return gather(question, hits, budget, self.embedder, lambda doc, _page, start, end: TEXTS[doc][start:end])

    def support(self, sentences: Sequence[str], evidence: Evidence) -> list[Support]:
        return check_support(sentences, evidence, self.embedder)


class Writer:
    """Writes what it was given, in pieces as a model does."""

    name = "writer"

    def __init__(self, text: str, error: Exception | None = None) -> None:
        self.text, self.error = text, error

    def evidence_budget(self) -> int:
        return 1000

    def usage(self) -> tuple[int, int]:
        return (100, len(self.text))

    def stream(self, messages: Sequence[Message], max_tokens: int, cancel: CancelToken) -> Iterator[str]:
        for start in range(0, len(self.text), 3):
            if cancel.cancelled:
                raise Cancelled
            yield self.text[start : start + 3]
        if self.error is not None:
            raise self.error


QUESTION = "How long can I return electronics?"


def ask(
    embedder: SentenceEmbedder, writer: Writer | None, question: str = QUESTION, cancel: CancelToken | None = None
) -> tuple[Answer, list[AnswerEvent]]:
    events: list[AnswerEvent] = []
    return answer(question, Finding(embedder), writer, None, events.append, cancel or CancelToken()), events


def test_an_answer_begins_with_the_documents_own_words(embedder: SentenceEmbedder) -> None:
    result, events = ask(embedder, None)
    first = result.sentences[0]
    assert first.quoted
    assert first.text == "Electronics may be returned within 14 days of delivery."
    assert result.sources[first.citations[0]].path.name == "returns.md"
    assert isinstance(events[0], EvidenceFound)
    assert "[1]" in result.text


def test_the_model_adds_only_what_the_evidence_bears(embedder: SentenceEmbedder) -> None:
    written = (
        "You can return electronics within 14 days of delivery [7]. Electronics may be returned within 90 days. "
        "The passage mentions that electronics may be returned within 14 days of delivery. "
        "Our shop in Paris closes at noon. Electronics. Electronics may be returned within 14 days of"
    )
    result, events = ask(embedder, Writer(written))
    own = [sentence for sentence in result.sentences if not sentence.quoted]
    assert [sentence.text for sentence in own] == ["You can return electronics within 14 days of delivery."]
    assert all(n in result.sources for sentence in own for n in sentence.citations)
    assert [type(event) for event in events].count(SentenceKept) == 1
    assert isinstance(events[-1], Draft)
    assert result.answer_tokens > 0


def test_the_model_may_not_say_again_what_was_quoted(embedder: SentenceEmbedder) -> None:
    result, _ = ask(embedder, Writer("Electronics may be returned within 14 days of delivery."))
    assert [sentence.quoted for sentence in result.sentences].count(False) == 0


def test_weak_evidence_is_no_answer_and_the_model_is_not_asked(embedder: SentenceEmbedder) -> None:
    result, _ = ask(embedder, Writer("The capital of Peru is Lima."), "What is the capital of Peru?")
    assert result.refused
    assert [sentence.text for sentence in result.sentences] == [CANNOT_SAY]
    assert result.sources == {}
    assert result.first_token_seconds is None


def test_a_model_that_stops_leaves_the_quotes(embedder: SentenceEmbedder) -> None:
    result, _ = ask(embedder, Writer("You can", WellreadError("The generator stopped.")))
    assert result.sentences[0].quoted
    assert "The generator stopped." in result.note


def test_a_cancelled_answer_ends(embedder: SentenceEmbedder) -> None:
    cancel = CancelToken()

    def stop(event: AnswerEvent) -> None:
        if isinstance(event, Draft):
            cancel.cancel()

    with pytest.raises(Cancelled):
        answer(QUESTION, Finding(embedder), Writer("Words " * 100), None, stop, cancel)
