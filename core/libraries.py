"""Several libraries in one profile: each has folders, tables and a list of files of its own; the models are shared.

The first library has no name and lies in the profile itself; the others lie in `libraries/`, a folder each.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

from core.errors import WellreadError
from core.profile import Profile

_NAME = re.compile(r"[^\W_](?:[\w \-]{0,38}\w)?")
# What Windows gives no file, whatever its ending.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def library_names(profile: Profile) -> list[str]:
    """The names of all libraries but the first, in alphabetical order."""
    try:
        return sorted((path.name for path in profile.libraries.iterdir() if path.is_dir()), key=str.casefold)
    except OSError:
        return []


def in_library(profile: Profile, name: str) -> Profile:
    """The profile with the library of that name, "" for the first. Raises WellreadError where there is none."""
    return replace(profile, library_name=_known(profile, name) if name else "")


def add_library(profile: Profile, name: str) -> Profile:
    """The profile with a new library. Raises WellreadError where the name is taken or can't be one."""
    name = name.strip()
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        raise WellreadError(
            f"A library can't be called “{name}”.", "A name has up to 40 letters, digits, blanks, - and _."
        )
    if any(name.casefold() == known.casefold() for known in library_names(profile)):
        raise WellreadError(f"There is a library {name} already.", "Choose another name.")
    made = replace(profile, library_name=name)
    made.prepare()
    return made


def remove_library(profile: Profile, name: str) -> None:
    """Remove a library; the files in its folders stay. Raises WellreadError, ProfileInUse while it is open."""
    gone = replace(profile, library_name=_known(profile, name))
    lock = gone.lock()
    # What goes by another name is no library any more: a kill in the middle leaves no half of one.
    aside = profile.root / f"{gone.library_name}.removed"
    try:
        shutil.rmtree(aside, ignore_errors=True)
        lock.release()  # Windows moves no folder in which a file is open
        gone.home.rename(aside)
    except OSError as error:
        raise WellreadError(
            f"The library {gone.library_name} can't be removed: {error.strerror}.", "Close what uses it."
        ) from error
    finally:
        lock.release()
    shutil.rmtree(aside, ignore_errors=True)


def _known(profile: Profile, name: str) -> str:
    """The name as it is written on disk."""
    for known in library_names(profile):
        if known.casefold() == name.strip().casefold():
            return known
    raise WellreadError(f"There is no library {name}.", "wellread libraries lists those there are.")
