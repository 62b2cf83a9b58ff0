"""Reads Excel workbooks (XLSX) row by row while they unpack.

python-calamine is ten times as fast, but gives numbers without their formats (0.125 for 12.5%), holds every sheet as a
full rectangle, so that two cells in opposite corners end the process, and does not read comments. openpyxl takes twice
as long as this, and gives no formatted numbers either.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import partial
from typing import Any

from core.reading.office.elements import attribute, children, forget, local
from core.reading.office.opc import Package
from core.reading.office.parts import Parts
from core.reading.sheets.number_format import BUILT_IN, GENERAL, Shower, general, shower
from core.reading.sheets.sheet import MOST_COLUMNS, Cell, Row, Sheet, cell_place, column_number
from core.reading.sheets.xlsx_notes import cell_notes, drawn_texts, pictures
from core.reading.sheets.xlsx_strings import Strings, rich_text

_MOST_SHEETS = 10_000


class Workbook:
    """A workbook, opened: its sheets in their order, and the title that it states."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._package = Package(parts)
        self._main = self._package.main("xl/workbook.xml")
        self._since_1904 = False
        self._listed = list(self._list())
        self._showers: list[Shower] = []
        self._strings = Strings()

    def title(self) -> str:
        return self._package.title()

    def check_whole(self) -> None:
        self.parts.check_whole()

    def sheets(self) -> Iterator[Sheet]:
        """The sheets; those that are missing are left out."""
        self._showers = list(_showers(self._package, self._main, self._since_1904))
        for part in self._package.related(self._main, "sharedStrings"):
            for _, element in self._package.parts.events(part, ("si",), start=False):
                self._strings.append(rich_text(element))
                forget(element)
        for name, hidden, part in self._listed:
            yield Sheet(
                name, partial(self._rows, part), hidden, deque(sorted(cell_notes(self._package, part))),
                frozenset(self._headers(part)), partial(drawn_texts, self._package, part),
                partial(pictures, self._package, part),
            )  # fmt: skip

    def _list(self) -> Iterator[tuple[str, bool, str]]:
        """Name, hidden and part of each sheet."""
        found = 0
        for _, element in self._package.parts.events(self._main, ("workbookPr", "sheet"), start=False):
            if local(element) == "workbookPr":
                self._since_1904 = attribute(element, "date1904").lower() in ("1", "true")
                continue
            found += 1
            part = self._package.target(self._main, attribute(element, "id"))
            part = part or self._package.find(f"xl/worksheets/sheet{found}.xml")
            if part and found <= _MOST_SHEETS:
                yield attribute(element, "name"), attribute(element, "state").lower().endswith("hidden"), part

    def _headers(self, part: str) -> Iterator[int]:
        """The rows that name the columns of what Excel calls tables."""
        for table in self._package.related(part, "table"):
            for element in self._package.elements(table, "table"):
                place = cell_place(attribute(element, "ref"))
                if place and attribute(element, "headerRowCount") != "0":
                    yield place[0]

    def _rows(self, part: str) -> Iterator[Row]:
        number = 0
        for _, element in self._package.parts.events(part, ("row",), start=False):
            stated = element.get("r", "")
            number = int(stated) if stated.isdecimal() and len(stated) < 9 else number + 1
            yield Row(number, list(self._cells(element)))
            forget(element)

    def _cells(self, row: Any) -> Iterator[Cell]:
        column = -1
        for element in row:
            reference = element.get("r")
            stated = column_number(reference.rstrip("0123456789")) if reference and len(reference) < 12 else -1
            column = stated if column < stated < MOST_COLUMNS else column + 1
            text, is_value = self._shown(element)
            if text and not text.isspace():
                yield Cell(column, text, is_value)

    def _shown(self, cell: Any) -> tuple[str, bool]:
        """The text of a cell, and whether it is a value."""
        kind = cell.get("t", "n")
        value = ""
        for element in cell:
            if element.tag.endswith("}v"):
                value = element.text or ""
            elif element.tag.endswith("}is"):
                return rich_text(element), False
        if kind == "s":
            return self._strings[int(value)] if value.isdecimal() and len(value) < 10 else "", False
        if kind == "b":
            return ("TRUE" if value.strip() in ("1", "true") else "FALSE") if value else "", True
        if kind == "d":
            return value.removesuffix("T00:00:00").replace("T", " "), True
        return self._number(value, cell.get("s", "0")) if kind == "n" and value else (value, False)

    def _number(self, value: str, style: str) -> tuple[str, bool]:
        show = self._showers[int(style)] if style.isdecimal() and int(style) < len(self._showers) else general
        if show is general and value.isdecimal() and len(value) < 16:
            return value, True
        try:
            return show(float(value)), True
        except ValueError:
            return value, False


def _showers(package: Package, main: str, since_1904: bool) -> Iterator[Shower]:
    """What shows the numbers of each style of cells."""
    codes = dict(BUILT_IN)
    for part in package.related(main, "styles"):
        for element in package.elements(part, "numFmt", "cellXfs"):
            if local(element) == "cellXfs":
                for style in children(element, "xf"):
                    number = attribute(style, "numFmtId")
                    yield shower(codes.get(int(number) if number.isdecimal() else 0, GENERAL), since_1904)
            elif (number := attribute(element, "numFmtId")).isdecimal():
                codes[int(number)] = attribute(element, "formatCode")
