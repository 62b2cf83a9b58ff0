"""The mender: the child that looks after a damaged library, which a librarian could not even open."""

from __future__ import annotations

from collections.abc import Mapping
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import Any

from core.cancel import CancelToken
from core.profile import Profile
from core.repair import Repair
from core.types import SyncProgress
from models.children import messages as say
from models.children.serve import Emit, run_child


def main(pipe: Connection, profile: Profile) -> None:
    """The process. Raises ProfileInUse while a librarian has the library."""
    run_child("mender", pipe, profile.logs, lambda _: Mender(profile))


class Mender:
    """Answers the mender's requests, one after another."""

    lanes: Mapping[type, str] = MappingProxyType({say.Examine: "mending", say.Repair: "mending"})

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._lock = profile.lock()

    def handle(self, body: Any, emit: Emit, cancel: CancelToken) -> tuple[str, ...]:
        repair = Repair(self._profile, lambda done, total: emit(SyncProgress("checking", done, total)), cancel)
        if isinstance(body, say.Repair):
            return tuple(repair.repair())
        return tuple(repair.examine().sentences())

    def close(self) -> None:
        self._lock.release()
