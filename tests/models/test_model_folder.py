"""Folders of a person's own: what is taken, what is refused and in which words, and that nothing is run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from core.ports import Embedder
from models import e5s1, model_folder
from models.background import BACKGROUND
from models.catalog import Role
from models.embedder import SentenceEmbedder
from models.reranker import CrossEncoderReranker
from models.shelf import Shelf
from models.weights import silent
from tests.models.e5s1_file import WIDTH
from tests.models.e5s1_file import e5s1 as packed
from tests.models.tiny_reranker import make_reranker


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small embedder, as sentence-transformers writes them."""
    folder = tmp_path / "My Embedder"
    folder.mkdir()
    (tmp_path / "packed").write_bytes(packed())
    e5s1.unpack(tmp_path / "packed", folder, silent, CancelToken())
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models")


def change(path: Path, **settings: Any) -> None:
    content = json.loads(path.read_text())
    content.update(settings)
    path.write_text(json.dumps(content))


def mean_cosine(embedder: Embedder) -> float:
    vectors = embedder.embed_passages(BACKGROUND)
    return float((vectors @ vectors.T)[~np.eye(len(vectors), dtype=bool)].mean())


# What it says about itself


def test_an_embedder_is_known_by_its_files(folder: Path) -> None:
    (folder / "modeling_own.py").write_text("raise SystemExit('run')")
    (folder / "pytorch_model.bin").write_bytes(b"a pickle")
    (folder / "README.md").write_text("---\nlanguage: en\nlicense: apache-2.0\n---\n")
    facts = model_folder.inspect(folder)
    assert (facts.role, facts.licence, facts.note, facts.extra) == (Role.EMBEDDER, "apache-2.0", "", {})
    assert facts.files[0] == "model.safetensors"
    assert {"1_Pooling/config.json", "tokenizer.json", "LICENSE"} <= set(facts.files)
    assert not [name for name in facts.files if name.endswith((".py", ".bin"))]
    assert facts.size == sum((folder / name).stat().st_size for name in facts.files)


def test_a_plain_transformers_folder_gets_mean_pooling_and_says_so(folder: Path) -> None:
    (folder / "modules.json").unlink()
    shutil.rmtree(folder / "1_Pooling")
    facts = model_folder.inspect(folder)
    assert "mean" in facts.note
    assert json.loads(facts.extra["1_Pooling/config.json"])["word_embedding_dimension"] == WIDTH


