"""Library files that are damaged, foreign, newer, or made by somebody who means no good."""

from __future__ import annotations

import hashlib
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest

from core.cancel import CancelToken
from core.carrying.container import unpacking
from core.carrying.telling import Telling
from core.errors import DiskFull, WellreadError
from models.embedder import SentenceEmbedder
from tests.core.carrying.conftest import Library, Make, written

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def packed(embedder: SentenceEmbedder, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """A library file, and the folder that it is of."""
    root = tmp_path_factory.mktemp("maker")
    docs = written(root / "docs")
    library = Library(root / "profile", embedder)
    library.add(docs)
    data = library.export(root / "mine.wellread").read_bytes()
    library.close()
    return data, docs


@pytest.fixture
def pack(packed: tuple[bytes, Path], tmp_path: Path) -> Path:
    path = tmp_path / "mine.wellread"
    path.write_bytes(packed[0])
    return path


def opened(path: Path) -> None:
    with unpacking(path, Telling(lambda _: None, CancelToken())):
        pass


def sealed(data: bytes) -> bytes:
    """With a checksum that is right, as a stranger could calculate it."""
    comment = b"Wellread library 1 "
    bare = data[: -(len(comment) + 64)]
    return bare + comment + hashlib.blake2b(bare, digest_size=32).hexdigest().encode()


def made(members: Members, names: list[str] | None = None) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.comment = bytes(83)
        for name in names or members:
            archive.writestr(name, members[name])
    return sealed(file.getvalue())


def members_of(path: Path) -> Members:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(lines: bytes, change: Callable[[list[Any]], None]) -> bytes:
    records = [json.loads(line) for line in lines.splitlines()]
    change(records)
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_any_program_can_unpack_it(pack: Path) -> None:
    members = members_of(pack)
    assert list(members)[:3] == ["about.json", "files.jsonl", "documents.jsonl"]
    assert json.loads(members["about.json"])["documents"] == 2


def test_a_changed_byte_is_found_wherever_it_is(pack: Path, tmp_path: Path) -> None:
    whole = pack.read_bytes()
    chance = random.Random(5)
    places = {*range(200), *range(len(whole) - 900, len(whole)), *chance.sample(range(len(whole)), 400)}
    bent = tmp_path / "bent.wellread"
    for place in sorted(places):
        data = bytearray(whole)
        data[place] ^= 1 << chance.randrange(8)
        bent.write_bytes(data)
        with pytest.raises(WellreadError):
            opened(bent)
    bent.write_bytes(whole)
    opened(bent)


@pytest.mark.parametrize("kept", [0, 1, 100, -1, -83, -84, -500])
def test_a_cut_file_is_refused_and_changes_nothing(pack: Path, make: Make, tmp_path: Path, kept: int) -> None:
    library = make("taker")
    before = library.state()
    (tmp_path / "cut.wellread").write_bytes(pack.read_bytes()[:kept])
    with pytest.raises(WellreadError, match="no Wellread library"):
        library.take(tmp_path / "cut.wellread")
    assert library.state() == before


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"%PDF-1.7\n" * 50, b"\0" * 10_000, random.Random(1).randbytes(5000)]
)
def test_another_file_is_refused(make: Make, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "other.wellread").write_bytes(data)
    with pytest.raises(WellreadError, match="no Wellread library"):
        make("taker").take(tmp_path / "other.wellread")


def test_no_file_and_a_folder_are_refused(make: Make, tmp_path: Path) -> None:
    for path in (tmp_path / "none.wellread", tmp_path):
        with pytest.raises(WellreadError, match="can't be imported"):
            make("taker").take(path)


def test_a_newer_file_asks_for_an_update(pack: Path, make: Make, tmp_path: Path) -> None:
    newer = tmp_path / "newer.wellread"
    newer.write_bytes(pack.read_bytes().replace(b"Wellread library 1 ", b"Wellread library 2 "))
    with pytest.raises(WellreadError, match="newer Wellread"):
        make("taker").take(newer)
    members = members_of(pack)
    about = json.loads(members["about.json"])
    newer.write_bytes(made({**members, "about.json": json.dumps({**about, "reading": 1000}).encode()}))
    with pytest.raises(WellreadError, match="newer Wellread"):
        make("taker").take(newer)


