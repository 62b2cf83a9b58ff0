"""Finding tables that can't be read, without opening the store, and getting them out of its way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import lancedb

from core.cancel import CancelToken
from core.store.tables import ALL, wanted_indexes

_NEWEST_FIRST = 2**64 - 1  # Lance names the file of a version by its distance from this
_ENDING = ".lance"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a table; with `index` only with that index of it, whose name is "" where it is missing."""

    table: str
    reason: str
    index: str | None = None


def table_names(library: Path) -> list[str]:
    return sorted(path.name.removesuffix(_ENDING) for path in library.glob(f"*{_ENDING}"))


def trouble(library: Path, name: str, cancel: CancelToken) -> Trouble | None:
    """Read everything in a table and its indexes; the first thing that is wrong."""
    index: str | None = None
    try:
        table = lancedb.connect(library).open_table(name)
        for batch in table.search().limit(ALL).to_batches():
            cancel.check()
            batch.validate(full=True)
        there = list(table.list_indices())
        for index in (found.name for found in there):
            cancel.check()
            table.prewarm_index(index)
    except (RuntimeError, OSError, ValueError) as error:
        return Trouble(name, str(error).splitlines()[0][:200], index)
    missing = wanted_indexes(table) - {column for found in there for column in found.columns}
    return Trouble(name, f"there is no index on {', '.join(sorted(missing))}", "") if missing else None


def drop_index(library: Path, name: str, index: str) -> None:
    """It is made anew when the store is opened the next time, or by upkeep."""
    lancedb.connect(library).open_table(name).drop_index(index)


def roll_back(library: Path, name: str, aside: Path, cancel: CancelToken) -> bool:
    """Bring a table back to its newest version that can be read; False where there is none.

    A power cut damages what was written last. The files of the versions that are given up go to the folder `aside`.
    """
    versions = _versions(library / f"{name}{_ENDING}")
    for version in versions[:-1]:
        aside.mkdir(parents=True, exist_ok=True)
        version.rename(aside / version.name)
        found = trouble(library, name, cancel)
        if found is None or found.index is not None:
            return True
    for version in versions[:-1]:
        (aside / version.name).rename(version)
    return False


def set_aside(library: Path, name: str, aside: Path) -> None:
    """Move a whole table out of the library; it is made anew when the store is opened the next time."""
    aside.mkdir(parents=True, exist_ok=True)
    shutil.move(library / f"{name}{_ENDING}", aside / f"{name}{_ENDING}")


def _versions(table: Path) -> list[Path]:
    """The files that describe its versions, newest first."""
    files: Iterator[tuple[int, Path]] = (
        (_number(path.stem), path) for path in (table / "_versions").glob("*.manifest") if path.stem.isdigit()
    )
    return [path for _, path in sorted(files, reverse=True)]


def _number(stem: str) -> int:
    return _NEWEST_FIRST - int(stem) if len(stem) == len(str(_NEWEST_FIRST)) else int(stem)
