"""Pictures and comic books as files: what they say of themselves, what OCR gets to see, and what is refused."""

from __future__ import annotations

import contextlib
import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin, TiffImagePlugin

from core.errors import WellreadError
from core.reading.registry import read_pages, see_pictures
from core.reading.source import Source
from core.types import Page, Picture


def source(path: Path, kind: str = "image") -> Source:
    return Source(path, kind, path.parent)


def found(path: Path, kind: str = "image") -> tuple[list[Page | Picture], str]:
    pages = read_pages(source(path, kind))
    came: list[Page | Picture] = []
    while True:
        try:
            came.append(next(pages))  # type: ignore[arg-type]
        except StopIteration as end:
            return came, end.value


def png_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(bytes(1 << 20))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp", "bmp", "gif"])
def test_every_format_gives_one_picture(tmp_path: Path, suffix: str) -> None:
    Image.new("RGB", (200, 100), "red").save(tmp_path / f"a.{suffix}")
    came, _ = found(tmp_path / f"a.{suffix}")
    assert came == [Picture("frame 1", 1)]
    ((picture, sight),) = see_pictures(source(tmp_path / f"a.{suffix}"), [came[0]])  # type: ignore[list-item]
    assert (picture, sight.image.size, sight.scale) == (came[0], (200, 100), 1.0)


def test_frames_are_pages_in_tiff_alone(tmp_path: Path) -> None:
    frames = [Image.new("L", (200, 100), at * 60) for at in range(4)]
    for name in ("a.tif", "a.gif", "a.webp", "a.png"):
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:])
    assert [item.number for item in found(tmp_path / "a.tif")[0]] == [1, 2, 3, 4]
    assert all(len(found(tmp_path / name)[0]) == 1 for name in ("a.gif", "a.webp", "a.png"))
    seen = see_pictures(
        source(tmp_path / "a.tif"), [Picture("frame 4", 4), Picture("frame 2", 2), Picture("frame 9", 9)]
    )
    assert [sight.image.getpixel((9, 9)) for _, sight in seen] == [180, 60]


def test_small_copies_in_a_tiff_are_no_pages(tmp_path: Path) -> None:
    copy = TiffImagePlugin.ImageFileDirectory_v2()
    copy[254] = 1
    small = Image.new("L", (160, 80))
    small.encoderinfo = {"tiffinfo": copy}
    Image.new("L", (800, 400)).save(tmp_path / "a.tif", save_all=True, append_images=[small])
    assert [item.number for item in found(tmp_path / "a.tif")[0]] == [1]


def test_a_picture_that_a_camera_laid_on_its_side_is_seen_upright(tmp_path: Path) -> None:
    image = Image.new("RGB", (300, 200), "white")
    image.paste("red", (0, 0, 150, 200))
    exif = Image.Exif()
    exif[274] = 6
    image.save(tmp_path / "a.jpg", exif=exif, quality=95)
    ((_, sight),) = see_pictures(source(tmp_path / "a.jpg"), [Picture("frame 1", 1)])
    assert sight.image.size == (200, 300)
    assert sight.image.getpixel((100, 30))[1] < 50 < 200 < sight.image.getpixel((100, 270))[1]  # type: ignore[index]


@pytest.mark.parametrize(("suffix", "size"), [("jpg", (12_000, 9_000)), ("png", (8_000, 6_000))])
def test_a_very_large_picture_is_seen_smaller_with_places_at_its_full_size(
    tmp_path: Path, suffix: str, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[274] = 8
    Image.new("L", size).save(tmp_path / f"a.{suffix}", exif=exif)
    ((_, sight),) = see_pictures(source(tmp_path / f"a.{suffix}"), [Picture("frame 1", 1)])
    assert sight.image.size == (size[1] // 2, size[0] // 2)
    assert sight.scale == 0.5


def test_what_is_written_beside_the_pixels_is_text(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "The old quay from the west"
    exif[0x9C9B] = "Größe".encode("utf-16-le")
    exif[0x9C9C] = "Seen by Ann in 1984".encode("utf-16-le")
    Image.new("RGB", (200, 100)).save(tmp_path / "a.jpg", exif=exif, comment="A word from the scanner's owner")
    (page, picture), title = found(tmp_path / "a.jpg")
    assert isinstance(page, Page)
    assert page.text.split("\n\n")[:-1] == [
        "Größe", "A word from the scanner's owner", "The old quay from the west", "Seen by Ann in 1984",
    ]  # fmt: skip
    assert (title, page.label, picture) == ("Größe", "Description", Picture("frame 1", 1))


def test_what_programs_write_of_themselves_is_not(tmp_path: Path) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "Created with GIMP")
    notes.add_itxt("Description", "Zähler im Keller")
    notes.add_text("Software", "Scanner 3000")
    Image.new("RGB", (200, 100)).save(tmp_path / "a.png", pnginfo=notes)
    exif = Image.Exif()
    exif[0x010E] = "OLYMPUS DIGITAL CAMERA         "
    Image.new("RGB", (200, 100)).save(tmp_path / "a.jpg", exif=exif, comment="CREATOR: gd-jpeg v1.0")
    page = found(tmp_path / "a.png")[0][0]
    assert isinstance(page, Page)
    assert page.text.strip() == "Zähler im Keller"
    assert found(tmp_path / "a.jpg")[0] == [Picture("frame 1", 1)]


def test_icons_hold_no_text(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "a.png")
    assert found(tmp_path / "a.png")[0] == []


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_001, 10_000), (2**31 - 1, 1)])
def test_a_picture_larger_than_any_is_refused_by_its_header(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "a.png").write_bytes(png_header(*size))
    begin = time.monotonic()
    with pytest.raises(WellreadError, match=f"{size[0]:,} by {size[1]:,} pixels"):
        found(tmp_path / "a.png")
    with pytest.raises(WellreadError):
        list(see_pictures(source(tmp_path / "a.png"), [Picture("frame 1", 1)]))
    assert time.monotonic() - begin < 1


