"""Writing a library into one file, batch by batch: what is held in memory does not grow with the library."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO

from core.cancel import CancelToken
from core.carrying.about import ABOUT, DOCUMENTS, FILES, MadeBy, of_this_machine
from core.carrying.container import Packing, packing
from core.carrying.document import Document
from core.carrying.records import Record, document_record, leaf_record, line
from core.carrying.telling import Progress, Telling
from core.errors import WellreadError
from core.manifest import Manifest
from core.store import Store
from core.store.carrying import stored_leaves, stored_vectors
from core.types import ReadPage

FRAME = struct.Struct("<16sI")  # before a document's vectors: its key, and how many there are

_LEAVES = 256  # in one read of the store
_BATCH = 64  # documents in one read of their vectors


def export_library(
    manifest: Manifest, store: Store, path: Path, names: Mapping[str, str], progress: Progress, cancel: CancelToken
) -> None:
    """Write all documents that are whole, with their files, pages, passages and vectors, to `path`.

    names: of embedders, by fingerprint. Raises Cancelled, and WellreadError where the library or the file can't be
    used; there is no file then.
    """
    telling = Telling(progress, cancel)
    with packing(path, telling) as pack, manifest.carrying.snapshot():
        _Export(manifest, store, pack, telling).write(names)


class _Export:
    def __init__(self, manifest: Manifest, store: Store, pack: Packing, telling: Telling) -> None:
        self._tables, self._rows, self._pack = manifest.carrying, store.tables(), pack
        self._store, self._telling = store, telling

    def write(self, names: Mapping[str, str]) -> None:
        folders = self._tables.folders()
        files = sum(1 for _ in self._tables.files())
        embedders = tuple(self._embedders(names))
        total = self._tables.document_count()
        about = of_this_machine(total, files, tuple(path for _, path in folders), embedders)
        with self._pack.member(ABOUT) as member:
            member.write(about.written())
        with self._pack.member(FILES) as member:
            self._files(member, {key: at for at, (key, _) in enumerate(folders)})
        with self._pack.member(DOCUMENTS) as member:
            for done, document in enumerate(self._tables.documents()):
                self._document(member, document, done, total)
        for made in embedders:
            with self._pack.member(made.member, press=False) as member:
                self._vectors(member, made)

    def _embedders(self, names: Mapping[str, str]) -> Iterator[MadeBy]:
        for table in sorted(self._rows):
            fingerprint = table.removeprefix("vectors_")
            dimensions = self._store.dimensions(fingerprint)
            docs = self._tables.with_vectors(fingerprint)
            if dimensions is not None and docs:
                yield MadeBy(fingerprint, names.get(fingerprint, ""), dimensions, len(docs))

    def _files(self, member: IO[bytes], places: Mapping[int, int]) -> None:
        for file in self._tables.files():
            record: Record = {
                "folder": places[file.folder], "path": file.path, "size": file.size, "mtime_ns": file.mtime_ns,
                "doc": file.doc, "status": file.status, "reason": file.reason,
            }  # fmt: skip
            member.write(line(record))

    def _document(self, member: IO[bytes], document: Document, done: int, total: int) -> None:
        member.write(line(document_record(document)))
        leaves = passages = 0
        for read in self._leaves(document):
            self._telling.step("exporting", done, total)
            member.write(line(leaf_record(read)))
            passages += len(read.passages)
            leaves += 1
        if (leaves, passages) != (document.leaves, document.reading.passages):
            raise _differ()

    def _leaves(self, document: Document) -> Iterator[ReadPage]:
        for first in range(0, document.leaves, _LEAVES):
            found = stored_leaves(self._rows, [document.doc], first, first + _LEAVES - 1)
            yield from found.get(document.doc, [])

    def _vectors(self, member: IO[bytes], made: MadeBy) -> None:
        done = 0
        for docs in _batches(self._tables.with_vectors(made.fingerprint), _BATCH):
            self._telling.step("exporting vectors", done, made.documents)
            found = stored_vectors(self._rows, made.fingerprint, docs)
            for doc in docs:
                if doc not in found:
                    raise _differ()
                member.write(FRAME.pack(bytes.fromhex(doc), len(found[doc])))
                member.write(found[doc].astype("<f2").tobytes())
            done += len(docs)


def _differ() -> WellreadError:
    return WellreadError(
        "The library's tables and its list of files differ, so it can't be exported as it is.",
        "Run wellread doctor --repair, then export it again.",
    )


def _batches(docs: Iterable[str], size: int) -> Iterator[list[str]]:
    docs = iter(docs)
    while batch := list(islice(docs, size)):
        yield batch
