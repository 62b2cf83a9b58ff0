"""Vectors of embedders that are no longer in use: they go once those of the one in use are complete, and not before."""

from __future__ import annotations

from core.manifest import Manifest
from core.store import Store
from core.turns import Turns


def drop_superseded(manifest: Manifest, store: Store, fingerprint: str, turns: Turns) -> tuple[str, ...]:
    """fingerprint: of the embedder in use. Returns those of the embedders whose vectors are gone."""
    others = tuple(other for other in store.fingerprints() if other != fingerprint)
    if not others or manifest.without_vectors(fingerprint):
        return ()
    # The manifest first: from here on no search chooses them, and a kill leaves tables that the next sync finds again.
    with manifest.transaction():
        for other in others:
            manifest.forget_vectors(other)
    turns.give_way()  # a search that began with them ends with them
    for other in others:
        store.drop_embedder(other)
    return others
