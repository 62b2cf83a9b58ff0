"""Which embedder answers questions after a person has changed it.

The new embedder's vectors come with the next syncs, and vectors of different embedders don't compare. Until the new
ones have caught up with the old, the old ones serve, with the embedder that made them.
"""

from __future__ import annotations

from core.manifest import Manifest
from models.children.warming import Warming


class Serving:
    """The embedder in use, and the one before it as long as it knows more of the library."""

    def __init__(self, embedder: Warming, before: Warming | None) -> None:
        """before: None where there was no other, or it is gone."""
        self._embedder, self._before = embedder, before
        self._both = [warming for warming in (embedder, before) if warming is not None]

    def choose(self, manifest: Manifest) -> Warming:
        """The one whose vectors cover more passages; once that is the new one, the old is let go."""
        before, fingerprint = self._before, self._embedder.fingerprint() if self._before is not None else None
        if before is None or fingerprint is None:
            return self._embedder
        covered = manifest.embedded()
        ready = covered.get(fingerprint, 0)
        # The old one is not even looked at, which would load it, where no vectors are more than the new ones.
        if ready < max(covered.values(), default=0) and covered.get(before.fingerprint() or "", 0) > ready:
            return before
        self._before = None
        return self._embedder

    def close(self) -> None:
        for warming in self._both:
            warming.close()
