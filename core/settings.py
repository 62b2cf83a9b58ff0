"""What a person may set in `settings.toml` in the profile. Without that file all is as here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from core.errors import WellreadError


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """The table [reading]: what one file may cost, and whether pictures are read.

    readers: files read at once. page_seconds, file_seconds: without a page, and for a whole file (each, in an archive).
    memory_mb: for one reader. ocr: whether pictures are read. ocr_memory_mb, ocr_page_seconds: for the reader of those.
    """

    readers: int = 2
    page_seconds: float = 60.0
    file_seconds: float = 600.0
    memory_mb: int = 1024
    ocr: bool = True
    ocr_memory_mb: int = 2048
    ocr_page_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class IgnoreSettings:
    """The table [ignore]: what is left out of every folder, beside the defaults.

    patterns: rules as in a .gitignore file. largest_mb: larger files are left out, 0 for no limit. types: endings of
    names that are never read.
    """

    patterns: tuple[str, ...] = ()
    largest_mb: float = 0.0
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchingSettings:
    """The table [watching]: rescan_minutes, between two looks at folders that can't be watched."""

    rescan_minutes: float = 10.0


@dataclass(frozen=True, slots=True)
class LibrarySettings:
    """The table [library]: an object storage that the tables lie in (core/remote.py), "" for the profile itself.

    endpoint: of a server that is not Amazon's. read_only: whether this profile only reads what another one writes.
    """

    uri: str = ""
    endpoint: str = ""
    region: str = ""
    read_only: bool = False


_LEAST = {
    "readers": 1,
    "page_seconds": 1.0,
    "file_seconds": 1.0,
    "memory_mb": 256,
    "ocr_memory_mb": 512,
    "ocr_page_seconds": 1.0,
    "largest_mb": 0.0,
    "rescan_minutes": 0.5,
}
_MOST = {"readers": 16}
_SEE = "docs/settings.md has all that there are."


@dataclass(frozen=True, slots=True)
class Settings:
    reading: ReadingSettings = ReadingSettings()
    ignore: IgnoreSettings = IgnoreSettings()
    watching: WatchingSettings = WatchingSettings()
    library: LibrarySettings = LibrarySettings()


_TABLES: dict[str, type[ReadingSettings | IgnoreSettings | WatchingSettings | LibrarySettings]] = {
    "reading": ReadingSettings,
    "ignore": IgnoreSettings,
    "watching": WatchingSettings,
    "library": LibrarySettings,
}


def load_settings(path: Path) -> Settings:
    """The settings in a file, the defaults where there is none. Raises WellreadError naming what is wrong in it."""
    try:
        with path.open("rb") as file:
            stated = tomllib.load(file)
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        hint = "Put it right, or delete it to have the defaults."
        raise WellreadError(f"{path} can't be used: {error}.", hint) from error
    strange = sorted(set(stated) - set(_TABLES))
    if strange:
        raise WellreadError(f"{path} has a table [{strange[0]}] that Wellread does not know.", _SEE)
    found = Settings(**{name: _table(path, name, value) for name, value in stated.items()})
    _check_place(path, found.library)
    return found


def _check_place(path: Path, library: LibrarySettings) -> None:
    if library.uri and not library.uri.startswith("s3://"):
        raise WellreadError(f"In {path}, library.uri can't be {library.uri!r}.", "It begins with s3://.")
    if library.endpoint and not library.endpoint.startswith(("http://", "https://")):
        raise WellreadError(f"In {path}, library.endpoint can't be {library.endpoint!r}.", "It begins with https://.")


def _table(path: Path, table: str, stated: object) -> Any:
    if not isinstance(stated, dict):
        raise WellreadError(f"In {path}, {table} must be a table.", _SEE)
    known = {field.name: field.default for field in fields(_TABLES[table])}
    for name, value in stated.items():
        if name not in known:
            raise WellreadError(f"{path} sets {table}.{name}, which Wellread does not know.", _SEE)
        if not _fits(known[name], value):
            hint = f"It is {_as_written(known[name])} when not set."
            raise WellreadError(f"In {path}, {table}.{name} can't be {value!r}.", hint)
        if name in _LEAST and not _LEAST[name] <= value <= _MOST.get(name, 1e9):
            raise WellreadError(f"In {path}, {table}.{name} can't be {value}.", f"It must be {_LEAST[name]} at least.")
    taken: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in stated.items()}
    return _TABLES[table](**taken)


def _fits(default: object, value: object) -> bool:
    if isinstance(default, tuple):
        return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
    if isinstance(default, str) or isinstance(value, str):
        return isinstance(default, str) and isinstance(value, str)
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    return isinstance(value, int) or (isinstance(default, float) and isinstance(value, float))


def _as_written(default: object) -> str:
    return "a list of texts in quotes, []" if isinstance(default, tuple) else repr(default)
