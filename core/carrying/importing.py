"""Taking a library file in: all of it or nothing, and what is here already not twice.

Its documents are written as a sync writes them, marked as half written until the last is in the store; then they become
whole, and their files and folders known, in one transaction. So a kill before that leaves rows that nothing shows and
that the next sync, or the next import, clears.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import numpy as np

from core.cancel import CancelToken
from core.carrying.about import DOCUMENTS, FILES, About, MadeBy, read_about
from core.carrying.container import Unpacking, unpacking
from core.carrying.document import Document
from core.carrying.exporting import FRAME
from core.carrying.places import Moves, Place, places_of, settle, stored_here
from core.carrying.records import Fields, lines, read_document, read_leaf
from core.carrying.tables import CarriedFile
from core.carrying.telling import Progress, Telling
from core.errors import Cancelled, WellreadError
from core.learning import learn, unlearn
from core.manifest import READING_VERSION, WHOLE, WRITING, Manifest
from core.ports import Vectors
from core.store import Store
from core.store.tables import passage_key
from core.turns import Turns
from core.types import ReadPage, Status

_COMMIT = 2_000  # passages, or vectors, in one commit
_COMMIT_LEAVES = 500
_LONGEST_FRAME = 256 << 20  # bytes of one document's vectors
_LONGEST_VECTOR = 1.1  # they are unit vectors, rounded
_LARGEST = 2**62  # of sizes and times


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    documents: that were not here before. known: that were. folders: (path there, path here, whether it was moved).
    embedders: whose vectors came along, (fingerprint, name).
    """

    documents: int
    known: int
    files: int
    folders: tuple[tuple[str, str, bool], ...]
    embedders: tuple[tuple[str, str], ...]


def import_library(
    manifest: Manifest, store: Store, path: Path, moves: Moves, progress: Progress, cancel: CancelToken,
    turns: Turns, room: Path,
) -> Imported:  # fmt: skip
    """Add what a library file holds. room: a folder on the disk that the library lies on.

    Raises WellreadError for a file that is damaged, foreign, newer or makes no sense, Cancelled, DiskFull; the library
    is then as it was.
    """
    telling = Telling(progress, cancel)
    with unpacking(path, telling) as pack:
        about = read_about(pack)
        pack.expect(about.members, room)
        taking = _Taking(manifest, store, about, telling)
        taking.clear(manifest.half_written())
        places = places_of(about, moves)
        try:
            taking.documents(pack)
            for made in about.embedders:
                taking.vectors(pack, made)
            files = taking.finish(pack, places)
        except BaseException:
            with contextlib.suppress(WellreadError):  # the next sync does it otherwise
                taking.clear(taking.fresh)
            raise
    with contextlib.suppress(Cancelled):  # it is in; the next sync learns the rest
        learn(manifest, store, turns, cancel)
    store.upkeep()
    folders = tuple((str(place.was), place.path, place.moved) for place in places)
    embedders = tuple((made.fingerprint, made.name) for made in about.embedders)
    return Imported(len(taking.fresh), about.documents - len(taking.fresh), files, folders, embedders)


@dataclass(slots=True)
class _Batch:
    """Documents, or parts of large ones, that go into the store together. begun: those that were not begun before."""

    begun: list[Document] = field(default_factory=list)
    documents: dict[str, list[ReadPage]] = field(default_factory=dict)
    leaves: int = 0
    passages: int = 0

    def take(self, doc: str, read: ReadPage) -> None:
        self.documents.setdefault(doc, []).append(read)
        self.leaves += 1
        self.passages += len(read.passages)

    @property
    def full(self) -> bool:
        return self.passages >= _COMMIT or self.leaves + len(self.begun) >= _COMMIT_LEAVES


