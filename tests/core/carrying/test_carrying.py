from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.again import read_again
from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from core.folders import remove_folder
from core.manifest import WRITING
from core.showing import show_page
from core.types import Hit, Status
from tests.core.carrying.conftest import Library, Make

QUESTIONS = ("How long can electronics be returned?", "days of time off", "illness", "14", "when to tell of illness")


def moved_away(docs: Path) -> Path:
    return docs.rename(docs.with_name("elsewhere"))


def test_an_import_finds_the_same_where_the_folder_is_absent(make: Make, docs: Path, tmp_path: Path) -> None:
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    before = [first.found(question) for question in QUESTIONS]
    moved_away(docs)
    done = second.take(pack)
    assert (done.documents, done.known, done.files) == (2, 0, 4)
    assert [second.found(question) for question in QUESTIONS] == before
    assert second.store.counts() == first.store.counts()


def test_an_absent_folder_stays_through_a_sync_and_a_retry_and_can_go(make: Make, docs: Path, tmp_path: Path) -> None:
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    moved_away(docs)
    second.take(pack)
    before = second.state()
    report = second.sync()
    assert (report.read, report.embedded, report.problems) == (0, 0, ())
    assert second.state() == before
    assert all(info.absent for info in second.manifest.file_infos())
    with pytest.raises(WellreadError, match="not on this machine"):
        read_again(second.manifest, (docs / "returns.md",))
    assert read_again(second.manifest, ()) == 0
    remove_folder(second.manifest, docs)
    second.sync()
    assert second.manifest.file_infos() == []
    assert second.store.counts()["passages"] == 0


