"""Reads Word files of 1993 to 2003: headings, lists, tables, captions, notes and comments, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.reading.legacy.compound import Compound
from core.reading.legacy.paragraph_flow import Paragraph, ParagraphFlow
from core.reading.legacy.word_file import WordFile
from core.reading.legacy.word_marks import Marks
from core.reading.legacy.word_notes import Notes, with_references
from core.reading.legacy.word_pictures import WordPictures
from core.reading.legacy.word_styles import Style
from core.reading.legacy.word_text import PlainText, RawParagraph, paragraphs
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import BlockKind, Picture

_CELL = "\x07"


def pages(source: Source) -> Pages:
    """One page a piece of about 200,000 characters; offsets count in the text that is extracted here.

    Raises WellreadError for damaged files, Locked for encrypted ones.
    """
    with open_plain(source.path) as file:
        compound = Compound(file)
        document = _Document(WordFile(compound))
        for _ in document.read():
            yield from document.flow.pages()
        yield from document.flow.rest()
        yield from document.pictures.worth_reading()
        return compound.title()


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    with open_plain(source.path) as file:
        document = _Document(WordFile(Compound(file)))
        for picture in wanted:
            sight = document.pictures.seen(picture.item)
            if sight:
                yield picture, sight


class _Document:
    """Turns the stories of a document into blocks."""

    def __init__(self, word: WordFile) -> None:
        self.flow = ParagraphFlow()
        self._word = word
        self._marks = Marks(word)
        self._notes = Notes(word, self._marks)
        self.pictures = WordPictures(word, self._marks)

    def read(self) -> Iterator[None]:
        """Add the blocks of the text and of its text boxes; yields after each paragraph."""
        for story in ("main", "boxes"):
            plain = PlainText(self._word)
            for paragraph in paragraphs(self._word, self._marks, *self._word.stories[story]):
                self._add(paragraph, plain)
                yield
        for note in self._notes.left():
            self.flow.note(note)

    def _add(self, raw: RawParagraph, plain: PlainText) -> None:
        notes = self._notes.of(raw)
        marks = self._marks.paragraph(raw.fc)
        paragraph = _paragraph(plain.of(with_references(raw, notes)), marks.style)
        if marks.row_end:
            self.flow.end_row(marks.header)
        elif raw.mark == _CELL or marks.in_table:
            self.flow.in_cell(paragraph)
            if raw.mark == _CELL:
                self.flow.end_cell()
        else:
            self.flow.add(paragraph)
        for note in notes:
            if text := self._notes.text(note):
                self.flow.note(text)


def _paragraph(text: str, style: Style) -> Paragraph:
    if style.level:
        return Paragraph(text, BlockKind.HEADING, style.level)
    if style.caption:
        return Paragraph(text, BlockKind.CAPTION)
    return Paragraph(text, BlockKind.LIST if style.listed else BlockKind.PARAGRAPH)
