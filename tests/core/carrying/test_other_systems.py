"""Paths of Windows on other systems, and the other way round."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from core.folders import remove_folder
from core.foreign import as_written, native
from tests.core.carrying.conftest import Make, written
from tests.core.carrying.test_strangers import changed, made, members_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows is the other system here")
THERE = "C:\\Users\\Ann Lee\\docs"


@pytest.fixture
def from_windows(make: Make, docs: Path, tmp_path: Path) -> Path:
    """A library file as a Windows machine writes it."""
    maker = make("maker")
    maker.add(docs)
    members = members_of(maker.export(tmp_path / "mine.wellread"))
    about = json.loads(members["about.json"]) | {"windows": True, "folders": [THERE]}

    def rename(records: list[dict[str, str]]) -> None:
        for record in records:
            record["path"] = record["path"].replace(str(docs), THERE).replace("/", "\\")

    members["files.jsonl"] = changed(members["files.jsonl"], rename)
    members["about.json"] = json.dumps(about).encode()
    path = tmp_path / "windows.wellread"
    path.write_bytes(made(members))
    return path


def test_paths_of_windows_are_kept_and_work_as_paths(make: Make, from_windows: Path, tmp_path: Path) -> None:
    library = make("taker")
    library.take(from_windows)
    assert library.sync().problems == ()
    infos = {as_written(info.path): info for info in library.manifest.file_infos()}
    assert f"{THERE}\\rules\\pto.md" in infos
    assert all(info.absent for info in infos.values())
    assert infos[f"{THERE}\\rules\\pto.md"].path.name == "pto.md"
    assert infos[f"{THERE}\\rules\\pto.md"].path.is_relative_to(native(THERE))
    assert library.found("days of time off")[0][0].endswith("rules/pto.md")
    again = json.loads(members_of(library.export(tmp_path / "again.wellread"))["about.json"])
    assert again["folders"] == [THERE]
    remove_folder(library.manifest, Path(THERE))
    assert library.manifest.file_infos() == []


def test_a_folder_of_windows_is_given_its_place_here(make: Make, from_windows: Path, tmp_path: Path) -> None:
    library, here = make("taker"), written(tmp_path / "here")
    library.take(from_windows, ("c:\\users\\ann lee\\docs", here))
    assert library.sync().read == 0
    assert here / "rules" / "pto.md" in {info.path for info in library.manifest.file_infos()}


def test_a_share_is_not_looked_for(make: Make, docs: Path, tmp_path: Path) -> None:
    """Asking for it would tell another machine that somebody imported the file."""
    maker, library = make("maker"), make("taker")
    maker.add(docs)
    members = members_of(maker.export(tmp_path / "mine.wellread"))
    share = f"/{docs}"  # with two slashes; leads to the same folder here, so that looking for it would find it
    about = json.loads(members["about.json"]) | {"folders": [share]}
    members["files.jsonl"] = members["files.jsonl"].replace(str(docs).encode(), share.encode())
    (tmp_path / "share.wellread").write_bytes(made({**members, "about.json": json.dumps(about).encode()}))
    library.take(tmp_path / "share.wellread")
    library.sync()
    assert all(info.absent for info in library.manifest.folder_infos())
    assert library.manifest.carried.never_looked_for() == set(library.manifest.folders())
