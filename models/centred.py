"""Vectors that all point much the same way, set right.

Some embedders (E5 among them) give any two texts a cosine of 0.7 and more: their vectors share one large direction that
says nothing. Ranking hardly minds, but whoever asks whether a cosine is high enough is told so always. What they share
is measured once, when the embedder is added, and taken off each vector (the first step of Mu and Viswanath,
All-but-the-Top, 2018): cosines then mean about what they mean of other embedders.

It is taken off by a module of the embedder itself, a Dense one that adds the negative and changes nothing else, so that
whatever runs the folder does the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from core.ports import Vectors

_ALIKE = 0.4  # mean cosine of texts that have nothing in common, from which on vectors are set right
_FOLDER = "Centre"
_NORMALIZE, _DENSE = "sentence_transformers.models.Normalize", "sentence_transformers.models.Dense"


def centre_of(questions: Vectors, passages: Vectors) -> Vectors | None:
    """What the unit vectors of unrelated texts share, shape (dimensions,); None where that is little.

    questions, passages: the same texts embedded as each, one row a text.
    """
    cosines = questions @ passages.T
    apart = cosines[~np.eye(len(cosines), dtype=bool)]
    if float(apart.mean()) < _ALIKE:
        return None
    return np.asarray((questions.mean(axis=0) + passages.mean(axis=0)) / 2, dtype=np.float32)


def centre_files(folder: Path, centre: Sequence[float]) -> dict[str, bytes]:
    """What to write into the embedder's folder so that the centre is taken off its unit vectors, by path."""
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    if not str(modules[-1]["type"]).endswith(".Normalize"):
        modules.append(_module(len(modules), f"{len(modules)}_Normalize", _NORMALIZE))
    place = f"{len(modules)}_{_FOLDER}"
    modules.append(_module(len(modules), place, _DENSE))
    width = len(centre)
    settings = {
        "in_features": width, "out_features": width, "bias": True,
        "activation_function": "torch.nn.modules.linear.Identity",
    }  # fmt: skip
    weights = {
        "linear.weight": np.eye(width, dtype=np.float32),
        "linear.bias": -np.asarray(centre, dtype=np.float32),
    }
    return {
        "modules.json": json.dumps(modules, indent=2).encode(),
        f"{place}/config.json": json.dumps(settings, indent=2).encode(),
        f"{place}/model.safetensors": save(weights),
    }


def _module(number: int, path: str, kind: str) -> dict[str, object]:
    return {"idx": number, "name": str(number), "path": path, "type": kind}
