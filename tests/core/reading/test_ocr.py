"""Pictures of text are read on this machine, however they lie, and what goes wrong stops nothing else."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from core.errors import WellreadError
from core.places import boxes_between
from core.reading.pictures import ocr_engine
from core.reading.pictures.ocr import read_picture
from core.reading.room import Finished, Limits, PagesRead, ReadingRoom
from core.reading.source import Sight
from core.types import Page, Picture, Status

sys.path.append(str(Path(__file__).parents[2] / "bench"))
bench = importlib.import_module("ocr")
pages = importlib.import_module("ocr_pages")

PICTURE = Picture("page 3", 3, "Slide 3", "deck.pptx")
SENTENCE = "Jane Miller paid $14.50 of 20, then left (early)."
ACCENTS = "Größe, façade, mañana, Łódź: 14 of 20 cost £96."


def drawn(*lines: str, size: int = 32, ink: str = "black", paper: str | tuple[int, ...] = "white") -> Image.Image:
    mode = "RGBA" if isinstance(paper, tuple) else "RGB"
    image = Image.new(mode, (900, 60 + 60 * len(lines)), paper)
    for at, line in enumerate(lines):
        ImageDraw.Draw(image).text((40, 30 + 60 * at), line, ink, ImageFont.load_default(size))
    return image


def read(image: Image.Image, scale: float = 0.0) -> Page:
    page = read_picture(Sight(image, scale), PICTURE)
    assert page is not None
    return page


def test_a_picture_becomes_a_page_that_says_it_was_read_by_ocr() -> None:
    page = read(drawn(SENTENCE))
    assert page.text == SENTENCE
    assert (page.number, page.label, page.part, page.ocr) == (3, "Slide 3", "deck.pptx", True)
    assert (page.words, page.width, page.height) == (b"", 0.0, 0.0)


def test_letters_with_marks_are_read_as_they_are() -> None:
    sheet = pages.Sheet("accents", pages.SANS, 14.0, 150)
    sheet.paragraphs(ACCENTS)
    assert read(pages.picture(sheet.drawn()).crop((0, 100, 1240, 260))).text == ACCENTS


def test_words_have_boxes_in_points() -> None:
    image = drawn("The quick brown fox jumps over the dog")
    page = read(image, scale=2.0)
    at = page.text.index("brown")
    (box,) = boxes_between(page.words, at, at + len("brown"))
    font = ImageFont.load_default(32)
    assert (page.width, page.height) == (image.width / 2, image.height / 2)
    assert box.x0 * 2 == pytest.approx(40 + font.getlength("The quick "), abs=8)
    assert box.x1 * 2 == pytest.approx(40 + font.getlength("The quick brown"), abs=8)
    assert 25 < box.y0 * 2 < 40
    assert 55 < box.y1 * 2 < 75


@pytest.mark.parametrize(
    ("ink", "paper"), [("white", "black"), ("white", (0, 0, 0, 0)), ("black", (255, 255, 255, 0)), ("#777", "#bbb")]
)
def test_light_letters_see_through_pictures_and_low_contrast(ink: str, paper: str | tuple[int, ...]) -> None:
    assert read(drawn(SENTENCE, ink=ink, paper=paper)).text == SENTENCE


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "F", "LA", "YCbCr"])
def test_every_kind_of_picture(mode: str) -> None:
    image = drawn(SENTENCE)
    if mode == "I;16":
        image = image.convert("L").point(lambda level: level * 40, "I").convert("I;16")
    else:
        image = image.convert("RGB" if mode == "CMYK" else "L" if mode in ("F", "LA") else image.mode).convert(mode)
    assert read(image).text == SENTENCE


def test_nothing_comes_of_what_holds_no_text() -> None:
    noise = Image.effect_noise((400, 300), 90)
    gradient = Image.linear_gradient("L").resize((600, 400))
    for image in (
        Image.new("RGB", (800, 600), "white"),
        noise,
        gradient,
        Image.new("L", (1, 1)),
        Image.new("L", (3000, 9)),
    ):
        assert read_picture(Sight(image), PICTURE) is None


def test_small_letters_are_looked_at_larger() -> None:
    assert read(drawn(SENTENCE, size=12).crop((30, 20, 400, 60))).text == SENTENCE


def test_a_model_that_is_missing_is_said_in_words_and_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    ocr_engine.engine.cache_clear()
    monkeypatch.setattr(ocr_engine, "_READER", "PP-OCRv99_rec.onnx")
    with pytest.raises(WellreadError, match=r"PP-OCRv99_rec\.onnx is missing"):
        read_picture(Sight(drawn(SENTENCE)), PICTURE)
    monkeypatch.undo()
    ocr_engine.engine.cache_clear()


@pytest.fixture
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(1, Limits(), patient=True) as room:
        yield room


def look(
    room: ReadingRoom, path: Path, pictures: tuple[Picture, ...], leaf: int = 4, ordinal: int = 9
) -> tuple[list[PagesRead], Finished]:
    room.look(path, "image", "tag", pictures, leaf, ordinal)
    came: list[PagesRead] = []
    while event := room.next_event(60):
        if isinstance(event, Finished):
            return came, event
        assert isinstance(event, PagesRead)
        came.append(event)
    raise AssertionError("the room fell silent")


def test_a_reader_looks_at_pictures_under_all_its_limits(tmp_path: Path, room: ReadingRoom) -> None:
    frames = [drawn(SENTENCE), drawn("The second frame, with words of its own."), Image.new("RGB", (900, 120), "white")]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    wanted = tuple(Picture(f"frame {number}", number) for number in (1, 2, 3, 77))
    came, finished = look(room, tmp_path / "a.tif", wanted)
    read = [page for event in came for page in event.pages]
    assert [(page.leaf, page.page.number, page.page.text) for page in read] == [
        (4, 1, SENTENCE),
        (5, 2, "The second frame, with words of its own."),
    ]
    assert [passage.ordinal for page in read for passage in page.passages] == [9, 10]
    assert all(passage.ocr for page in read for passage in page.passages)
    assert [picture for event in came for picture in event.looked] == list(wanted)
    assert (finished.reading.status, finished.reading.ocr_pages) == (Status.INDEXED, 2)


def test_a_broken_picture_stops_none_of_the_others(tmp_path: Path, room: ReadingRoom) -> None:
    drawn(SENTENCE, SENTENCE).save(tmp_path / "a.jpg", quality=90)
    data = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(data[: len(data) * 2 // 3])
    came, finished = look(room, tmp_path / "cut.jpg", (Picture("frame 1", 1),))
    assert came[-1].pages[0].page.text.startswith(SENTENCE)
    assert finished.reading.status is Status.PARTIAL
    assert "cut short" in finished.reading.reason
    (tmp_path / "no.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    came, finished = look(room, tmp_path / "no.png", (Picture("frame 1", 1),))
    assert [event.looked for event in came] == [(Picture("frame 1", 1),)]
    assert (finished.reading.status, finished.reading.pages) == (Status.FAILED, 0)


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("strace"), reason="needs strace")
def test_ocr_opens_no_socket_and_writes_nothing(tmp_path: Path) -> None:
    drawn(SENTENCE).save(tmp_path / "a.png")
    program = (
        "from core.offline import stay_offline; stay_offline()\n"
        "from PIL import Image\nfrom core.reading.pictures.ocr import read_picture\n"
        "from core.reading.source import Sight\nfrom core.types import Picture\n"
        f"print(read_picture(Sight(Image.open({str(tmp_path / 'a.png')!r})), Picture('a')).text)\n"
    )
    trace = tmp_path / "trace"
    watched = ["strace", "-f", "-o", str(trace), "-e", "trace=socket,connect,openat,mkdir,rename"]
    done = subprocess.run(
        [*watched, sys.executable, "-B", "-c", program], check=False, capture_output=True, text=True, timeout=120,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.stdout.strip() == SENTENCE
    assert not done.stderr
    calls = [call for call in trace.read_text().splitlines() if " = -1 " not in call]
    assert not [call for call in calls if "socket(" in call or "connect(" in call]
    assert not [
        call for call in calls if ("O_CREAT" in call or "O_WRONLY" in call or "mkdir(" in call or "rename(" in call)
    ]


TEN = pages.ten_pages()


@pytest.mark.slow
@pytest.mark.parametrize("page", [TEN[0], TEN[4], TEN[5], TEN[6], TEN[7]], ids=lambda page: page.name)
def test_clean_pages_are_read_almost_without_error(page: pages.Drawn) -> None:
    assert bench.error_rate(bench.read(page, "clean"), page.text) < 0.02


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "how"), list(zip(TEN[:6], ("jpeg", "noisy", "blurred", "150 dpi", "skewed", "all"), strict=True))
)
def test_spoiled_pages_are_read_with_few_errors(page: pages.Drawn, how: str) -> None:
    assert bench.error_rate(bench.read(page, how), page.text) < 0.04


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [90, 180, 270, 12])
def test_pages_that_lie_on_their_side_or_head_are_read_all_the_same(degrees: int) -> None:
    page = TEN[5]
    image = pages.picture(page, 150)
    turned = image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    found = read_picture(Sight(turned, 1.0), PICTURE)
    assert found is not None
    assert bench.error_rate(found.text, page.text) < 0.02
    at = found.text.index("Castellano")
    (box,) = boxes_between(found.words, at, at + 10)
    assert (
        "Castellano" in read(turned.crop((int(box.x0 - 40), int(box.y0 - 40), int(box.x1 + 40), int(box.y1 + 40)))).text
    )
