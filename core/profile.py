"""Where one person's Wellread keeps its things, and the lock that lets one Wellread at a time write there."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ProfileInUse, WellreadError

if TYPE_CHECKING:
    from filelock import FileLock


@dataclass(frozen=True, slots=True)
class Profile:
    """The folder that holds everything Wellread writes. `--profile DIR` moves all of it.

    library_name: which of its libraries is meant, "" for the first (core/libraries.py). read_only: nothing is written
    there (core/read_only.py).
    """

    root: Path
    library_name: str = ""
    read_only: bool = False

    @property
    def libraries(self) -> Path:
        """All libraries but the first."""
        return self.root / "libraries"

    @property
    def home(self) -> Path:
        """What belongs to one library."""
        return self.libraries / self.library_name if self.library_name else self.root

    @property
    def library(self) -> Path:
        """The LanceDB tables."""
        return self.home / "library"

    @property
    def manifest(self) -> Path:
        """The SQLite database of files, folders and documents."""
        return self.home / "manifest.db"

    @property
    def folder_list(self) -> Path:
        """A plain copy of the list of folders, for a manifest that is lost."""
        return self.home / "folders.json"

    @property
    def models(self) -> Path:
        """The weights that this profile owns."""
        return self.root / "models"

    @property
    def settings(self) -> Path:
        """What the person set; nobody else writes it."""
        return self.root / "settings.toml"

    @property
    def window(self) -> Path:
        """What the window remembers."""
        return self.root / "window.json"

    @property
    def logs(self) -> Path:
        return self.local / "logs"

    @property
    def local(self) -> Path:
        """Where this machine writes what only serves itself: in the profile, if that can be."""
        if not self.read_only:
            return self.root
        import platformdirs

        name = hashlib.blake2b(os.fsencode(self.root), digest_size=8).hexdigest()
        return Path(platformdirs.user_cache_dir("Wellread", appauthor=False)) / "read-only" / name

    @property
    def forms(self) -> Path:
        """The shelf on which embedders are made ready for this machine (models/embedding/form.py)."""
        return self.local / "models"

    def prepare(self) -> None:
        """Make the folders. Raises WellreadError where that can't be."""
        made = (
            (self.logs, self.forms) if self.read_only else (self.root, self.home, self.library, self.models, self.logs)
        )
        try:
            for folder in made:
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WellreadError(
                f"Wellread can't keep its library in {self.root}: {error.strerror}.",
                "Choose a folder that you may write to with --profile DIR.",
            ) from error

    def lock(self, patience: float = 5.0) -> FileLock:
        """Hold the library until the lock is released or this process ends.

        patience: seconds to wait, long enough for the children of a Wellread that was just killed to leave.
        Raises ProfileInUse when somebody else still holds it then.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.home / "lock", timeout=patience)
        try:
            lock.acquire()
        except Timeout as error:
            raise ProfileInUse(
                f"Another Wellread is using {self.home}.",
                "Close that one first, or give this one a profile of its own with --profile DIR.",
            ) from error
        except OSError as error:
            raise WellreadError(f"Wellread can't write to {self.home}: {error.strerror}.") from error
        return lock


def named_profile(name: str) -> Profile:
    """The profile in the folder that a person named."""
    return Profile(Path(name).expanduser().absolute())


def personal_profile() -> Profile:
    """The profile used when none is named."""
    import platformdirs

    return Profile(Path(platformdirs.user_data_dir("Wellread", appauthor=False)))
