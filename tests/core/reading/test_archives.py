"""Archives read as folders: every packing, names and passwords, broken ones, and those made to do harm."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import py7zr
import pytest
import pyzipper
from backports import zstd

from core.errors import Locked, WellreadError
from core.reading.archives import allowance
from core.reading.archives.members import member_path
from core.reading.archives.old_names import decoded_name, encoding_of_names
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Page, Part, Status

FILES = {"a.txt": "Lamps are sold on Monday.", "deep/er/b.md": "# Returns\n\nBring the receipt.", "c.html": "<p>Open"}


class Outcome:
    """What came of reading a file, the error that ended it included."""

    def __init__(self, path: Path, kind: str, password: str = "") -> None:
        scratch = path.parent / "scratch"
        scratch.mkdir(exist_ok=True)
        self.pages: dict[str, str] = {}
        self.parts: dict[str, Part] = {}
        self.error: WellreadError | None = None
        try:
            for found in read_pages(Source(path, kind, scratch, password)):
                if isinstance(found, Page):
                    self.pages[found.part] = self.pages.get(found.part, "") + found.text
                elif isinstance(found, Part):
                    self.parts[found.name] = found
        except WellreadError as error:
            self.error = error
        assert list(scratch.iterdir()) == []

    @property
    def status(self) -> dict[str, Status]:
        return {name: part.status for name, part in self.parts.items()}


def zipped(files: dict[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def tarred(files: dict[str, str | bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for name, data in files.items():
            content = data.encode() if isinstance(data, str) else data
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def seven_zipped(path: Path, files: dict[str, str], password: str | None = None, names_too: bool = False) -> Path:
    with py7zr.SevenZipFile(path, "w", password=password, header_encryption=names_too) as archive:
        for name, text in files.items():
            archive.writestr(text, name)
    return path


def saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip(tmp_path: Path, how: int) -> None:
    outcome = Outcome(saved(tmp_path / "a.zip", zipped(dict(FILES), how)), "zip")
    assert outcome.pages == {
        "a.txt": "Lamps are sold on Monday.",
        "deep/er/b.md": "# Returns\n\nBring the receipt.",
        "c.html": "Open\n\n",
    }
    assert outcome.parts["deep/er/b.md"] == Part("deep/er/b.md", Status.INDEXED, "", 1)
    assert outcome.error is None


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.tar", bytes),
        ("a.tar.gz", gzip.compress),
        ("a.tgz", gzip.compress),
        ("a.tar.bz2", bz2.compress),
        ("a.tar.xz", lzma.compress),
        ("a.tar.zst", zstd.compress),
    ],
)
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tar_in_any_packing(tmp_path: Path, name: str, pack: type[bytes], form: int) -> None:
    outcome = Outcome(saved(tmp_path / name, pack(tarred(dict(FILES), form))), "gzip")
    assert list(outcome.pages) == list(FILES)
    assert outcome.pages["a.txt"] == FILES["a.txt"]


def test_7z(tmp_path: Path) -> None:
    files = dict(FILES) | {"long.txt": "A line that comes again and again.\n" * 300_000, "empty.txt": ""}
    outcome = Outcome(seven_zipped(tmp_path / "a.7z", files), "7z")
    assert outcome.pages["a.txt"] == FILES["a.txt"]
    assert outcome.pages["long.txt"] == files["long.txt"]
    assert outcome.status["empty.txt"] is Status.EMPTY
    assert outcome.error is None


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_packed_file_is_called_as_before_it_was_packed(tmp_path: Path, pack: type[bytes]) -> None:
    outcome = Outcome(saved(tmp_path / "notes.txt.gz", pack(b"Ask for Ann.")), "gzip")
    assert outcome.pages == {"notes.txt": "Ask for Ann."}


def test_archives_in_archives_and_what_is_not_read(tmp_path: Path) -> None:
    inner = zipped({"x/y.txt": "Found in the depth.", "film.bin": bytes(range(256)) * 40})
    outer = tarred({"inner.zip": inner, "z.txt": "Near."})
    outcome = Outcome(saved(tmp_path / "a.tar", outer), "tar")
    assert outcome.pages == {"inner.zip/x/y.txt": "Found in the depth.", "z.txt": "Near."}
    assert outcome.status["inner.zip/film.bin"] is Status.SKIPPED
    assert outcome.parts["inner.zip/film.bin"].reason
    assert outcome.status["inner.zip"] is Status.INDEXED


def test_a_damaged_member_fails_alone(tmp_path: Path) -> None:
    data = zipped({"bad.docx": b"PK\x03\x04 no more", "good.txt": "Fine."})
    outcome = Outcome(saved(tmp_path / "a.zip", data), "zip")
    assert outcome.pages == {"good.txt": "Fine."}
    assert outcome.status["bad.docx"] in (Status.FAILED, Status.SKIPPED)
    assert outcome.error is None


def test_what_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    names = ["__MACOSX/._a.txt", ".DS_Store", "b/Thumbs.db", ".git/config", "desktop.ini", "~$a.docx", "a.txt"]
    outcome = Outcome(saved(tmp_path / "a.zip", zipped(dict.fromkeys(names, "words"))), "zip")
    assert list(outcome.parts) == ["a.txt"]


def test_names_that_try_to_escape_are_only_shown(tmp_path: Path) -> None:
    names = [
        "../../up.txt",
        "/etc/root.txt",
        "C:\\Windows\\win.txt",
        "a\x00b.txt",
        "con.txt",
        "x" * 400 + ".txt",
        "a.txt",
    ]
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in [*names, "a.txt"]:
            info = tarfile.TarInfo(name)
            info.size = 5
            archive.addfile(info, io.BytesIO(b"words"))
        for kind, target in ((tarfile.SYMTYPE, "/etc/passwd"), (tarfile.LNKTYPE, "a.txt"), (tarfile.FIFOTYPE, "")):
            info = tarfile.TarInfo(f"link{kind.decode()}")
            info.type, info.linkname = kind, target
            archive.addfile(info)
    before = {path for path in tmp_path.parent.rglob("*") if path.is_file()}
    outcome = Outcome(saved(tmp_path / "a.tar", packed.getvalue()), "tar")
    assert {path for path in tmp_path.parent.rglob("*") if path.is_file()} - before == {tmp_path / "a.tar"}
    assert set(outcome.pages.values()) == {"words"}
    assert "up.txt" in outcome.pages and "etc/root.txt" in outcome.pages
    assert "a.txt" in outcome.pages and "a (2).txt" in outcome.pages
    assert all(len(name) <= 300 and ".." not in name and not name.startswith("/") for name in outcome.pages)
    links = [part for name, part in outcome.parts.items() if name.startswith("link")]
    assert [part.status for part in links] == [Status.SKIPPED] * 3


def test_a_link_in_a_zip_is_named_so(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("passwords.txt")
    info.external_attr = 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    outcome = Outcome(saved(tmp_path / "a.zip", packed.getvalue()), "zip")
    assert outcome.status == {"passwords.txt": Status.SKIPPED} and "link" in outcome.parts["passwords.txt"].reason


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp850", ["Größe.txt", "Übersicht.txt"]),
        ("cp1252", ["Größe.txt", "Café.txt"]),
        ("cp866", ["Отчёт за март.txt", "договор.txt"]),
        ("cp1251", ["Отчёт за март.txt", "договор.txt"]),
        ("cp932", ["見積書.txt", "新しいフォルダ/テスト.txt"]),
        ("gb18030", ["合同.txt", "新建文件夹/报告.txt"]),
        ("big5", ["合約書.txt", "新增資料夾/報告.txt"]),
        ("euc_kr", ["계약서.txt", "새 폴더/보고서 사본.txt"]),
        ("utf-8", ["Größe.txt", "見積書.txt"]),
    ],
)
def test_names_from_before_unicode(encoding: str, names: list[str]) -> None:
    raw = [name.encode(encoding) for name in names]
    assert [decoded_name(name, encoding_of_names(raw)) for name in raw] == names


def test_zip_names_without_the_mark_of_unicode(tmp_path: Path) -> None:
    data = zipped({"Größe.txt": "words"}).replace("Größe".encode(), b"Gr\x94\xe1e__")
    for flags in (b"PK\x03\x04\x14\x00\x00\x08", b"PK\x01\x02\x14\x03\x14\x00\x00\x08"):
        assert flags in data
        data = data.replace(flags, flags[:-1] + b"\x00")
    assert list(Outcome(saved(tmp_path / "b.zip", data), "zip").pages) == ["Größe__.txt"]


def test_a_zip_name_with_its_unicode_beside_it(tmp_path: Path) -> None:
    path = "見.txt".encode()
    info = zipfile.ZipInfo("xx.txt")
    info.extra = struct.pack("<HHBI", 0x7075, 5 + len(path), 1, zlib.crc32(b"xx.txt")) + path
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(info, "words")
    assert list(Outcome(saved(tmp_path / "a.zip", packed.getvalue()), "zip").pages) == ["見.txt"]


def weakly_encrypted(name: bytes, text: bytes, password: bytes) -> bytes:
    """A zip archive in the old encryption, which no library writes any more."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = zlib.crc32(bytes([byte]), keys[0] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = zlib.crc32(bytes([keys[1] >> 24]), keys[2] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    for byte in password:
        update(byte)
    sealed = bytearray()
    for byte in bytes(11) + bytes([zlib.crc32(text) >> 24]) + text:
        odd = keys[2] & 0xFFFF | 2
        sealed.append(byte ^ (odd * (odd ^ 1) >> 8 & 0xFF))
        update(byte)
    sizes = struct.pack("<IIIHH", zlib.crc32(text), len(sealed), len(text), len(name), 0)
    local = struct.pack("<4s5H", b"PK\x03\x04", 20, 1, 0, 0, 33) + sizes + name + sealed
    table = struct.pack("<4s6H", b"PK\x01\x02", 20, 20, 1, 0, 0, 33) + sizes + bytes(14) + name
    return local + table + struct.pack("<4s4HIIH", b"PK\x05\x06", 0, 0, 1, 1, len(table), len(local), 0)


