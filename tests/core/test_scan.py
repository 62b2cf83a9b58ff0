from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from core.ignoring import RULES_FILE
from core.manifest import Manifest
from core.scan import scan_folder
from core.types import Status


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text("alpha")
    return docs


@pytest.fixture
def manifest(tmp_path: Path, docs: Path) -> Manifest:
    manifest = Manifest(tmp_path / "manifest.db")
    manifest.add_folder(docs)
    return manifest


def scan(manifest: Manifest, cancel: CancelToken | None = None, moving: frozenset[Path] = frozenset()) -> list[str]:
    ((key, folder),) = manifest.folders().items()
    return scan_folder(manifest, key, folder, lambda _: None, cancel or CancelToken(), moving=moving)


def docs_by_name(manifest: Manifest) -> dict[str, str | None]:
    ((key, _),) = manifest.folders().items()
    return {path.name: row.doc for path, row in manifest.files_of(key).items()}


def statuses(manifest: Manifest) -> dict[str, Status]:
    return {info.path.name: info.status for info in manifest.file_infos()}


def test_a_changed_content_is_a_new_document_and_a_touched_file_is_not(manifest: Manifest, docs: Path) -> None:
    scan(manifest)
    before = docs_by_name(manifest)["a.txt"]
    os.utime(docs / "a.txt", ns=(1, 1))
    scan(manifest)
    assert docs_by_name(manifest)["a.txt"] == before
    (docs / "a.txt").write_text("beta")
    scan(manifest)
    assert docs_by_name(manifest)["a.txt"] != before


def test_a_moved_file_keeps_its_document(manifest: Manifest, docs: Path) -> None:
    scan(manifest)
    before = docs_by_name(manifest)
    (docs / "sub").mkdir()
    (docs / "a.txt").rename(docs / "sub" / "b.txt")
    scan(manifest)
    assert docs_by_name(manifest) == {"b.txt": before["a.txt"]}
    assert manifest.orphans() == []


def test_a_file_that_is_gone_is_forgotten(manifest: Manifest, docs: Path) -> None:
    scan(manifest)
    (docs / "a.txt").unlink()
    scan(manifest)
    assert docs_by_name(manifest) == {}


def test_a_folder_that_is_away_keeps_its_files(manifest: Manifest, docs: Path) -> None:
    scan(manifest)
    docs.rename(docs.with_name("elsewhere"))
    assert "not there now" in scan(manifest)[0]
    assert list(docs_by_name(manifest)) == ["a.txt"]


def test_what_nobody_wrote_is_left_out(manifest: Manifest, docs: Path) -> None:
    for name in (".hidden/x.txt", "node_modules/x.txt", "~$a.txt", ".env"):
        path = docs / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    scan(manifest)
    assert list(docs_by_name(manifest)) == ["a.txt"]


def test_every_file_has_a_status_and_a_reason(manifest: Manifest, docs: Path) -> None:
    (docs / "empty.txt").touch()
    (docs / "program.exe").write_bytes(b"MZ\x90\x00\x03\x00\x00\x00\xff\xff" * 20)
    scan(manifest)
    assert statuses(manifest) == {"a.txt": Status.PENDING, "empty.txt": Status.EMPTY, "program.exe": Status.SKIPPED}
    assert all(info.reason for info in manifest.file_infos() if info.status is not Status.PENDING)


@pytest.mark.skipif(os.name == "nt", reason="there are no such links and pipes there")
def test_links_in_circles_and_pipes_do_not_hold_it_up(manifest: Manifest, docs: Path) -> None:
    (docs / "circle").symlink_to(docs)
    (docs / "dangling.txt").symlink_to(docs / "nowhere")
    os.mkfifo(docs / "pipe.txt")
    scan(manifest)
    reasons = {info.path.name: (info.status, info.reason) for info in manifest.file_infos() if info.reason}
    assert list(reasons) == ["circle", "dangling.txt", "pipe.txt"]
    assert {status for status, _ in reasons.values()} == {Status.SKIPPED}
    assert "link to a folder" in reasons["circle"][1] and "nowhere" in reasons["dangling.txt"][1]


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_names_that_are_not_unicode_are_taken(manifest: Manifest, docs: Path) -> None:
    Path(os.fsdecode(os.fsencode(docs) + b"/caf\xe9.txt")).write_text("x")
    scan(manifest)
    assert len(docs_by_name(manifest)) == 2


def test_it_can_be_cancelled(manifest: Manifest) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        scan(manifest, cancel)


def test_a_rule_that_begins_to_leave_a_file_out_takes_it_out_and_back(manifest: Manifest, docs: Path) -> None:
    (docs / "b.log").write_text("lines")
    scan(manifest)
    before = docs_by_name(manifest)
    (docs / RULES_FILE).write_text("*.log\n[z-a]\n")
    assert "Line 2" in scan(manifest)[0]
    assert list(docs_by_name(manifest)) == ["a.txt"]
    (docs / RULES_FILE).unlink()
    assert scan(manifest) == []
    assert docs_by_name(manifest) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything is readable here")
def test_a_folder_whose_rules_cannot_be_read_is_left_alone(manifest: Manifest, docs: Path) -> None:
    scan(manifest)
    rules = docs / RULES_FILE
    rules.write_text("secret.txt\n")
    (docs / "secret.txt").write_text("x")
    rules.chmod(0)
    assert "can't be opened" in scan(manifest)[0]
    assert list(docs_by_name(manifest)) == ["a.txt"]


def test_what_is_being_written_waits(manifest: Manifest, docs: Path) -> None:
    scan(manifest)
    before = docs_by_name(manifest)["a.txt"]
    (docs / "a.txt").write_text("half of it")
    (docs / "new.txt").write_text("half of that")
    moving = frozenset({docs / "a.txt", docs / "new.txt"})
    scan(manifest, moving=moving)
    assert docs_by_name(manifest) == {"a.txt": before, "new.txt": None}
    assert statuses(manifest)["new.txt"] is Status.PENDING
    scan(manifest)
    after = docs_by_name(manifest)
    assert after["a.txt"] != before and after["new.txt"] is not None


def test_what_failed_is_tried_again_though_it_has_not_changed(
    manifest: Manifest, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: Path) -> Any:
        raise WellreadError("Wellread may not read this file.")

    monkeypatch.setattr("core.scan.open_plain", closed)
    scan(manifest)
    assert statuses(manifest)["a.txt"] is Status.FAILED
    monkeypatch.undo()
    scan(manifest)
    assert statuses(manifest)["a.txt"] is Status.PENDING


def test_a_drive_that_fails_while_it_is_read_takes_nothing_with_it(
    manifest: Manifest, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (docs / "sub").mkdir()
    (docs / "sub" / "b.txt").write_text("beta")
    scan(manifest)
    before = docs_by_name(manifest)
    for path in (docs / "a.txt", docs / "sub" / "b.txt"):
        path.write_text("changed, and then the drive broke")

    def broken(path: Path) -> Any:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("core.scan.open_plain", broken)
    assert len(scan(manifest)) == 2
    assert docs_by_name(manifest) == before
    monkeypatch.undo()
    scan(manifest)
    assert docs_by_name(manifest) != before
