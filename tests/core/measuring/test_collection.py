"""Collections in BEIR form."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import WellreadError
from core.measuring.collection import file_names, read_collection

CORPUS = '{"_id": "d/1", "title": "Tides", "text": "The moon."}\n{"_id": "2", "text": " Rain. "}\n'
QUERIES = '{"_id": "q1", "text": "Why tides?"}\n{"_id": "q2", "text": "Unjudged"}\n{"_id": "q3", "text": "Only zero"}\n'
QRELS = "query-id\tcorpus-id\tscore\nq1\td/1\t2\nq1\t2\t0\nq3\t2\t0\n"


def written(folder: Path, corpus: str = CORPUS, queries: str = QUERIES, qrels: str = QRELS) -> Path:
    (folder / "corpus.jsonl").write_text(corpus, encoding="utf-8")
    (folder / "queries.jsonl").write_text(queries, encoding="utf-8")
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder


def test_only_queries_that_something_answers_are_kept(tmp_path: Path) -> None:
    collection = read_collection(written(tmp_path))
    assert collection.documents == {"d/1": "Tides\n\nThe moon.", "2": "Rain."}
    assert collection.queries == {"q1": "Why tides?"}
    assert collection.grades == {"q1": {"d/1": 2, "2": 0}}


def test_ids_need_not_be_names_of_files(tmp_path: Path) -> None:
    names = file_names(read_collection(written(tmp_path)))
    assert list(names.values()) == ["d/1", "2"]
    assert all(Path(name).name == name for name in names)


def test_judgments_may_lie_where_beir_puts_them_and_need_no_row_of_names(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "qrels.tsv").unlink()
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("q1\td/1\t1\n", encoding="utf-8")
    assert read_collection(tmp_path).grades == {"q1": {"d/1": 1}}


@pytest.mark.parametrize(
    ("part", "text", "said"),
    [
        ("corpus", "{", "Line 1 of .*corpus.jsonl is not a JSON object"),
        ("corpus", '{"_id": "1"}', "lacks one of"),
        ("corpus", "[]", "lacks one of"),
        ("corpus", "", "no query with a document"),
        ("qrels", "query-id\tcorpus-id\tscore\nq1 d1 1\n", "Line 2 of .*qrels.tsv"),
        ("qrels", "q9\td/1\t1\n", "no query with a document"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, part: str, text: str, said: str) -> None:
    with pytest.raises(WellreadError, match=said):
        read_collection(written(tmp_path, **{part: text}))


def test_a_folder_without_a_collection(tmp_path: Path) -> None:
    with pytest.raises(WellreadError, match=r"corpus.jsonl can't be read"):
        read_collection(tmp_path)
