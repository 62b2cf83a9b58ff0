from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from core.errors import WellreadError
from models.embedder import SentenceEmbedder


def test_vectors_have_unit_length_and_the_right_shape(embedder: SentenceEmbedder) -> None:
    vectors = embedder.embed_passages(["Paid time off.", "A much longer passage about returns. " * 40])
    assert vectors.shape == (2, embedder.dimensions) == (2, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 1.0], abs=1e-5)


def test_meaning_is_nearer_than_words(embedder: SentenceEmbedder) -> None:
    question = embedder.embed_question("sick leave")
    near, far = embedder.embed_passages(["Tell us in the morning if you are ill.", "The sick beats of the band."])
    assert near @ question > 0.3
    other = embedder.embed_question("music")
    assert far @ other > near @ other


def test_a_batch_gives_what_single_texts_give(embedder: SentenceEmbedder) -> None:
    texts = ["short", "a text of some more words than the others have", "two words"]
    together = embedder.embed_passages(texts)
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-4)


def test_the_fingerprint_names_what_changes_a_vector(weights: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(weights / "minilm", folder)
    same = SentenceEmbedder(folder)
    assert same.fingerprint == SentenceEmbedder(weights / "minilm").fingerprint
    (folder / "model.toml").unlink()  # the shelf's own receipt
    assert SentenceEmbedder(folder).fingerprint == same.fingerprint
    pooling = folder / "1_Pooling" / "config.json"
    pooling.write_text(pooling.read_text().replace("true", "false", 1))
    assert SentenceEmbedder(folder).fingerprint != same.fingerprint


@pytest.mark.slow
def test_a_folder_that_holds_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(WellreadError, match="can't be loaded"):
        SentenceEmbedder(tmp_path).load()
