"""What a folder of weights says about itself, read without loading it: enough to refuse what would not run or be safe.

Two kinds are taken, as sentence-transformers and transformers write them: embedders, and cross-encoders that give a
pair of texts one score. Only safetensors, settings and vocabularies are copied, so nothing that could run code comes
along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from safetensors import SafetensorError, safe_open

from core.errors import WellreadError
from models.catalog import Role

_WEIGHTS = "model.safetensors"
_SHARDS = "model.safetensors.index.json"
_PICKLES = ("pytorch_model*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
_BESIDE = frozenset({".json", ".txt", ".model"})  # settings, vocabularies, SentencePiece's vocabularies
_NOTICES = re.compile(r"(licen[cs]e|notice)(\.(txt|md))?", re.IGNORECASE)
# The parts of sentence-transformers that need nothing but what is copied here.
_MODULES = frozenset(
    {"Transformer", "Pooling", "Normalize", "Dense", "LayerNorm", "Dropout", "WeightedLayerPooling", "StaticEmbedding"}
)
_LONGEST_SETTINGS = 64_000_000  # bytes; a large vocabulary in JSON takes 20 MB

# What a plain transformers folder becomes. sentence-transformers does the same when it meets one.
_MEAN_POOLING: dict[str, Any] = {
    "modules.json": [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    ],
}


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """files: what to copy, with forward slashes. extra: what to write beside it. note: what a person should know."""

    role: Role
    licence: str
    files: tuple[str, ...]
    size: int
    extra: dict[str, bytes]
    note: str = ""


def inspect(folder: Path) -> FolderFacts:
    """Look at a folder of weights. Raises WellreadError saying why it can't be used."""
    config = _settings(folder / "config.json") if (folder / "config.json").exists() else {}
    modules = _modules(folder)
    if not config and not modules:
        raise WellreadError(
            f"{folder} holds no model: there is neither config.json nor modules.json in it.",
            "Name the folder that holds model.safetensors, or a GGUF file.",
        )
    role = _role(folder, config, modules)
    files = tuple(dict.fromkeys(_files(folder, modules)))
    extra: dict[str, bytes] = {}
    note = ""
    if role is Role.EMBEDDER and not modules:
        extra = _mean_pooling(config, folder)
        note = "It doesn't say how words become one vector, so their mean is taken."
    size = sum((folder / name).stat().st_size for name in files) + sum(map(len, extra.values()))
    return FolderFacts(role, _licence(folder), files, size, extra, note)


# What it is


def _role(folder: Path, config: dict[str, Any], modules: list[dict[str, Any]]) -> Role:
    kind = str(_settings(folder / "config_sentence_transformers.json", "model_type") or "")
    architecture = str(next(iter(config.get("architectures") or []), ""))
    if kind in ("SparseEncoder", "MultiVectorEncoder"):
        raise _unfit(folder, f"it is a {kind}, and Wellread compares single vectors")
    if kind == "CrossEncoder" or architecture.endswith("ForSequenceClassification"):
        labels = len(config.get("id2label") or ()) or int(config.get("num_labels") or 2)
        if labels != 1:
            raise _unfit(folder, f"it sorts texts into {labels} classes, and a reranker gives one score")
        return Role.RERANKER
    if architecture.endswith(("ForCausalLM", "ForConditionalGeneration")) and not modules:
        raise WellreadError(f"The model in {folder} writes text.", "Look for the same model as a GGUF file.")
    return Role.EMBEDDER


def _modules(folder: Path) -> list[dict[str, Any]]:
    """What modules.json lists, each of a kind that is known; [] where there is none."""
    path = folder / "modules.json"
    if not path.exists():
        return []
    modules = _json(path)
    if not isinstance(modules, list) or not all(isinstance(module, dict) for module in modules):
        raise _damaged(path)
    for module in modules:
        kind = str(module.get("type", ""))
        if not kind.startswith("sentence_transformers."):
            raise _unfit(folder, f"it needs code of its own ({kind}), which Wellread never runs")
        if kind.rpartition(".")[2] not in _MODULES:
            raise _unfit(folder, f"it has a part of a kind that Wellread does not know ({kind})")
        place = PurePosixPath(str(module.get("path", "")))
        if place.is_absolute() or ".." in place.parts or "\\" in str(place) or ":" in str(place):
            raise _unfit(folder, f"one of its parts lies outside it ({place})")
    return modules


