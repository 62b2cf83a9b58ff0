"""Learning the words and acronyms of what is in the library, and forgetting those of what leaves it.

Documents are learnt after their text is stored, and the manifest notes how many of a document's passages are: a kill
leaves the rest for the next sync, and what OCR adds is learnt when it comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.cancel import CancelToken
from core.manifest import Manifest
from core.store import Store
from core.turns import Turns
from core.vocabulary import Worded

_PASSAGES = 2_000  # in one transaction


def learn(manifest: Manifest, store: Store, turns: Turns, cancel: CancelToken) -> None:
    """Learn what is whole in the store and not learnt yet. Raises Cancelled between two transactions."""
    for _ in learning(manifest, store, turns, cancel):
        pass


def learning(manifest: Manifest, store: Store, turns: Turns, cancel: CancelToken) -> Iterator[None]:
    """The same in steps of a fraction of a second, for one who has something else to wait for."""
    for batch in _batches(manifest.vocabulary.unlearnt()):
        cancel.check()
        turns.give_way()
        learnt = {doc: before for doc, _, before in batch}
        passages: dict[str, list[Worded]] = {doc: [] for doc in learnt}
        for stored in store.passages_of(list(learnt)):
            if stored.ordinal >= learnt[stored.doc]:
                passages[stored.doc].append((stored.body, stored.terms))
        with manifest.transaction():
            manifest.vocabulary.learn(passages)
            manifest.vocabulary.note_learnt([(doc, count) for doc, count, _ in batch])
        yield


def unlearn(manifest: Manifest, store: Store, docs: Sequence[str]) -> None:
    """Forget what was learnt of these documents; to be called before the store drops them.

    Where the store has not all of their text any more, everything is forgotten, to be learnt anew.
    """
    for batch in _batches(manifest.vocabulary.learnt(docs)):
        learnt = {doc: count for doc, count, _ in batch}
        there = store.passages_of(list(learnt))
        passages = [(stored.body, stored.terms) for stored in there if stored.ordinal < learnt[stored.doc]]
        if len(passages) != sum(learnt.values()):
            with manifest.transaction():
                manifest.ledger.nothing_learnt()
            return
        with manifest.transaction():
            manifest.vocabulary.unlearn(list(learnt), passages)
            manifest.vocabulary.note_learnt([(doc, 0) for doc in learnt])


def _batches(documents: list[tuple[str, int, int]]) -> Iterator[list[tuple[str, int, int]]]:
    """(document, passages, those that don't count): documents together until they fill a transaction."""
    batch: list[tuple[str, int, int]] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += document[1]
        if size >= _PASSAGES or len(batch) == 500:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
