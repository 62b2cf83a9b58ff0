"""Reads spreadsheets of every kind: each sheet is a page, or several where it is long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from core.errors import WellreadError
from core.reading.office.odf import open_document
from core.reading.office.office_pictures import Pictures, seen_pictures
from core.reading.office.parts import Parts
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.sheets.sheet import Sheet
from core.reading.sheets.sheet_pages import sheet_pages
from core.reading.source import Sight, Source
from core.types import Picture


class Book(Protocol):
    """A spreadsheet, opened."""

    @property
    def parts(self) -> Parts | None:
        """What its pictures lie in, if anything."""

    def sheets(self) -> Iterable[Sheet]:
        """Its sheets in their order, hidden ones too."""

    def title(self) -> str:
        """The title that it states, "" for none."""

    def check_whole(self) -> None:
        """Raise WellreadError where the file is known to be cut short."""


def pages(source: Source) -> Pages:
    """The sheets, numbered from 1, each followed by the pictures on it. Marks are cells.

    What is damaged ends the sheet that it is in, not those after it; it is raised at the end.
    """
    trouble: WellreadError | None = None
    with _opened(source) as book:
        found = Pictures(book.parts) if book.parts else None
        for number, sheet in enumerate(book.sheets(), 1):
            try:
                yield from sheet_pages(sheet, number)
            except WellreadError as error:
                trouble = trouble or error
            for name in sheet.pictures():
                if found:
                    yield from found.found(name, number, sheet.label)
        if trouble:
            raise trouble
        book.check_whole()
        return book.title()


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    with _opened(source) as book:
        yield from seen_pictures(book.parts, wanted)


@contextmanager
def _opened(source: Source) -> Iterator[Book]:
    if source.kind == "ods":
        from core.reading.sheets.ods import Spreadsheet

        with open_document(source) as document:
            yield Spreadsheet(document)
        return
    with open_plain(source.path) as file:
        if source.kind == "xls":
            from core.reading.sheets.xls import OldWorkbook

            yield OldWorkbook(file)
        elif source.kind == "xlsb":
            from core.reading.sheets.xlsb import BinaryWorkbook

            yield BinaryWorkbook(Parts(file))
        else:
            from core.reading.sheets.xlsx import Workbook

            yield Workbook(Parts(file))
