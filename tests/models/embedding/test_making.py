"""Forms are made from real folders, with sentence-transformers to compare with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.cancel import CancelToken
from core.errors import Cancelled
from core.ports import Vectors
from models.embedder import SentenceEmbedder
from models.embedding import fast, form, making
from models.embedding.maker import make_apart
from models.embedding.proof import checked_texts
from tests.models.tiny_embedder import leave_prompts_out, make_embedder

TEXTS = ["green apple", "the river, a stone and a cloud", "x", "seven lemon " * 40, "Tiger at the Window"]
PROMPTS = {"query": "green lemon tiger: ", "document": "paid: "}


def cosines(one: Vectors, other: Vectors) -> Vectors:
    return np.asarray((one * other).sum(axis=-1))


@pytest.mark.slow
@pytest.mark.parametrize("pooling", ["mean", "cls", "max"])
@pytest.mark.parametrize("precision", ["int8", "float32"])
def test_pooling_prompts_and_lengths_are_those_of_the_model(
    tmp_path: Path, pooling: str, precision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_quicker", lambda *_: precision == "int8")
    folder = make_embedder(tmp_path / "tiny", pooling, PROMPTS)
    made = making.make(folder, tmp_path / "fast")
    assert made.reason == "" and made.precision.startswith(precision) and made.length == 32
    assert (made.question, made.passage) == ("green lemon tiger: ", "paid: ")
    plain = SentenceEmbedder(folder, device="cpu")
    quick = fast.load(tmp_path / "fast" / form.key(plain.fingerprint), plain.fingerprint)
    assert cosines(quick.embed_passages(TEXTS), plain.embed_passages(TEXTS)).min() > 0.999
    assert cosines(quick.embed_question(TEXTS[1]), plain.embed_question(TEXTS[1])) > 0.999
    assert cosines(quick.embed_question(TEXTS[1]), quick.embed_passages(TEXTS[1:2])[0]) < 0.99, "prompts differ"
    assert quick.embed_passages([]).shape == (0, 128)


@pytest.mark.slow
def test_a_vector_depends_on_its_text_alone(tmp_path: Path) -> None:
    folder = make_embedder(tmp_path / "tiny")
    making.make(folder, tmp_path / "fast")
    quick = fast.load(next((tmp_path / "fast").iterdir()), "")
    together = quick.embed_passages(TEXTS)
    alone = np.concatenate([quick.embed_passages([text]) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-3)


@pytest.mark.slow
def test_what_is_not_a_plain_encoder_has_no_form_and_says_why(tmp_path: Path) -> None:
    folder = make_embedder(tmp_path / "tiny", prompts=PROMPTS)
    leave_prompts_out(folder)
    made = making.make(folder, tmp_path / "fast")
    assert made.precision == "" and "prompts" in made.reason
    (place,) = (tmp_path / "fast").iterdir()
    assert form.read_about(place) == made, "it is remembered, and not tried at each start"


@pytest.mark.slow
def test_a_form_whose_vectors_are_others_is_not_taken(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("other", 2)):
        folder = make_embedder(tmp_path / name, seed=seed)
        making.make(folder, tmp_path / f"{name}-fast")
    (one,), (other,) = (list((tmp_path / f"{name}-fast").iterdir()) for name in ("one", "other"))
    (other / form.GRAPH).replace(one / form.GRAPH)
    with pytest.raises(fast.NotProven):
        fast.load(one, "")


@pytest.mark.slow
def test_a_maker_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    folder = make_embedder(tmp_path / "tiny")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        make_apart(folder, tmp_path / "fast", cancel)
    assert make_apart(folder, tmp_path / "fast", CancelToken()) == ""
    (made,) = (tmp_path / "fast").iterdir()
    assert json.loads((made / form.ABOUT).read_text())["precision"]


@pytest.mark.slow
def test_the_shipped_embedder_in_8_bits(embedder: SentenceEmbedder, weights: Path, tmp_path: Path) -> None:
    made = making.make(weights / "minilm", tmp_path / "fast")
    assert made.precision.startswith("int8") and made.cosine[1] > 0.99
    quick = fast.load(next((tmp_path / "fast").iterdir()), embedder.fingerprint)
    texts = [text for text in checked_texts() if len(text) > 100]
    assert cosines(quick.embed_passages(texts), embedder.embed_passages(texts)).mean() > 0.995
