"""What a person may set in `settings.toml` in the profile. Without that file all is as here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

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
}
_MOST = {"readers": 16}
_SEE = "docs/settings.md has all that there are."


@dataclass(frozen=True, slots=True)
class Settings:
    reading: ReadingSettings = ReadingSettings()
    library: LibrarySettings = LibrarySettings()


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
    strange = sorted(set(stated) - {"reading", "library"})
    if strange:
        raise WellreadError(f"{path} has a table [{strange[0]}] that Wellread does not know.", _SEE)
    return Settings(_reading(path, stated.get("reading", {})), _library(path, stated.get("library", {})))


def _library(path: Path, stated: object) -> LibrarySettings:
    if not isinstance(stated, dict):
        raise WellreadError(f"In {path}, library must be a table.", _SEE)
    known = {field.name: field.default for field in fields(LibrarySettings)}
    for name, value in stated.items():
        if name not in known:
            raise WellreadError(f"{path} sets library.{name}, which Wellread does not know.", _SEE)
        if type(value) is not type(known[name]):
            raise WellreadError(f"In {path}, library.{name} can't be {value!r}.", _SEE)
    found = LibrarySettings(**stated)
    if found.uri and not found.uri.startswith("s3://"):
        raise WellreadError(f"In {path}, library.uri can't be {found.uri!r}.", "It begins with s3://.")
    if found.endpoint and not found.endpoint.startswith(("http://", "https://")):
        raise WellreadError(f"In {path}, library.endpoint can't be {found.endpoint!r}.", "It begins with https://.")
    return found


def _reading(path: Path, stated: object) -> ReadingSettings:
    if not isinstance(stated, dict):
        raise WellreadError(f"In {path}, reading must be a table.", _SEE)
    known = {field.name: field.default for field in fields(ReadingSettings)}
    for name, value in stated.items():
        if name not in known:
            raise WellreadError(f"{path} sets reading.{name}, which Wellread does not know.", _SEE)
        if not _fits(known[name], value):
            hint = f"It is {known[name]!r} when not set."
            raise WellreadError(f"In {path}, reading.{name} can't be {value!r}.", hint)
        if not isinstance(value, bool) and not _LEAST[name] <= value <= _MOST.get(name, 1e9):
            raise WellreadError(f"In {path}, reading.{name} can't be {value}.", f"It must be {_LEAST[name]} at least.")
    return ReadingSettings(**stated)


def _fits(default: object, value: object) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    return isinstance(value, int) or (isinstance(default, float) and isinstance(value, float))
