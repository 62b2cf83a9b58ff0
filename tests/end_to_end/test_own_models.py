"""Models of a person's own through the real command."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.cancel import CancelToken
from models import e5s1
from models.weights import silent
from tests.end_to_end.conftest import Run, objects
from tests.models.e5s1_file import e5s1 as packed
from tests.models.tiny_reranker import make_reranker


@pytest.fixture
def embedder(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny-embedder"
    folder.mkdir()
    (tmp_path / "packed").write_bytes(packed())
    e5s1.unpack(tmp_path / "packed", folder, silent, CancelToken())
    return folder


@pytest.mark.slow
@pytest.mark.long
def test_an_embedder_from_a_folder_takes_over_without_reading_again(
    wellread: Run, embedder: Path, tmp_path: Path
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "cats.md").write_text("# Cats\n\nThe cats sleep all day.\n")
    wellread("add", tmp_path / "docs")
    added = wellread("models", "add", embedder)
    assert "tiny-embedder is here" in added.stdout
    assert "wellread models use tiny-embedder" in added.stderr
    assert "old ones serve" in wellread("models", "use", "tiny-embedder").stderr
    (hits,) = objects(wellread("search", "cats", "--json"))
    assert hits["hits"]
    (report,) = objects(wellread("sync", "--json"))
    assert (report["read"], report["embedded"]) == (0, 1)
    used = [model["name"] for model in objects(wellread("models", "list", "--json")) if model.get("in_use")]
    assert "tiny-embedder" in used
    wellread("models", "remove", "tiny-embedder")
    (hits,) = objects(wellread("search", "cats", "--json"))
    assert hits["hits"]


@pytest.mark.slow
def test_a_reranker_is_listed_and_the_doctor_checks_it(wellread: Run, tmp_path: Path) -> None:
    doctor = wellread("doctor")
    assert "reranker:" not in doctor.stdout
    assert "is not here yet" not in doctor.stderr  # nothing is missing without one
    wellread("models", "add", make_reranker(tmp_path / "Tiny"))
    assert "reranker: tiny (checked)" in wellread("doctor").stdout


@pytest.mark.slow
def test_without_a_writer_answers_are_the_documents_own_words(wellread: Run, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "cats.md").write_text("# Cats\n\nThe cats of the harbour sleep all day.\n")
    wellread("add", tmp_path / "docs")
    (writer,) = [m for m in objects(wellread("models", "list", "--json")) if m["role"] == "generator" and m["in_use"]]
    wellread("models", "set-aside", writer["name"])
    answered = wellread("ask", "When do the cats of the harbour sleep?")
    assert "sleep all day" in answered.stdout
    assert "not here" not in answered.stderr + wellread("doctor").stderr
    wellread("models", "use", writer["name"])
    (again,) = [m for m in objects(wellread("models", "list", "--json")) if m["role"] == "generator" and m["in_use"]]
    assert again["name"] == writer["name"]


def test_a_folder_that_is_no_model_is_one_sentence(wellread: Run, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    done = wellread("models", "add", tmp_path / "photos", status=1)
    assert "holds no model" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
