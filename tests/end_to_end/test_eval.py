"""`wellread eval` through the real command, over the sample folder and over a small collection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Run, objects
from tests.end_to_end.test_bad_input import sentence

pytestmark = pytest.mark.slow

SET = """question;answer;document;page
How long does a customer have to return electronics?;14 days;Returns and exchanges.md;
What is the deposit when we lend a customer a radio?;£30;Repairs and warranty.pdf;1
Where do we sell bicycles?;;Bicycles.pdf;
"""


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.csv"
    path.write_text(SET, encoding="utf-8")
    return path


def test_a_set_of_ones_own_saved_and_compared(
    wellread: Run, sample_profile: Path, questions: Path, tmp_path: Path
) -> None:
    first = wellread("eval", questions, "--save", tmp_path / "first.json", profile=sample_profile)
    assert "2 of 3" in next(line for line in first.stdout.splitlines() if line.startswith("The right file was among"))
    assert "Not found: 1 question" in first.stdout
    assert "The library has no Bicycles.pdf." in first.stdout
    again = wellread(
        "eval", "--json", questions, "--within", "20", "--compare", tmp_path / "first.json", profile=sample_profile
    )
    (result,) = objects(again)
    assert result["questions"] == 3
    assert result["measures"]["page first"]["count"] == 1
    assert [row["id"] for row in result["results"]] == [line.split(";")[0] for line in SET.splitlines()[1:]]
    assert result["changes"]["answer in evidence"]["worse"], "20 characters hold less than 4,000"
    assert result["changes"]["file first"]["tied"] == 3
    saved = json.loads((tmp_path / "first.json").read_text(encoding="utf-8"))
    assert saved["measures"]["answer in evidence"]["mean"] == 1.0


def test_a_question_that_cannot_be_asked_does_not_end_the_rest(
    wellread: Run, sample_profile: Path, tmp_path: Path
) -> None:
    rows = [
        {"id": "long", "question": "why " * 2_000, "answer": "x"},
        {"question": "Welcome?", "document": "Welcome.md"},
    ]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (result,) = objects(wellread("eval", "--json", tmp_path / "set.jsonl", profile=sample_profile))
    assert "takes up to 4,000" in result["results"][0]["missed"]
    assert result["measures"]["file among five"]["mean"] == 1.0


def test_a_collection_adds_nothing_to_the_library(wellread: Run, tmp_path: Path) -> None:
    folder = tmp_path / "collection"
    folder.mkdir()
    texts = {"moon": "The moon pulls the sea.", "rain": "Clouds give rain.", "bread": "Flour, water, salt, yeast."}
    corpus = [json.dumps({"_id": key, "title": "", "text": text}) for key, text in texts.items()]
    (folder / "corpus.jsonl").write_text("\n".join(corpus), encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "1", "text": "What is bread made of?"}\n', encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\tbread\t1\n", encoding="utf-8")
    (result,) = objects(wellread("eval", "--json", "--collection", folder))
    assert result["measures"]["nDCG@10"]["mean"] == 1.0
    assert objects(wellread("files", "--json")) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("eval",), "Name either question files or a collection."),
        (("eval", "/no/such/set.jsonl"), "can't be read"),
        (("eval", "--collection", "/no/such/folder"), "corpus.jsonl can't be read"),
        (("eval", "{set}"), "The library is empty."),
        (("eval", "{set}", "--compare", "{set}"), "is not a run of wellread eval"),
        (("eval", "{set}", "{set}"), "is in another file too"),
    ],
)
def test_one_clear_sentence(wellread: Run, questions: Path, arguments: tuple[str, ...], said: str) -> None:
    named = [argument.replace("{set}", str(questions)) for argument in arguments]
    assert said in sentence(wellread(*named, status=1))