def _set(name: str, value: Any, at: int = 0) -> Callable[[list[Any]], None]:
    return lambda records: records[at].__setitem__(name, value)


def _passage(name: str, value: Any) -> Callable[[list[Any]], None]:
    def change(records: list[Any]) -> None:
        next(one for one in records if one.get("passages") and "leaf" in one)["passages"][0][name] = value

    return change


_BOMB = "KLUv/aSA1zcjAQAAAAAA"  # says that it unpacks to a great deal
WRONG_DOCUMENTS = {
    "no key": _set("doc", "../../etc/passwd"),
    "key of another length": _set("doc", "aa"),
    "too many pages": _set("leaves", 2**40),
    "fewer pages than said": _set("leaves", 7),
    "more passages than said": _set("passages", 0),
    "fewer passages than said": _set("passages", 9),
    "a status there is none of": _set("status", "fine"),
    "a number that is text": _set("seconds", "1"),
    "a number that is none": _set("seconds", float("nan")),
    "truth that is a number": _set("locked", 1),
    "text that is no text": _set("title", "\ud800"),
    "a missing field": lambda records: records[0].pop("kind"),
    "no record": lambda records: records.__setitem__(0, [1]),
    "a leaf that is another": _set("leaf", 3, 1),
    "words that are none": _set("words", "AAAA", 1),
    "words that swell": _set("words", _BOMB, 1),
    "words that are no base 64": _set("words", "§", 1),
    "a passage twice": lambda records: records[1]["passages"].append(records[1]["passages"][0]),
    "a passage of number minus one": _passage("ordinal", -1),
    "a passage that ends before it begins": _passage("end", -5),
    "a heading that is no list": _passage("heading", "Returns"),
    "a heading that holds a list": _passage("heading", [["Returns"]]),
    "a document twice": lambda records: records.extend(records[:2]),
    "documents in another order": lambda records: records.reverse(),
    "a document left out": lambda records: records.__delitem__(slice(0, 2)),
}


@pytest.mark.parametrize("wrong", WRONG_DOCUMENTS)
def test_documents_that_make_no_sense_change_nothing(pack: Path, make: Make, tmp_path: Path, wrong: str) -> None:
    members = members_of(pack)
    members["documents.jsonl"] = changed(members["documents.jsonl"], WRONG_DOCUMENTS[wrong])
    refused(make("taker"), made(members), tmp_path)


WRONG_FILES = {
    "above its folder": "{docs}/../../../etc/passwd",
    "in no folder": "/etc/passwd",
    "not whole": "notes.md",
    "no path": "a\0b",
    "nothing": "",
    "the folder itself": "{docs}",
}


@pytest.mark.parametrize("wrong", WRONG_FILES)
def test_files_that_lead_elsewhere_change_nothing(
    pack: Path, packed: tuple[bytes, Path], make: Make, tmp_path: Path, wrong: str
) -> None:
    members = members_of(pack)
    path = WRONG_FILES[wrong].format(docs=packed[1])
    members["files.jsonl"] = changed(members["files.jsonl"], _set("path", path))
    refused(make("taker"), made(members), tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        _set("doc", "0" * 32), _set("folder", 5), _set("folder", -1), _set("size", 2**80), _set("mtime_ns", "now"),
        lambda records: records.pop(), lambda records: [one.update(doc=None, status="pending") for one in records],
    ],
)  # fmt: skip
def test_files_that_make_no_sense_change_nothing(
    pack: Path, make: Make, tmp_path: Path, change: Callable[[list[Any]], None]
) -> None:
    members = members_of(pack)
    members["files.jsonl"] = changed(members["files.jsonl"], change)
    refused(make("taker"), made(members), tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"folders": ["docs"]}, {"folders": ["/a/../b"]}, {"folders": []}, {"folders": [3]}, {"documents": 1},
        {"files": 99}, {"windows": "no"}, {"format": "zip"}, {"embedders": [{}]}, {"embedders": {}},
    ],
)  # fmt: skip
def test_an_about_that_makes_no_sense_changes_nothing(
    pack: Path, make: Make, tmp_path: Path, change: dict[str, Any]
) -> None:
    members = members_of(pack)
    members["about.json"] = json.dumps({**json.loads(members["about.json"]), **change}).encode()
    refused(make("taker"), made(members), tmp_path)


