"""Files of questions, right and wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import WellreadError
from core.measuring.questions import Question, read_questions


def written(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8"))
    return path


def test_lines_of_json(tmp_path: Path) -> None:
    path = written(
        tmp_path, "set.jsonl",
        '\ufeff{"id": 7, "question": " How many? ", "answers": ["27 days"], "document": "Staff.docx"}\n\n'
        '{"question": "Where?", "answer": "one\u2028line", "document": "a.pdf", "page": 3, "spans": [[4, 9]]}\n',
    )  # fmt: skip
    assert read_questions(path) == [
        Question("7", "How many?", ("27 days",), "Staff.docx"),
        Question("Where?", "Where?", ("one\u2028line",), "a.pdf", 3, ((4, 9),)),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_as_spreadsheets_save_it(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["Question", "Answer", "Document", "Page"],
        ['"How many\nof them?"', "27", "a.pdf", "3"],
        ["Why?", "so", "", ""],
    ]
    path = written(tmp_path, "set.CSV", "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows) + "\r\n")
    assert read_questions(path) == [
        Question("How many\nof them?", "How many\nof them?", ("27",), "a.pdf", 3),
        Question("Why?", "Why?", ("so",)),
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("set.jsonl", "", "holds no question"),
        ("set.jsonl", '{"question": "a", "answer": "b"}\nnot json', "Line 2"),
        ("set.jsonl", "[1]", "Line 1 of"),
        ("set.jsonl", '{"answer": "b"}', "has no question"),
        ("set.jsonl", '{"question": "a"}', "neither an answer nor a document"),
        ("set.jsonl", '{"question": "a", "answers": [" "]}', "neither an answer nor a document"),
        ("set.jsonl", '{"question": "a", "answer": "b", "page": 2}', "no document"),
        ("set.jsonl", '{"question": "a", "document": "b", "page": "two"}', "page that is not a number"),
        ("set.jsonl", '{"question": "a", "document": "b", "page": 0}', "the page 0"),
        ("set.jsonl", '{"question": "a", "document": "b", "spans": [[5, 2]]}', "ends before it starts"),
        ("set.jsonl", '{"question": "a", "document": "b", "spans": [5]}', "not pairs of numbers"),
        ("set.jsonl", '{"question": "a", "answer": "b"}\n{"question": "a", "answer": "c"}', "was there before"),
        ("set.csv", "document,page\na.pdf,1\n", "no column named question"),
        ("set.csv", "", "no column named question"),
        ("set.csv", 'question,answer\n"open,b\n', "is not CSV"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(WellreadError, match=said):
        read_questions(written(tmp_path, name, text))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes("question\nWas heißt das?\n".encode("latin-1"))
    for name, said in (("latin.csv", "UTF-8"), ("none.jsonl", "can't be read"), (".", "can't be read")):
        with pytest.raises(WellreadError, match=said):
            read_questions(tmp_path / name)


@pytest.mark.parametrize(
    ("document", "path", "part", "same"),
    [
        ("a.pdf", "/home/me/Reports/A.PDF", "", True),
        ("reports/a.pdf", "/home/me/Reports/a.pdf", "", True),
        ("/home/me/Reports/a.pdf", "/home/me/Reports/a.pdf", "", True),
        ("Reports\\a.pdf", "/home/me/Reports/a.pdf", "", True),
        ("other/a.pdf", "/home/me/Reports/a.pdf", "", False),
        ("xa.pdf", "/home/me/a.pdf", "", False),
        ("old.zip/may.pdf", "/home/me/old.zip", "2025/may.pdf", False),
        ("may.pdf", "/home/me/old.zip", "2025/may.pdf", True),
        ("old.zip/2025/may.pdf", "/home/me/old.zip", "2025/may.pdf", True),
        ("old.zip", "/home/me/old.zip", "2025/may.pdf", True),
    ],
)  # fmt: skip
def test_a_document_is_named_by_as_much_of_its_path_as_one_likes(
    document: str, path: str, part: str, same: bool
) -> None:
    assert Question("", "", document=document).is_of(Path(path), part) is same