def _mean_pooling(config: dict[str, Any], folder: Path) -> dict[str, bytes]:
    width = config.get("hidden_size") or config.get("dim") or config.get("d_model")
    if not isinstance(width, int):
        raise _unfit(folder, "its config.json does not say how wide it is")
    pooling = {"word_embedding_dimension": width, "pooling_mode_mean_tokens": True}
    settings = {**_MEAN_POOLING, "1_Pooling/config.json": pooling}
    return {name: json.dumps(content, indent=2).encode() for name, content in settings.items()}


def title(folder: Path) -> str:
    """The folder's name, or the model's where the folder is named after a version of it in a cache of the hub."""
    hub = folder.parent.parent.name
    cached = folder.parent.name == "snapshots" and hub.startswith("models--")
    return hub.rpartition("--")[2] if cached else folder.name


def _licence(folder: Path) -> str:
    """As the card of the model says it."""
    try:
        card = (folder / "README.md").read_text(encoding="utf-8", errors="replace")[:4_000]
    except OSError:
        return "of your own"
    found = re.search(r"^license:[ \t]*[\"']?([\w.+-]+)", card, re.MULTILINE)
    return found.group(1) if found else "of your own"


# Its files


def _files(folder: Path, modules: list[dict[str, Any]]) -> Iterator[str]:
    """Paths of what is copied, weights first. Weights are checked as far as their own header tells."""
    places = list(dict.fromkeys(["", *(str(module.get("path", "")) for module in modules)]))
    weighted = [place for place in places if _weights(folder / place)]
    if not weighted:
        raise _no_weights(folder)
    for place in places:
        names = _weights(folder / place)
        if not names and _pickles(folder / place):
            raise _no_weights(folder / place)
        for name in names:
            _check_weights(folder / place / name)
        beside = sorted(path.name for path in (folder / place).glob("*") if _is_beside(path))
        for name in [*names, *beside]:
            yield (PurePosixPath(place) / name).as_posix()


def _weights(folder: Path) -> list[str]:
    if (folder / _WEIGHTS).is_file():
        return [_WEIGHTS]
    if not (folder / _SHARDS).is_file():
        return []
    shards = sorted({str(name) for name in (_settings(folder / _SHARDS, "weight_map") or {}).values()})
    for name in shards:
        if PurePosixPath(name).name != name or not name.endswith(".safetensors") or not (folder / name).is_file():
            raise _unfit(folder, f"a part of its weights is missing ({name})")
    return shards


def _is_beside(path: Path) -> bool:
    return path.is_file() and (path.suffix.lower() in _BESIDE or _NOTICES.fullmatch(path.name) is not None)


def _check_weights(path: Path) -> None:
    try:
        with safe_open(path, framework="numpy") as weights:
            if not list(weights.keys()):
                raise _damaged(path)
    except (SafetensorError, ValueError) as error:
        raise _damaged(path) from error
    except OSError as error:
        raise WellreadError(f"{path} cannot be read: {error.strerror or error}.") from error


def _pickles(folder: Path) -> list[Path]:
    return [path for pattern in _PICKLES for path in folder.glob(pattern)]


def _no_weights(folder: Path) -> WellreadError:
    if _pickles(folder):
        return WellreadError(
            f"{folder} holds its weights in a form that can run code when it is loaded, so Wellread does not take it.",
            "Look for the same model with model.safetensors.",
        )
    return WellreadError(f"There are no weights in {folder}.", "Name the folder that holds model.safetensors.")


# Settings


def _settings(path: Path, key: str | None = None) -> Any:
    """A JSON object, or what it says about `key`; nothing where a file that was asked for a key is not there."""
    if key is not None and not path.exists():
        return None
    content = _json(path)
    if not isinstance(content, dict):
        raise _damaged(path)
    return content if key is None else content.get(key)


def _json(path: Path) -> Any:
    try:
        if path.stat().st_size > _LONGEST_SETTINGS:
            raise _damaged(path)
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error
    except OSError as error:
        raise WellreadError(f"{path} cannot be read: {error.strerror or error}.") from error


def _damaged(path: Path) -> WellreadError:
    return WellreadError(f"{path} is damaged or was not downloaded completely.", "Download the model again.")


def _unfit(folder: Path, why: str) -> WellreadError:
    return WellreadError(f"The model in {folder} can't be used: {why}.", "Choose another model.")
