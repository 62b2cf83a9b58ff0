from __future__ import annotations

from pathlib import Path

import pytest

from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from core.ports import Message
from models.generator import LlamaGenerator
from models.shelf import Shelf
from models.sizing import evidence_budget, writing_threads

pytestmark = pytest.mark.slow
ASK: list[Message] = [
    {"role": "system", "content": "You answer in one short sentence."},
    {"role": "user", "content": "Name the colour of a clear sky."},
]


@pytest.fixture(scope="module")
def generator(weights: Path) -> LlamaGenerator:
    path = Shelf(weights).generator_path()
    assert path is not None
    return LlamaGenerator(path, "shipped")


def test_it_writes_through_its_own_template_and_counts(generator: LlamaGenerator) -> None:
    text = "".join(generator.stream(ASK, 40, CancelToken()))
    prompt, written = generator.usage()
    assert "sky" in text.lower() or "blue" in text.lower()
    assert "<|im" not in text
    assert 10 < prompt < 100
    assert 1 <= written <= 40


def test_the_same_question_gets_the_same_words(generator: LlamaGenerator) -> None:
    first, second = ("".join(generator.stream(ASK, 20, CancelToken())) for _ in range(2))
    assert first == second


def test_it_stops_at_the_next_token(generator: LlamaGenerator) -> None:
    cancel = CancelToken()
    pieces = generator.stream(ASK, 400, cancel)
    next(pieces)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(pieces)
    assert "".join(generator.stream(ASK, 10, CancelToken()))  # and writes again afterwards


def test_a_file_that_llama_does_not_take_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.gguf").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(WellreadError, match="bad can't be loaded"):
        LlamaGenerator(tmp_path / "bad.gguf", "bad")


def test_a_small_model_reads_little_and_writes_with_one_thread() -> None:
    assert evidence_budget(100_000_000) < evidence_budget(5_000_000_000)
    assert writing_threads(100_000_000, 8) == 1
    assert writing_threads(5_000_000_000, 8) == 7
    assert writing_threads(5_000_000_000, 1) == 1
