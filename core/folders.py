"""Adding and removing the folders of a library."""

from __future__ import annotations

import os
from pathlib import Path

from core.errors import WellreadError
from core.foreign import native
from core.manifest import Manifest


def add_folder(manifest: Manifest, path: Path) -> str:
    """Add a folder; a sentence for the person where there is something to say, else "".

    A folder that is in the library already, or lies in one that is, is left as it is; one that holds folders of the
    library takes their place, so that no file is ever there twice. Raises WellreadError when it can't be a folder.
    """
    folder = _checked(path)
    known = manifest.folders()
    for other in known.values():
        if _same(other, folder):
            return f"{folder} is already in the library."
        if is_inside(folder, other):
            return f"{folder} is already in the library, as part of {other}."
    children = [key for key, other in known.items() if is_inside(other, folder)]
    key = manifest.add_folder(folder)
    for child in children:
        manifest.remove_folder(child, heir=key)
    if children:
        held = " and ".join(str(known[child]) for child in children)
        return f"{held} is now kept as part of {folder}."
    return ""


def remove_folder(manifest: Manifest, path: Path) -> None:
    """Take a folder out of the library; its files stay where they are. Raises WellreadError when it isn't in it."""
    manifest.remove_folder(_known(manifest, path))


def switch_folder(manifest: Manifest, path: Path, on: bool) -> None:
    """Have questions look into a folder, or not; it is kept up to date all the same. Raises as `remove_folder`."""
    manifest.switch_folder(_known(manifest, path), on)


def _known(manifest: Manifest, path: Path) -> int:
    known = manifest.folders()
    for key, other in known.items():
        if other == native(str(path)):  # also that of another system, which is not to be looked for here
            return key
    folder = _absolute(path)
    for key, other in known.items():
        if _same(other, folder):
            return key
    raise WellreadError(f"{folder} is not a folder of the library.", "wellread folders shows what is.")


def _checked(path: Path) -> Path:
    folder = _absolute(path)
    if not folder.exists():
        raise WellreadError(f"There is no folder {folder}.", "Check the name and try again.")
    if not folder.is_dir():
        raise WellreadError(f"{folder} is a file.", "Add the folder that it lies in.")
    try:
        with os.scandir(folder) as entries:
            next(entries, None)
    except OSError as error:
        raise WellreadError(
            f"{folder} can't be opened: {error.strerror}.", "Check that you have permission to read it."
        ) from error
    return folder


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().resolve()
    except (OSError, RuntimeError) as error:
        raise WellreadError(f"{path} can't be opened: {error}.") from error


def _same(left: Path, right: Path) -> bool:
    """Also where the file system ignores case, or two names lead to one folder."""
    try:
        return left == right or left.samefile(right)
    except OSError:
        return os.path.normcase(left) == os.path.normcase(right)


def is_inside(inner: Path, outer: Path) -> bool:
    """By their names alone; a folder is inside itself."""
    return Path(os.path.normcase(inner)).is_relative_to(os.path.normcase(outer))
