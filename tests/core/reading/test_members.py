"""Files inside files: their names, their bounds, what becomes of one that fails, and the pictures in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from core.errors import Locked, NotRead, WellreadError
from core.reading import registry
from core.reading.archives import allowance, unpacking
from core.reading.archives.allowance import Allowance, TooMuch
from core.reading.archives.member import Member, name_on_disk, shown_name, told_apart
from core.reading.archives.members import read_member, read_members, see_member_pictures
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import Page, Part, Picture, Status

Found = Page | Picture | Part


def member(name: str, data: bytes = b"words") -> Member:
    @contextmanager
    def opened() -> Iterator[io.BytesIO]:
        yield io.BytesIO(data)

    return Member(name, opened)


def container(folder: Path, password: str = "", depth: int = 0) -> Source:
    path = folder / "container"
    path.write_bytes(b"what holds the others")
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    return Source(path, "zip", scratch, password, depth)


class Fake:
    """A reader for one test, of the kind "text"."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *found: Found | Exception) -> None:
        self._found = found
        self.sources: list[Source] = []
        monkeypatch.setattr(registry, "_module", lambda kind: SimpleNamespace(pages=self.pages))

    def pages(self, source: Source) -> Pages:
        self.sources.append(source)
        assert source.path.exists() and source.scratch.is_dir()
        for found in self._found:
            if isinstance(found, Exception):
                raise found
            yield found
        return "a title"


def test_all_that_is_found_says_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Fake(
        monkeypatch, Page(3, "words"), Page(1, "deeper", part="x/y"), Picture("p1"), Part("x/y", Status.INDEXED, "", 1)
    )
    source = container(tmp_path)
    assert list(read_members(source, [member("a/b.txt")])) == [
        Page(3, "words", part="a/b.txt"),
        Page(1, "deeper", part="a/b.txt/x/y"),
        Picture("p1", part="a/b.txt"),
        Part("a/b.txt/x/y", Status.INDEXED, "", 1),
        Part("a/b.txt", Status.INDEXED, "", 2),
    ]
    assert list(source.scratch.iterdir()) == []


def test_a_member_is_handed_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Fake(monkeypatch)
    source = container(tmp_path, "open", 2)
    list(read_members(source, [member("a/Report 1.txt")]))
    (inner,) = fake.sources
    assert inner.path.name == "Report 1.txt" and inner.path.is_relative_to(source.scratch)
    assert inner.scratch.is_relative_to(source.scratch)
    assert (inner.kind, inner.password, inner.depth) == ("text", "open", 3)
    assert inner.allowance is source.allowance


@pytest.mark.parametrize(
    ("found", "status", "reason"),
    [
        ((Page(1, " \n"),), Status.EMPTY, "There is no text in it."),
        ((Picture("p1"),), Status.EMPTY, "There is no text in it, only pictures."),
        ((Page(1, "x"), NotRead("Not this.")), Status.PARTIAL, "Not this."),
        ((NotRead("Not this."),), Status.SKIPPED, "Not this."),
        ((Page(1, "x"), WellreadError("It ends.", "Try.")), Status.PARTIAL, "It ends. Try."),
        ((WellreadError("It ends."),), Status.FAILED, "It ends."),
        ((RecursionError(),), Status.FAILED, "It could not be read; it may be damaged."),
    ],
)
def test_how_a_member_went(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: tuple[Found], status: Status, reason: str
) -> None:
    Fake(monkeypatch, *found)
    source = container(tmp_path)
    parts = [part for part in read_members(source, [member("a.txt"), member("b.txt")]) if isinstance(part, Part)]
    assert [(part.name, part.status, part.reason) for part in parts] == [
        ("a.txt", status, reason),
        ("b.txt", status, reason),
    ]
    assert list(source.scratch.iterdir()) == []


def test_memory_and_pipes_are_the_business_of_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (MemoryError(), BrokenPipeError()):
        Fake(monkeypatch, error)
        source = container(tmp_path)
        with pytest.raises(type(error)):
            list(read_members(source, [member("a.txt")]))
        assert list(source.scratch.iterdir()) == []


def test_a_locked_member_locks_the_container_when_the_others_were_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Fake(monkeypatch, Locked("It needs a password."))
    reading = read_members(container(tmp_path), [member("a.txt"), member("b.txt")])
    assert [next(reading), next(reading)] == [
        Part("a.txt", Status.FAILED, "It needs a password."),
        Part("b.txt", Status.FAILED, "It needs a password."),
    ]
    with pytest.raises(Locked, match=r"a\.txt inside it could not be read: It needs a password\."):
        next(reading)


