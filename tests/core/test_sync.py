"""The library in step with its folders: real readers, real store, real embedder."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.again import read_again
from core.budget import Pace
from core.cancel import CancelToken
from core.embedding import embed_missing
from core.errors import Cancelled, WellreadError
from core.folders import add_folder
from core.manifest import WRITING, Manifest
from core.ports import Embedder, Vectors
from core.profile import Profile
from core.reading.room import ReadingRoom
from core.store import Store
from core.sync import Sync
from core.terms import all_asked
from core.turns import Turns
from core.types import FileInfo, Status, SyncProgress, SyncReport
from models.embedder import SentenceEmbedder


class Library:
    """A profile with one folder, and counts of what was embedded."""

    def __init__(self, profile: Profile, folder: Path, embedder: Embedder | None) -> None:
        self.folder, self.profile = folder, profile
        self.manifest = Manifest(profile.manifest)
        self.store = Store(profile.library)
        self.room = ReadingRoom(1)
        self.embedder = embedder
        self.progress: list[SyncProgress] = []
        add_folder(self.manifest, folder)

    def sync(self, cancel: CancelToken | None = None) -> SyncReport:
        return Sync(
            self.manifest, self.store, self.room, lambda: self.embedder, Turns(), self.progress.append,
            cancel or CancelToken(),
        ).run()  # fmt: skip

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def rows(self) -> list[tuple[str, str, bool]]:
        """Every passage with its body and whether it has a vector: what equals means for two libraries."""
        docs = sorted(doc for doc in self.manifest.docs_under(self.folder))
        fingerprint = self.embedder.fingerprint if self.embedder else ""
        return [
            (stored.passage_id, stored.body, stored.passage_id in self.store.embedded_ids(fingerprint, stored.doc))
            for stored in self.store.passages_of(docs)
        ]

    def counts_agree(self) -> bool:
        counts = self.store.counts()
        whole = self.manifest.passage_count()
        return counts["passages"] == whole and counts.get(f"vectors_{self._fingerprint()}", whole) == whole

    def _fingerprint(self) -> str:
        return self.embedder.fingerprint if self.embedder else ""


@pytest.fixture
def library(profile: Profile, tmp_path: Path, embedder: SentenceEmbedder) -> Iterator[Library]:
    (tmp_path / "docs").mkdir()
    library = Library(profile, tmp_path / "docs", embedder)
    library.write("returns.md", "# Returns\n\nElectronics may be returned within 14 days.\n")
    library.write("pto.md", "# Time off\n\nStaff earn 18 days a year.\n\n## Illness\n\nTell your manager before ten.\n")
    yield library
    library.room.close()


def found(library: Library, words: str) -> list[str]:
    passages = {found.passage_id: found for found, _ in library.store.keyword(all_asked(words), 10)}
    paths = library.manifest.paths_of({stored.doc for stored in passages.values()})
    return sorted(path.name for files in paths.values() for path in files)


def test_a_first_sync_reads_embeds_and_reports(library: Library) -> None:
    report = library.sync()
    assert report.files == {"indexed": 2}
    assert (report.read, report.passages, report.embedded) == (2, 3, 3)
    assert report.seconds["first_searchable"] is not None
    assert library.counts_agree()
    assert {p.phase for p in library.progress} == {"looking", "reading", "embedding", "tidying"}


def test_a_second_sync_does_nothing(library: Library) -> None:
    library.sync()
    before = library.rows()
    report = library.sync()
    assert (report.read, report.embedded) == (0, 0)
    assert library.rows() == before


def test_a_changed_file_replaces_its_passages(library: Library) -> None:
    library.sync()
    library.write("returns.md", "# Returns\n\nElectronics may be returned within 30 days.\n")
    report = library.sync()
    assert (report.read, report.embedded) == (1, 1)
    assert found(library, "14") == []
    assert found(library, "30") == ["returns.md"]
    assert library.counts_agree()


def test_a_removed_file_loses_its_passages(library: Library) -> None:
    library.sync()
    (library.folder / "pto.md").unlink()
    library.sync()
    assert found(library, "illness") == []
    assert library.store.counts()["passages"] == 1
    assert library.counts_agree()


def test_a_moved_or_copied_file_is_neither_read_nor_embedded(library: Library) -> None:
    library.sync()
    (library.folder / "old").mkdir()
    (library.folder / "pto.md").rename(library.folder / "old" / "time off.md")
    shutil.copy(library.folder / "returns.md", library.folder / "copy.md")
    report = library.sync()
    assert (report.read, report.embedded) == (0, 0)
    assert found(library, "illness") == ["time off.md"]
    assert found(library, "electronics") == ["copy.md", "returns.md"]


def test_words_are_found_without_an_embedder_and_vectors_follow(library: Library) -> None:
    embedder, library.embedder = library.embedder, None
    library.sync()
    assert found(library, "electronics") == ["returns.md"]
    library.embedder = embedder
    report = library.sync()
    assert (report.read, report.embedded) == (0, 3)


def test_leftovers_of_a_kill_while_writing_are_cleared(library: Library) -> None:
    library.sync()
    expected = library.rows()
    (doc,) = library.manifest.docs_under(library.folder / "pto.md")
    # As if it had been killed after the passages went into the store and before the manifest knew that they were whole.
    library.manifest.set_state([doc], WRITING)
    report = library.sync()
    assert report.read == 1
    assert library.rows() == expected
    assert library.counts_agree()


def test_a_kill_while_embedding_embeds_only_the_rest(library: Library) -> None:
    class Dying:
        """The real embedder, cut off in its second window."""

        def __init__(self, real: Embedder) -> None:
            self.real, self.texts = real, 0
            self.fingerprint, self.dimensions = real.fingerprint, real.dimensions

        def embed_passages(self, texts: list[str]) -> Vectors:
            self.texts += len(texts)
            if self.texts > 300:
                raise KeyboardInterrupt
            return self.real.embed_passages(texts)

        def embed_question(self, text: str) -> Vectors:
            return self.real.embed_question(text)

        def reads(self, text: str) -> bool:
            return self.real.reads(text)

    real = library.embedder
    assert real is not None
    library.write("long.md", "\n\n".join(f"# Chapter {n}\n\nIts only sentence." for n in range(350)))
    dying = Dying(real)
    library.embedder = dying  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        library.sync()
    library.embedder = real
    kept = library.store.counts()[f"vectors_{real.fingerprint}"]
    assert 0 < kept < library.manifest.passage_count()
    *_, last = embed_missing(library.manifest, library.store, real, Turns(), CancelToken(), Pace(lambda: False))
    assert last.done == last.total
    assert last.now == library.manifest.passage_count() - kept
    assert library.counts_agree()  # a passage that was embedded twice would be one too many


def test_a_large_file_is_stored_in_parts_and_whole_in_the_end(library: Library) -> None:
    library.embedder = None
    text = "\n\n".join(f"Paragraph {n} of a long file. " + "It goes on and on. " * 25 for n in range(3000))
    library.write("large.txt", text)
    library.sync()
    (doc,) = library.manifest.docs_under(library.folder / "large.txt")
    stored = library.store.passages_of([doc])
    assert [s.passage.ordinal for s in stored] == list(range(len(stored)))
    assert all(s.passage.text == text[s.passage.start : s.passage.end] for s in stored)
    assert found(library, "2999") == ["large.txt"]


def test_a_cancelled_sync_keeps_what_it_has_and_carries_on(library: Library) -> None:
    cancel = CancelToken()
    library.write("more.txt", "Something more.")

    def stop(progress: SyncProgress) -> None:
        if progress.phase == "reading" and progress.done == progress.total:
            cancel.cancel()

    run = Sync(library.manifest, library.store, library.room, lambda: library.embedder, Turns(), stop, cancel)
    with pytest.raises(Cancelled):
        run.run()
    report = library.sync()
    assert (report.read, report.embedded) == (0, 4)
    assert library.counts_agree()


def test_a_damaged_file_has_a_reason_and_hurts_nobody(library: Library) -> None:
    (library.folder / "broken.pdf").write_bytes(b"%PDF-1.7\n" + os.urandom(2000))
    report = library.sync()
    assert report.files["indexed"] == 2
    (broken,) = [info for info in library.manifest.file_infos() if info.path.name == "broken.pdf"]
    assert broken.status.value in ("failed", "empty")
    assert broken.reason


def test_an_empty_folder_is_fine(profile: Profile, tmp_path: Path, embedder: SentenceEmbedder) -> None:
    (tmp_path / "nothing").mkdir()
    library = Library(profile, tmp_path / "nothing", embedder)
    try:
        assert library.sync().files == {}
    finally:
        library.room.close()


def health(library: Library, name: str) -> FileInfo:
    return next(info for info in library.manifest.file_infos() if info.path.name == name)


def test_a_file_that_grows_while_it_is_read_is_kept_and_read_again(library: Library) -> None:
    path = library.write("log.txt", "The first line of the log speaks of herons.\n" * 5)

    class Growing(ReadingRoom):
        def submit(self, path: Path, kind: str, tag: object, password: str = "") -> None:
            super().submit(path, kind, tag, password)
            if path.name != "log.txt":
                return
            with path.open("a") as file:
                file.write("Another line speaks of otters.\n")

    with Growing(1) as room:
        library.room, steady = room, library.room
        library.sync()
        library.room = steady
    grown = health(library, "log.txt")
    assert grown.status is Status.PARTIAL and "changed while it was read" in grown.reason and grown.passages
    library.sync()
    assert health(library, "log.txt").status is Status.INDEXED and found(library, "otters") == ["log.txt"]
    assert library.counts_agree() and path.read_text().endswith("otters.\n")


def test_what_had_problems_is_read_again_when_asked(library: Library) -> None:
    damaged = library.write("damaged.pdf", "%PDF-1.7 nothing of a PDF")
    library.sync()
    assert health(library, "damaged.pdf").status is Status.FAILED
    assert library.sync().read == 0, "it is not tried again by itself"
    assert read_again(library.manifest, ()) == 1
    assert library.sync().read == 1
    assert read_again(library.manifest, (library.folder,)) == 3
    assert library.sync().read == 3 and library.counts_agree()
    with pytest.raises(WellreadError, match="not in the library"):
        read_again(library.manifest, (damaged.with_name("other.pdf"),))


def test_documents_of_earlier_readers_are_read_again(library: Library) -> None:
    library.sync()
    before = library.rows()
    sqlite3.connect(library.profile.manifest).executescript("UPDATE documents SET version = 1")
    assert library.sync().read == 2
    assert library.rows() == before and library.counts_agree()
