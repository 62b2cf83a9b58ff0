"""What stands beside the weights on the shelf: `model.toml`, and the small files that remember choices and checks."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import tomli_w

from models.catalog import Role, WeightFile


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model on the shelf. `path` is what its runtime opens: the GGUF file of a generator, else the folder.

    context: in tokens, 0 where unknown. note: what a person should know. fingerprint: names the weights by content.
    """

    name: str
    title: str
    role: Role
    licence: str
    context: int
    size: int
    folder: Path
    files: tuple[WeightFile, ...]
    bundled: bool
    in_use: bool
    note: str = ""

    @property
    def path(self) -> Path:
        return self.folder / self.files[0].path if self.role is Role.GENERATOR else self.folder

    @property
    def fingerprint(self) -> str:
        digests = "".join(f"{file.path}:{file.sha256};" for file in sorted(self.files, key=lambda file: file.path))
        return hashlib.sha256(digests.encode()).hexdigest()[:16]


def models_in(root: Path | None, bundled: bool) -> Iterator[InstalledModel]:
    if root is None or not root.is_dir():
        return
    for folder in sorted(root.iterdir()):
        if folder.name.startswith(".") or not (folder / "model.toml").is_file():
            continue
        model = read_receipt(folder, bundled)
        if model is not None:
            yield model


def read_receipt(folder: Path, bundled: bool) -> InstalledModel | None:
    facts = read_toml(folder / "model.toml")
    try:
        files = tuple(WeightFile(**file) for file in facts["files"])
        return InstalledModel(
            name=folder.name,
            title=facts["title"],
            role=Role(facts["role"]),
            licence=facts["licence"],
            context=facts["context"],
            size=sum(file.size for file in files),
            folder=folder,
            files=files,
            bundled=bundled,
            in_use=False,
            note=facts.get("note", ""),
        )
    except (KeyError, TypeError, ValueError):
        return None  # not one of ours, or a receipt torn by a full disk: the model is simply not there


def write_receipt(
    folder: Path, title: str, role: Role, licence: str, context: int, files: tuple[WeightFile, ...], note: str = ""
) -> None:
    """Say beside a model's files what they are; the folder's own name is the model's."""
    receipt = {
        "title": title,
        "role": role.value,
        "licence": licence,
        "context": context,
        "note": note,
        "files": [asdict(file) for file in files],
    }
    write_toml(folder / "model.toml", receipt)


def with_use(model: InstalledModel, in_use: bool) -> InstalledModel:
    facts = {field: getattr(model, field) for field in InstalledModel.__slots__}
    return InstalledModel(**{**facts, "in_use": in_use})


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def write_toml(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.write_text(tomli_w.dumps(content), encoding="utf-8")
    draft.replace(path)
