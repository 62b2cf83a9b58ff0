"""A library that was damaged, lost writes or parts: found out, mended, and then equal to a clean one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.cancel import CancelToken
from core.errors import WellreadError
from core.folder_list import note_folders, restore_folders
from core.manifest import WHOLE, Manifest
from core.profile import Profile
from core.reading.room import Finished, ReadingRoom
from core.repair import Repair
from core.store import Store
from core.terms import all_asked
from core.types import ReadPage
from tests.equal_libraries import assert_equal
from tests.small_library import CountingEmbedder, SmallLibrary

FILES = 6
VECTORS = f"vectors_{CountingEmbedder.fingerprint}"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingRoom]:
    """Its reader runs before the first test, which would look like one that was left behind."""
    room = ReadingRoom(1)
    first = tmp_path_factory.mktemp("first") / "first.txt"
    first.write_text("First.", encoding="utf-8")
    room.submit(first, "text", "first")
    while not isinstance(room.next_event(), Finished):
        pass
    yield room
    room.close()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(FILES):
        rules = (f"## Rule {number}.{part}\n\nRoom {part} of house {number} is green.\n" for part in range(8))
        (docs / f"house {number}.md").write_text("\n".join(rules), encoding="utf-8")
    return docs


@pytest.fixture
def damaged(docs: Path, tmp_path: Path, room: ReadingRoom) -> Profile:
    """A library that is whole, closed, and about to be damaged; synced twice so that tables have several versions."""
    profile = Profile(tmp_path / "profile")
    with SmallLibrary(profile, docs, room=room) as library:
        library.sync()
        (docs / "late.md").write_text("# Late\n\nIt came late.\n", encoding="utf-8")
        library.sync()
        note_folders(library.manifest, profile.folder_list)
    return profile


@pytest.fixture
def clean(docs: Path, damaged: Profile, tmp_path: Path, room: ReadingRoom) -> Profile:
    with SmallLibrary(Profile(tmp_path / "clean"), docs, room=room) as library:
        library.sync()
        return library.profile


def repair(profile: Profile) -> Repair:
    return Repair(profile, lambda done, total: None, CancelToken())


def mended(profile: Profile, docs: Path, room: ReadingRoom) -> tuple[list[str], int, int]:
    """What the repair said, and how many documents were read and passages embedded by the sync after it."""
    said = repair(profile).repair()
    with SmallLibrary(profile, docs, room=room) as library:
        report = library.sync()
    assert repair(profile).examine().sentences() == []
    return said, report.read, report.embedded


def spoil(folder: Path, pattern: str, change: Callable[[Path], object]) -> None:
    files = [path for path in folder.rglob(pattern) if path.is_file()]
    assert files
    for path in files:
        change(path)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_a_whole_library_has_nothing_to_mend(damaged: Profile) -> None:
    assert repair(damaged).examine().sentences() == []


def test_a_damaged_manifest_is_begun_anew_and_nothing_is_embedded_again(
    damaged: Profile, clean: Profile, docs: Path, room: ReadingRoom
) -> None:
    spoil(damaged.root, "manifest.db", lambda path: path.write_bytes(b"no database" * 500))
    (problem,) = repair(damaged).examine().sentences()
    assert problem == "The list of files is damaged. wellread doctor --repair mends it."
    said, read, embedded = mended(damaged, docs, room)
    assert "1 folder" in said[0] and (read, embedded) == (FILES + 1, 0)
    assert_equal(damaged, clean)
    assert [path.name for path in (damaged.root / "damaged").rglob("manifest.db")] == ["manifest.db"]


def test_a_missing_manifest_gets_its_folders_back_by_itself(damaged: Profile, docs: Path) -> None:
    damaged.manifest.unlink()
    with Manifest(damaged.manifest) as manifest:
        assert restore_folders(manifest, damaged.folder_list) == 1
        assert list(manifest.folders().values()) == [docs]


@pytest.mark.parametrize("table", ["pages", "passages", VECTORS])
@pytest.mark.parametrize("change", [truncate, Path.unlink])
def test_a_table_that_cannot_be_read_is_made_again(
    table: str, change: Callable[[Path], object], damaged: Profile, clean: Profile, docs: Path, room: ReadingRoom
) -> None:
    spoil(damaged.library / f"{table}.lance" / "data", "*", change)
    (problem,) = repair(damaged).examine().sentences()
    assert "can't be read" in problem
    _, read, embedded = mended(damaged, docs, room)
    assert (read > 0, embedded > 0) == (table != VECTORS, table != "pages")
    assert_equal(damaged, clean)


@pytest.mark.parametrize("table", ["passages", VECTORS])
def test_a_table_whose_last_version_is_damaged_goes_back_to_the_one_before(
    table: str, damaged: Profile, clean: Profile, docs: Path, room: ReadingRoom
) -> None:
    newest = min((damaged.library / f"{table}.lance" / "_versions").iterdir())
    newest.write_bytes(b"")
    said, read, embedded = mended(damaged, docs, room)
    assert "last good state" in said[0]
    assert read <= 1 and embedded <= 1, "only what came last is made again"
    assert_equal(damaged, clean)


def test_a_damaged_index_is_made_anew(damaged: Profile, clean: Profile, docs: Path, room: ReadingRoom) -> None:
    Store(damaged.library).upkeep(everything=True, thorough=True)
    spoil(damaged.library / "passages.lance" / "_indices", "*", Path.unlink)
    while problems := repair(damaged).examine().sentences():
        assert "index that can't be used" in problems[0]
        repair(damaged).repair()
    assert_equal(damaged, clean)
    assert Store(damaged.library).keyword(all_asked("green house"), 3)


@pytest.mark.parametrize("older", ["manifest", "library"])
def test_after_a_power_cut_the_next_sync_brings_both_together(
    older: str, docs: Path, tmp_path: Path, room: ReadingRoom
) -> None:
    """One of the two lost what was written last: it is as it was before another change."""
    profile = Profile(tmp_path / "profile")
    with SmallLibrary(profile, docs, room=room) as library:
        library.sync()
    lost = profile.manifest if older == "manifest" else profile.library
    kept = tmp_path / "before"
    (shutil.copytree if lost.is_dir() else shutil.copy)(lost, kept)
    (docs / "new.md").write_text("# New\n\nThis came last.\n", encoding="utf-8")
    (docs / "house 1.md").write_text("# House 1\n\nIt was painted red.\n", encoding="utf-8")
    (docs / "house 2.md").unlink()
    with SmallLibrary(profile, docs, room=room) as library:
        library.sync()
    if lost.is_dir():
        shutil.rmtree(lost)
    kept.rename(lost)
    with SmallLibrary(profile, docs, room=room) as library:
        report = library.sync()
    assert report.embedded == (0 if older == "manifest" else 2), "what has its vectors keeps them"
    with SmallLibrary(Profile(tmp_path / "clean"), docs, room=room) as library:
        library.sync()
    assert_equal(profile, Profile(tmp_path / "clean"))


def test_a_write_that_did_less_than_it_said_is_done_again(
    docs: Path, tmp_path: Path, room: ReadingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, fails = Store.add, [True]

    def half(self: Store, documents: Iterator[tuple[str, list[ReadPage]]]) -> None:
        kept = list(documents)
        add(self, kept[: len(kept) // 2] if fails.pop() else kept)
        fails.append(False)

    monkeypatch.setattr(Store, "add", half)
    profile = Profile(tmp_path / "profile")
    with SmallLibrary(profile, docs, room=room) as library:
        report = library.sync()
    assert report.problems == () and report.passages == 8 * FILES
    with SmallLibrary(Profile(tmp_path / "clean"), docs, room=room) as library:
        library.sync()
    assert_equal(profile, Profile(tmp_path / "clean"))


def test_text_of_files_that_cannot_be_reached_is_kept(damaged: Profile, docs: Path, room: ReadingRoom) -> None:
    """The folder is unplugged and the manifest lost: nothing could be made again from the files."""
    before = Store(damaged.library).counts()
    damaged.manifest.unlink()
    docs.rename(docs.with_name("unplugged"))
    repair(damaged).repair()
    with SmallLibrary(damaged, docs, room=room) as library:
        assert library.sync().passages == 0
        assert library.store.counts() == before
    docs.with_name("unplugged").rename(docs)
    with SmallLibrary(damaged, docs, room=room) as library:
        assert library.sync().embedded == 0
        assert library.store.counts() == before


def test_a_newer_library_is_left_alone(damaged: Profile) -> None:
    with Manifest(damaged.manifest) as manifest:
        manifest._db.execute("PRAGMA user_version = 99")
    with pytest.raises(WellreadError, match="newer Wellread"):
        repair(damaged).repair()


def test_vectors_of_a_document_that_are_there_twice_are_made_again(
    damaged: Profile, clean: Profile, docs: Path, room: ReadingRoom
) -> None:
    store = Store(damaged.library)
    with Manifest(damaged.manifest) as manifest:
        doc = min(manifest.ledger.whole())
        assert manifest.ledger.vectors()[CountingEmbedder.fingerprint][doc] == WHOLE
    passages = store.passages_of([doc])
    store.add_vectors(CountingEmbedder.fingerprint, passages, CountingEmbedder().embed_passages(["x"] * len(passages)))
    with SmallLibrary(damaged, docs, room=room) as library:
        assert library.sync().embedded == len(passages)
    assert_equal(damaged, clean)
