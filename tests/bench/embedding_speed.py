"""How fast a folder is embedded, and how soon the first question is answered, beside sentence-transformers itself.

    python tests/bench/embedding_speed.py [--data DIR] [--out FILE.json]

Prints each figure with its baseline from the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from shipped import shipped

from core.addresses import without_addresses
from core.manifest import Manifest
from core.ports import Embedder, Vectors
from core.profile import Profile
from core.store import Store
from models.shelf import BUNDLED_VARIABLE, Shelf, bundled_directory

ROOT = Path(__file__).parent.parent.parent
_SHARE = 8  # of the passages, every so many are embedded by plain encode, before and after the rest
_BATCH = 32  # of plain encode
_WINDOW = 256  # passages that are embedded at a time, as the sync does
_ROUNDS = 3
_NEAREST = 10


@dataclass(frozen=True, slots=True)
class Speed:
    """Passages a second. pipeline: of `wellread add`, from the start of the process to its end."""

    passages: int
    plain: float
    alone: float
    pipeline: float
    seconds: dict[str, float]  # as `wellread add` reports them

    @property
    def times_plain(self) -> float:
        return self.pipeline / self.plain

    @property
    def times_alone(self) -> float:
        """How many times as long as embedding alone the whole takes."""
        return self.alone / self.pipeline


@dataclass(frozen=True, slots=True)
class Cold:
    """Seconds, the best of some rounds in turns: a search with a new process, and importing sentence-transformers."""

    search: float
    importing: float

    @property
    def ratio(self) -> float:
        return self.search / self.importing


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the fast form with sentence-transformers: cosines of passages, and the share of the nearest that are the same.

    first: how often the nearest passage is the same one.
    """

    least: float
    mean: float
    nearest: float
    first: float


def embedding_speed(folder: Path, profile: Path, weights: Path) -> Speed:
    """Adds `folder` to the new profile, and embeds the same passages by both embedders. weights: of the embedder.

    What is compared is measured before and after what it is compared with: others use the machine too.
    """
    done, first = _added(folder, profile)
    texts, plain = bodies(profile), plain_model(weights)
    some = texts[::_SHARE]
    rates = [_rate(some, lambda texts: plain.encode(texts, batch_size=_BATCH, show_progress_bar=False))]
    alone = _rate(texts, lambda texts: _by_windows(shipped(weights, Profile(profile).models)[0], texts))
    rates.append(_rate(some, lambda texts: plain.encode(texts, batch_size=_BATCH, show_progress_bar=False)))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        again = Path(scratch) / "profile"
        shutil.copytree(Profile(profile).models, Profile(again).models)
        _, second = _added(folder, again)
    return Speed(len(texts), sum(rates) / 2, alone, 2 * len(texts) / (first + second), done["seconds"])


def _added(folder: Path, profile: Path) -> tuple[Any, float]:
    started = time.perf_counter()
    done = _wellread(profile, "add", folder)
    return done, time.perf_counter() - started


def cold_start(profile: Path, question: str) -> Cold:
    """Of a library that is there."""
    searches, imports = [], []
    for _ in range(_ROUNDS):
        searches.append(_seconds(lambda: _wellread(profile, "search", question)))
        command = [sys.executable, "-c", "import sentence_transformers"]
        imports.append(_seconds(lambda command=command: subprocess.run(command, check=True)))
    return Cold(min(searches), min(imports))


def agreement(passages: Sequence[str], questions: Sequence[str], fast: Embedder, plain: Any) -> Agreement:
    """Of two embedders with the same weights. plain: a SentenceTransformer."""
    ours, theirs = fast.embed_passages(passages), _unit(plain.encode(list(passages), show_progress_bar=False))
    cosines = (ours * theirs).sum(axis=1)
    asked = _unit(plain.encode(list(questions), show_progress_bar=False))
    same = []
    for question, vector in zip(questions, asked, strict=True):
        mine = np.argsort(-(ours @ fast.embed_question(question)))[:_NEAREST]
        other = np.argsort(-(theirs @ vector))[:_NEAREST]
        same.append((len(set(mine) & set(other)) / _NEAREST, mine[0] == other[0]))
    nearest, first = np.mean(same, axis=0)
    return Agreement(float(cosines.min()), float(cosines.mean()), float(nearest), float(first))


def plain_model(weights: Path) -> Any:
    """A SentenceTransformer as anybody would load it."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(weights), device="cpu", local_files_only=True)


def bodies(profile: Path) -> list[str]:
    """What the library embeds, in no order that matters."""
    with Manifest(Profile(profile).manifest) as manifest:
        docs = sorted(manifest.docs_under(*manifest.folders().values()))
    return [without_addresses(stored.body) for stored in Store(Profile(profile).library).passages_of(docs)]


def _by_windows(embedder: Embedder, texts: Sequence[str]) -> None:
    for start in range(0, len(texts), _WINDOW):
        embedder.embed_passages(texts[start : start + _WINDOW])


def _rate(texts: list[str], embed: Callable[[list[str]], object]) -> float:
    return len(texts) / _seconds(lambda: embed(texts))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _wellread(profile: Path, *arguments: object) -> Any:
    command = [sys.executable, "-m", "desktop.terminal.main", "--profile", str(profile), "--json", "--quiet"]
    done = subprocess.run([*command, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "eval")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    bundled = bundled_directory(os.environ)
    assert bundled is not None, f"No models here; {BUNDLED_VARIABLE} names their folder."
    weights = Shelf(bundled).embedder_path()
    wikipedia = chosen.data / "qa" / "wikipedia"
    with tempfile.TemporaryDirectory() as scratch:
        profile = Path(scratch) / "profile"
        lines = (wikipedia / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        questions = [json.loads(line)["question"] for line in lines][:300]
        speed = embedding_speed(wikipedia / "folder", profile, weights)
        print(
            f"wellread add: {speed.pipeline:.0f} passages a second, {speed.times_plain:.2f} times plain encode "
            f"({speed.plain:.0f}), and takes {speed.times_alone:.2f} times as long as embedding alone "
            f"({speed.alone:.0f})\n{speed.seconds}"
        )
        cold = cold_start(profile, questions[0])
        print(f"cold search: {cold.search:.2f} s, {cold.ratio:.2f} times an import ({cold.importing:.2f} s)")
        found = agreement(
            bodies(profile)[::4], questions, shipped(weights, Profile(profile).models)[0], plain_model(weights)
        )
        print(f"agreement: {found}")
    if chosen.out:
        results = {"speed": asdict(speed), "cold": asdict(cold), "agreement": asdict(found)}
        chosen.out.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