def test_an_embedder_whose_name_is_a_path_is_refused(pack: Path, make: Make, tmp_path: Path) -> None:
    members = members_of(pack)
    about = json.loads(members["about.json"])
    about["embedders"][0]["fingerprint"] = "../../../evil00"
    refused(make("taker"), made({**members, "about.json": json.dumps(about).encode()}), tmp_path)


def test_vectors_that_make_no_sense_change_nothing(pack: Path, make: Make, tmp_path: Path) -> None:
    members = members_of(pack)
    (name,) = (name for name in members if name.startswith("vectors/"))
    vectors = members[name]
    huge = vectors[:20] + np.full(4, np.inf, "<f2").tobytes() + vectors[28:]
    for wrong in (vectors[:-1], vectors + b"\0", b"", huge, bytes(16) + vectors[16:], vectors[:16] + b"\xff" * 4):
        refused(make(f"taker {len(wrong)} {hash(wrong)}"), made({**members, name: wrong}), tmp_path)


def test_vectors_of_another_length_than_those_here_change_nothing(pack: Path, make: Make, tmp_path: Path) -> None:
    library = make("taker")
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "a.md").write_text("Something of our own.")
    library.add(folder)
    members = members_of(pack)
    about = json.loads(members["about.json"])
    about["embedders"][0]["dimensions"] = 8
    refused(library, made({**members, "about.json": json.dumps(about).encode()}), tmp_path)


def test_other_members_change_nothing(pack: Path, make: Make, tmp_path: Path) -> None:
    members = members_of(pack)
    library = make("taker")
    for more in ("../../evil", "/etc/evil", "C:\\evil", "manifest.db"):
        refused(library, made({**members, more: b"x"}), tmp_path)
    refused(library, made(members, list(reversed(members))), tmp_path)
    refused(library, made({"about.json": b"[" * 100_000}), tmp_path)
    refused(library, made({"about.json": b"{}"}), tmp_path)
    assert not list(tmp_path.rglob("evil"))


def test_a_file_that_swells_beyond_the_disk_is_refused_before_it_does(
    pack: Path, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = members_of(pack)
    members["documents.jsonl"] += b" " * 50_000_000
    (tmp_path / "bomb.wellread").write_bytes(made(members))
    library = make("taker")
    before = library.state()
    usage = type("Usage", (), {"free": 10_000_000})
    monkeypatch.setattr("core.carrying.container.shutil.disk_usage", lambda _: usage)
    with pytest.raises(DiskFull):
        library.take(tmp_path / "bomb.wellread")
    assert library.state() == before


@pytest.mark.parametrize("seed", range(12))
def test_bytes_changed_by_somebody_who_seals_them_again_do_no_harm(
    pack: Path, make: Make, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    library = make("taker")
    before = library.state()
    for _ in range(15):
        data = bytearray(pack.read_bytes())
        for _ in range(chance.choice((1, 1, 3))):
            data[chance.randrange(len(data) - 83)] = chance.randrange(256)
        (tmp_path / "bent.wellread").write_bytes(sealed(bytes(data)))
        try:
            library.take(tmp_path / "bent.wellread")
        except WellreadError:
            assert library.state()[:2] == before[:2]
            assert set(library.store.counts().values()) <= {0}
        else:
            return  # the byte was one that nothing reads


def refused(library: Library, data: bytes, tmp_path: Path) -> None:
    before, rows = library.state()[:2], sum(library.store.counts().values())
    (tmp_path / "wrong.wellread").write_bytes(data)
    with pytest.raises(WellreadError):
        library.take(tmp_path / "wrong.wellread")
    assert library.state()[:2] == before
    assert sum(library.store.counts().values()) == rows
    assert library.manifest.half_written() == []
    assert library.manifest.carrying.document_count() == len(
        {doc for _, doc in library.manifest.files_at(Path("/")) if doc}
    )
