"""Markdown behind a citation: every character stays where it is, and what is no word of the text steps back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from core.types import PageView
from desktop.window.markdown_marks import Part, lines
from desktop.window.page_text import PageText
from desktop.window.theme import Theme


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("# Leave", ["#"]),
        ('A [list](https://x.org/a(b)c "all") of **days**.', ["[", '](https://x.org/a(b)c "all")', "**", "**"]),
        ("- [ ] `pip` and ![a picture](x.png)", ["-", "`", "`", "![", "](x.png)"]),
        ("> quoted", [">"]),
        ("`**kwargs` of `a[0](x)`", ["`", "`", "`", "`"]),
        ("Plain words (in brackets), 3 * 4 and a[0].", []),
        ("", []),
    ],
)
def test_what_a_line_is_written_with(line: str, written: list[str]) -> None:
    (found,) = lines(line)
    assert "".join(text for text, _ in found) == line
    assert [text for text, part in found if part is Part.WRITTEN] == written


def test_headings_and_words() -> None:
    assert next(lines("# Paid *time* off")) == [("#", Part.WRITTEN), (" Paid *time* off", Part.TITLE)]
    assert next(lines("### Sick days")) == [("###", Part.WRITTEN), (" Sick days", Part.HEADING)]
    assert next(lines("#hashtag")) == [("#hashtag", Part.WORDS)]


def test_code_is_no_markdown() -> None:
    shown = list(lines("```sh\n# install **it**\n```\n# Title"))
    assert shown[:2] == [[("```sh", Part.WRITTEN)], [("# install **it**", Part.WORDS)]]
    assert shown[3] == [("#", Part.WRITTEN), (" Title", Part.TITLE)]


def test_another_theme_leaves_the_place_and_one_document(theme: Theme) -> None:
    page = PageText(theme)
    page.resize(500, 400)
    page.show()
    text = "".join(f"# Part {number}\n\nSome **words** of it.\n\n" for number in range(2_000))
    page.show_view(PageView(Path("/docs/a.md"), None, 1, text, ((60_000, 60_020),)), 1.0)
    page.bring_up_marks()
    before = page.cursorForPosition(QPoint(0, 0)).block().text()
    theme.changed.emit()
    assert page.cursorForPosition(QPoint(0, 0)).block().text() == before
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(page.findChildren(QTextDocument)) == 1


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_the_page_is_the_text_with_its_marks(theme: Theme, name: str) -> None:
    text = "# Ferien 🏖\r\n\r\nSee **the** [list](https://example.org/🏖).\nIt has 27 days 🎉 and more.\n"
    start, end = text.index("It has"), text.index(" and more")
    page = PageText(theme)
    page.show_view(PageView(Path("/docs") / name, None, 1, text, ((start, end),)), 1.0)
    assert page.toPlainText() == text.replace("\r\n", "\n")
    assert page.marked_text() == text[start:end]
    page.set_zoom(1.5)
    theme.changed.emit()
    assert page.toPlainText() == text.replace("\r\n", "\n")
    assert page.marked_text() == text[start:end]
