"""Pictures are read by OCR after all text, commit by commit, and no kill reads one twice or leaves half of one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.cancel import CancelToken
from core.errors import Cancelled
from core.folders import add_folder
from core.looking import NOT_WANTED, WAITING
from core.manifest import Manifest
from core.profile import Profile
from core.reading.messages import Limits
from core.reading.pdf.mupdf import load
from core.reading.room import ReadingRoom
from core.store import Store
from core.sync import Progress, Sync
from core.terms import all_asked
from core.turns import Turns
from core.types import FileInfo, Status, SyncProgress, SyncReport
from models.embedder import SentenceEmbedder

pytestmark = pytest.mark.slow

PAGES = ("The heron stands in the shallow water.", "The otter sleeps on a warm stone.", "The kingfisher dives at noon.")


def scan(path: Path, texts: tuple[str, ...] = PAGES) -> Path:
    """A PDF whose pages are pictures of text."""
    pymupdf = load()
    scanned = pymupdf.open()
    for text in texts:
        drawn = pymupdf.open()
        page = drawn.new_page(width=400, height=200)
        page.insert_text((30, 60), text, fontsize=14)
        page.insert_text((30, 90), "It was seen by the keeper of the weir.", fontsize=14)
        picture = page.get_pixmap(dpi=150)
        target = scanned.new_page(width=400, height=200)
        target.insert_image(target.rect, pixmap=picture)
    scanned.save(path)
    return path


class Library:
    def __init__(self, profile: Profile, folder: Path, embedder: SentenceEmbedder) -> None:
        self.folder, self.embedder = folder, embedder
        self.manifest, self.store = Manifest(profile.manifest), Store(profile.library)
        self.room = ReadingRoom(1)
        self.looking: ReadingRoom | None = ReadingRoom(1, Limits(page=120, memory=2 << 30), patient=True)
        self.progress: list[SyncProgress] = []
        add_folder(self.manifest, folder)

    def sync(self, cancel: CancelToken | None = None, told: Progress | None = None) -> SyncReport:
        return Sync(
            self.manifest, self.store, self.room, lambda: self.embedder, Turns(), told or self.progress.append,
            cancel or CancelToken(), self.looking,
        ).run()  # fmt: skip

    def health(self, name: str) -> FileInfo:
        return next(info for info in self.manifest.file_infos() if info.path.name == name)

    def found(self, words: str) -> list[tuple[str, int | None, bool]]:
        passages = {found.passage_id: found for found, _ in self.store.keyword(all_asked(words), 10)}
        return sorted((p.passage.text, p.passage.page, p.passage.ocr) for p in passages.values())

    def agrees(self) -> bool:
        counts, whole = self.store.counts(), self.manifest.passage_count()
        return counts["passages"] == counts[f"vectors_{self.embedder.fingerprint}"] == whole

    def close(self) -> None:
        self.room.close()
        if self.looking is not None:
            self.looking.close()


@pytest.fixture
def library(profile: Profile, tmp_path: Path, embedder: SentenceEmbedder) -> Iterator[Library]:
    (tmp_path / "docs").mkdir()
    library = Library(profile, tmp_path / "docs", embedder)
    yield library
    library.close()


def test_a_scan_is_read_after_all_text_and_says_so(library: Library) -> None:
    scan(library.folder / "scan.pdf")
    (library.folder / "notes.txt").write_text("The weir was built in 1910.")
    report = library.sync()
    info = library.health("scan.pdf")
    assert (info.status, info.reason, info.pages, info.ocr_pages, info.pictures) == (Status.INDEXED, "", 3, 3, 0)
    phases = [progress.phase for progress in library.progress]
    assert phases.index("reading") < phases.index("embedding") < phases.index("ocr") < phases.index("tidying")
    ((text, page, ocr),) = library.found("otter")
    assert "The otter sleeps on a warm stone." in text and (page, ocr) == (2, True)
    assert library.agrees() and report.seconds["ocr"]
    assert library.sync().read == 0


def test_a_page_read_by_ocr_is_shown_where_it_stands(library: Library) -> None:
    scan(library.folder / "scan.pdf")
    library.sync()
    (doc,) = library.manifest.docs_under(library.folder)
    page = library.store.numbered_page(doc, "", 2)
    assert page is not None and page.ocr and page.words
    assert (page.width, page.height) == pytest.approx((400, 200), abs=1)


def test_stopped_in_the_middle_it_goes_on_where_it_was(library: Library) -> None:
    scan(library.folder / "scan.pdf", PAGES * 2)
    cancel = CancelToken()

    def stop(progress: SyncProgress) -> None:
        if progress.phase == "ocr" and progress.done >= 2:
            cancel.cancel()

    with pytest.raises(Cancelled):
        library.sync(cancel, stop)
    stopped = library.health("scan.pdf")
    assert stopped.status is Status.PENDING and stopped.reason == WAITING and stopped.pictures
    library.sync()
    info = library.health("scan.pdf")
    assert (info.status, info.ocr_pages, info.pictures) == (Status.INDEXED, 6, 0)
    assert library.agrees() and len(library.found("otter")) == 2


def test_turned_off_pictures_stay_unread_and_the_file_says_why(library: Library) -> None:
    assert library.looking is not None
    library.looking.close()
    library.looking = None
    scan(library.folder / "scan.pdf")
    library.sync()
    info = library.health("scan.pdf")
    assert (info.status, info.reason) == (Status.EMPTY, NOT_WANTED)


def test_what_a_kill_left_half_written_is_cleared_and_read_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(library.folder / "scan.pdf")

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as bent:
        bent.setattr(library.manifest.pictures, "done", die)
        with pytest.raises(Killed):
            library.sync()
    assert library.store.counts()["passages"] > library.manifest.passage_count() == 0, "rows without a manifest entry"
    library.sync()
    assert library.agrees() and len(library.found("otter")) == 1
    assert library.health("scan.pdf").ocr_pages == 3
