"""Reading files again because a person asked for it: after a problem was put right, or with a password."""

from __future__ import annotations

from pathlib import Path

from core.errors import WellreadError
from core.manifest import Manifest
from core.types import Status

_PROBLEMS = frozenset({Status.FAILED, Status.PARTIAL})


def read_again(manifest: Manifest, paths: tuple[Path, ...]) -> int:
    """Have the next sync read these files, or those in these folders, again; how many. Of none, those with problems.

    Raises WellreadError for what is not in the library.
    """
    files: dict[Path, str | None] = {}
    if not paths:
        infos = manifest.file_infos()
        paths = tuple(info.path for info in infos if info.status in _PROBLEMS and not info.absent)
    for path in paths:
        found = manifest.files_at(path)
        if not found:
            raise _not_there(path)
        files.update(found)
    for path, doc in files.items():
        if doc is not None and manifest.carried.only_there(doc):
            raise WellreadError(
                f"{path} came with an import and is not on this machine, so it can't be read again.",
                "Import the library once more, with --at OLD=NEW, to say where its folder lies here.",
            )
    with manifest.transaction():
        manifest.look_again([path for path, doc in files.items() if doc is None])
        manifest.read_again(list({doc for doc in files.values() if doc is not None}))
    return len(files)


def locked_document(manifest: Manifest, path: Path) -> str:
    """The document of a file that a password would open. Raises WellreadError for any other file."""
    found = dict(manifest.files_at(path)).get(path)
    if found is None:
        raise _not_there(path)
    if not any(info.locked for info in manifest.file_infos() if info.path == path):
        raise WellreadError(f"{path} is not protected with a password.")
    return found


def _not_there(path: Path) -> WellreadError:
    return WellreadError(f"{path} is not in the library.", "wellread files shows what is.")