class _Taking:
    def __init__(self, manifest: Manifest, store: Store, about: About, telling: Telling) -> None:
        self._manifest, self._store, self._about, self._telling = manifest, store, about, telling
        self._last = ""
        self._passages: dict[str, int] = {}  # of each document of the file
        self._embedded: list[tuple[str, list[str]]] = []  # by fingerprint, the documents whose vectors are in the store
        self.fresh: list[str] = []  # documents that were not here

    def clear(self, docs: list[str]) -> None:
        """Documents that are not whole leave the store, and the manifest too unless a file here holds them."""
        if docs:
            unlearn(self._manifest, self._store, docs)
            self._store.drop(docs)
            with self._manifest.transaction():
                self._manifest.forget_stored(docs)
                self._manifest.carrying.forget_unheld(docs)

    # Documents

    def documents(self, pack: Unpacking) -> None:
        batch = _Batch()
        with pack.member(DOCUMENTS) as member:
            records = lines(member)
            for fields in records:
                document = read_document(fields)
                self._telling.step("importing", len(self._passages), self._about.documents)
                self._note(document)
                fresh = self._is_fresh(document)
                if fresh:
                    batch.begun.append(document)
                for read in _leaves(document, records):
                    if fresh:
                        batch.take(document.doc, read)
                    if batch.full:
                        batch = self._commit(batch)
        self._commit(batch)
        if len(self._passages) != self._about.documents:
            raise ValueError("documents are missing")

    def _note(self, document: Document) -> None:
        if document.doc <= self._last:
            raise ValueError("a document is there twice")
        self._last = document.doc
        self._passages[document.doc] = document.reading.passages

    def _is_fresh(self, document: Document) -> bool:
        known = self._manifest.carrying.state(document.doc)
        return known is None or known[0] != WHOLE

    def _commit(self, batch: _Batch) -> _Batch:
        self._telling.step("importing", len(self._passages), self._about.documents)
        self.fresh += [document.doc for document in batch.begun]
        with self._manifest.transaction():
            for document in batch.begun:
                passing = document.version < READING_VERSION
                self._manifest.carrying.announce(document)
                self._manifest.put_reading(document.doc, replace(document.reading, passing=passing), document.leaves)
            self._manifest.set_state([document.doc for document in batch.begun], WRITING)
        if batch.documents:
            self._store.add(batch.documents.items())
        return _Batch()

    # Vectors

    def vectors(self, pack: Unpacking, made: MadeBy) -> None:
        dimensions = self._store.dimensions(made.fingerprint)
        if dimensions not in (None, made.dimensions):
            raise ValueError("its vectors are of another length than those that are here")
        fresh, taken = set(self.fresh), list[str]()
        batch: list[tuple[str, Vectors]] = []
        with pack.member(made.member) as member:
            for done, (doc, pairs) in enumerate(_frames(member, made, self._passages)):
                self._telling.step("importing vectors", done, made.documents)
                if doc in fresh or self._lacks(doc, made.fingerprint):
                    batch.append((doc, pairs))
                    taken.append(doc)
                if sum(len(found) for _, found in batch) >= _COMMIT:
                    batch = self._put(made.fingerprint, batch)
        self._put(made.fingerprint, batch)
        self._embedded.append((made.fingerprint, taken))

    def _lacks(self, doc: str, fingerprint: str) -> bool:
        """Whether a document that was here before has no vectors of that embedder, and these are of its passages."""
        tables = self._manifest.carrying
        return tables.state(doc) == (WHOLE, self._passages[doc]) and not tables.has_vectors(doc, fingerprint)

    def _put(self, fingerprint: str, batch: list[tuple[str, Vectors]]) -> list[tuple[str, Vectors]]:
        if batch:
            with self._manifest.transaction():
                self._manifest.set_vectors([doc for doc, _ in batch], fingerprint, WRITING)
            keys = [(passage_key(doc, at), doc) for doc, pairs in batch for at in range(len(pairs))]
            pairs = np.concatenate([pairs for _, pairs in batch])
            self._store.put_vectors(fingerprint, keys, pairs[:, 0], pairs[:, 1])
        return []

    # The end

    def finish(self, pack: Unpacking, places: list[Place]) -> int:
        """Everything becomes true at once; how many files are new here."""
        self._telling.step("importing", self._about.documents, self._about.documents)
        added = count = 0
        with self._manifest.transaction():
            self._manifest.set_state(self.fresh, WHOLE)
            for fingerprint, docs in self._embedded:
                self._manifest.set_vectors(docs, fingerprint, WHOLE)
            keys = [settle(self._manifest, place) for place in places]
            carried = [self._manifest.carried.follow(key) is not None for key in keys]
            with pack.member(FILES) as member:
                for fields in lines(member):
                    file = _file(fields, len(places), self._passages)
                    here = stored_here(file, places[file.folder], carried[file.folder])
                    added += self._manifest.carrying.add_file(here, keys[file.folder])
                    count += 1
            if count != self._about.files:
                raise ValueError("files are missing")
        return added


def _leaves(document: Document, records: Iterator[Fields]) -> Iterator[ReadPage]:
    """The pages of a document, whose passages must be all of its passages."""
    ordinals: list[int] = []
    for leaf in range(document.leaves):
        fields = next(records, None)
        if fields is None:
            raise ValueError("pages are missing")
        read = read_leaf(fields, leaf)
        ordinals += [passage.ordinal for passage in read.passages]
        yield read
    if sorted(ordinals) != list(range(document.reading.passages)):
        raise ValueError("passages are missing")


def _frames(member: IO[bytes], made: MadeBy, passages: dict[str, int]) -> Iterator[tuple[str, Vectors]]:
    """(document, its vectors beside the directions around them, shape (passages, 2, dimensions))."""
    last = ""
    for _ in range(made.documents):
        head = member.read(FRAME.size)
        if len(head) < FRAME.size:
            raise ValueError("vectors are missing")
        key, rows = FRAME.unpack(head)
        doc = key.hex()
        size = rows * made.dimensions * 4
        if doc <= last or rows != passages.get(doc) or not 0 < size <= _LONGEST_FRAME:
            raise ValueError("vectors are of other documents")
        last = doc
        numbers = np.frombuffer(member.read(size), dtype="<f2").astype(np.float32)
        pairs = numbers.reshape(rows, 2, made.dimensions)
        lengths = np.linalg.norm(pairs, axis=2)
        if not np.all(lengths < _LONGEST_VECTOR):
            raise ValueError("vectors are none")
        yield doc, pairs


def _file(fields: Fields, folders: int, passages: dict[str, int]) -> CarriedFile:
    folder = fields.whole("folder", folders - 1)
    doc = fields.perhaps_key("doc", 32)
    status = "" if doc else Status(fields.text("status")).value
    if status == Status.PENDING or (doc is not None and doc not in passages):
        raise ValueError("a file holds what is not there")
    return CarriedFile(
        folder, fields.path("path"), fields.whole("size", _LARGEST), fields.whole("mtime_ns", _LARGEST, -1), doc,
        status, fields.text("reason"),
    )  # fmt: skip
