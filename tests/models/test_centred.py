"""Vectors that all point one way are set right, others are left as they are."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.cancel import CancelToken
from core.ports import Vectors
from models import e5s1
from models.background import BACKGROUND
from models.centred import centre_files, centre_of
from models.embedder import SentenceEmbedder
from models.weights import silent
from tests.models.e5s1_file import e5s1 as packed


def leaning(lean: float) -> Vectors:
    """Unit vectors by chance that lean to one side, one row a text."""
    vectors = np.random.default_rng(0).normal(size=(40, 64))
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True) + lean * np.eye(64)[0]
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def test_vectors_that_share_little_are_left_alone() -> None:
    assert centre_of(leaning(0.3), leaning(0.3)) is None


def test_what_all_vectors_share_is_found() -> None:
    centre = centre_of(leaning(2.0), leaning(2.0))
    assert centre is not None
    assert centre[0] == pytest.approx(2 / np.sqrt(5), abs=0.05)
    assert np.abs(centre[1:]).max() < 0.1


@pytest.mark.slow
@pytest.mark.parametrize("normalised", [True, False])
def test_the_embedder_takes_it_off_itself(tmp_path: Path, normalised: bool) -> None:
    (tmp_path / "packed").write_bytes(packed())
    folder = tmp_path / "model"
    folder.mkdir()
    e5s1.unpack(tmp_path / "packed", folder, silent, CancelToken())
    if not normalised:
        modules = json.loads((folder / "modules.json").read_text())
        (folder / "modules.json").write_text(json.dumps(modules[:2]))
    before = SentenceEmbedder(folder)
    vectors = before.embed_passages(BACKGROUND)
    centre = vectors.mean(axis=0)
    for name, content in centre_files(folder, centre.tolist()).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    after = SentenceEmbedder(folder)
    wanted = (vectors - centre) / np.linalg.norm(vectors - centre, axis=1, keepdims=True)
    assert after.embed_passages(BACKGROUND) == pytest.approx(wanted, abs=1e-3)
    assert after.fingerprint != before.fingerprint


def test_the_background_is_of_many_languages_and_says_nothing_twice() -> None:
    assert len(set(BACKGROUND)) == len(BACKGROUND) >= 50
    assert sum(text.isascii() for text in BACKGROUND) < len(BACKGROUND) / 2
