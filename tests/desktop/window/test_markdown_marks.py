"""Markdown behind a citation: every character stays where it is, and what is no word of the text steps back."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.types import PageView
from desktop.window.markdown_marks import Part, parts
from desktop.window.page_text import PageText
from desktop.window.theme import Theme


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("# Leave", ["#"]),
        ('A [list](https://x.org/a(b)c "all") of **days**.', ["[", '](https://x.org/a(b)c "all")', "**", "**"]),
        ("- [ ] `pip` and ![a picture](x.png)", ["-", "`", "`", "![", "](x.png)"]),
        ("> quoted", [">"]),
        ("Plain words (in brackets), 3 * 4 and a[0].", []),
        ("", []),
    ],
)
def test_what_a_line_is_written_with(line: str, written: list[str]) -> None:
    found = list(parts(line))
    assert "".join(text for text, _ in found) == line
    assert [text for text, part in found if part is Part.WRITTEN] == written


def test_headings_and_words() -> None:
    assert list(parts("# Paid *time* off")) == [("#", Part.WRITTEN), (" Paid *time* off", Part.TITLE)]
    assert list(parts("### Sick days")) == [("###", Part.WRITTEN), (" Sick days", Part.HEADING)]
    assert list(parts("#hashtag")) == [("#hashtag", Part.WORDS)]


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
