"""Collections in BEIR form: documents, queries and judgments of which document answers which query.

A folder with `corpus.jsonl` ({"_id", "title", "text"} a line), `queries.jsonl` ({"_id", "text"}) and `qrels.tsv`
(query, document and grade, tab-separated under a row of names), the last also where BEIR puts it, in `qrels/test.tsv`.
Source: Thakur et al.: BEIR, a heterogeneous benchmark for zero-shot evaluation of retrieval models, NeurIPS 2021.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import WellreadError


@dataclass(frozen=True, slots=True)
class Collection:
    """queries and grades are keyed by the query's id; grades map documents to how well they answer, 0 for not."""

    documents: dict[str, str]  # title and text of each, by its id
    queries: dict[str, str]
    grades: dict[str, dict[str, int]]


def read_collection(folder: Path) -> Collection:
    """The whole collection; only queries with a judgment are kept. Raises WellreadError."""
    documents = {
        str(row["_id"]): "\n\n".join(filter(None, (str(row.get("title", "")).strip(), str(row["text"]).strip())))
        for row in _rows(folder / "corpus.jsonl", ("_id", "text"))
    }
    queries = {str(row["_id"]): str(row["text"]) for row in _rows(folder / "queries.jsonl", ("_id", "text"))}
    grades: dict[str, dict[str, int]] = {}
    for query, document, grade in _judgments(folder):
        grades.setdefault(query, {})[document] = grade
    judged = {key: text for key, text in queries.items() if any(grade > 0 for grade in grades.get(key, {}).values())}
    if not documents or not judged:
        raise WellreadError(
            f"{folder} has no query with a document that answers it.",
            "Its ids in queries, qrels and corpus must agree.",
        )
    return Collection(documents, judged, {key: grades[key] for key in judged})


def file_names(collection: Collection) -> dict[str, str]:
    """The id of the document by the name of the file that it becomes: ids may be no names of files."""
    return {f"{number:07d}.txt": key for number, key in enumerate(collection.documents)}


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            complete = all(name in row for name in needed)
        except (ValueError, TypeError) as error:
            raise WellreadError(f"Line {number} of {path} is not a JSON object.") from error
        if not isinstance(row, dict) or not complete:
            raise WellreadError(f"Line {number} of {path} lacks one of: {', '.join(needed)}.")
        yield row


def _judgments(folder: Path) -> Iterator[tuple[str, str, int]]:
    places = (folder / "qrels.tsv", folder / "qrels" / "test.tsv")
    path = next((place for place in places if place.is_file()), places[0])
    for number, line in enumerate(_text(path).split("\n"), start=1):
        cells = line.split("\t")
        if not line.strip() or (number == 1 and not cells[-1].strip().lstrip("-").isdigit()):
            continue
        try:
            query, document, grade = cells
            yield query, document, int(grade)
        except ValueError as error:
            raise WellreadError(f"Line {number} of {path} is not query, document and grade, with tabs.") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        hint = "A collection is a folder with corpus.jsonl, queries.jsonl and qrels.tsv."
        raise WellreadError(f"{path} can't be read.", hint) from error
