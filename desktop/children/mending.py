"""The mender as both faces use it: started for one request, and gone again before a librarian takes the library."""

from __future__ import annotations

from collections.abc import Callable

from core.profile import Profile
from core.types import SyncProgress
from desktop.children.child import Child
from models.children import messages as say


def mended(
    profile: Profile, request: say.Examine | say.Repair, progress: Callable[[SyncProgress], None]
) -> tuple[str, ...]:
    """Its sentences; blocks. Raises WellreadError, ProfileInUse while the library is open elsewhere."""
    child = Child("mender", "models.children.mender:main", (profile,), lambda _: None)
    child.start()
    try:
        said: tuple[str, ...] = child.request(request, progress).result()
    finally:
        child.close()
    return said
