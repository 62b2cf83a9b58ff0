"""Where the folders of a library file come to lie: where they are on this machine, where a person says, or nowhere."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from core.carrying.about import About
from core.carrying.tables import CarriedFile
from core.errors import WellreadError
from core.folders import is_inside
from core.foreign import flavour, leads_beyond, native
from core.manifest import Manifest

Moves = Sequence[tuple[str, Path]]  # a folder of the other machine, and the one that holds its files here


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of a library file. was: its path there. path: as the manifest here keeps it. moved: by a person.

    follow: whether it may be looked at to see if it is on this machine.
    """

    was: PurePath
    path: str
    moved: bool
    follow: bool

    def file(self, path: str) -> str:
        """A file of the folder as the manifest here keeps it. Raises ValueError for one that is not in the folder."""
        own = type(self.was)(path)
        if not own.is_relative_to(self.was) or ".." in own.parts or own == self.was:
            raise ValueError("a file is not in its folder")
        return os.fspath(Path(self.path, *own.relative_to(self.was).parts)) if self.moved else path


def places_of(about: About, moves: Moves) -> list[Place]:
    """Raises WellreadError for a move of a folder that is not there, ValueError for paths that are none."""
    kind = flavour(about.windows)
    folders = [kind(path) for path in about.folders]
    if any(not folder.is_absolute() or ".." in folder.parts for folder in folders):
        raise ValueError("a folder is no whole path")
    for old, new in moves:
        if not any(folder.is_relative_to(kind(old)) for folder in folders):
            raise WellreadError(f"The library file has no folder {old}.", f"It has: {', '.join(about.folders)}.")
        if not new.is_dir():
            raise WellreadError(f"There is no folder {new}.", "Name one that is there: --at OLD=NEW.")
    return [_place(folder, text, moves, about) for folder, text in zip(folders, about.folders, strict=True)]


def _place(folder: PurePath, text: str, moves: Moves, about: About) -> Place:
    for old, new in moves:
        if folder.is_relative_to(old):
            return Place(folder, os.fspath(Path(new, *folder.relative_to(old).parts)), moved=True, follow=True)
    # A share is another machine, and the top of a drive is more than anybody adds: a person has to name these.
    ours = about.windows == (os.name == "nt")
    return Place(folder, text, moved=False, follow=ours and not leads_beyond(folder) and len(folder.parts) > 1)


def settle(manifest: Manifest, place: Place) -> int:
    """The key of the folder here that holds the files of a place; it is made where there is none.

    To be called inside a transaction.
    """
    if place.moved:
        _leave_where_it_was(manifest, place)
    path = native(place.path)
    there = place.follow and path.is_absolute() and path.is_dir()
    known = manifest.folders()
    for key, other in known.items():
        # Files of a folder that is not there would be forgotten with the next look into one that is.
        if is_inside(path, other) and (there or path == other or manifest.carried.follow(key) is not None):
            return key
    made = manifest.add_folder(place.path)
    for key, other in known.items():
        if is_inside(other, path):
            manifest.remove_folder(key, heir=made)
    manifest.carried.put(made, place.follow)
    return made


def _leave_where_it_was(manifest: Manifest, place: Place) -> None:
    """An earlier import did not know where the folder lies here."""
    for key, path in manifest.folders().items():
        if path == native(str(place.was)) and manifest.carried.follow(key) is not None:
            manifest.remove_folder(key)


def stored_here(file: CarriedFile, place: Place, carried: bool) -> CarriedFile:
    """A file as the manifest here keeps it. carried: whether its folder came with it."""
    # In a folder that was here before, the file is looked at: what another machine says of its time is not relied on.
    return replace(file, path=place.file(file.path), mtime_ns=file.mtime_ns if carried else -1)
