"""What the window says, where no window is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.types import FolderInfo, FolderProgress, Hit, SyncProgress
from desktop.children.child import ChildNotice, ChildState
from desktop.children.wording import readable, time_left
from desktop.window import words
from desktop.window.places import page_word, place_beside_pager, place_of
from desktop.window.positions import for_qt, qt_position, qt_slice, unwrapped
from desktop.window.readiness import Readiness

HERE = Path("handbook")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- **Sick**: see [the policy](https://example.org/a_(b)) and *this* one", "Sick: see the policy and this one"),
        ("snake_case_name and 2*3*4 = 24", "snake_case_name and 2*3*4 = 24"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("| Kept by | Ingrid |", "Kept by · Ingrid"),
        ("[Handbook][1] and ![the logo](a.png) and `code`", "Handbook and the logo and code"),
        ("***both***", "both"),
        ("## Heading", "Heading"),
        (r"> quoted \*star\*", "quoted *star*"),
        ("__init__ and **bold _both_ x**", "__init__ and bold both x"),
        ("- [x] done", "done"),
        ("1. first", "1. first"),
        ("a < b and <b>not markup</b>", "a < b and <b>not markup</b>"),
        ('[leave]({% page "/leave/#how (much)" %}), [home]({{ site.url }}/x)', "leave, home"),
        ("see [the long\npolicy](/leave) now", "see the long\npolicy now"),
        ("choose the **local\nvoucher** option", "choose the local\nvoucher option"),
        ("a ** b\n\nc ** d", "a ** b\n\nc ** d"),
        ("A page begins with {{ title }}", "A page begins with {{ title }}"),
        ("", ""),
    ],
)
def test_readable(text: str, shown: str) -> None:
    assert readable(text) == shown


@pytest.mark.parametrize("piece", ["{%", "{{}}", "{% %}", "(x)", "(", "[a]("])
def test_readable_takes_no_longer_for_text_that_means_harm(piece: str) -> None:
    assert readable(f"[a]({piece * 2000} ").startswith("[a](")  # backtracking would never end


def test_positions_survive_wide_characters_and_line_ends() -> None:
    text = "One 📄 line\r\nand “another” 🗂 one.\rThe last."
    kept = for_qt(text)
    for word in ("line", "another", "one", "last"):
        begin = text.index(word)
        units = qt_position(text, begin)
        assert qt_slice(kept, units, len(word)) == word


def test_only_wrapping_line_ends_become_spaces() -> None:
    long = "A paragraph that somebody wrapped by hand when the line had become this long"
    items = "- item of a list that is just as long as a line of prose can be\n- item\n"
    text = f"{long}\nand went on here.\n\n# Heading\nshort\nlines\n{items}"
    shown = unwrapped(text)
    assert len(shown) == len(text)
    assert f"{long} and went on here.\n\n# Heading\nshort\nlines\n- item" in shown
    assert shown.endswith("can be\n- item\n")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (0.0, "less than a minute left"),
        (61, "about 1 min left"),
        (3000, "about 50 min left"),
        (7300, "about 2 h left"),
    ],
)
def test_time_left(seconds: float | None, said: str) -> None:
    assert time_left(seconds) == said


def test_a_folder_at_rest() -> None:
    assert words.resting(FolderInfo(HERE, 39, 39, 0, 0)) == "Ready · 39 files"
    assert words.resting(FolderInfo(HERE, 1, 1, 0, 0)) == "Ready · 1 file"
    assert words.resting(FolderInfo(HERE, 39, 12, 27, 0)) == "12 of 39 files read"
    assert words.resting(FolderInfo(HERE, 180, 62, 0, 3)) == "62 of 180 files can be searched"
    assert words.resting(FolderInfo(HERE, 3, 0, 0, 3)) == "0 of 3 files can be searched"
    assert words.resting(FolderInfo(HERE, 0, 0, 0, 0)) == "No files yet"


def test_a_folder_at_work() -> None:
    reading = SyncProgress("reading", 12, 39, 130.0)
    assert words.working(reading, FolderProgress(HERE, 12, 39)) == "Reading 12 of 39 · about 2 min left"
    learning = SyncProgress("embedding", 50, 900, 130.0)
    assert words.working(learning, FolderProgress(HERE, 39, 39)) == "Learning what they mean · about 2 min left"
    assert words.activity(learning) == "Learning 50 of 900 passages"
    looking = SyncProgress("ocr", 12, 80, 180.0)
    assert words.activity(looking) == "Reading text in pictures: 12 of 80, about 3 min left"
    assert words.activity(SyncProgress("ocr", 0, 80)) == "Reading text in pictures: 0 of 80"
    assert words.working(looking, FolderProgress(HERE, 39, 39)) == "Reading text in pictures · about 3 min left"
    assert words.share(looking) == 0.15


def test_readiness_is_told_step_by_step() -> None:
    readiness = Readiness()
    told = [readiness.sentence()]
    for notice in (
        ChildNotice("librarian", ChildState.STARTING),
        ChildNotice("librarian", ChildState.READY),
        ChildNotice("librarian", ChildState.READY, part="embedder"),
        ChildNotice("generator", ChildState.READY),
        ChildNotice("librarian", ChildState.RESTARTING, "The librarian stopped."),
        ChildNotice("librarian", ChildState.READY),
    ):
        readiness.hear(notice)
        told.append(readiness.sentence())
    assert told == [
        "Opening the library…",
        "Opening the library…",
        "Keyword search is ready; meaning is loading…",
        "Search is ready; the model that writes is loading…",
        "Ready. Nothing leaves this computer.",
        "Opening the library…",
        "Keyword search is ready; meaning is loading…",
    ]


def test_readiness_without_models() -> None:
    readiness = Readiness()
    for child in ("embedder", "generator"):
        readiness.hear(ChildNotice(child, ChildState.BROKEN, "not here"))
    readiness.hear(ChildNotice("librarian", ChildState.READY))
    assert readiness.sentence() == "Keyword search is ready; answers are the documents’ own words."
    assert readiness.can_find()


def test_who_does_without_a_writer_waits_for_none() -> None:
    readiness = Readiness()
    for notice in (
        ChildNotice("generator", ChildState.ASIDE),
        ChildNotice("librarian", ChildState.READY),
        ChildNotice("librarian", ChildState.READY, part="embedder"),
    ):
        readiness.hear(notice)
    assert readiness.sentence() == "Search is ready; answers are the documents’ own words."


def hit(page: int | None = None, heading: tuple[str, ...] = (), **more: Any) -> Hit:
    return Hit("key", "doc", Path("a file"), page, 0, 9, "some text", heading, 1.0, **more)


@pytest.mark.parametrize(
    ("found", "place", "beside"),
    [
        (hit(3), "Page 3", ""),
        (hit(3, ocr=True), "Page 3, read from a picture", "Read from a picture"),
        (hit(3, label="Slide 3"), "Slide 3", ""),
        (hit(2, label="Sheet Budget", place="A4:F9"), "Sheet Budget, A4:F9", "Sheet Budget, A4:F9"),
        (hit(2, part="reports/may.pdf"), "reports/may.pdf, page 2", "reports/may.pdf"),
        (hit(None, ("Rules", "**Returns**"), place="lines 4 to 9"), "Returns, lines 4 to 9", "Returns, lines 4 to 9"),
        (hit(None, ("Returns",)), "Returns", "Returns"),
        (hit(None, ("Returns",), label="Chapter 2"), "Chapter 2", "Chapter 2"),
        (hit(), "", ""),
    ],
)
def test_where_a_passage_stands(found: Hit, place: str, beside: str) -> None:
    assert (place_of(found), place_beside_pager(found)) == (place, beside)


def test_what_a_page_is_called() -> None:
    assert page_word(hit(3, label="Slide 3")) == "Slide"
    assert page_word(hit(3, label="Sheet Budget")) == "Page"
    assert page_word(hit(3)) == "Page"
