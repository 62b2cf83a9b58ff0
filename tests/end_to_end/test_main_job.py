"""The main job through the real command: real models, real store, real files, nothing stood in for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import SAMPLE, Run, objects

pytestmark = pytest.mark.slow
QUESTIONS = Path(__file__).parent / "sample_questions.jsonl"


@pytest.fixture(scope="module")
def answers(sample_profile: Path, weights: Path) -> list[dict[str, Any]]:
    import subprocess

    from tests.end_to_end.conftest import CHECKOUT, command

    done = subprocess.run(
        command(sample_profile, "ask", "--json", "--from", QUESTIONS),
        cwd=CHECKOUT, capture_output=True, text=True, timeout=290, check=True,
    )  # fmt: skip
    return objects(done)


def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTIONS.read_text().splitlines()]


def right(answer: dict[str, Any], expected: dict[str, Any]) -> bool:
    cited = {Path(source["path"]).name for source in answer["sources"]}
    return all(part.lower() in answer["answer"].lower() for part in expected["expected"]) and expected["file"] in cited


def test_sick_days_are_answered_from_a_policy_that_never_names_them(answers: list[dict[str, Any]]) -> None:
    (answer,) = [a for a in answers if a["id"] == "sick-days"]
    (expected,) = [q for q in questions() if q["id"] == "sick-days"]
    assert right(answer, expected), answer["answer"]


def test_most_questions_are_answered_right_with_the_right_source(answers: list[dict[str, Any]]) -> None:
    assert [answer["id"] for answer in answers] == [question["id"] for question in questions()]
    wrong = [a["question"] for a, q in zip(answers, questions(), strict=True) if not right(a, q)]
    assert len(wrong) <= 3, wrong


def test_every_answer_keeps_the_contract(answers: list[dict[str, Any]]) -> None:
    keys = {
        "id", "question", "answer", "refused", "sentences", "sources", "model", "prompt_tokens",
        "answer_tokens", "seconds",
    }  # fmt: skip
    for answer in answers:
        assert keys <= answer.keys()
        assert set(answer["seconds"]) == {"evidence", "first_token", "total"}
        numbers = {source["n"] for source in answer["sources"]}
        assert {n for sentence in answer["sentences"] for n in sentence["citations"]} == numbers
        assert all(sentence["citations"] for sentence in answer["sentences"]) or answer["refused"]


def test_every_source_stands_where_it_says(answers: list[dict[str, Any]]) -> None:
    checked = 0
    for source in (source for answer in answers for source in answer["sources"]):
        path = Path(source["path"])
        assert path.is_relative_to(SAMPLE)
        if path.suffix in {".md", ".txt"}:
            assert path.read_bytes().decode()[source["start"] : source["end"]] == source["text"]
            assert source["page"] is None
            checked += 1
        elif path.suffix == ".pdf":
            assert source["page"] >= 1
    assert checked


def test_a_question_beside_the_documents_is_refused(wellread: Run, sample_profile: Path) -> None:
    (answer,) = objects(wellread("--json", "ask", "Which wine goes with fish?", profile=sample_profile))
    assert answer["refused"]
    assert answer["sources"] == []
    assert answer["answer"] == "The documents do not say."


def test_search_fills_the_characters_that_it_is_given(wellread: Run, sample_profile: Path, tmp_path: Path) -> None:
    source = tmp_path / "questions.jsonl"
    source.write_text('{"id": 7, "question": "electronics"}\n{"question": "parking"}\n')
    first, second = objects(wellread("search", "--json", "--within", 900, "--from", source, profile=sample_profile))
    assert (first["id"], second["id"]) == (7, None)
    assert sum(len(hit["text"]) for hit in first["hits"]) == 900
    assert [hit["rank"] for hit in first["hits"]] == list(range(1, len(first["hits"]) + 1))


def test_files_tell_their_health_and_a_second_sync_does_nothing(wellread: Run, sample_profile: Path) -> None:
    files = objects(wellread("files", "--json", profile=sample_profile))
    assert len(files) == len([path for path in SAMPLE.rglob("*") if path.is_file()])
    assert {file["status"] for file in files} == {"indexed"}
    (report,) = objects(wellread("--json", "sync", profile=sample_profile))
    assert (report["read"], report["embedded"]) == (0, 0)
    assert set(report["seconds"]) == {"read", "embed", "ocr", "store", "total", "first_searchable"}


def test_an_updated_document_changes_the_answer(wellread: Run, tmp_path: Path) -> None:
    policy = tmp_path / "docs" / "returns.md"
    policy.parent.mkdir()
    policy.write_text("# Returns\n\nElectronics may be returned within 14 days of delivery.\n")
    wellread("add", policy.parent)
    policy.write_text("# Returns\n\nElectronics may be returned within 30 days of delivery.\n")
    wellread("sync")
    (answer,) = objects(wellread("--json", "ask", "How long can I return electronics?"))
    assert "30 days" in answer["answer"]
    assert "14 days" not in answer["answer"]


def test_doctor_finds_nothing_wrong(wellread: Run, sample_profile: Path) -> None:
    (found,) = objects(wellread("doctor", "--json", profile=sample_profile))
    assert found["problems"] == []
    assert found["library"]["passages"] == found["library"]["manifest"] > 0
