"""The reranker, with real weights whose order is known."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from core.errors import WellreadError
from core.ports import Reranker
from models.reranker import CrossEncoderReranker
from tests.models.tiny_reranker import make_reranker

TEXTS = ["river stone", "apple river", "apple apple", "stone stone stone stone stone", ""]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_reranker(tmp_path_factory.mktemp("weights") / "tiny")


def test_texts_are_put_in_order(folder: Path) -> None:
    reranker: Reranker = CrossEncoderReranker(folder)
    scores = reranker.scores("apple", TEXTS)
    assert scores.dtype == np.float32
    assert list(np.argsort(-scores)[:2]) == [2, 1]
    assert scores[2] > scores[1] > scores[0]


def test_many_texts_of_all_lengths_score_as_they_do_alone(folder: Path) -> None:
    reranker = CrossEncoderReranker(folder)
    texts = [" ".join(["apple"] * (n % 7) + ["stone"] * (n % 11)) for n in range(40)]
    alone = [reranker.scores("lemon", [text])[0] for text in texts]
    assert reranker.scores("lemon", texts) == pytest.approx(np.array(alone), abs=1e-5)


def test_nothing_to_score_needs_no_model(tmp_path: Path) -> None:
    assert CrossEncoderReranker(tmp_path).scores("apple", []).shape == (0,)


def test_threads_share_one_model(folder: Path) -> None:
    reranker = CrossEncoderReranker(folder)
    wanted = CrossEncoderReranker(folder).scores("apple", TEXTS)
    found: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: found.append(reranker.scores("apple", TEXTS))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for scores in found:
        assert scores == pytest.approx(wanted, abs=1e-6)


def test_the_fingerprint_names_the_content(folder: Path, tmp_path: Path) -> None:
    assert CrossEncoderReranker(folder).fingerprint == CrossEncoderReranker(folder).fingerprint
    other = make_reranker(tmp_path / "other", labels=2)
    assert CrossEncoderReranker(other).fingerprint != CrossEncoderReranker(folder).fingerprint


def test_what_is_no_reranker_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(WellreadError, match="can't be loaded"):
        CrossEncoderReranker(tmp_path).scores("apple", ["stone"])
    with pytest.raises(WellreadError, match="can't rank"):
        CrossEncoderReranker(make_reranker(tmp_path / "two", labels=2)).scores("apple", ["stone"])