def test_what_is_left_of_a_member_is_read(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= 40_000:
                raise OSError("checksum")
            return super().read(size)

    @contextmanager
    def opened() -> Iterator[io.BytesIO]:
        yield Broken(b"word " * 20_000)

    page, part = read_members(container(tmp_path), [Member("a.txt", opened)])
    assert isinstance(page, Page) and len(page.text) >= 40_000
    assert part == Part("a.txt", Status.PARTIAL, "It is damaged, and not all of it could be unpacked.", 1)


def test_a_member_without_end_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LARGEST_MEMBER", 3 << 20)
    *pages, part = read_members(container(tmp_path), [member("a.txt", b"words " * 1_000_000)])
    assert sum(len(page.text) for page in pages if isinstance(page, Page)) > 1 << 20
    assert isinstance(part, Part) and part.status is Status.PARTIAL and part.reason.startswith("Only its first")


def test_nothing_is_unpacked_of_what_is_not_read(tmp_path: Path) -> None:
    asked: list[int] = []

    class Counting(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            asked.append(size or 0)
            return super().read(size)

    @contextmanager
    def opened() -> Iterator[io.BytesIO]:
        yield Counting(bytes(range(256)) * 100_000)

    (part,) = read_members(container(tmp_path), [Member("film.xyz", opened)])
    assert isinstance(part, Part) and part.status is Status.SKIPPED
    assert sum(asked) <= 8192


def test_the_disk_is_not_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance.shutil, "disk_usage", lambda path: SimpleNamespace(free=1 << 29))
    source = container(tmp_path)
    reading = read_members(source, [member("a.txt"), member("b.txt")])
    part = next(reading)
    assert isinstance(part, Part) and "free space" in part.reason
    with pytest.raises(TooMuch):
        next(reading)


def test_an_allowance_that_is_spent_stays_spent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "_RATIO_FROM", 1000)
    (tmp_path / "a").write_bytes(b"12345678")
    left = Allowance()
    left.begin(tmp_path / "a")
    left.unpack(8000)
    with pytest.raises(TooMuch):
        left.unpack(1)
    with pytest.raises(TooMuch):
        left.enter()


def test_a_file_that_lies_there_already(tmp_path: Path) -> None:
    path = tmp_path / "part.md"
    path.write_text("# Head\n\nWords")
    page, part = read_member(container(tmp_path), "x/part.md", path)
    assert isinstance(page, Page) and page.part == "x/part.md" and page.blocks
    assert part == Part("x/part.md", Status.INDEXED, "", 1)
    assert path.exists()


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("///", "unnamed"),
        ("a\nb\x07.txt", "a\ufffdb\ufffd.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\udc80.txt", "a\ufffd.txt"),
        ("u\u0308.txt", "ü.txt"),
    ],
)
def test_shown_names(raw: str, shown: str) -> None:
    assert shown_name(raw) == shown
    shown_name(raw).encode()


@pytest.mark.parametrize("name", ["con.txt", "NUL", "a" * 500 + ".html", "..", "x/.. ", "a:b?.txt", ".htaccess", "a. "])
def test_names_on_disk_are_plain(tmp_path: Path, name: str) -> None:
    made = name_on_disk(name)
    assert 0 < len(made) <= 80 and "/" not in made and ":" not in made and not made.startswith(".")
    assert made.split(".")[0].lower() not in ("con", "nul") and not made.endswith((".", " "))
    (tmp_path / made).write_text("x")


def test_no_two_members_share_a_name() -> None:
    names = ["a.txt", "a.txt", "a (2).txt", "b/a.txt", "./a.txt"]
    assert [one.name for one in told_apart(map(member, names))] == [
        "a.txt", "a (2).txt", "a (2) (2).txt", "b/a.txt", "a (3).txt"
    ]  # fmt: skip


def test_pictures_inside_are_named_and_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Images in an archive in an archive, read by a reader of this test."""

    def pages(source: Source) -> Pages:
        yield Picture("whole")
        return ""

    def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
        for picture in wanted:
            with Image.open(source.path) as image:
                yield picture, Sight(image)

    real = registry._module
    image = SimpleNamespace(pages=pages, pictures=pictures)
    monkeypatch.setattr(registry, "_module", lambda kind: image if kind == "image" else real(kind))
    packed = {}
    for name, size in (("one.png", (30, 20)), ("two.png", (50, 40)), ("bad.png", None)):
        drawn = io.BytesIO()
        Image.new("L", size or (9, 9)).save(drawn, "PNG")
        packed[name] = drawn.getvalue() if size else drawn.getvalue()[:20]
    inner, path = tmp_path / "in.zip", tmp_path / "a.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        for name, data in packed.items():
            archive.writestr(f"x/{name}", data)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "in.zip")
        archive.writestr("top.png", packed["one.png"])
    source = Source(path, "zip", tmp_path)
    found = [one for one in registry.read_pages(source) if isinstance(one, Picture)]
    assert [one.part for one in found] == ["in.zip/x/one.png", "in.zip/x/two.png", "in.zip/x/bad.png", "top.png"]
    wanted = [found[2], found[1], found[3]]
    seen = [(picture, sight.image.size) for picture, sight in registry.see_pictures(source, wanted)]
    assert seen == [(found[1], (50, 40)), (found[3], (30, 20))]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.zip", "in.zip"]
    assert list(see_member_pictures(source, [Picture("whole", part="gone.png")])) == []


def test_the_bounds_are_far_from_what_people_have() -> None:
    assert allowance._MOST_BYTES >= 4 << 30 and allowance._MOST_MEMBERS >= 20_000