def test_weights_in_parts_are_taken_whole(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model-00001-of-00001.safetensors")
    index = {"weight_map": {"embeddings.LayerNorm.weight": "model-00001-of-00001.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    assert "model-00001-of-00001.safetensors" in model_folder.inspect(folder).files
    (folder / "model-00001-of-00001.safetensors").unlink()
    with pytest.raises(WellreadError, match="part of its weights is missing"):
        model_folder.inspect(folder)


@pytest.mark.parametrize(
    ("name", "settings", "why"),
    [
        ("config.json", {"architectures": ["BertForSequenceClassification"]}, "2 classes"),
        ("config_sentence_transformers.json", {"model_type": "SparseEncoder"}, "compares single vectors"),
    ],
)
def test_models_of_another_kind_are_named(folder: Path, name: str, settings: dict[str, Any], why: str) -> None:
    change(folder / name, **settings)
    with pytest.raises(WellreadError, match=why):
        model_folder.inspect(folder)


def test_a_writer_is_sent_to_gguf(folder: Path) -> None:
    (folder / "modules.json").unlink()
    change(folder / "config.json", architectures=["LlamaForCausalLM"])
    with pytest.raises(WellreadError, match="writes text") as caught:
        model_folder.inspect(folder)
    assert "GGUF" in caught.value.hint


@pytest.mark.parametrize(
    ("module", "why"),
    [
        ({"path": "", "type": "modeling_own.OwnTransformer"}, "code of its own"),
        ({"path": "", "type": "sentence_transformers.models.Router"}, "does not know"),
        ({"path": "../outside", "type": "sentence_transformers.models.Pooling"}, "lies outside"),
        ({"path": "C:\\outside", "type": "sentence_transformers.models.Pooling"}, "lies outside"),
    ],
)
def test_parts_that_could_run_code_or_lie_elsewhere_are_refused(folder: Path, module: dict[str, str], why: str) -> None:
    (folder / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", **module}]))
    with pytest.raises(WellreadError, match=why):
        model_folder.inspect(folder)


def test_pickled_weights_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(WellreadError, match="can run code") as caught:
        model_folder.inspect(folder)
    assert "model.safetensors" in caught.value.hint


@pytest.mark.parametrize("keep", [0, 7, 100, -5])
def test_weights_that_were_cut_are_refused(folder: Path, keep: int) -> None:
    content = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(content[:keep])
    with pytest.raises(WellreadError, match=r"model\.safetensors is damaged"):
        model_folder.inspect(folder)


@pytest.mark.parametrize("content", ["", "[]", "{", '"x"', "[" * 100_000])
def test_settings_that_are_damaged_are_refused(folder: Path, content: str) -> None:
    (folder / "config.json").write_text(content)
    with pytest.raises(WellreadError, match=r"config\.json is damaged"):
        model_folder.inspect(folder)


def test_a_folder_without_a_model_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(WellreadError, match="holds no model") as caught:
        model_folder.inspect(tmp_path)
    assert "model.safetensors" in caught.value.hint


def test_a_version_in_the_hubs_cache_has_the_models_name(tmp_path: Path) -> None:
    assert model_folder.title(tmp_path / "models--maker--tiny-e5" / "snapshots" / "0123abcd") == "tiny-e5"
    assert model_folder.title(tmp_path / "My Embedder") == "My Embedder"


# On the shelf


@pytest.mark.slow
def test_an_embedder_is_tried_copied_listed_used_and_removed(shelf: Shelf, folder: Path) -> None:
    plain = mean_cosine(SentenceEmbedder(folder))
    seen: list[tuple[int, int]] = []
    model = shelf.add_folder(folder, lambda done, total: seen.append((done, total)))
    assert (model.name, model.role, model.context, model.in_use) == ("my-embedder", Role.EMBEDDER, 20, True)
    assert seen[-1][0] == seen[-1][1] == seen[0][1]
    shutil.rmtree(folder)
    embedder = SentenceEmbedder(shelf.embedder_path())
    assert embedder.dimensions == WIDTH
    # Weights by chance make all texts alike, and what they share was measured and is taken off.
    assert mean_cosine(embedder) < plain - 0.2
    shelf.remove("my-embedder")
    assert shelf.installed() == []


@pytest.mark.slow
def test_another_embedder_waits_until_it_is_put_to_use(shelf: Shelf, folder: Path) -> None:
    shelf.add_folder(folder, name="first")
    (folder / "modules.json").unlink()
    second = shelf.add_folder(folder, name="second")
    assert (second.in_use, "mean" in second.note) == (False, True)
    assert (second.path / "modules.json").exists()
    assert shelf.use("second").in_use
    assert shelf.embedder_path() == second.path
    assert SentenceEmbedder(second.path).fingerprint != SentenceEmbedder(shelf.get("first").path).fingerprint


@pytest.mark.slow
def test_a_reranker_is_an_option(shelf: Shelf, tmp_path: Path) -> None:
    assert shelf.reranker_path() is None
    model = shelf.add_folder(make_reranker(tmp_path / "tiny"))
    assert (model.role, model.licence, model.context) == (Role.RERANKER, "mit", 64)
    path = shelf.reranker_path()
    assert path == model.path
    scores = CrossEncoderReranker(path).scores("apple", ["stone", "apple"])
    assert scores[1] > scores[0]
    assert not shelf.set_aside("tiny").in_use
    assert shelf.reranker_path() is None
    shelf.use("tiny")
    assert shelf.reranker_path() == path
    shelf.remove("tiny")
    assert shelf.reranker_path() is None


@pytest.mark.slow
def test_a_model_that_does_not_load_is_left_out_in_one_sentence(shelf: Shelf, folder: Path) -> None:
    change(folder / "config.json", hidden_size=48)
    with pytest.raises(WellreadError, match="left out: You set") as caught:
        shelf.add_folder(folder)
    assert "Traceback" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert ".adding" not in str(caught.value)
    assert shelf.installed() == []
    assert [path.name for path in shelf.directory.iterdir()] == [".lock"]


def test_cancelling_leaves_nothing(shelf: Shelf, folder: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        shelf.add_folder(folder, cancel=token)
    assert [path.name for path in shelf.directory.iterdir()] == [".lock"]
