"""What was found for a question, judged by what should have been."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.hits import cut_to_fit
from core.measuring.metrics import covered, holds_answer, precise
from core.measuring.questions import Question
from core.types import Hit

FIRST = 5  # files, pages or passages that a person looks through
# The measures by name. Each is of the questions that name what it looks for.
WORDING = {
    "file first": "the right file came first",
    "file among five": f"the right file was among the first {FIRST}",
    "page first": "the right page came first",
    "page among five": f"the right page was among the first {FIRST}",
    "answer first": "the answer stood in the first passage",
    "answer in evidence": "the answer stood in the evidence",
    "characters in evidence": "marked characters in the evidence",
    "precision": "share of the evidence that was marked",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """measures: between 0 and 1, by their names in WORDING.

    file_rank, page_rank: among the files and pages that were found, each counted once, from 1; None where it was not
    found or not asked for. found: whether the most that the question names was found where it is of use.
    """

    question: Question
    measures: dict[str, float]
    file_rank: int | None
    page_rank: int | None
    found: bool


def judge(question: Question, hits: Sequence[Hit], chars: int) -> Judgement:
    """hits: best first. chars: how many characters of them a model is given as evidence."""
    evidence = cut_to_fit(list(hits), chars)
    files = list(dict.fromkeys((hit.path, hit.part) for hit in hits))
    pages = list(dict.fromkeys((hit.path, hit.part, hit.page) for hit in hits))
    measures: dict[str, float] = {}
    file_rank = page_rank = None
    if question.document:
        file_rank = _first(question.is_of(path, part) for path, part in files)
        measures |= _ranked("file", file_rank)
    if question.page is not None:
        right = (question.is_of(path, part) and page == question.page for path, part, page in pages)
        page_rank = _first(right)
        measures |= _ranked("page", page_rank)
    if question.answers:
        first = [hit.text for hit in hits[:1]]
        measures["answer first"] = float(holds_answer(first, question.answers))
        measures["answer in evidence"] = float(holds_answer([hit.text for hit in evidence], question.answers))
    if question.spans:
        found = [(hit.start, hit.end) for hit in evidence if _is_in_place(question, hit)]
        measures["characters in evidence"] = covered(question.spans, found)
        measures["precision"] = precise(question.spans, found, chars)
    return Judgement(question, measures, file_rank, page_rank, _found(measures))


def _is_in_place(question: Question, hit: Hit) -> bool:
    return question.is_of(hit.path, hit.part) and question.page in (None, hit.page)


def _ranked(what: str, rank: int | None) -> dict[str, float]:
    return {f"{what} first": float(rank == 1), f"{what} among five": float(rank is not None and rank <= FIRST)}


def _first(right: Iterable[bool]) -> int | None:
    return next((rank for rank, is_right in enumerate(right, start=1) if is_right), None)


def _found(measures: dict[str, float]) -> bool:
    """The file or page among the first, and the answer or some of the marked characters in the evidence."""
    wanted = ("file among five", "page among five", "answer in evidence", "characters in evidence")
    return all(measures[name] > 0 for name in wanted if name in measures)
