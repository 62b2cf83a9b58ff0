"""A library that lives on: it stays equal to a clean one, does only what is new, and stays small and right."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.cancel import CancelToken
from core.errors import Cancelled
from core.manifest import Manifest
from core.profile import Profile
from core.store import Store
from core.store.upkeep import Readings
from core.terms import all_asked
from tests.equal_libraries import assert_equal, library_size
from tests.small_library import CountingEmbedder, SmallLibrary


def text(number: int, sections: int = 6) -> str:
    return "\n\n".join(f"## Rule {number}.{part}\n\nHouse {number} has door {part} in red." for part in range(sections))


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(8):
        (docs / f"house {number}.md").write_text(text(number), encoding="utf-8")
    return docs


@pytest.fixture
def library(docs: Path, tmp_path: Path) -> Iterator[SmallLibrary]:
    with SmallLibrary(Profile(tmp_path / "profile"), docs) as library:
        library.sync()
        yield library


def equals_a_clean_one(library: SmallLibrary, place: Path) -> None:
    with SmallLibrary(Profile(place), library.folder, room=library.room) as clean:
        clean.sync()
        assert_equal(library.profile, clean.profile)
    shutil.rmtree(place)


def test_weeks_of_moves_copies_swaps_and_edits_cost_what_is_new_alone(library: SmallLibrary, tmp_path: Path) -> None:
    docs = library.folder
    files = [docs / f"house {number}.md" for number in range(8)]
    (docs / "old").mkdir()
    files[0].rename(docs / "old" / "moved.md")
    shutil.copy(files[1], docs / "copy.md")
    files[2].rename(docs / ".swap")
    files[3].rename(files[2])
    (docs / ".swap").rename(files[3])
    report = library.sync()
    assert (report.read, report.embedded) == (0, 0), "every content was there before"
    equals_a_clean_one(library, tmp_path / "clean")
    files[4].write_text(text(4) + "\n\n## More\n\nAnd a gate.", encoding="utf-8")
    files[5].write_text(text(6), encoding="utf-8")  # what another file says
    files[6].unlink()
    report = library.sync()
    assert (report.read, report.embedded) == (1, 7)
    equals_a_clean_one(library, tmp_path / "clean")


def test_a_large_document_that_is_embedded_in_several_goes_is_like_one_embedded_at_once(
    docs: Path, tmp_path: Path
) -> None:
    """What is around a passage must not depend on where embedding stopped."""
    (docs / "long.md").write_text(text(99, 700), encoding="utf-8")

    class Stopping(CountingEmbedder):
        def embed_passages(self, texts: list[str]) -> np.ndarray:  # type: ignore[override]
            if len(self.texts) > 300:
                cancel.cancel()
            return super().embed_passages(texts)

    cancel = CancelToken()
    with SmallLibrary(Profile(tmp_path / "profile"), docs, Stopping()) as library:
        with pytest.raises(Cancelled):
            library.sync(cancel)
        assert 0 < library.store.counts()[f"vectors_{CountingEmbedder.fingerprint}"] < 700
    with SmallLibrary(Profile(tmp_path / "profile"), docs) as library:
        library.sync()
        equals_a_clean_one(library, tmp_path / "clean")


@pytest.mark.slow
def test_many_small_syncs_leave_the_store_small_and_do_not_write_it_anew_each_time(
    library: SmallLibrary, tmp_path: Path
) -> None:
    for number in range(40):
        with (library.folder / f"house {number % 8}.md").open("a", encoding="utf-8") as file:
            file.write(f"\n\n## Note {number}\n\nA line.\n")
        library.sync()
    library.store.upkeep(everything=True)
    with SmallLibrary(Profile(tmp_path / "clean"), library.folder, room=library.room) as clean:
        clean.sync()
        clean.store.upkeep(everything=True)
        assert_equal(library.profile, clean.profile)
        assert library_size(library.profile) < 1.5 * library_size(clean.profile)


def test_a_large_store_is_not_written_anew_for_a_small_change(library: SmallLibrary) -> None:
    (library.folder / "long.md").write_text(text(99, 400), encoding="utf-8")
    library.sync()
    library.store.upkeep(everything=True)
    data = library.profile.library / "passages.lance" / "data"
    before = {path.name for path in data.iterdir()}
    (library.folder / "small.md").write_text("# Small\n\nA line.\n", encoding="utf-8")
    library.sync()
    assert before < {path.name for path in data.iterdir()}, "what was there is still there, and one more"


@pytest.mark.slow
def test_searches_are_right_while_upkeep_runs(library: SmallLibrary) -> None:
    store, embedder = library.store, CountingEmbedder()
    vector = embedder.embed_question("red door")
    keyword = sorted(stored.passage_id for stored, _ in store.keyword(all_asked("red door"), 60))
    dense = list(store.dense(embedder.fingerprint, vector, 60))
    assert len(keyword) == len(dense) == 48
    wrong: list[object] = []
    stop = threading.Event()

    def search() -> None:
        while not stop.is_set():
            words = sorted(stored.passage_id for stored, _ in store.keyword(all_asked("red door"), 60))
            meaning = [key for key in store.dense(embedder.fingerprint, vector, 60) if key in keyword]
            if words != keyword or meaning != dense:
                wrong.append((words, meaning))

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(15):
        (library.folder / "changing.md").write_text(f"# Other\n\nNothing of that kind {number}.\n", encoding="utf-8")
        library.sync()
        store.upkeep(everything=True)
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong


def test_what_a_search_reads_stays_until_it_has_ended() -> None:
    readings = Readings()
    with readings.reading():
        assert not readings.finished(0.01)
    with readings.reading():
        pass
    assert readings.finished(0.01)


def test_indexes_that_a_kill_left_unmade_are_made_when_the_store_is_opened(library: SmallLibrary) -> None:
    store = library.store
    store._passages.drop_index("terms_idx")
    store._pages.drop_index("doc_idx")
    again = Store(library.profile.library)
    assert {index.name for index in again._passages.list_indices()} == {"doc_idx", "id_idx", "terms_idx"}
    assert {index.name for index in again._pages.list_indices()} == {"doc_idx"}
    assert again.keyword(all_asked("red door"), 3)


def test_words_are_counted_anew_where_the_text_of_what_goes_is_lost(library: SmallLibrary, tmp_path: Path) -> None:
    with Manifest(library.profile.manifest) as manifest:
        doc = min(manifest.ledger.whole())
        ((path,),) = manifest.paths_of([doc]).values()
    library.store.drop([doc])
    path.unlink()
    library.sync()
    equals_a_clean_one(library, tmp_path / "clean")
