"""Questions with what answers them, as people write them down: JSON lines, or a table in CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from core.errors import WellreadError
from core.measuring.metrics import Span

_HINT = (
    'A line is an object like {"question": "...", "answers": ["..."], "document": "name.pdf", "page": 3}; '
    "a CSV file has the columns question, answer, document and page."
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and any of: words of its answer, the file that answers it, the page (from 1), the characters there.

    spans: `[start, end)` in the document's numbering, that of its page where it has pages.
    """

    key: str
    text: str
    answers: tuple[str, ...] = ()
    document: str = ""
    page: int | None = None
    spans: tuple[Span, ...] = ()

    def is_of(self, path: Path, part: str = "") -> bool:
        """Whether its document is this file, or the file `part` inside it: its name, or as much of the path."""
        wanted = _parts(self.document)
        inside = (*_parts(str(path)), *_parts(part)) if part else _parts(str(path))
        return bool(wanted) and any(names[-len(wanted) :] == wanted for names in (_parts(str(path)), inside))


def read_questions(path: Path) -> list[Question]:
    """The questions of a file. Raises WellreadError with the number of the line that can't be understood."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WellreadError(f"{path} is not text in UTF-8.", "Save it as UTF-8.") from error
    except OSError as error:
        raise WellreadError(f"{path} can't be read: {error.strerror}.") from error
    rows = _table(text, path) if path.suffix.lower() == ".csv" else _lines(text, path)
    questions: dict[str, Question] = {}
    for number, row in rows:
        question = _question(row, f"Line {number} of {path}")
        if question.key in questions:
            raise WellreadError(f'Line {number} of {path} has the id "{question.key}", which was there before.')
        questions[question.key] = question
    if not questions:
        raise WellreadError(f"{path} holds no question.", _HINT)
    return list(questions.values())


def _lines(text: str, path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise WellreadError(f"Line {number} of {path} is not JSON.", _HINT) from error
        if not isinstance(row, dict):
            raise WellreadError(f"Line {number} of {path} is not a JSON object.", _HINT)
        yield number, row


def _table(text: str, path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    names = text.partition("\n")[0]
    delimiter = max(",;\t", key=names.count)  # spreadsheets write what is usual in their country
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    try:
        reader.fieldnames = [name.strip().casefold() for name in reader.fieldnames or ()]
        if "question" not in reader.fieldnames:
            raise WellreadError(f"{path} has no column named question.", _HINT)
        for row in reader:
            yield reader.line_num, {name: value for name, value in row.items() if name and value and value.strip()}
    except csv.Error as error:
        raise WellreadError(f"Line {reader.line_num} of {path} is not CSV: {error}.", _HINT) from error


def _question(row: Mapping[str, Any], where: str) -> Question:
    text = str(row.get("question") or "").strip()
    if not text:
        raise WellreadError(f"{where} has no question.", _HINT)
    answers = row.get("answers", row.get("answer")) or ()
    question = Question(
        str(row.get("id") or text),
        text,
        tuple(str(answer) for answer in (answers if isinstance(answers, (list, tuple)) else [answers])),
        str(row.get("document") or "").strip(),
        _page(row.get("page"), where),
        _spans(row.get("spans") or (), where),
    )
    if not any(answer.strip() for answer in question.answers) and not question.document:
        raise WellreadError(f"{where} says neither an answer nor a document to find.", _HINT)
    if (question.page or question.spans) and not question.document:
        raise WellreadError(f"{where} has a page or spans but no document.", _HINT)
    return question


def _page(page: Any, where: str) -> int | None:
    if page in (None, ""):
        return None
    try:
        number = int(page)
    except (TypeError, ValueError) as error:
        raise WellreadError(f"{where} has a page that is not a number.", "Pages count from 1.") from error
    if number < 1:
        raise WellreadError(f"{where} has the page {number}.", "Pages count from 1.")
    return number


def _spans(spans: Any, where: str) -> tuple[Span, ...]:
    try:
        read = tuple((int(start), int(end)) for start, end in spans)
    except (TypeError, ValueError) as error:
        raise WellreadError(f"{where} has spans that are not pairs of numbers like [[120, 260]].") from error
    if any(start < 0 or end <= start for start, end in read):
        raise WellreadError(f"{where} has a span that ends before it starts.")
    return read


def _parts(name: str) -> tuple[str, ...]:
    """The names in a path, whichever system wrote it, without case."""
    path: PurePath = PureWindowsPath(name) if "\\" in name or name[1:2] == ":" else PurePosixPath(name)
    return tuple(part.casefold() for part in path.parts if part not in (".", "/"))
