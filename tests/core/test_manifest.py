from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from core.errors import WellreadError
from core.manifest import WHOLE, WRITING, Manifest
from core.types import Reading, Status


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return Manifest(tmp_path / "manifest.db")


def put(manifest: Manifest, path: Path, doc: str, folder: int, scan: int = 1, mtime: int = 1) -> None:
    manifest.put_file(path, folder, 10, mtime, scan, doc=doc, kind="text")


def test_two_files_with_one_content_are_read_once(manifest: Manifest, tmp_path: Path) -> None:
    folder = manifest.add_folder(tmp_path)
    put(manifest, tmp_path / "a.txt", "d1", folder)
    put(manifest, tmp_path / "copy.txt", "d1", folder)
    assert [unread.doc for unread in manifest.unread()] == ["d1"]
    manifest.put_reading("d1", Reading(Status.INDEXED, pages=1, passages=3), 1)
    assert manifest.unread() == []
    assert {info.status for info in manifest.file_infos()} == {Status.INDEXED}
    assert manifest.paths_of(["d1"]) == {"d1": [tmp_path / "a.txt", tmp_path / "copy.txt"]}


def test_the_newest_files_are_read_first(manifest: Manifest, tmp_path: Path) -> None:
    folder = manifest.add_folder(tmp_path)
    for age in (1, 3, 2):
        put(manifest, tmp_path / f"{age}.txt", f"d{age}", folder, mtime=age)
    assert [unread.doc for unread in manifest.unread()] == ["d3", "d2", "d1"]


def test_a_document_that_is_not_whole_gives_no_paths(manifest: Manifest, tmp_path: Path) -> None:
    put(manifest, tmp_path / "a.txt", "d1", manifest.add_folder(tmp_path))
    manifest.set_state(["d1"], WRITING)
    assert manifest.paths_of(["d1"]) == {}
    assert manifest.half_written() == ["d1"]
    manifest.set_state(["d1"], WHOLE)
    assert manifest.half_written() == []


def test_documents_without_files_are_orphans(manifest: Manifest, tmp_path: Path) -> None:
    folder = manifest.add_folder(tmp_path)
    put(manifest, tmp_path / "a.txt", "old", folder)
    put(manifest, tmp_path / "a.txt", "new", folder)
    assert manifest.orphans() == ["old"]


def test_files_that_a_scan_did_not_meet_are_forgotten(manifest: Manifest, tmp_path: Path) -> None:
    folder = manifest.add_folder(tmp_path)
    scan = manifest.next_scan()
    put(manifest, tmp_path / "stays.txt", "d1", folder, scan)
    put(manifest, tmp_path / "goes.txt", "d2", folder, scan)
    later = manifest.next_scan()
    manifest.mark_seen([tmp_path / "stays.txt"], later)
    assert manifest.forget_unseen(folder, later) == 1
    assert [info.path.name for info in manifest.file_infos()] == ["stays.txt"]


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_names_that_are_not_unicode_survive(manifest: Manifest, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt"))
    put(manifest, path, "d1", manifest.add_folder(tmp_path))
    assert manifest.file_infos()[0].path == path


def test_a_transaction_is_all_or_nothing(manifest: Manifest, tmp_path: Path) -> None:
    folder = manifest.add_folder(tmp_path)

    def half() -> None:
        with manifest.transaction():
            put(manifest, tmp_path / "a.txt", "d1", folder)
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert manifest.file_infos() == []


def test_vectors_are_known_by_embedder(manifest: Manifest, tmp_path: Path) -> None:
    put(manifest, tmp_path / "a.txt", "d1", manifest.add_folder(tmp_path))
    manifest.put_reading("d1", Reading(Status.INDEXED, pages=1, passages=3), 1)
    assert manifest.without_vectors("one") == [("d1", 3, False)]
    manifest.set_vectors(["d1"], "one", WRITING)
    assert manifest.without_vectors("one") == [("d1", 3, True)]
    manifest.set_vectors(["d1"], "one", WHOLE)
    assert manifest.without_vectors("one") == []
    assert manifest.without_vectors("other") == [("d1", 3, False)]


def test_a_damaged_manifest_is_named(tmp_path: Path) -> None:
    path = tmp_path / "manifest.db"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(WellreadError, match="damaged"):
        Manifest(path)


def test_a_newer_manifest_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "manifest.db"
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(WellreadError, match="newer Wellread"):
        Manifest(path)


def test_a_manifest_of_version_3_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "manifest.db"
    with Manifest(path) as manifest:
        manifest.add_folder(tmp_path)
    database = sqlite3.connect(path)
    database.executescript("DROP TABLE switched_off; PRAGMA user_version = 3;")
    database.close()
    with Manifest(path) as manifest:
        assert [(info.path, info.on) for info in manifest.folder_infos()] == [(tmp_path, True)]
