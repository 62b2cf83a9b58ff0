"""Looking for damage in a library that nobody has open, and mending it, as far as that is not left to the next sync.

What is damaged is moved to `damaged/` in the profile and begun anew: the manifest from the plain list of folders, a
table from its newest version that can be read, or from the files. Nothing is removed that could not be made again.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core.cancel import CancelToken
from core.checking import Differences, differences
from core.errors import WellreadError
from core.folder_list import note_folders, restore_folders
from core.manifest import Manifest
from core.profile import Profile
from core.store import Store
from core.store.damage import Trouble, drop_index, roll_back, set_aside, table_names, trouble

Told = Callable[[int, int], None]  # steps done, steps in all

_SPOKEN = {"pages": "pages", "passages": "passages"}


@dataclass(slots=True)
class Findings:
    """manifest: what is wrong with the list of files, "" for nothing. differing: None where it can't be told yet."""

    manifest: str = ""
    tables: list[Trouble] = field(default_factory=list)
    differing: Differences | None = None

    def sentences(self) -> list[str]:
        """Each what is wrong and what to do, for a person."""
        said = [f"The list of files {self.manifest}."] if self.manifest else []
        said += [_said(found) for found in self.tables]
        said += self.differing.sentences() if self.differing else []
        return [f"{sentence} wellread doctor --repair mends it." for sentence in said]


def _said(found: Trouble) -> str:
    table = f"The table of {_SPOKEN.get(found.table, 'vectors')}"
    if found.index is None:
        return f"{table} can't be read ({found.reason})."
    return f"{table} has an index that can't be used ({found.reason})."


class Repair:
    """Of one library. The caller holds the profile's lock."""

    def __init__(self, profile: Profile, told: Told, cancel: CancelToken) -> None:
        self._profile, self._told, self._cancel = profile, told, cancel

    def examine(self) -> Findings:
        """Read everything that is stored. Changes nothing but for a manifest of an older version, which is migrated."""
        names = table_names(self._profile.library)
        found = Findings(self._manifest_trouble(names))
        for done, name in enumerate(names):
            self._told(done, len(names) + 1)
            if (problem := trouble(self._profile.library, name, self._cancel)) is not None:
                found.tables.append(problem)
        self._told(len(names), len(names) + 1)
        if not found.manifest and not found.tables and names:
            with Manifest(self._profile.manifest) as manifest:
                found.differing = differences(manifest, Store(self._profile.library))
        self._told(len(names) + 1, len(names) + 1)
        return found

    def _manifest_trouble(self, tables: list[str]) -> str:
        if not self._profile.manifest.exists():
            return "is missing" if tables or self._profile.folder_list.exists() else ""
        try:
            with Manifest(self._profile.manifest) as manifest:
                return "" if manifest.ledger.sound() else "is damaged"
        except (WellreadError, sqlite3.DatabaseError) as error:
            if "newer Wellread" in str(error):
                raise
            return "is damaged"

    def repair(self) -> list[str]:
        """Mend what examine finds; what was done, a sentence each. A sync completes it."""
        found = self.examine()
        done = self._mend_manifest() if found.manifest else []
        for problem in found.tables:
            done += self._mend_table(problem)
        Store(self._profile.library).upkeep(everything=True, thorough=True)
        if found.differing:
            done += found.differing.sentences()
        return done

    def _mend_manifest(self) -> list[str]:
        """Begin a new one with the folders of the plain list, else with those that the damaged one still names."""
        profile = self._profile
        damaged = [path for path in self._manifest_files() if path.exists()]
        if not profile.folder_list.exists():
            for path in damaged[:1]:
                _salvage_folders(path, profile)
        aside = self._aside()
        for path in damaged:
            aside.mkdir(parents=True, exist_ok=True)
            path.rename(aside / path.name)
        with Manifest(profile.manifest) as manifest:
            folders = restore_folders(manifest, profile.folder_list)
        kept = f"; the damaged one is kept in {aside}" if damaged else ""
        if not folders:
            return [f"A new list of files was begun{kept}. Its folders are not known any more: add them again."]
        return [f"A new list of files was begun with {folders:,} folder{'' if folders == 1 else 's'}{kept}."]

    def _manifest_files(self) -> Iterator[Path]:
        for ending in ("", "-wal", "-shm"):
            yield self._profile.manifest.with_name(self._profile.manifest.name + ending)

    def _mend_table(self, problem: Trouble) -> list[str]:
        library, name = self._profile.library, problem.table
        if problem.index is not None:
            if problem.index:
                drop_index(library, name, problem.index)
            return [f"{_said(problem)} It was made anew."]
        aside = self._aside()
        if roll_back(library, name, aside / name, self._cancel):
            return [f"{_said(problem)} It was brought back to its last good state; what is missing is made again."]
        set_aside(library, name, aside)
        return [f"{_said(problem)} It is made anew from the files; the damaged one is kept in {aside}."]

    def _aside(self) -> Path:
        return self._profile.home / "damaged" / datetime.now(UTC).strftime("%Y-%m-%d %H-%M-%S")


def _salvage_folders(damaged: Path, profile: Profile) -> None:
    """Write the plain list from what can still be read of a damaged manifest."""
    with contextlib.suppress(WellreadError, sqlite3.DatabaseError), Manifest(damaged) as manifest:
        note_folders(manifest, profile.folder_list)
