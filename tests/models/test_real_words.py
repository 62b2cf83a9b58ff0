"""Real words, by the tokenizers that embedders bring along."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.real_words import RealWords


def folder(path: Path, vocabulary: Any) -> Path:
    (path / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "vocabulary",
    [
        {"vacation": 0, "##ation": 1, "vac": 2, "[unused1]": 3},
        {"Ġvacation": 0, "ation": 1, "Ġvac": 2},
        [["▁Vacation", -1.0], ["ation", -2.0], ["▁vac", -3.0]],
    ],
)
def test_pieces_that_are_whole_words(tmp_path: Path, vocabulary: Any) -> None:
    real = RealWords(folder(tmp_path, vocabulary))
    assert real.known()
    assert real("vacation")
    assert not any(map(real, ("ation", "vac", "vocation", "", "[unused1]")))


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"model": {"vocab": 3}}', "\xff"])
def test_without_a_tokenizer_nothing_is_known(tmp_path: Path, text: str) -> None:
    (tmp_path / "tokenizer.json").write_bytes(text.encode("latin-1"))
    assert not RealWords(tmp_path).known()
    assert not RealWords(tmp_path / "none").known()
    assert not RealWords(None).known()


def test_the_embedder_that_ships_knows_common_words(weights: Path) -> None:
    found = [path.parent for path in weights.glob("*/tokenizer.json")]
    real = RealWords(found[0])
    assert all(map(real, ("vacation", "salary", "policy")))
    assert not any(map(real, ("reimbursment", "accomodation", "polciy")))
