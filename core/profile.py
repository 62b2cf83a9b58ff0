"""Where one person's Wellread keeps its things, and the lock that lets one Wellread at a time write there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ProfileInUse, WellreadError

if TYPE_CHECKING:
    from filelock import FileLock


@dataclass(frozen=True, slots=True)
class Profile:
    """The folder that holds everything Wellread writes. `--profile DIR` moves all of it."""

    root: Path

    @property
    def library(self) -> Path:
        """The LanceDB tables."""
        return self.root / "library"

    @property
    def manifest(self) -> Path:
        """The SQLite database of files, folders and documents."""
        return self.root / "manifest.db"

    @property
    def models(self) -> Path:
        """The weights that this profile owns."""
        return self.root / "models"

    @property
    def settings(self) -> Path:
        """What the person set; nobody else writes it."""
        return self.root / "settings.toml"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    def prepare(self) -> None:
        """Make the folders. Raises WellreadError where that can't be."""
        try:
            for folder in (self.root, self.library, self.models, self.logs):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WellreadError(
                f"Wellread can't keep its library in {self.root}: {error.strerror}.",
                "Choose a folder that you may write to with --profile DIR.",
            ) from error

    def lock(self, patience: float = 5.0) -> FileLock:
        """Hold the profile until the lock is released or this process ends.

        patience: seconds to wait, long enough for the children of a Wellread that was just killed to leave.
        Raises ProfileInUse when somebody else still holds it then.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.root / "lock", timeout=patience)
        try:
            lock.acquire()
        except Timeout as error:
            raise ProfileInUse(
                f"Another Wellread is using {self.root}.",
                "Close that one first, or give this one a profile of its own with --profile DIR.",
            ) from error
        except OSError as error:
            raise WellreadError(f"Wellread can't write to {self.root}: {error.strerror}.") from error
        return lock


def named_profile(name: str) -> Profile:
    """The profile in the folder that a person named."""
    return Profile(Path(name).expanduser().absolute())


def personal_profile() -> Profile:
    """The profile used when none is named."""
    import platformdirs

    return Profile(Path(platformdirs.user_data_dir("Wellread", appauthor=False)))
