"""Where fast forms lie, and what is written about one.

A form is a folder named by the weights it was made from, the version of its maker and that of onnxruntime, so that one
that was made by others is never met. It holds `model.onnx`, `tokenizer.json`, `form.json` and `proof.npy`, what
sentence-transformers made of the texts in models.embedding.proof. A form that only says why there can be none holds
`form.json` alone.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp

FORMS = ".fast"  # the folder of a shelf in which forms lie; no model can have this name
_MAKER = 3  # raised when forms are made in another way
GRAPH, TOKENIZER, ABOUT, PROOF = "model.onnx", "tokenizer.json", "form.json", "proof.npy"


@dataclass(frozen=True, slots=True)
class About:
    """What `form.json` says.

    precision: of the weights, "" where there is no form; reason: then says why. length: in tokens, special ones
    included. inputs: of the graph. question, passage: the prompts before each. cosine: the least, and the mean, between
    the form's vectors and those of sentence-transformers, on the texts it was checked with.
    """

    precision: str
    reason: str = ""
    dimensions: int = 0
    length: int = 0
    padding: int = 0
    inputs: tuple[str, ...] = ()
    question: str = ""
    passage: str = ""
    cosine: tuple[float, float] = (0.0, 0.0)


def key(fingerprint: str) -> str:
    """The name of a form's folder."""
    return f"{fingerprint}-{_MAKER}-{version('onnxruntime')}"


def places(folder: Path, models: Path) -> tuple[Path, ...]:
    """Where forms of the weights in `folder` may lie: on the profile's own shelf, where they are made, or beside it."""
    return tuple(dict.fromkeys((models / FORMS, folder.parent / FORMS)))


def read_about(form: Path) -> About:
    """Raises OSError and ValueError where there is none or it can't be understood."""
    try:
        stated = json.loads((form / ABOUT).read_text(encoding="utf-8"))
        return About(**{**stated, "inputs": tuple(stated["inputs"]), "cosine": tuple(stated["cosine"])})
    except (TypeError, KeyError) as error:
        raise ValueError(str(error)) from error


def write_about(form: Path, about: About) -> None:
    (form / ABOUT).write_text(json.dumps(asdict(about), indent=1), encoding="utf-8")


@contextmanager
def new_form(place: Path, name: str) -> Iterator[Path]:
    """A folder to fill, which takes its place as a whole when the work on it is done, and is gone when it fails."""
    place.mkdir(parents=True, exist_ok=True)
    _sweep(place)
    draft = Path(mkdtemp(prefix=f".{os.getpid()}-", dir=place))
    try:
        yield draft
        remove(place, name)
        draft.replace(place / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def remove(place: Path, name: str) -> None:
    """Remove the forms of the same weights, this one and those of other versions."""
    fingerprint = name.split("-", 1)[0]
    for old in place.glob(f"{fingerprint}-*"):
        shutil.rmtree(old, ignore_errors=True)


def _sweep(place: Path) -> None:
    """Drafts that a killed maker left."""
    import psutil

    for draft in place.glob(".*-*"):
        owner = draft.name[1:].split("-", 1)[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(draft, ignore_errors=True)


def made(forms: Sequence[Path], fingerprint: str) -> Path | None:
    """The form of these weights, if one was made."""
    name = key(fingerprint)
    return next((place / name for place in forms if (place / name / ABOUT).is_file()), None)
