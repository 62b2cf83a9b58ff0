"""What is opened with the system's programs, and what only shown in its folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop.window import opening


@pytest.mark.parametrize("name", ["a.exe", "a.PDF.ScR", "setup.sh", "x.desktop", "a.bat. .", "b.ps1", "c.py", "d.lnk"])
def test_what_might_run_is_not_opened(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(opening.QDesktopServices, "openUrl", lambda url: bool(asked.append(url)) or True)
    path = tmp_path / name
    path.write_bytes(b"#!/bin/sh\n")
    assert opening.runs(path)
    assert not opening.open_file(path)
    assert asked == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such mark")
def test_a_file_marked_as_a_program(tmp_path: Path) -> None:
    for name, runs in (("tool", True), ("notes.txt", False), ("paper.pdf", False), ("paper.xyz", True)):
        path = tmp_path / name
        path.write_bytes(b"what it holds")
        assert not opening.runs(path)
        path.chmod(0o755)
        assert opening.runs(path) is runs, name


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_a_link_is_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "evil.desktop").write_text("[Desktop Entry]\n", encoding="utf-8")
    link = tmp_path / "paper.pdf"
    link.symlink_to("evil.desktop")
    assert opening.runs(link)


def test_a_document_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(opening.QDesktopServices, "openUrl", lambda url: bool(asked.append(url.toString())) or True)
    path = tmp_path / "a paper & more.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    assert opening.open_file(path)
    assert opening.reveal(path) or sys.platform != "linux"
    assert asked[0] == path.as_uri().replace("%20", " ").replace("%26", "&")
    assert not opening.open_file(tmp_path / "gone.pdf")


@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="names are text there")
def test_a_name_that_is_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    monkeypatch.setattr(
        opening.QDesktopServices, "openUrl", lambda url: bool(asked.append(bytes(url.toEncoded().data()))) or True
    )
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_text("words", encoding="utf-8")
    assert opening.open_file(path)
    assert asked[0].endswith(b"caf%E9.txt")