def test_a_later_frame_that_is_too_large_leaves_those_before_it(tmp_path: Path) -> None:
    Image.new("1", (200, 100)).save(tmp_path / "a.tif", save_all=True, append_images=[Image.new("1", (300, 100))])
    data = (tmp_path / "a.tif").read_bytes()
    wide = struct.pack("<HHI", 256, 4, 1) + struct.pack("<I", 300)
    assert data.count(wide) == 1
    (tmp_path / "a.tif").write_bytes(data.replace(wide, struct.pack("<HHII", 256, 4, 1, 90_000_000)))
    pages = read_pages(source(tmp_path / "a.tif"))
    assert next(pages) == Picture("frame 1", 1)
    with pytest.raises(WellreadError, match="90,000,000 by 100"):
        next(pages)


def test_a_chain_of_frames_that_bites_its_tail_ends(tmp_path: Path) -> None:
    Image.new("L", (200, 100)).save(tmp_path / "a.tif", save_all=True, append_images=[Image.new("L", (200, 100))])
    data = bytearray((tmp_path / "a.tif").read_bytes())
    first = struct.unpack_from("<I", data, 4)[0]
    second = struct.unpack_from("<I", data, first + 2 + 12 * struct.unpack_from("<H", data, first)[0])[0]
    struct.pack_into("<I", data, second + 2 + 12 * struct.unpack_from("<H", data, second)[0], first)
    (tmp_path / "a.tif").write_bytes(data)
    assert len(found(tmp_path / "a.tif")[0]) == 2


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp", "bmp", "gif"])
def test_cut_and_bent_pictures_end_in_words(tmp_path: Path, suffix: str) -> None:
    Image.effect_noise((200, 100), 60).convert("RGB").save(tmp_path / f"a.{suffix}")
    data = (tmp_path / f"a.{suffix}").read_bytes()
    bent = [data[:cut] for cut in (0, 8, 30, 200, len(data) // 2)]
    bent += [
        data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :] for at in range(0, len(data), max(1, len(data) // 60))
    ]
    for number, broken in enumerate(bent):
        path = tmp_path / f"{number}.{suffix}"
        path.write_bytes(broken)
        for reading in (read_pages(source(path)), see_pictures(source(path), [Picture("frame 1", 1)])):
            with contextlib.suppress(WellreadError):
                list(reading)


def comic(path: Path, **about: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, width in (
            ("p10.png", 110),
            ("P9.jpg", 109),
            ("b/p1.png", 101),
            ("__MACOSX/._p9.jpg", 1),
            (".p.png", 2),
        ):
            data = io.BytesIO()
            Image.new("RGB", (width, 100)).save(data, "JPEG" if name.endswith("jpg") else "PNG")
            archive.writestr(name, data.getvalue())
        if about:
            fields = "".join(f"<{key}>{value}</{key}>" for key, value in about.items())
            archive.writestr("ComicInfo.xml", f"<?xml version='1.0'?><ComicInfo>{fields}</ComicInfo>")
    return path


def test_a_comic_book_is_its_pictures_in_the_order_of_their_names(tmp_path: Path) -> None:
    path = comic(tmp_path / "a.cbz")
    came, title = found(path, "cbz")
    assert came == [Picture("b/p1.png", 1), Picture("P9.jpg", 2), Picture("p10.png", 3)]
    assert title == ""
    seen = see_pictures(source(path, "cbz"), [item for item in came if isinstance(item, Picture)])
    assert [(picture.number, sight.image.width) for picture, sight in seen] == [(1, 101), (2, 109), (3, 110)]


def test_a_comic_book_says_what_it_is(tmp_path: Path) -> None:
    path = comic(
        tmp_path / "a.cbz", Series="Quay", Number="3", Title="Herring", Summary="Barrels are lost.", Writer="Ann"
    )
    (page, *_), title = found(path, "cbz")
    assert isinstance(page, Page)
    assert page.text.strip() == "Herring\n\nBarrels are lost.\n\nWriter: Ann"
    assert title == "Quay 3: Herring"


def test_a_broken_page_of_a_comic_book_is_named_and_the_others_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.cbz"
    good = io.BytesIO()
    Image.new("RGB", (200, 100)).save(good, "PNG")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (("1.png", png_header(60_000, 60_000)), ("2.png", b"no picture"), ("3.png", good.getvalue())):
            archive.writestr(name, data)
    wanted = [item for item in found(path, "cbz")[0] if isinstance(item, Picture)]
    seen = see_pictures(source(path, "cbz"), wanted)
    assert next(seen)[0].number == 3
    with pytest.raises(WellreadError, match=r"Page 1: .*60,000 by 60,000"):
        next(seen)


def test_a_comic_book_that_is_no_archive(tmp_path: Path) -> None:
    data = comic(tmp_path / "a.cbz").read_bytes()
    for broken in (b"", data[:100], b"PK\x03\x04" + bytes(500)):
        (tmp_path / "b.cbz").write_bytes(broken)
        with pytest.raises(WellreadError):
            found(tmp_path / "b.cbz", "cbz")
