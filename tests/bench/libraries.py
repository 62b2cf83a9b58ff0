"""Libraries for measuring, made once by the real sync and kept for as long as data and code stay the same."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from remembered import Remembered
from shipped import shipped

from core.cancel import CancelToken
from core.folders import add_folder
from core.manifest import Manifest
from core.profile import Profile
from core.reading.room import Limits, ReadingRoom
from core.store import Store
from core.sync import Sync
from core.turns import Turns
from models.shelf import Shelf, bundled_directory

CHECKOUT = Path(__file__).parent.parent.parent
# What decides which passages a file is cut into and how they lie in the store.
_INDEXING = (
    "core/passages.py", "core/sentences.py", "core/whereabouts.py", "core/words.py",
    "core/store*", "core/terms.py", "core/asking/tongues.py", "core/embedding.py", "core/sync.py",
    "core/manifest*", "core/learning.py", "core/vocabulary.py", "core/asking/acronyms.py", "core/asking/spelling.py",
)  # fmt: skip
_KEPT = 2  # libraries of one set of files, made by different states of the code


@dataclass(frozen=True, slots=True)
class Library:
    """A library that is open. `passages` counts what it holds."""

    profile: Profile
    manifest: Manifest
    store: Store
    passages: int


class Libraries:
    """The folder of libraries (`.cache/bench`), and the embedder that they share."""

    def __init__(self, folder: Path, environment: dict[str, str], stale: bool = False) -> None:
        """stale: use a library of older code too, rather than make it anew."""
        self.folder, self._stale = folder, stale
        shelf = Shelf(folder / "models", bundled_directory(environment))
        self.weights = shelf.embedder_path()
        real, self._vectors = shipped(self.weights, shelf.directory)
        self.embedder = Remembered(real, folder / f"vectors-{self._vectors}.db")

    def written(self, name: str, texts: Mapping[str, str]) -> Path:
        """A folder with these files, kept for later runs; for sets that are no folder themselves."""
        folder = self.folder / "files" / f"{name}-{_digest_of_texts(texts)}"
        if not folder.is_dir():
            making = folder.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir(parents=True)
            for file, text in texts.items():
                (making / file).write_text(text, encoding="utf-8", newline="")
            making.rename(folder)
        return folder

    def made(self, name: str, make: Callable[[Path], None]) -> Path:
        """A profile that is not made of files, kept for as long as code and embedder stay the same."""
        key = f"{_digest_of_code(_INDEXING)}-{self._vectors}"
        root = self.folder / name / key
        with FileLock(f"{root.parent}.lock"):
            if not (root / "whole").exists():
                shutil.rmtree(root.parent, ignore_errors=True)  # large: one is enough
                make(root)
                (root / "whole").touch()
        return root

    @contextmanager
    def open(self, name: str, files: Path) -> Iterator[Library]:
        """The library of a folder of files. `name` is how a person finds it under `.cache/bench`."""
        place = self.folder / f"{name}-{_digest_of_files(files)}"
        place.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{place}.lock"):  # two runs of the bench make it once
            profile = Profile(self._chosen(place, files))
        with Manifest(profile.manifest) as manifest:
            yield Library(profile, manifest, Store(profile.library), manifest.passage_count())

    def _chosen(self, place: Path, files: Path) -> Path:
        reading = [path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / "core" / "reading").rglob("*.py")]
        wanted = place / f"{_digest_of_code((*_INDEXING, *sorted(reading)))}-{self._vectors}"
        made = sorted((path.parent for path in place.glob("*/whole")), key=lambda path: path.stat().st_mtime)
        if wanted in made:
            return wanted
        if self._stale and made:
            return made[-1]
        for old in made[: len(made) + 1 - _KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        self._make(wanted, files)
        return wanted

    def _make(self, root: Path, files: Path) -> None:
        print(f"  (making a library of {files})", file=sys.stderr, flush=True)
        shutil.rmtree(root, ignore_errors=True)
        profile = Profile(root)
        profile.prepare()
        rooms = ReadingRoom(2, Limits()), ReadingRoom(1, Limits(page=60.0), patient=True)
        try:
            with Manifest(profile.manifest) as manifest:
                with manifest.transaction():
                    add_folder(manifest, files)
                Sync(
                    manifest, Store(profile.library), rooms[0], lambda: self.embedder, Turns(), lambda _: None,
                    CancelToken(), rooms[1],
                ).run()  # fmt: skip
        finally:
            for room in rooms:
                room.close()
        (root / "whole").touch()


def _digest_of_files(folder: Path) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.blake2b(path.read_bytes()).digest())
    return digest.hexdigest()


def _digest_of_texts(texts: Mapping[str, str]) -> str:
    return hashlib.blake2b(repr(sorted(texts.items())).encode(), digest_size=6).hexdigest()


def _digest_of_code(patterns: tuple[str, ...]) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for pattern in patterns:
        for path in sorted(CHECKOUT.glob(pattern)):
            for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
                digest.update(file.read_bytes())
    return digest.hexdigest()
