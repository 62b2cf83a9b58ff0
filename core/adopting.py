"""Taking over what the store has of a document that is read again: rows that are the same stay, with their vectors.

A document that is taken over is not marked as being written: should a kill come, the next sync begins with it anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.manifest import WRITING, Manifest
from core.store import Store
from core.types import ReadPage


class Adopting:
    """The documents whose rows may be taken over."""

    def __init__(self, manifest: Manifest, store: Store) -> None:
        self._manifest, self._store = manifest, store
        self._docs: set[str] = set()
        self._differing: set[str] = set()  # of these, those whose rows were found to differ and were dropped

    def expect(self, docs: set[str]) -> None:
        """Rows of these documents are in the store."""
        self._docs |= docs
        self._differing -= docs

    def __contains__(self, doc: str) -> bool:
        return doc in self._docs

    def begins_again(self, doc: str) -> bool:
        """Its reading begins again, or gave no text; whether its rows may stay until it is whole."""
        self._differing.discard(doc)
        return doc in self._docs

    def has(self, doc: str, leaves: Sequence[ReadPage], passages_before: int) -> bool:
        """Whether the store has just this next part of a document. If not, it has nothing from there on then.

        passages_before: in the parts before.
        """
        if doc not in self._docs or doc in self._differing or not leaves:
            return False
        pages, passages = self._store.holds(doc, leaves)
        if passages and not pages:
            self._store.put_pages(doc, leaves)
        if passages:
            return True
        self._store.drop_beyond(doc, leaves[0].leaf, passages_before)
        self._differing.add(doc)
        return False

    def whole(self, doc: str, leaves: int, passages: int) -> None:
        """All parts were taken: nothing lies behind them, and their vectors count. Within a transaction."""
        if doc not in self._docs:
            return
        self._docs.remove(doc)
        self._store.drop_beyond(doc, leaves, passages)
        for fingerprint in self._store.fingerprints():
            if self._store.embedded_ids(fingerprint, doc):
                self._manifest.set_vectors([doc], fingerprint, WRITING)
