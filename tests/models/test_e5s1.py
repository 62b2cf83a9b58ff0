"""Unpacking the 4-bit form: every weight, the tokenizer, and nothing from a damaged file."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from models.e5s1 import unpack
from models.embedder import SentenceEmbedder
from models.weights import silent
from tests.models.e5s1_file import ROWS, WIDTH, e5s1, reference


def unpacked(tmp_path: Path, content: bytes) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    (tmp_path / "tiny.bin").write_bytes(content)
    unpack(tmp_path / "tiny.bin", folder, silent, CancelToken())
    return folder


def test_every_weight_is_what_the_form_says(tmp_path: Path) -> None:
    content = e5s1()
    weights = load_file(unpacked(tmp_path, content) / "model.safetensors")
    words = weights["embeddings.word_embeddings.weight"]
    start = content.index(b"emb.word") + len("emb.word") + 5
    data = content[int.from_bytes(content[start : start + 8], "little") :]
    assert words.astype(float).ravel() == pytest.approx(reference(data, ROWS), rel=2**-11)
    assert words.shape == (ROWS, WIDTH)
    assert weights["encoder.layer.0.output.dense.weight"].shape == (WIDTH, 2 * WIDTH)
    assert weights["encoder.layer.0.intermediate.dense.bias"].dtype == np.float32
    assert len(weights) == 5 + 16 + 2


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = (unpacked(tmp_path / name, e5s1()) for name in "ab")
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert [name.as_posix() for name in files if (one / name).read_bytes() != (two / name).read_bytes()] == []
    assert {"model.safetensors", "tokenizer.json", "LICENSE"} <= {name.as_posix() for name in files}


def tokens(folder: Path, text: str) -> list[str]:
    found: list[str] = Tokenizer.from_file(str(folder / "tokenizer.json")).encode(text).tokens
    return found


def test_words_are_cut_as_sentencepiece_cuts_them(tmp_path: Path) -> None:
    folder = unpacked(tmp_path, e5s1())
    assert tokens(folder, "the cats") == ["<s>", "▁the", "▁cat", "s", "</s>"]
    assert tokens(folder, "  the \t\n cat ") == ["<s>", "▁the", "▁cat", "</s>"]
    assert tokens(folder, "ｔｈｅ 猫") == ["<s>", "▁the", "▁猫", "</s>"]  # wide letters are the same letters
    assert tokens(folder, "cafe\u0301") == ["<s>", "▁café", "</s>"]  # accents that follow their letter, as on macOS
    assert tokens(folder, "cat～s") == ["<s>", "▁cat", "～", "s", "</s>"]  # and the wide tilde stays what it is


@pytest.mark.slow
def test_what_comes_of_it_is_an_embedder_with_its_own_prefixes(tmp_path: Path) -> None:
    folder = unpacked(tmp_path, e5s1())
    embedder = SentenceEmbedder(folder)
    passages = embedder.embed_passages(["the cat", "the cats"])
    assert passages.shape == (2, WIDTH)
    assert np.linalg.norm(passages, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert not np.allclose(embedder.embed_question("the cat"), passages[0], atol=1e-3)
    settings = json.loads((folder / "config_sentence_transformers.json").read_text())
    assert settings["prompts"] == {"query": "query: ", "document": "passage: "}


def test_a_file_that_was_cut_anywhere_is_refused(tmp_path: Path) -> None:
    content = e5s1()
    for number, cut in enumerate(itertools.chain(range(1, 400, 40), range(400, len(content), 997))):
        (tmp_path / str(number)).mkdir()
        with pytest.raises(WellreadError, match=r"tiny\.bin is not in the form"):
            unpacked(tmp_path / str(number), content[:cut])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (e5s1(magic=b"GGUF"), "first bytes"),
        (e5s1(width=33), "sizes"),
        (e5s1(width=1 << 30), "sizes"),
        (e5s1(width=64), "another size"),
        (e5s1(drop=["l0.q.w"]), "other tensors"),
        (e5s1().replace("▁the".encode(), b"\xff\xfe\xfd\xfc\xfb\xfa"), "decode"),
        (e5s1().replace(b"l0.q.w", b"l0.k.w"), "listed twice"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(WellreadError, match=why):
        unpacked(tmp_path, content)


def test_it_can_be_stopped(tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()
    (tmp_path / "tiny.bin").write_bytes(e5s1())
    with pytest.raises(Cancelled):
        unpack(tmp_path / "tiny.bin", tmp_path, silent, token)
