"""The text of a FictionBook, put together from its elements as they open and close."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from core.reading.books.chapter_words import chapter_label, without_breaks
from core.reading.outline import Outline
from core.types import BlockKind, Page

# Sections in sections in sections are parts of a chapter, and headings on its page.
_CHAPTERS = 2
# A paragraph without an end is handed on in parts of this many characters.
_LONGEST = 100_000
_MOST_LINES, _MOST_TITLE = 1000, 20
_NAMES = frozenset({"first-name", "middle-name", "last-name", "nickname"})
_TEXTS = _NAMES | {"p", "v", "text-author", "subtitle", "date", "book-title", "th", "td"}
_PLACES = frozenset(
    "description title-info annotation body section title epigraph cite poem stanza table tr author".split()
)


class Book:
    """A target for lxml's parser. `take` hands out the pages that are done.

    MARK: what the names of the book's elements begin with; others are the parser's own. depth: of open elements.
    """

    MARK = "fb-"

    def __init__(self) -> None:
        self.title = ""
        self.depth = 0
        self._done: list[Page] = []
        self._inside: Counter[str] = Counter()
        self._text: list[str] = []
        self._length = 0  # of what is gathered
        self._text_of = ""  # the element whose text is gathered, "" for none
        self._titles: list[str] = []  # of the body and of the sections that are open, "" where there is none
        self._title: list[str] = []
        self._authors: list[list[str]] = []
        self._verses: list[str] = []
        self._note: list[str] = []
        self._rows: list[list[str]] = []
        self._link = -1  # where the text of a link to a note begins in what is gathered, -1 outside
        self._notes = False
        self._number = 0
        self._outline: Outline | None = None

    def take(self) -> Iterator[Page]:
        done, self._done = self._done, []
        yield from done

    # What lxml calls

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        tag = name.removeprefix(self.MARK) if name.startswith(self.MARK) else ""
        if tag in _PLACES:
            self._inside[tag] += 1
        if tag in _TEXTS and not self._text_of:
            self._text_of = tag
        elif tag == "body":
            self._open_body(attributes.get("name", "").lower())
        elif tag == "section":
            self._open_section()
        elif tag == "author":
            self._authors = [*self._authors[: _MOST_LINES - 1], []]
        elif tag == "tr":
            self._open_row()
        elif tag == "annotation":
            self._introduce()
        elif tag == "a" and attributes.get("type") == "note":
            self._link = len(self._text)

    def data(self, text: str) -> None:
        if not self._text_of:
            return
        self._text.append(text)
        self._length += len(text)
        if self._length > _LONGEST:
            self._end_text()

    def end(self, name: str) -> None:
        self.depth -= 1
        tag = name.removeprefix(self.MARK) if name.startswith(self.MARK) else ""
        if tag and tag == self._text_of:
            self._end_text()
            self._text_of = ""
        elif tag == "a":
            self._close_link()
        elif tag in ("stanza", "poem"):
            self._end_verses()
        elif tag == "title" and self._titles and not self._inside["poem"]:
            self._titles[-1], self._title = " ".join(self._title), []
            if not (self._notes and len(self._titles) > 1):
                self._write(BlockKind.HEADING, self._titles[-1], min(len(self._titles), 6))
        elif tag == "table":
            self._close_table()
        elif tag in ("section", "body", "title-info"):
            self._close_part(tag)
        if tag in _PLACES:
            self._inside[tag] -= 1

    def close(self) -> None:
        """The parser is done; another may go on with the book."""

    # Parts

    def _open_body(self, name: str) -> None:
        self.turn()
        self._inside["description"] = 0
        self._titles, self._notes = [""], name.startswith(("note", "comment", "footnote"))
        if self._notes:
            self._titles = ["Notes"]

    def _open_section(self) -> None:
        if len(self._titles) <= _CHAPTERS and not self._notes:
            self.turn()
        self._titles.append("")

    def _close_part(self, tag: str) -> None:
        if tag == "title-info":
            self._introduce()
        if tag == "section" and self._notes:
            self._close_note()
        elif tag != "section" or len(self._titles) <= _CHAPTERS + 1:
            self.turn()
        del self._titles[-1:]

    def _close_note(self) -> None:
        mark = self._titles[-1] if self._titles else ""
        text, self._note = "\n".join(self._note), []
        if self._outline is None:
            self._write(BlockKind.HEADING, next(iter(self._titles), ""), 1)
        self._write(BlockKind.NOTE, f"[{mark.strip('[]')}] {text}" if mark and text else text)

    def _introduce(self) -> None:
        """The book's title and its authors, once."""
        if self._inside["title-info"] and self.title and not self._titles:
            self._titles = [self.title]
            self._write(BlockKind.HEADING, self.title, 1)
            authors = [" ".join(names) for names in self._authors if names]
            self._write(BlockKind.PARAGRAPH, f"By {', '.join(authors)}" if authors else "")

    def _open_row(self) -> None:
        """A table that is long goes on in another, under the same names of its columns."""
        if len(self._rows) > _MOST_LINES:
            names = self._rows[0]
            self._close_table()
            self._rows = [names]
        self._rows.append([])

    def _close_table(self) -> None:
        rows, self._rows = self._rows, []
        self._page().add_table(rows)
        self._hand_out()

    # Text

    def _end_text(self) -> None:
        text, self._text, self._length, self._link = "".join(self._text), [], 0, -1
        self._take_text(self._text_of, " ".join(without_breaks(text).split()))

    def _close_link(self) -> None:
        """A note's number is put in brackets, lest it grow together with the word before."""
        said = "".join(self._text[self._link :]).strip() if self._link >= 0 else ""
        if said and said[0] not in "[({":
            self._text[self._link :] = [f"[{said}]"]
        self._link = -1

    def _take_text(self, tag: str, text: str) -> None:
        if not text:
            return
        if self._inside["description"]:
            self._describe(tag, text)
        elif self._inside["title"] and not self._inside["poem"]:
            self._title = [*self._title[:_MOST_TITLE], text]
        elif self._rows and self._inside["tr"]:
            if len(self._rows[-1]) < _MOST_LINES:
                self._rows[-1].append(text)
        else:
            self._take_body_text(tag, text)

    def _describe(self, tag: str, text: str) -> None:
        """Only what is said of the book; who typed and who printed it is left out."""
        if not self._inside["title-info"]:
            return
        if tag == "book-title":
            self.title = text
        elif tag in _NAMES and self._authors:
            self._authors[-1] = [*self._authors[-1][:_MOST_TITLE], text]
        elif self._inside["annotation"]:
            self._take_body_text(tag, text)

    def _take_body_text(self, tag: str, text: str) -> None:
        if tag == "v":
            self._verses.append(text)
            if len(self._verses) > _MOST_LINES:
                self._end_verses()
        elif self._notes and len(self._titles) > 1:
            self._note.append(text)
            if len(self._note) > _MOST_LINES:
                self._close_note()
        elif tag == "subtitle" and any(letter.isalnum() for letter in text):
            self._write(BlockKind.HEADING, text, min(len(self._titles) + 1, 6))
        elif tag != "subtitle":
            self._write(BlockKind.PARAGRAPH, f"— {text}" if tag == "text-author" else text)

    def _end_verses(self) -> None:
        verses, self._verses = self._verses, []
        self._write(BlockKind.PARAGRAPH, "\n".join(verses))

    def _write(self, kind: BlockKind, text: str, level: int = 0) -> None:
        if not text:
            return
        self._page().add(kind, text, level)
        self._hand_out()

    def _hand_out(self) -> None:
        if self._outline is not None and self._outline.full:
            self._done.append(self._outline.take())

    def _page(self) -> Outline:
        if self._outline is None:
            self._number += 1
            titles = [] if self._notes else self._titles[1 : _CHAPTERS + 1]
            label = chapter_label(titles if any(titles) else self._titles[:1], self._number)
            self._outline = Outline(self._number, label)
        return self._outline

    def turn(self) -> None:
        """What follows stands on a page of its own."""
        if self._outline is not None and not self._outline.empty:
            self._done.append(self._outline.take())
        self._outline = None
