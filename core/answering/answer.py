"""The course of an answer: evidence, shown at once as quotes; then the model's wording, where the evidence bears it.

The parts are core's ports, so that the same course runs over pipes in the application and directly in a test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.answering.prompt import MAX_ANSWER_TOKENS, build_prompt
from core.cancel import CancelToken
from core.errors import WellreadError
from core.ports import Finder, Generator
from core.sentences import sentence_spans
from core.stopwatch import Stopwatch
from core.types import Answer, Evidence, Sentence

CANNOT_SAY = "The documents do not say."
_BUDGET_WITHOUT_MODEL = 3_000  # characters of evidence when nobody but the person reads it
# What small models put around a sentence: marks of their own choosing, the number of a list item.
_MARK = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]|\s*\(passage \d+\)|^\s*(?:\d{1,2}[.)]|[-*•])\s+", re.IGNORECASE)


_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)»]*$")
_FEWEST_WORDS = 4
_ABOUT_THE_PASSAGES = re.compile(
    r"the answer (?:to|is)\b|(?:the|this|these) (?:\w+ )?(?:passage|document|text)s? (?:\w+ )?"
    r"(?:discuss|mention|describe|state|say|explain|provide|note|outline)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """The evidence is there; what of it is quoted begins the answer."""

    evidence: Evidence
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the model is writing and nobody has checked yet; replaces the draft before it."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceKept:
    """A sentence of the model that the evidence bears."""

    sentence: Sentence


AnswerEvent = EvidenceFound | Draft | SentenceKept


@dataclass(slots=True)
class _Course:
    """One answer in the making."""

    question: str
    finder: Finder
    generator: Generator | None
    emit: Callable[[AnswerEvent], None]
    cancel: CancelToken
    watch: Stopwatch
    first_token: float | None = None
    note: str = ""

    def run(self, folder: str | None) -> Answer:
        budget = self.generator.evidence_budget() if self.generator else _BUDGET_WITHOUT_MODEL
        evidence = self.finder.evidence(self.question, budget, folder, self.cancel)
        seconds = self.watch.seconds()
        if evidence.refused:
            sentences = [Sentence(CANNOT_SAY, (), True)]
            self.emit(EvidenceFound(evidence, tuple(sentences)))
            return self._finished(evidence, sentences, seconds)
        sentences = [
            Sentence(_one_line(q.text), (q.n,), True, quoted=True, columns=_one_line(q.columns))
            for q in evidence.quotes
        ]
        self.emit(EvidenceFound(evidence, tuple(sentences)))
        if self.generator is not None:
            for sentence in self._worded(self.generator, evidence, sentences):
                sentences.append(sentence)
                self.emit(SentenceKept(sentence))
            self.emit(Draft(""))
        return self._finished(evidence, sentences, seconds)

    def _worded(self, generator: Generator, evidence: Evidence, before: list[Sentence]) -> Iterator[Sentence]:
        """The model's sentences that the evidence bears and that say something new."""
        said = {_bare(sentence.text) for sentence in before}
        written: set[str] = set()
        try:
            for text in self._written(generator, evidence):
                bare = _bare(text)
                if bare in written:
                    break  # small models go round in circles
                written.add(bare)
                if not _is_whole(text) or any(bare in earlier for earlier in said):
                    continue
                (support,) = self.finder.support([text], evidence)
                if support.supported:
                    said.add(bare)
                    yield Sentence(text, support.citations, True)
        except WellreadError as error:  # the quotes stand without the model
            self.note = f"{error.message} The answer is the documents' own words."

    def _written(self, generator: Generator, evidence: Evidence) -> Iterator[str]:
        """Whole sentences, as soon as they are whole, without the model's own marks."""
        text = ""
        prompt = build_prompt(evidence.question, evidence, generator.evidence_budget())
        for piece in generator.stream(prompt, MAX_ANSWER_TOKENS, self.cancel):
            if self.first_token is None:
                self.first_token = self.watch.seconds()
            text += piece
            spans = sentence_spans(text)
            for start, end in spans[:-1]:
                yield _MARK.sub("", text[start:end]).strip()
            text = text[spans[-1][0] :] if spans else text
            self.emit(Draft(text))
        yield from (_MARK.sub("", text[start:end]).strip() for start, end in sentence_spans(text))

    def _finished(self, evidence: Evidence, sentences: list[Sentence], seconds: float) -> Answer:
        note = " ".join((*evidence.notes, self.note)).strip()
        cited = sorted({n for sentence in sentences for n in sentence.citations})
        prompt, written = self.generator.usage() if self.generator and not evidence.refused else (0, 0)
        return Answer(
            self.question, tuple(sentences), {n: evidence.hits[n - 1] for n in cited}, evidence.refused,
            self.generator.name if self.generator else "", prompt, written,
            seconds, self.first_token, self.watch.seconds(), note,
        )  # fmt: skip


def answer(
    question: str, finder: Finder, generator: Generator | None, folder: str | None,
    emit: Callable[[AnswerEvent], None], cancel: CancelToken,
) -> Answer:  # fmt: skip
    """Answer a question. Blocks; `emit` is called from the same thread. Raises Cancelled and WellreadError.

    generator: None where no model is at hand: the answer is then the documents' own words.
    """
    return _Course(question, finder, generator, emit, cancel, Stopwatch()).run(folder)


def _is_whole(text: str) -> bool:
    """Whether it is a statement: no name from a list, not cut off by the limit, not about the passages themselves."""
    if _ABOUT_THE_PASSAGES.match(text):
        return False
    return bool(_SENTENCE_END.search(text)) and (len(text.split()) >= _FEWEST_WORDS or not text.isascii())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()
