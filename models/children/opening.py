"""The library as the librarian opens it: in the profile, or on an object storage; to write it, or only to read it."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from core.errors import WellreadError
from core.folder_list import note_folders, restore_folders
from core.manifest import Manifest
from core.profile import Profile
from core.read_only import readable_manifest
from core.remote import Remote, remote_of, take_published, to_publish
from core.store import Store


class Opened:
    """The list of files to open and the tables. `scratch`: a folder that is gone with the librarian."""

    def __init__(self, profile: Profile, scratch: Path) -> None:
        """Raises WellreadError where the library can't be opened."""
        self._profile, self._scratch = profile, scratch
        self._remote = remote_of(profile, os.environ)
        if self._remote is not None:
            self.manifest, self.store = self._open_remote(self._remote)
        else:
            self.manifest = readable_manifest(profile, scratch) if profile.read_only else profile.manifest
            self._begin()  # made or migrated once, before the store
            self.store = Store(profile.library, profile.read_only)

    def _begin(self) -> None:
        if self._profile.read_only:
            Manifest(self.manifest, read_only=True).close()
            return
        with Manifest(self._profile.manifest) as manifest:
            restore_folders(manifest, self._profile.folder_list)
            note_folders(manifest, self._profile.folder_list)

    def _open_remote(self, remote: Remote) -> tuple[Path, Store]:
        beside = self._scratch if self._profile.read_only else self._profile.library
        store = partial(Store, beside, self._profile.read_only, remote.uri, remote.options)
        if self._profile.read_only:
            path = take_published(store().published(), beside)
            Manifest(path, read_only=True).close()
            return path, store()  # once more, with what was measured of its indexes
        self._begin()
        with Manifest(self._profile.manifest) as manifest:
            opened = store()
            if not manifest.folders() and opened.published():
                raise WellreadError(
                    f"The library in {remote.uri} is written from another machine.",
                    "Set read_only = true beside its uri in settings.toml to read it here.",
                )
        return self._profile.manifest, opened

    def publish(self, manifest: Manifest) -> None:
        """Let those who only read know what there is now, where the library is a team's."""
        if self._remote is not None:
            self.store.publish(to_publish(manifest, self._profile.library, self._scratch))
