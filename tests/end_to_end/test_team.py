"""A library on an object storage: one writes, others read.

Needs moto's server, in this Python or in that of MOTO_PYTHON: pip install "moto[s3]" flask flask-cors.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.end_to_end.conftest import SAMPLE, Run, objects

PYTHON = os.environ.get("MOTO_PYTHON", sys.executable)  # a Python that has moto, if not this one
pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif("MOTO_PYTHON" not in os.environ and find_spec("moto") is None, reason="no moto here"),
]


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An S3-compatible server with an empty bucket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    null = subprocess.DEVNULL
    server = subprocess.Popen([PYTHON, "-m", "moto.server", "-p", str(port)], stdout=null, stderr=null)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(urllib.request.Request(f"{address}/team", method="PUT")).close()
                break
            except OSError:
                time.sleep(0.2)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        yield address
    finally:
        server.terminate()
        server.wait()


def profile(root: Path, endpoint: str, more: str = "") -> Path:
    root.mkdir()
    text = f'[library]\nuri = "s3://team/library"\nendpoint = "{endpoint}"\n{more}'
    (root / "settings.toml").write_text(text, encoding="utf-8")
    return root


def test_one_writes_and_others_read(
    wellread: Run, endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SAMPLE, tmp_path / "docs")
    writer = profile(tmp_path / "writer", endpoint)
    wellread("add", tmp_path / "docs", profile=writer)
    assert not list((writer / "library").glob("*.lance"))  # the tables lie there alone
    before = objects(wellread("search", "gift cards", "--json", profile=writer))[0]["hits"]
    reader = profile(tmp_path / "reader", endpoint, "read_only = true\n")
    assert objects(wellread("search", "gift cards", "--json", profile=reader))[0]["hits"] == before
    assert len(objects(wellread("files", "--json", profile=reader))) == 11
    assert sorted(path.name for path in reader.iterdir()) == ["settings.toml"]
    assert "opened read-only" in wellread("sync", profile=reader, status=1).stderr

    (tmp_path / "docs" / "new.md").write_text("# Umbrellas\n\nUmbrellas are lent for a deposit of nine pounds.\n")
    wellread("sync", profile=writer)
    (found,) = objects(wellread("search", "deposit for umbrellas", "--json", "-k", "1", profile=reader))
    assert "nine pounds" in found["hits"][0]["text"]

    other = profile(tmp_path / "other", endpoint)
    assert "written from another machine" in wellread("add", tmp_path / "docs", profile=other, status=1).stderr
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert "AWS_SECRET_ACCESS_KEY" in wellread("files", profile=reader, status=1).stderr
