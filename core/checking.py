"""Holding the manifest against the store, row for row of each document, and mending what differs.

They differ after a power cut that one of them lost writes to, after one of them was damaged and begun anew, and if ever
a write did less than it said. Text is read again, vectors are made again where they are missing; nothing is removed
that could not be made again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from core.ledger import Entry
from core.longpath import reachable
from core.manifest import WHOLE, WRITING, Manifest
from core.store import NO_ROWS, Rows, Store


@dataclass(slots=True)
class Differences:
    """Documents, by what is wrong with them.

    spoilt: the manifest calls them whole, and the store has other rows. lost: the same, and no file of them is there
    now to be read. strange: the store has rows of them that the manifest doesn't vouch for.
    unembedded, overfull: by fingerprint, those with too few and with too many vectors.
    """

    spoilt: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    unembedded: dict[str, list[str]] = field(default_factory=dict)
    overfull: dict[str, list[str]] = field(default_factory=dict)

    def sentences(self) -> list[str]:
        """What a person is told."""
        vectors = {doc for found in (self.unembedded, self.overfull) for docs in found.values() for doc in docs}
        told = (
            (len(self.spoilt), "stored otherwise than the list of files says; to be read again"),
            (len(self.lost), "stored incompletely, and not to be read now, as the files can't be reached"),
            (len(self.strange), "stored without being in the list of files; to be taken over or cleared"),
            (len(vectors - set(self.spoilt)), "not as fully searchable by meaning as noted; to be completed"),
        )
        return [
            f"{count:,} {'document is' if count == 1 else 'documents are'} {what}." for count, what in told if count
        ]


def differences(manifest: Manifest, store: Store) -> Differences:
    """What differs between documents that are whole and their rows. Changes nothing."""
    pages, passages = store.tally("pages"), store.tally("passages")
    whole = manifest.ledger.whole()
    found = Differences()
    wrong = [doc for doc, entry in whole.items() if not _as_noted(entry, pages.get(doc), passages.get(doc))]
    there = {doc for doc, paths in manifest.paths_of(wrong).items() if _any_there(paths)}
    for doc in wrong:
        (found.spoilt if doc in there else found.lost).append(doc)
    unvouched = set(pages) | set(passages)
    states = manifest.ledger.vectors()
    for fingerprint in sorted(set(store.fingerprints()) | set(states)):
        rows = store.tally(f"vectors_{fingerprint}")
        unvouched |= set(rows)
        _compare_vectors(found, fingerprint, whole, rows, states.get(fingerprint, {}))
    found.strange = sorted(unvouched - (manifest.ledger.known() - manifest.ledger.waiting()))
    return found


def _as_noted(entry: Entry, pages: Rows | None, passages: Rows | None) -> bool:
    return pages == _exactly(entry.leaves) and passages == _exactly(entry.passages)


def _exactly(count: int) -> Rows | None:
    return Rows(count) if count else None


def _any_there(paths: Iterable[Path]) -> bool:
    return any(reachable(path).exists() for path in paths)


def _compare_vectors(
    found: Differences, fingerprint: str, whole: dict[str, Entry], rows: dict[str, Rows], states: dict[str, int]
) -> None:
    for doc, entry in whole.items():
        there, state = rows.get(doc, NO_ROWS), states.get(doc)
        if there.several or there.count > entry.passages:
            found.overfull.setdefault(fingerprint, []).append(doc)
        elif (state == WHOLE and there.count < entry.passages) or (state is None and there.count):
            found.unembedded.setdefault(fingerprint, []).append(doc)


def mend(manifest: Manifest, store: Store, found: Differences, sure: bool) -> None:
    """Have the rest of the sync put right what differs.

    sure: all folders were looked at, so that what no file holds can go. Without that it stays, and is never shown.
    """
    if found.spoilt:
        with manifest.transaction():
            manifest.ledger.nothing_learnt()
            manifest.forget_stored(found.spoilt)
    for fingerprint, docs in found.overfull.items():
        store.drop_vectors(fingerprint, docs)
        with manifest.transaction():
            manifest.ledger.forget_vectors(fingerprint, docs)
    for fingerprint, docs in found.unembedded.items():
        with manifest.transaction():
            manifest.set_vectors(docs, fingerprint, WRITING)
    gone = sorted(set(found.strange) - manifest.ledger.known())
    if gone and sure:
        store.drop(gone)


def adoptable(manifest: Manifest, found: Differences) -> set[str]:
    """Documents that wait to be read and have rows in the store already, which may be just right."""
    return (set(found.strange) | set(found.spoilt)) & manifest.ledger.waiting()