def strongly_encrypted(name: str, text: str, password: bytes) -> bytes:
    packed = io.BytesIO()
    with pyzipper.AESZipFile(packed, "w", pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password)
        archive.writestr(name, text)
    return packed.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        weakly_encrypted(b"a.txt", b"The vault is behind the clock.", b"open"),
        strongly_encrypted("a.txt", "The vault is behind the clock.", b"open"),
    ],
)
def test_encrypted_zip(tmp_path: Path, data: bytes) -> None:
    path = saved(tmp_path / "a.zip", data)
    without = Outcome(path, "zip")
    assert isinstance(without.error, Locked) and not without.parts
    wrong = Outcome(path, "zip", "shut")
    assert isinstance(wrong.error, Locked) and "password does not open" in wrong.error.message
    assert Outcome(path, "zip", "open").pages == {"a.txt": "The vault is behind the clock."}


@pytest.mark.parametrize("names_too", [False, True])
def test_encrypted_7z(tmp_path: Path, names_too: bool) -> None:
    path = seven_zipped(tmp_path / "a.7z", {"a.txt": "The vault is behind the clock."}, "open", names_too)
    assert isinstance(Outcome(path, "7z").error, Locked)
    assert isinstance(Outcome(path, "7z", "shut").error, Locked)
    assert Outcome(path, "7z", "open").pages == {"a.txt": "The vault is behind the clock."}