def test_readers_that_have_changed_do_not_empty_an_absent_folder(
    make: Make, docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    moved_away(docs)
    second.take(pack)
    monkeypatch.setattr("core.manifest.READING_VERSION", 1000)
    second.sync()
    assert second.found(QUESTIONS[0])


def test_a_citation_shows_the_stored_text(make: Make, docs: Path, tmp_path: Path) -> None:
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    moved_away(docs)
    second.take(pack)
    ((doc, _),) = [(doc, path) for path, doc in second.manifest.files_at(docs / "returns.md") if doc]
    hit = Hit(f"{doc}-0000000", doc, docs / "returns.md", None, 0, 9, "", (), 1.0)
    view = show_page(second.manifest, second.store, second.room, hit, 0, 9, 800, None)
    assert "within 14 days" in view.text
    assert view.source == "library"


def test_the_folder_is_used_where_it_is_on_this_machine_too(make: Make, docs: Path, tmp_path: Path) -> None:
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    (docs / "returns.md").write_text("# Returns\n\nElectronics may be returned within 30 days.\n")
    second.take(pack)
    report = second.sync()
    assert report.read == 1  # what has changed, and nothing else
    assert not any(info.absent for info in second.manifest.file_infos())
    assert "30 days" in second.found("electronics returned within 30 days")[0][1]


def test_a_time_that_an_import_claims_is_not_believed(make: Make, docs: Path, tmp_path: Path) -> None:
    """Else a stranger's file could say what stands in a person's own."""
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    stamp = (docs / "returns.md").stat()
    text = (docs / "returns.md").read_text().replace("14", "99")
    (docs / "returns.md").write_text(text)
    os.utime(docs / "returns.md", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    second.take(pack)
    second.sync()
    paths = {path: text for path, text, *_ in second.found("electronics returned within 99 days")}
    assert "99 days" in paths[str(docs / "returns.md")]


def test_a_folder_that_lies_elsewhere_here_is_given_its_place(make: Make, docs: Path, tmp_path: Path) -> None:
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    here = moved_away(docs)
    second.take(pack, (str(docs), here))
    report = second.sync()
    assert (report.read, report.embedded) == (0, 0)
    assert {info.path.parent for info in second.manifest.file_infos()} == {here, here / "rules"}
    assert second.found(QUESTIONS[0])[0][0].startswith(str(here))


def test_a_move_of_a_folder_that_is_not_in_the_file_is_refused(make: Make, docs: Path, tmp_path: Path) -> None:
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    with pytest.raises(WellreadError, match="has no folder /nowhere"):
        second.take(pack, ("/nowhere", docs))
    assert second.state() == make("three").state()


def test_what_is_here_is_not_imported_twice(make: Make, docs: Path, tmp_path: Path) -> None:
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(docs / "returns.md", other / "terms.md")
    moved_away(docs)
    second.add(other)
    done = second.take(pack)
    assert (done.documents, done.known) == (1, 1)
    assert second.store.counts()["passages"] == first.store.counts()["passages"]
    again = second.take(pack)
    assert (again.documents, again.known, again.files) == (0, 2, 0)
    assert second.sync().embedded == 0
    assert second.store.counts() == first.store.counts()


def test_vectors_come_to_a_library_that_has_the_text_alone(make: Make, docs: Path, tmp_path: Path) -> None:
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    second.embedder, embedder = None, second.embedder
    second.add(docs)
    second.take(pack)
    second.embedder = embedder
    assert second.sync().embedded == 0
    assert second.found(QUESTIONS[0]) == first.found(QUESTIONS[0])


def test_a_library_without_vectors_gets_them_from_its_text(make: Make, docs: Path, tmp_path: Path) -> None:
    first, second = make("one"), make("two")
    first.embedder = None
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    moved_away(docs)
    second.take(pack)
    report = second.sync()
    assert (report.read, report.embedded) == (0, second.store.counts()["passages"])


def test_a_cancel_leaves_no_trace(make: Make, docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    moved_away(docs)
    clean, cancel = second.state(), CancelToken()
    put = second.store.put_vectors

    def stopped(*arguments: object) -> None:
        put(*arguments)  # type: ignore[arg-type]
        cancel.cancel()

    monkeypatch.setattr(second.store, "put_vectors", stopped)
    with pytest.raises(Cancelled):
        second.take(pack, cancel=cancel)
    counts = second.store.counts()
    assert set(counts.values()) == {0}
    assert second.state()[:2] == clean[:2]


def die(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("cleared_by", [lambda library, _: library.sync(), lambda library, pack: library.take(pack)])
def test_what_a_kill_leaves_is_never_shown_and_cleared(
    make: Make,
    docs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cleared_by: Callable[[Library, Path], object],
) -> None:
    """A kill in the very last step, when all rows are in the store: nothing is undone, as a kill undoes nothing."""
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    moved_away(docs)
    with monkeypatch.context() as patch:
        patch.setattr("core.carrying.importing._Taking.finish", die)
        patch.setattr("core.carrying.importing._Taking.clear", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            second.take(pack)
    assert second.store.counts()["passages"] == first.store.counts()["passages"]
    assert second.found(QUESTIONS[0]) == []
    assert second.manifest.file_infos() == []
    assert second.manifest.half_written()
    cleared_by(second, pack)
    assert second.manifest.half_written() == []
    passages = second.store.counts()["passages"]
    assert passages == second.manifest.passage_count()
    assert bool(passages) == bool(second.found(QUESTIONS[0]))


def test_an_export_that_fails_leaves_no_file(make: Make, docs: Path, tmp_path: Path) -> None:
    first = make("one")
    first.add(docs)
    with first.manifest.transaction():
        first.manifest.set_state([first.manifest.files_at(docs / "returns.md")[0][1] or ""], WRITING)
    first.export(tmp_path / "a.wellread")  # a document that is not whole is left out
    second = make("two")
    assert second.take(tmp_path / "a.wellread").documents == 1
    (doc,) = {doc for _, doc in first.manifest.files_at(docs / "rules") if doc}
    first.store.drop([doc])
    with pytest.raises(WellreadError, match="differ"):
        first.export(tmp_path / "b.wellread")
    assert sorted(path.name for path in tmp_path.glob("*.wellread*")) == ["a.wellread"]
    with pytest.raises(WellreadError, match="can't be written"):
        first.export(tmp_path / "nowhere" / "b.wellread")


def test_the_same_library_gives_the_same_bytes(make: Make, docs: Path, tmp_path: Path) -> None:
    first = make("one")
    first.add(docs)
    one, two = first.export(tmp_path / "1.wellread"), first.export(tmp_path / "2.wellread")
    assert one.read_bytes() == two.read_bytes()


def test_what_files_hold_no_document_is_known_too(make: Make, docs: Path, tmp_path: Path) -> None:
    first, second = make("one"), make("two")
    first.add(docs)
    second.take(first.export(tmp_path / "mine.wellread"))
    (empty,) = second.manifest.file_infos(Status.EMPTY)
    assert (empty.path, empty.reason) == (docs / "empty.txt", "The file is empty.")


def test_a_second_import_may_say_where_a_folder_lies(make: Make, docs: Path, tmp_path: Path) -> None:
    first, second = make("one"), make("two")
    first.add(docs)
    pack = first.export(tmp_path / "mine.wellread")
    here = moved_away(docs)
    second.take(pack)
    second.take(pack, (str(docs), here))
    assert second.sync().read == 0
    assert list(second.manifest.folders().values()) == [here]
    assert len(second.manifest.file_infos()) == 4
