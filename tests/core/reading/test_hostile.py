"""Bombs and bent files, through the real room: each ends with a status and a sentence, within its limits."""

from __future__ import annotations

import email.message
import tarfile
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from core.reading.pdf.mupdf import load
from core.reading.recognise import HEAD_BYTES, recognise
from core.reading.room import Finished, Limits, ReadingRoom
from core.types import Reading, Status
from tests.bombs import BOMBS
from tests.mutants import mutants

pytestmark = pytest.mark.slow

_CODE = 400 << 20  # bytes beside its data that a reader's libraries may take
_SCALE = 8  # mebibytes that a bomb unpacks to here; `tests/bench/bombs.py` reads them at their full size


class Cost(NamedTuple):
    reading: Reading
    seconds: float
    held: int  # bytes, the most of any reader


def read(room: ReadingRoom, path: Path) -> Cost:
    with path.open("rb") as file:
        kind = recognise(path, file.read(HEAD_BYTES))
    if kind is None:
        return Cost(Reading(Status.SKIPPED, "not read"), 0, 0)
    held, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            for child in psutil.Process().children(recursive=True):
                try:
                    held.append(child.memory_info().rss)
                except psutil.Error:
                    continue

    thread = threading.Thread(target=watch)
    thread.start()
    begun = time.monotonic()
    try:
        room.submit(path, kind, path)
        while not isinstance(event := room.next_event(5), Finished):
            assert room.in_flight, "the file was lost"
    finally:
        over.set()
        thread.join()
    return Cost(event.reading, time.monotonic() - begun, max(held))


@pytest.fixture
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(1) as room:
        yield room


_EVERY_BOMB = [pytest.param(name, marks=pytest.mark.long) if name == "zip_in_zip" else name for name in BOMBS]


@pytest.mark.parametrize("name", _EVERY_BOMB)
def test_a_bomb_is_cut_or_refused_within_its_limits(room: ReadingRoom, tmp_path: Path, name: str) -> None:
    limits = Limits()
    reading, seconds, held = read(room, BOMBS[name](tmp_path, _SCALE))
    assert reading.status is Status.INDEXED or reading.reason
    assert held < limits.memory + _CODE, f"a reader held {held:,} bytes"
    assert seconds < limits.file
    assert "crashed" not in reading.reason


def corpus(folder: Path) -> list[Path]:
    """A small real file of many formats."""
    words = "The keeper of the weir counts the herons. "
    pymupdf = load()
    document = pymupdf.open()
    for number in range(3):
        document.new_page().insert_text((72, 72), f"{number}. {words}")
    document.save(folder / "a.pdf")
    document[0].get_pixmap(dpi=50).save(folder / "a.png")
    (folder / "a.html").write_text(f"<html><body><h1>Weir</h1><p>{words * 9}</p><table><tr><td>1</table>")
    (folder / "a.md").write_text(f"# Weir\n\n{words * 9}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    (folder / "a.csv").write_text("name,count\n" + "heron,3\n" * 50)
    (folder / "a.json").write_text('{"birds": [' + '{"name": "heron"},' * 30 + "{}]}")
    (folder / "a.rtf").write_text(rf"{{\rtf1\ansi {{\b Weir}}\par {words * 5}\par}}")
    (folder / "a.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ann Weir\nEND:VCARD\n" * 5)
    (folder / "a.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nThe heron.\n\n" * 9)
    mail = email.message.EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Weir", "ann@example.org", "ben@example.org"
    mail.set_content(words * 5)
    mail.add_attachment((folder / "a.pdf").read_bytes(), maintype="application", subtype="pdf", filename="weir.pdf")
    (folder / "a.eml").write_bytes(bytes(mail))
    _office(folder, words)
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob("a.[mhp]*")):
            archive.write(path, path.name)
    with tarfile.open(folder / "a.tgz", "w:gz") as archive_of_tar:
        archive_of_tar.add(folder / "a.md", "a.md")
    return sorted(folder.iterdir())


def _office(folder: Path, words: str) -> None:
    import docx
    import openpyxl

    text = docx.Document()
    text.add_heading("Weir")
    text.add_paragraph(words * 9)
    text.add_table(2, 2).cell(0, 0).text = "heron"
    text.save(str(folder / "a.docx"))
    book = openpyxl.Workbook()
    for row in range(20):
        book.active.append(["heron", row, row / 3])
    book.save(folder / "a.xlsx")


def test_bent_files_end_with_a_status_and_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "bent").mkdir()
    ends: dict[str, Reading] = {}
    with ReadingRoom(2) as room:
        for name, data in mutants(corpus(tmp_path / "whole"), 120, seed=11):
            path = tmp_path / "bent" / name
            path.write_bytes(data)
            kind = recognise(path, data[:HEAD_BYTES])
            if kind is not None:
                room.submit(path, kind, name)
        while room.in_flight:
            event = room.next_event(5)
            if isinstance(event, Finished):
                ends[str(event.tag)] = event.reading
        while (event := room.next_event(0)) is not None:
            if isinstance(event, Finished):
                ends[str(event.tag)] = event.reading
    assert len(ends) > 90, "most are recognised still"
    wrong = {
        name: reading for name, reading in ends.items() if reading.status is not Status.INDEXED and not reading.reason
    }
    assert not wrong
    assert not [name for name, reading in ends.items() if "crashed" in reading.reason or "stopped" in reading.reason]
