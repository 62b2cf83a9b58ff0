"""What was found, judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.measuring.judging import judge
from core.measuring.questions import Question
from core.types import Hit


def hit(name: str, text: str, page: int | None = None, start: int = 0) -> Hit:
    return Hit("", "", Path("/docs") / name, page, start, start + len(text), text, (), 1.0)


HITS = [
    hit("a.pdf", "nothing", 1), hit("a.pdf", "more of it", 2), hit("b.pdf", "The deposit is £30.", 4, start=100),
]  # fmt: skip


def test_files_and_pages_count_once() -> None:
    judged = judge(Question("1", "q", ("£30",), "b.pdf", 4), HITS, 1000)
    assert (judged.file_rank, judged.page_rank) == (2, 3)
    assert judged.measures == {
        "file first": 0.0, "file among five": 1.0, "page first": 0.0, "page among five": 1.0,
        "answer first": 0.0, "answer in evidence": 1.0,
    }  # fmt: skip
    assert judged.found


def test_the_answer_must_fit_the_evidence() -> None:
    judged = judge(Question("1", "q", ("£30",)), HITS, 20)
    assert judged.measures == {"answer first": 0.0, "answer in evidence": 0.0}
    assert not judged.found


def test_marked_characters_of_the_right_file_count() -> None:
    judged = judge(Question("1", "q", document="b.pdf", spans=((104, 111), (200, 207))), HITS, 100)
    assert judged.measures["characters in evidence"] == pytest.approx(0.5)
    assert judged.measures["precision"] == pytest.approx(7 / 100)
    elsewhere = judge(Question("1", "q", document="a.pdf", spans=((104, 111),)), HITS, 100)
    assert elsewhere.measures["characters in evidence"] == 0.0
    assert not elsewhere.found


def test_nothing_found_is_no_error() -> None:
    judged = judge(Question("1", "q", ("x",), "a.pdf", 1, ((0, 5),)), [], 1000)
    assert set(judged.measures.values()) == {0.0}
    assert (judged.file_rank, judged.page_rank, judged.found) == (None, None, False)
