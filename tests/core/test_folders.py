from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import WellreadError
from core.folders import add_folder, remove_folder
from core.manifest import Manifest


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return Manifest(tmp_path / "manifest.db")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs" / "hr").mkdir(parents=True)
    return tmp_path / "docs"


def test_a_folder_is_added_once(manifest: Manifest, docs: Path) -> None:
    assert add_folder(manifest, docs) == ""
    assert "already in the library" in add_folder(manifest, docs)
    assert len(manifest.folders()) == 1


def test_another_name_of_a_folder_is_the_same_folder(manifest: Manifest, docs: Path, tmp_path: Path) -> None:
    add_folder(manifest, docs)
    (tmp_path / "link").symlink_to(docs)
    assert "already in the library" in add_folder(manifest, tmp_path / "link")


def test_a_folder_inside_one_of_the_library_is_there_already(manifest: Manifest, docs: Path) -> None:
    add_folder(manifest, docs)
    assert f"part of {docs}" in add_folder(manifest, docs / "hr")
    assert list(manifest.folders().values()) == [docs]


def test_a_folder_around_others_takes_their_place_and_files(manifest: Manifest, docs: Path) -> None:
    add_folder(manifest, docs / "hr")
    (key,) = manifest.folders()
    manifest.put_file(docs / "hr" / "a.txt", key, 1, 1, 1, doc="d1", kind="text")
    assert "now kept as part of" in add_folder(manifest, docs)
    assert list(manifest.folders().values()) == [docs]
    assert [info.files for info in manifest.folder_infos()] == [1]


def test_a_neighbour_with_the_same_beginning_is_no_part(manifest: Manifest, docs: Path, tmp_path: Path) -> None:
    (tmp_path / "docs2").mkdir()
    add_folder(manifest, docs)
    assert add_folder(manifest, tmp_path / "docs2") == ""


@pytest.mark.parametrize(("name", "sentence"), [("nowhere", "There is no folder"), ("file.txt", "is a file")])
def test_what_is_no_folder_is_refused(manifest: Manifest, tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(WellreadError, match=sentence):
        add_folder(manifest, tmp_path / name)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything is readable here")
def test_an_unreadable_folder_is_refused(manifest: Manifest, docs: Path) -> None:
    docs.chmod(0)
    try:
        with pytest.raises(WellreadError, match="can't be opened"):
            add_folder(manifest, docs)
    finally:
        docs.chmod(0o700)


def test_a_folder_is_removed_with_its_files(manifest: Manifest, docs: Path) -> None:
    add_folder(manifest, docs)
    remove_folder(manifest, docs)
    assert manifest.folders() == {}
    with pytest.raises(WellreadError, match="not a folder of the library"):
        remove_folder(manifest, docs)
