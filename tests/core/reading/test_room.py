"""The reading room: children that read, and what happens when they crash, hang, swell or lose their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

import psutil
import pytest

from core.errors import WellreadError
from core.reading.messages import ReadJob, unpack
from core.reading.pdf.mupdf import load
from core.reading.room import Event, Finished, Limits, PagesRead, ReadingRoom, Restarted
from core.reading.scratch import scratch_folder, sweep
from core.types import ReadPage, Status

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def drain(room: ReadingRoom, seconds: float = 60) -> list[Event]:
    """Every event until nothing is in flight."""
    events: list[Event] = []
    end = time.monotonic() + seconds
    while room.in_flight and time.monotonic() < end:
        event = room.next_event(1)
        if event:
            events.append(event)
    while event := room.next_event(0):
        events.append(event)
    assert not room.in_flight, "the room did not finish"
    return events


def read_one(room: ReadingRoom, path: Path, kind: str) -> tuple[list[ReadPage], Finished]:
    room.submit(path, kind, path)
    events = drain(room)
    (last,) = [event for event in events if isinstance(event, Finished)]
    return [page for event in events if isinstance(event, PagesRead) for page in event.pages], last


def text_file(folder: Path, megabytes: float = 0.01) -> Path:
    path = folder / f"{megabytes}.txt"
    line = b"The shop takes back what does not please, within thirty days. "
    with path.open("wb") as file:
        for _ in range(max(1, int(megabytes))):
            file.write(line * int(min(1.0, megabytes) * 16_000))
    return path


def slow_pdf(folder: Path) -> Path:
    """One page that MuPDF needs many seconds for, all in one call that does not let go of the interpreter."""
    pymupdf = load()
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 72), "x")
    xref = page.get_contents()[0]
    drawn = b"BT /helv 8 Tf 72 700 Td " + b"(Words of one endless page) Tj 0 0.01 Td " * 1_500_000 + b"ET"
    document.update_stream(xref, drawn)
    path = folder / "slow.pdf"
    document.save(path, deflate=True)
    return path


def word_bomb(folder: Path, megabytes: int, element: bool = True) -> Path:
    """A small DOCX whose text unpacks to this much."""
    path = folder / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        part.write(f"<w:document {SPACE}><w:body><w:p>".encode())
        for _ in range(megabytes):
            part.write((b"<w:r><w:t>a</w:t></w:r>" if element else b"a" * 23) * 45_590)
        part.write(b"</w:p></w:body></w:document>")
    return path


def busy_pids(room: ReadingRoom) -> list[int]:
    return [child.process.pid or 0 for child in room._busy]


def wait_until_gone(pids: list[int], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in pids):
            return True
        time.sleep(0.05)
    return False


def test_files_are_read_and_children_are_used_again(tmp_path: Path) -> None:
    with ReadingRoom(size=2) as room:
        for n in range(6):
            path = tmp_path / f"{n}.md"
            path.write_text(f"# Note {n}\n\nText {n}.", encoding="utf-8")
            room.submit(path, "markdown", n)
        events = drain(room)
        finished = {event.tag: event.reading for event in events if isinstance(event, Finished)}
        assert {n: (r.status, r.title, r.pages, r.passages) for n, r in finished.items()} == {
            n: (Status.INDEXED, f"Note {n}", 1, 1) for n in range(6)
        }
        assert 1 <= len(room._idle) <= 2


def test_a_large_file_comes_as_a_stream(tmp_path: Path) -> None:
    with ReadingRoom(size=1) as room:
        pages, last = read_one(room, text_file(tmp_path, 20), "text")
        assert last.reading.status is Status.INDEXED
        assert len(pages) == last.reading.pages > 50
        assert sum(len(page.passages) for page in pages) == last.reading.passages
        offsets = [page.page.offset for page in pages]
        assert offsets == sorted(offsets)


@pytest.mark.parametrize(
    ("name", "data", "kind", "status", "reason"),
    [
        ("empty.txt", b"", "text", Status.EMPTY, "no text"),
        ("blank.md", b" \n\n\t", "markdown", Status.EMPTY, "no text"),
        ("junk.pdf", b"%PDF-1.4 junk", "pdf", Status.FAILED, "PDF"),
        ("junk.docx", b"PK\x03\x04junk", "docx", Status.FAILED, "damaged"),
        ("odd.xyz", b"x", "xyz", Status.SKIPPED, "does not read"),
    ],
)
def test_every_end_has_a_status_and_a_sentence(
    tmp_path: Path, name: str, data: bytes, kind: str, status: Status, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with ReadingRoom(size=1) as room:
        _, last = read_one(room, path, kind)
    assert last.reading.status is status
    assert reason in last.reading.reason
    assert last.reading.reason.endswith(".")


def test_a_file_that_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with ReadingRoom(size=1) as room:
        for path in (tmp_path / "gone", tmp_path, tmp_path / "pipe"):
            _, last = read_one(room, path, "text")
            assert last.reading.status is Status.FAILED
            assert "Errno" not in last.reading.reason


def test_a_killed_reader_is_replaced_and_its_file_read_again(tmp_path: Path) -> None:
    with ReadingRoom(size=1) as room:
        room.submit(text_file(tmp_path, 40), "text", "long")
        assert isinstance(room.next_event(30), PagesRead)
        os.kill(busy_pids(room)[0], signal.SIGKILL)
        events = drain(room)
        assert sum(isinstance(event, Restarted) for event in events) == 1
        again = events[next(at for at, event in enumerate(events) if isinstance(event, Restarted)) + 1 :]
        pages = [page.page for event in again if isinstance(event, PagesRead) for page in event.pages]
        assert pages[0].offset == 0
        (reading,) = [event.reading for event in events if isinstance(event, Finished)]
        assert (reading.status, reading.pages) == (Status.INDEXED, len(pages))


def test_a_file_that_kills_two_readers_keeps_what_they_read_and_the_next_is_read(tmp_path: Path) -> None:
    small = text_file(tmp_path)
    with ReadingRoom(size=1) as room:
        room.submit(text_file(tmp_path, 40), "text", "killer")
        room.submit(small, "text", "next")
        killed: set[int] = set()
        ends = {}
        while room.in_flight:
            event = room.next_event(10)
            if isinstance(event, Finished):
                ends[event.tag] = event.reading
            elif isinstance(event, PagesRead) and event.tag == "killer" and busy_pids(room)[0] not in killed:
                killed.add(busy_pids(room)[0])
                os.kill(busy_pids(room)[0], signal.SIGKILL)
    assert len(killed) == 2
    assert ends["killer"].status is Status.PARTIAL and ends["killer"].passages
    assert "crashed twice" in ends["killer"].reason
    assert ends["next"].status is Status.INDEXED


def test_a_reader_that_says_nothing_is_stopped(tmp_path: Path) -> None:
    with ReadingRoom(size=1, limits=Limits(page=1.0)) as room:
        begin = time.monotonic()
        pages, last = read_one(room, slow_pdf(tmp_path), "pdf")
        assert time.monotonic() - begin < 6
        assert (pages, last.reading.status) == ([], Status.FAILED)
        assert "stopped" in last.reading.reason
        _, following = read_one(room, text_file(tmp_path), "text")
        assert following.reading.status is Status.INDEXED


def test_a_file_over_its_time_keeps_what_was_read(tmp_path: Path) -> None:
    with ReadingRoom(size=1, limits=Limits(file=1.5)) as room:
        pages, last = read_one(room, text_file(tmp_path, 400), "text")
    assert last.reading.status is Status.PARTIAL
    assert last.reading.pages == len(pages) > 0


def test_a_caller_that_is_away_costs_the_file_no_time(tmp_path: Path) -> None:
    with ReadingRoom(size=1, limits=Limits(page=1.5, file=3.0)) as room:
        room.submit(text_file(tmp_path, 8), "text", "patient")
        time.sleep(3.5)
        events = drain(room)
    assert isinstance(events[-1], Finished)
    assert events[-1].reading.status is Status.INDEXED


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its data limit")
@pytest.mark.parametrize("element", [True, False])
def test_a_bomb_is_cut_at_the_memory_limit(tmp_path: Path, element: bool) -> None:
    limit = 256 << 20
    with ReadingRoom(size=1, limits=Limits(memory=limit)) as room:
        room.submit(word_bomb(tmp_path, 400, element), "docx", "bomb")
        peak, events = 0, []
        while room.in_flight:
            for pid in busy_pids(room):
                peak = max(peak, psutil.Process(pid).memory_info().rss)
            if event := room.next_event(0.02):
                events.append(event)
        events += drain(room)
        assert isinstance(events[-1], Finished)
        assert events[-1].reading.status is Status.FAILED
        assert events[-1].reading.reason.endswith(".")
        assert peak < limit + (64 << 20)
        _, following = read_one(room, text_file(tmp_path), "text")
        assert following.reading.status is Status.INDEXED


def test_cancel_and_close_are_prompt(tmp_path: Path) -> None:
    room = ReadingRoom(size=2)
    slow = slow_pdf(tmp_path)
    for n in range(4):
        room.submit(slow, "pdf", n)
    assert room.next_event(0.5) is None
    begin = time.monotonic()
    room.cancel()
    assert room.in_flight == 0
    assert room.next_event(0) is None
    room.submit(text_file(tmp_path), "text", "after")
    assert isinstance(drain(room)[-1], Finished)
    room.submit(slow, "pdf", "again")
    room.close()
    assert time.monotonic() - begin < 4


def test_render_from_another_thread_while_files_are_read(tmp_path: Path) -> None:
    document = load().open()
    document.new_page().insert_text((72, 72), "Returns")
    document.save(tmp_path / "a.pdf")
    with ReadingRoom(size=1) as room:
        drawn: list[object] = []
        thread = threading.Thread(target=lambda: drawn.append(room.render(tmp_path / "a.pdf", "pdf", 1, 600)))
        room.submit(text_file(tmp_path, 10), "text", 1)
        thread.start()
        events = drain(room)
        thread.join(20)
        assert isinstance(events[-1], Finished)
        assert drawn[0].image.startswith(b"\x89PNG")  # type: ignore[attr-defined]
        with pytest.raises(WellreadError, match="no page 9"):
            room.render(tmp_path / "a.pdf", "pdf", 9, 600)
        with pytest.raises(WellreadError, match="too long"):
            room.render(slow_pdf(tmp_path), "pdf", 1, 600, timeout=0.5)
        assert room.render(tmp_path / "a.pdf", "pdf", 1, 300).pages == 1


ORPHANS = """
import sys, time
from pathlib import Path
from core.reading.room import ReadingRoom
if __name__ == "__main__":
    room = ReadingRoom(size=2)
    room.submit(Path(sys.argv[1]), "pdf", 1)
    room.submit(Path(sys.argv[1]), "pdf", 2)
    room.next_event(1.0)
    print(*[child.process.pid for child in room._busy], flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_children_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "owner.py"
    script.write_text(ORPHANS, encoding="utf-8")
    owner = subprocess.Popen(
        [sys.executable, script, slow_pdf(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert owner.stdout
    pids = [int(word) for word in owner.stdout.readline().split()]
    assert len(pids) == 2
    assert all(psutil.pid_exists(pid) for pid in pids)
    owner.kill()
    owner.wait()
    owner.stdout.close()
    assert wait_until_gone(pids, 3), "readers that are deep in a parser outlived their parent"
    left = list(Path(tempfile.gettempdir()).glob(f"wellread-{owner.pid}-*"))
    assert len(left) == 2
    with scratch_folder() as mine:
        sweep()
        assert not any(folder.exists() for folder in left), "copies of private files stay behind"
        assert Path(mine).is_dir()


def test_a_reader_is_modest_and_imports_nothing_heavy(tmp_path: Path) -> None:
    with ReadingRoom(size=1) as room:
        _, last = read_one(room, text_file(tmp_path), "text")
        assert last.reading.status is Status.INDEXED
        process = psutil.Process(room._idle[0].process.pid)
        assert process.nice() >= 10
        mapped = " ".join(region.path for region in process.memory_maps())
        assert not any(name in mapped for name in ("Qt6", "libtorch", "lancedb", "onnxruntime", "mupdf"))
        assert not process.net_connections("inet")


def test_only_messages_are_unpacked() -> None:
    import pickle

    assert unpack(pickle.dumps(ReadJob("a", "text"))) == ReadJob("a", "text")
    for bad in (pickle.dumps(os.system), pickle.dumps(Path("x")), pickle.dumps(3)):
        with pytest.raises(pickle.UnpicklingError):
            unpack(bad)
