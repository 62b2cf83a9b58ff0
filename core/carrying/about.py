"""`about.json`, the first member of a library file: what is in it, and the names of the members that follow."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass

from core.carrying.container import Unpacking
from core.carrying.records import Fields
from core.errors import WellreadError
from core.manifest import READING_VERSION

ABOUT, FILES, DOCUMENTS = "about.json", "files.jsonl", "documents.jsonl"
_LARGEST = 16 << 20  # bytes
_MOST_DIMENSIONS = 65_536


@dataclass(frozen=True, slots=True)
class MadeBy:
    """An embedder: the fingerprint that its vectors go by, its name on the other machine, and how many it made."""

    fingerprint: str
    name: str
    dimensions: int
    documents: int

    @property
    def member(self) -> str:
        return f"vectors/{self.fingerprint}.f16"


@dataclass(frozen=True, slots=True)
class About:
    """windows: whether paths are written as there. reading: the version of the readers. folders: their paths."""

    windows: bool
    reading: int
    documents: int
    files: int
    folders: tuple[str, ...]
    embedders: tuple[MadeBy, ...]

    @property
    def members(self) -> list[str]:
        return [ABOUT, FILES, DOCUMENTS, *(made.member for made in self.embedders)]

    def written(self) -> bytes:
        return json.dumps({"format": "wellread library", **asdict(self)}, indent=1).encode()


def of_this_machine(documents: int, files: int, folders: tuple[str, ...], embedders: tuple[MadeBy, ...]) -> About:
    return About(os.name == "nt", READING_VERSION, documents, files, folders, embedders)


def read_about(pack: Unpacking) -> About:
    """Raises ValueError for anything that is none, WellreadError for that of a newer Wellread."""
    if pack.names[:1] != [ABOUT] or pack.size(ABOUT) > _LARGEST:
        raise ValueError("it does not say what it is")
    with pack.member(ABOUT) as file:
        fields = Fields(json.loads(file.read(_LARGEST)))
    if fields.text("format") != "wellread library":
        raise ValueError("it does not say that it is one")
    folders = Fields({"folders": [{"path": path} for path in fields.list("folders")]})
    embedders = tuple(
        MadeBy(
            made.key("fingerprint", 16), made.text("name", 200), made.whole("dimensions", _MOST_DIMENSIONS, 1),
            made.whole("documents"),
        )
        for made in fields.records("embedders")
    )  # fmt: skip
    about = About(
        fields.truth("windows"), fields.whole("reading"), fields.whole("documents"), fields.whole("files"),
        tuple(folder.path("path") for folder in folders.records("folders")), embedders,
    )  # fmt: skip
    if len(set(about.members)) < len(about.members):
        raise ValueError("it has an embedder twice")
    if about.reading > READING_VERSION:
        raise WellreadError("This library file was written by a newer Wellread.", "Update Wellread to import it.")
    return about
