"""Reads spreadsheets of every kind: each sheet is a page, or several where it is long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Protocol

from core.errors import WellreadError
from core.reading.office.parts import Parts
from core.reading.opening import open_plain
from core.reading.registry import Pages
from core.reading.sheets.sheet import Sheet
from core.reading.sheets.sheet_pages import sheet_pages
from core.reading.source import Source


class Book(Protocol):
    """A spreadsheet, opened."""

    def sheets(self) -> Iterable[Sheet]:
        """Its sheets in their order, hidden ones too."""

    def title(self) -> str:
        """The title that it states, "" for none."""

    def check_whole(self) -> None:
        """Raise WellreadError where the file is known to be cut short."""


def pages(source: Source) -> Pages:
    """The sheets, numbered from 1. Marks are cells.

    What is damaged ends the sheet that it is in, not those after it; it is raised at the end.
    """
    trouble: WellreadError | None = None
    with open_plain(source.path) as file:
        book = _open(source, file)
        for number, sheet in enumerate(book.sheets(), 1):
            try:
                yield from sheet_pages(sheet, number)
            except WellreadError as error:
                trouble = trouble or error
        if trouble:
            raise trouble
        book.check_whole()
        return book.title()


def _open(source: Source, file: IO[bytes]) -> Book:
    if source.kind == "xls":
        from core.reading.sheets.xls import OldWorkbook

        return OldWorkbook(file)
    if source.kind == "xlsb":
        from core.reading.sheets.xlsb import BinaryWorkbook

        return BinaryWorkbook(Parts(file))
    if source.kind == "ods":
        from core.reading.sheets.ods import Spreadsheet

        return Spreadsheet(file)
    from core.reading.sheets.xlsx import Workbook

    return Workbook(Parts(file))
