"""The embedder as the librarian gets it: the fast form where there is one, and what serves until then."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from core.cancel import CancelToken
from core.ports import Vectors
from models.children.warming import Warming
from models.embedder import SentenceEmbedder, fingerprint
from models.embedding import fast, form, making
from models.embedding.running import AcceleratedEmbedder
from tests.models.tiny_embedder import make_embedder

TEXT = "seven green apples at the window"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_embedder(tmp_path / "weights" / "tiny")


def warmed(folder: Path, models: Path) -> Warming:
    """One that has nothing left to do."""
    warming = Warming(folder, models, lambda _: None)
    assert warming.wait(CancelToken()) is not None
    assert warming._thread is not None
    warming._thread.join()
    return warming


def serving(warming: Warming) -> object:
    return warming.now()._embedder  # type: ignore[union-attr]


@pytest.mark.slow
def test_until_a_form_is_made_sentence_transformers_serves_with_the_same_fingerprint(
    folder: Path, tmp_path: Path
) -> None:
    warming = Warming(folder, tmp_path / "models", lambda _: None)
    first = warming.wait(CancelToken())
    assert first is not None and isinstance(serving(warming), SentenceEmbedder)
    before = first.embed_question(TEXT)
    assert warming._thread is not None
    warming._thread.join()
    assert isinstance(serving(warming), fast.FastEmbedder)
    assert first.fingerprint == fingerprint(folder)
    assert first.embed_question(TEXT) @ before > 0.999, "who has the embedder gets the fast one too"
    assert isinstance(serving(warmed(folder, tmp_path / "models")), fast.FastEmbedder)


@pytest.mark.slow
@pytest.mark.parametrize("damage", [b"", b"not a graph", None])
def test_a_damaged_form_is_made_anew(folder: Path, tmp_path: Path, damage: bytes | None) -> None:
    making.make(folder, tmp_path / "models" / form.FORMS)
    (made,) = (tmp_path / "models" / form.FORMS).iterdir()
    graph = made / form.GRAPH
    whole = graph.read_bytes()
    graph.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert isinstance(serving(warmed(folder, tmp_path / "models")), fast.FastEmbedder)
    fast.load(made, "")


@pytest.mark.slow
def test_a_form_beside_the_weights_is_enough_and_torch_is_never_imported(folder: Path, tmp_path: Path) -> None:
    making.make(folder, folder.parent / form.FORMS)
    script = (
        "import sys; from pathlib import Path; from core.cancel import CancelToken\n"
        "from models.children.warming import Warming\n"
        "embedder = Warming(Path(sys.argv[1]), Path(sys.argv[2]), lambda _: None).wait(CancelToken())\n"
        "assert embedder.embed_question('apple').shape == (128,)\n"
        "print({'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), str(tmp_path / "models")],
        cwd=Path(__file__).parent.parent.parent, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "set()"
    assert not (tmp_path / "models").exists()


@pytest.mark.slow
def test_closing_ends_the_making(folder: Path, tmp_path: Path) -> None:
    warming = Warming(folder, tmp_path / "models", lambda _: None)
    warming.wait(CancelToken())
    warming.close()
    assert warming._thread is not None and not warming._thread.is_alive()


# The accelerator, whose place another embedder takes here


class Counted:
    """Gives its own number as every vector, after `seconds`; fails from the text `breaks` on."""

    fingerprint, dimensions = "abc", 1

    def __init__(self, number: float, seconds: float = 0.0, breaks: int = 10**9) -> None:
        self.number, self.seconds, self.breaks, self.texts = number, seconds, breaks, 0

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        if self.texts > self.breaks:
            raise RuntimeError("out of memory")
        threading.Event().wait(self.seconds)
        return np.full((len(texts), 1), self.number, dtype=np.float32)

    def embed_question(self, text: str) -> Vectors:
        return np.full(1, self.number, dtype=np.float32)

    def reads(self, text: str) -> bool:
        return True


def accelerated(fast: Counted, card: Counted) -> AcceleratedEmbedder:
    embedder = AcceleratedEmbedder(fast, Path())
    embedder._card = card
    return embedder


def test_the_quicker_one_embeds_passages_and_questions_stay() -> None:
    embedder = accelerated(Counted(1, seconds=0.3), Counted(2))
    embedder.embed_passages(["both are measured"])
    assert embedder.embed_passages(["a"])[0] == 2 and embedder.embed_question("a")[0] == 1


def test_a_slower_accelerator_is_left_alone() -> None:
    embedder = accelerated(Counted(1), Counted(2, seconds=0.3))
    assert [embedder.embed_passages(["a"])[0, 0] for _ in range(3)][1:] == [1, 1]


def test_an_accelerator_that_fails_costs_nothing() -> None:
    embedder = accelerated(Counted(1, seconds=0.3), Counted(2, breaks=2))
    found = [embedder.embed_passages(["a"])[0, 0] for _ in range(4)]
    assert found == [2, 2, 1, 1]
