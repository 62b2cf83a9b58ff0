"""A small library of a real folder, and what its parts look like from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.cancel import CancelToken
from core.carrying.exporting import export_library
from core.carrying.importing import Imported, import_library
from core.folders import add_folder
from core.manifest import Manifest
from core.profile import Profile
from core.reading.room import ReadingRoom
from core.search import Search
from core.store import Store
from core.sync import Sync
from core.turns import Turns
from core.types import SyncReport
from models.embedder import SentenceEmbedder


class Library:
    """A profile, opened."""

    def __init__(self, root: Path, embedder: SentenceEmbedder | None) -> None:
        self.profile = Profile(root)
        self.profile.prepare()
        self.manifest = Manifest(self.profile.manifest)
        self.store = Store(self.profile.library)
        self.embedder = embedder
        self.room = ReadingRoom(1)

    def add(self, folder: Path) -> None:
        add_folder(self.manifest, folder)
        self.sync()

    def sync(self) -> SyncReport:
        return Sync(
            self.manifest, self.store, self.room, lambda: self.embedder, Turns(), lambda _: None, CancelToken(),
        ).run()  # fmt: skip

    def export(self, path: Path) -> Path:
        export_library(self.manifest, self.store, path, {}, lambda _: None, CancelToken())
        return path

    def take(self, path: Path, *moves: tuple[str, Path], cancel: CancelToken | None = None) -> Imported:
        return import_library(
            self.manifest, self.store, path, moves, lambda _: None, cancel or CancelToken(), Turns(),
            self.profile.home,
        )  # fmt: skip

    def found(self, question: str) -> list[tuple[str, str, int, int, str]]:
        hits = Search(self.manifest, self.store, self.embedder).find(question, 5, None, CancelToken())
        return [(str(hit.path), hit.text, hit.start, hit.end, f"{hit.score:.4f}") for hit in hits]

    def state(self) -> tuple[object, ...]:
        """All that a person could tell a difference by."""
        return self.manifest.file_infos(), self.manifest.folder_infos(), self.store.counts()

    def close(self) -> None:
        self.room.close()
        self.manifest.close()


Make = Callable[[str], Library]


@pytest.fixture
def make(tmp_path: Path, embedder: SentenceEmbedder) -> Iterator[Make]:
    made: list[Library] = []

    def one(name: str) -> Library:
        made.append(Library(tmp_path / name, embedder))
        return made[-1]

    yield one
    for library in made:
        library.close()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return written(tmp_path / "docs")


def written(folder: Path) -> Path:
    """Four files, two of them the same and one empty."""
    (folder / "rules").mkdir(parents=True)
    (folder / "returns.md").write_text("# Returns\n\nElectronics may be returned within 14 days.\n")
    (folder / "copy.md").write_text("# Returns\n\nElectronics may be returned within 14 days.\n")
    (folder / "rules" / "pto.md").write_text("# Time off\n\nStaff earn 18 days.\n\n## Illness\n\nTell by ten.\n")
    (folder / "empty.txt").write_text("")
    return folder