def test_what_is_not_encrypted_is_read_without_a_password(tmp_path: Path) -> None:
    locked = strongly_encrypted("secret.txt", "Behind the clock.", b"open")
    outcome = Outcome(saved(tmp_path / "a.zip", zipped({"in.zip": locked, "free.txt": "Come in."})), "zip")
    assert outcome.pages == {"free.txt": "Come in."}
    assert outcome.status["in.zip"] is Status.FAILED
    assert isinstance(outcome.error, Locked)


def test_a_zip_that_broke_off_gives_what_came(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(30_000).hex()
    whole = zipped({"a.txt": "First.", "d/b.txt": noise, "c.txt": "Last."})
    outcome = Outcome(saved(tmp_path / "a.zip", whole[:20_000]), "zip")
    assert outcome.pages["a.txt"] == "First."
    assert noise.startswith(outcome.pages["d/b.txt"]) and len(outcome.pages["d/b.txt"]) > 10_000
    assert outcome.status["d/b.txt"] is Status.PARTIAL
    assert outcome.error and "damaged" in outcome.error.message
    garbled = bytearray(whole)
    garbled[whole.find(b"PK\x01\x02") + 20] ^= 0xFF
    assert Outcome(saved(tmp_path / "b.zip", bytes(garbled)), "zip").pages["c.txt"] == "Last."


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_tar_that_broke_off_gives_what_came(tmp_path: Path, pack: type[bytes]) -> None:
    noise = random.Random(1).randbytes(600_000).hex()
    whole = pack(tarred({"a.txt": "First.", "b.txt": noise, "c.txt": "Last."}))
    outcome = Outcome(saved(tmp_path / "a.tar", whole[: len(whole) * 4 // 5]), "tar")
    assert outcome.pages["a.txt"] == "First."
    assert outcome.status["b.txt"] is Status.PARTIAL and len(outcome.pages["b.txt"]) > 100_000
    assert "c.txt" not in outcome.pages
    assert outcome.error and "damaged" in outcome.error.message


def test_a_tar_damaged_in_its_middle_goes_on_behind_it(tmp_path: Path) -> None:
    data = bytearray(tarred({"a.txt": "First.", "b.txt": "Second.", "c.txt": "Last."}, tarfile.USTAR_FORMAT))
    data[1024 + 3] ^= 0xFF
    outcome = Outcome(saved(tmp_path / "a.tar", bytes(data)), "tar")
    assert outcome.pages == {"a.txt": "First.", "c.txt": "Last."}
    assert outcome.error


def test_what_stands_behind_a_gzip_file_is_passed_over(tmp_path: Path) -> None:
    outcome = Outcome(saved(tmp_path / "a.txt.gz", gzip.compress(b"Words.") + b"signature"), "gzip")
    assert outcome.pages == {"a.txt": "Words."} and outcome.error is None


@pytest.mark.parametrize("at", [10, 40, 100, -40, -3])
def test_a_damaged_7z_is_named_so(tmp_path: Path, at: int) -> None:
    path = seven_zipped(tmp_path / "a.7z", dict(FILES))
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    outcome = Outcome(saved(path, bytes(data)), "7z")
    assert outcome.error or Status.FAILED in outcome.status.values() or Status.PARTIAL in outcome.status.values()
    saved(path, bytes(data[: len(data) // 2]))
    assert Outcome(path, "7z").error


def test_a_7z_that_asks_for_too_much_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.7z"
    with py7zr.SevenZipFile(path, "w", filters=[{"id": py7zr.FILTER_LZMA, "dict_size": 1 << 20}]) as archive:
        archive.set_encoded_header_mode(False)
        archive.writestr("Words.", "a.txt")
    data = bytearray(path.read_bytes())
    at = data.index(b"\x03\x01\x01\x05") + 5  # method, length of its settings, a byte, the size of its dictionary
    data[at : at + 4] = struct.pack("<I", 3 << 30)
    start = 32 + struct.unpack_from("<Q", data, 12)[0]
    struct.pack_into("<I", data, 28, zlib.crc32(data[start:]))
    struct.pack_into("<I", data, 8, zlib.crc32(data[12:32]))
    outcome = Outcome(saved(path, bytes(data)), "7z")
    assert "memory" in outcome.parts["a.txt"].reason


def test_archives_within_archives_end_somewhere(tmp_path: Path) -> None:
    data = zipped({"a.txt": "The innermost."})
    for _ in range(12):
        data = zipped({"in.zip": data})
    outcome = Outcome(saved(tmp_path / "a.zip", data), "zip")
    assert not outcome.pages
    assert any("too many files within files" in part.reason for part in outcome.parts.values())


def test_a_bomb_is_left_when_it_swells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "_RATIO_FROM", 1 << 20)
    bomb = zipped({f"{n}.txt": b"a " * 500_000 for n in range(3)})
    for _ in range(2):
        bomb = zipped({f"{n}.zip": bomb for n in range(8)})
    outcome = Outcome(saved(tmp_path / "a.zip", bomb), "zip")
    assert isinstance(outcome.error, allowance.TooMuch) and "thousand times" in outcome.error.message
    for name, pack in (("b.bz2", bz2.compress), ("b.xz", lzma.compress)):
        outcome = Outcome(saved(tmp_path / name, pack(b"b " * 3_000_000)), "gzip")
        assert "thousand times" in outcome.parts["b"].reason


def test_zip_members_that_share_their_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand names for one packed file: what counts is what comes out."""
    monkeypatch.setattr(allowance, "_MOST_BYTES", 10 << 20)
    data = zipped({"a.txt": b"words " * 200_000})
    table = data[data.index(b"PK\x01\x02") : data.index(b"PK\x05\x06")]
    start = data.index(b"PK\x01\x02")
    end = struct.pack("<4s4HIIH", b"PK\x05\x06", 0, 0, 1000, 1000, 1000 * len(table), start, 0)
    outcome = Outcome(saved(tmp_path / "a.zip", data[:start] + table * 1000 + end), "zip")
    assert isinstance(outcome.error, allowance.TooMuch)
    assert 5 < len(outcome.pages) < 10


def test_there_is_an_end_to_how_many_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "_MOST_MEMBERS", 10)
    data = zipped({"in.zip": zipped({f"{n}.txt": "x" for n in range(6)}), **{f"{n}.txt": "x" for n in range(20)}})
    outcome = Outcome(saved(tmp_path / "a.zip", data), "zip")
    assert isinstance(outcome.error, allowance.TooMuch)
    assert len(outcome.pages) == 9  # and the archive itself


def test_a_table_of_contents_without_end_is_not_believed(tmp_path: Path) -> None:
    data = bytearray(zipped(dict(FILES)))
    at = data.index(b"PK\x05\x06")
    end = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 3, 3, 1 << 40, 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
    outcome = Outcome(saved(tmp_path / "a.zip", bytes(data[:at]) + end + locator + bytes(data[at:])), "zip")
    assert outcome.error


def header(name: str, size: bytes, kind: bytes = b"0") -> bytes:
    """A header of a tar archive whose size is what it wants to be."""
    block = bytearray(tarfile.TarInfo(name).tobuf(tarfile.USTAR_FORMAT))
    block[124:136], block[156:157] = size, kind
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


@pytest.mark.parametrize(
    "lie",
    [
        header("x", b"77777777777\0", b"x"),  # names of 8 GB
        header("x", b"\xff" * 10 + b"\xfc\x00"),  # less than nothing
        header("x", b"00000000000\0", b"x") * 5000,
        header("x", b"77777777777\0"),
    ],
)
def test_a_tar_that_lies_ends(tmp_path: Path, lie: bytes) -> None:
    first = header("a.txt", b"00000000005\0") + b"words".ljust(512, b"\0")
    outcome = Outcome(saved(tmp_path / "a.tar", first + lie + b"b" * 2000), "tar")
    assert outcome.pages["a.txt"] == "words"
    assert outcome.error


def test_one_file_is_had_again(tmp_path: Path) -> None:
    data = zipped({"in.tar": gzip.compress(tarred({"x/y.txt": "Deep.", "x.txt": "No."})), "x/y.txt": "Near."})
    path = saved(tmp_path / "a.zip", data)
    (tmp_path / "scratch").mkdir()
    source = Source(path, "zip", tmp_path / "scratch")
    assert member_path(source, "in.tar/x/y.txt").path.read_text() == "Deep."
    found = member_path(source, "x/y.txt")
    assert found.path.read_text() == "Near." and found.kind == "text" and found.depth == 1
    with pytest.raises(WellreadError):
        member_path(source, "x/z.txt")
