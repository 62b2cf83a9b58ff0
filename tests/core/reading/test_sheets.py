"""Excel workbooks: what the cells show, tables with the names of their columns, places, notes, and hostile files."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from core.errors import WellreadError
from core.passages import Cutter
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Page

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read(path: Path, kind: str = "xlsx") -> list[Page]:
    return [page for page in read_pages(Source(path, kind, path.parent)) if isinstance(page, Page)]


def blocks_of(page: Page) -> list[tuple[str, str, str]]:
    """Kind, text and first mark of each block."""
    marks = dict(page.marks)
    return [
        (f"{block.kind}{block.level or ''}", page.text[block.start : block.end], marks.get(block.start, ""))
        for block in page.blocks
    ]


def test_cells_show_what_a_person_sees(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Budget"
    rows: list[tuple[object, str, str]] = [
        ("text", "General", "text"),
        (0.125, "0.0%", "12.5%"),
        (1234.5, '#,##0.00 "€"', "1,234.50 €"),
        (-5, '"$"#,##0_);("$"#,##0)', "($5)"),
        (0.1 + 0.2, "General", "0.3"),
        (4006381333931, "General", "4006381333931"),
        (1234, "00000", "01234"),
        (date(2024, 5, 31), "dd/mm/yy", "2024-05-31"),
        (datetime(2024, 5, 31, 13, 45), "d.m.yyyy h:mm", "2024-05-31 13:45"),  # noqa: DTZ001
        (time(9, 30), "h:mm AM/PM", "09:30"),
        (1.5, "[h]:mm", "36:00"),
        (1.5, "# ?/?", "1 1/2"),
        (True, "General", "TRUE"),
        ("#DIV/0!", "General", "#DIV/0!"),
        (7, ";;;", ""),
    ]
    for number, (value, code, _) in enumerate(rows, 1):
        sheet.cell(number, 1, "is").number_format = "General"
        sheet.cell(number, 2, value).number_format = code
    path = tmp_path / "a.xlsx"
    book.save(path)
    (page,) = read(path)
    assert page.number == 1 and page.label == "Sheet Budget"
    heading, table = blocks_of(page)
    assert heading == ("heading1", "Budget", "")
    assert table[1].splitlines() == [f"is | {shown}".removesuffix(" | ") for _, _, shown in rows]


def test_tables_titles_and_places(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Travel in 2024"],
        ["all amounts in euro"],
        [None, "Trip", "Cost", "Day"],
        [None, "Rome", 120.5, date(2024, 5, 1)],
        [None, "Oslo", 300, date(2024, 6, 1)],
        [],
        [],
        ["Sales"],
        [],
        [None, 2022, 2023, 2024],
        ["North", 10, 20, 30],
        [],
        ["South", 11, 21, 31],
        [],
        [None, "Plan", None, "Fact"],
        ["Item", "Q1", "Q2", "Q1", "Q2"],
        ["Pens", 1, 2, 3, 4],
        ["Ink", 5, 6, 7, 8],
    ):
        sheet.append(row)
    path = tmp_path / "a.xlsx"
    book.save(path)
    (page,) = read(path)
    assert blocks_of(page)[1:] == [
        ("heading2", "Travel in 2024", "A1"),
        ("paragraph", "all amounts in euro", "A2"),
        ("table", "Trip | Cost | Day\nRome | 120.5 | 2024-05-01\nOslo | 300 | 2024-06-01", "B3:D3"),
        ("heading2", "Sales", "A8"),
        ("table", " | 2022 | 2023 | 2024\nNorth | 10 | 20 | 30\nSouth | 11 | 21 | 31", "B10:D10"),
        ("table", "Item | Plan Q1 | Plan Q2 | Fact Q1 | Fact Q2\nPens | 1 | 2 | 3 | 4\nInk | 5 | 6 | 7 | 8", "A15:E16"),
    ]
    passages = Cutter().cut(page)
    trips = next(passage for passage in passages if "Oslo" in passage.text)
    assert trips.heading == ("Sheet", "Travel in 2024") and trips.label == "Sheet Sheet" and trips.place == "A2:D5"


def test_a_long_sheet_carries_its_columns_on(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Log")
    sheet.append(["Number", "Message", "Hours"])
    for number in range(6000):
        sheet.append([number, f"message {number} about what happened at the gate", number / 8])
    path = tmp_path / "a.xlsx"
    book.save(path)
    pages = read(path)
    assert len(pages) > 2 and {page.number for page in pages} == {1}
    assert pages[0].columns == "" and {page.columns for page in pages[1:]} == {"Number | Message | Hours"}
    cutter = Cutter()
    last = [passage for page in pages for passage in cutter.cut(page)][-1]
    assert last.columns == "Number | Message | Hours" and last.place.endswith("C6001")
    assert sum(page.text.count("about what happened") for page in pages) == 6000


def test_notes_hidden_sheets_tables_and_charts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.properties.title = "The year"
    sheet = book.active
    for row in (["10", "20", "30"], ["11", "21", "31"]):
        sheet.append(row)
    sheet.add_table(Table(displayName="T", ref="A1:C2"))
    sheet["B2"].comment = Comment("Ann:\nchecked twice", "Ann")
    chart = BarChart()
    chart.title = "Rain by month"
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
    sheet.add_chart(chart)
    book.create_sheet("Empty")
    hidden = book.create_sheet("Secret")
    hidden["C3"] = "margin"
    hidden.sheet_state = "hidden"
    path = tmp_path / "a.xlsx"
    book.save(path)
    reading = read_pages(Source(path, "xlsx", tmp_path))
    first = next(reading)
    assert isinstance(first, Page)
    assert blocks_of(first)[1:] == [
        ("table", "10 | 20 | 30\n11 | 21 | 31", "A1:C1"),
        ("note", "Comment on B2 by Ann: checked twice", "B2"),
        ("paragraph", "Rain by month", ""),
    ]
    assert first.blocks[1].header == len("10 | 20 | 30")
    second = next(reading)
    assert isinstance(second, Page)
    assert (second.number, second.label) == (3, "Sheet Secret (hidden)")
    with pytest.raises(StopIteration) as end:
        next(reading)
    assert end.value.value == "The year"


def workbook(path: Path, sheet: str, **more: str) -> None:
    """A workbook written by hand: `sheet` is what its one sheet holds, `more` are other parts by their names."""
    parts = {
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{RELATIONS}/officeDocument" '
        'Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {SPACE} xmlns:r="{RELATIONS}"><sheets><sheet name="S" r:id="a"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="a" Type="{RELATIONS}/worksheet" '
        f'Target="worksheets/s.xml"/><Relationship Id="b" Type="{RELATIONS}/sharedStrings" Target="strings.xml"/>'
        "</Relationships>",
        "xl/worksheets/s.xml": f"<worksheet {SPACE}><sheetData>{sheet}</sheetData></worksheet>",
        **more,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def test_strings_with_runs_readings_and_escapes(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    strings = (
        f"<sst {SPACE}><si><r><t>big </t></r><r><t>deal</t></r></si>"
        "<si><t>東京</t><rPh><t>トウキョウ</t></rPh></si><si><t>a_x000D_b</t></si></sst>"
    )
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(4))
    workbook(
        path, f'<row r="1">{cells}<c t="inlineStr"><is><t>in line</t></is></c></row>', **{"xl/strings.xml": strings}
    )
    assert blocks_of(read(path)[0])[1] == ("table", "big deal | 東京 | a b | in line", "A1:E1")


def test_cells_in_far_corners_cost_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(
        path,
        '<row r="1"><c r="A1" t="str"><v>here</v></c><c r="XFD1" t="str"><v>there</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>'
        '<row r="99999999999999999999"><c r="ZZZZZZ9"><v>8</v></c></row>',
    )
    (page,) = read(path)
    assert page.text == "S\n\nhere | there\n\n | 7\n8\n\n"
    assert page.marks == ((3, "A1:XFD1"), (17, "XFD1048576"), (22, "A1048577"))


def test_what_comes_before_the_damage_is_kept_and_other_sheets_too(tmp_path: Path) -> None:
    path, bad = tmp_path / "a.xlsx", tmp_path / "bad.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["first", "row"])
    book.create_sheet("Next").append(["whole", "sheet"])
    book.save(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"</sheetData>", b"<row>") if name.endswith("sheet1.xml") else data)
    reading = read_pages(Source(bad, "xlsx", tmp_path))
    pages = [next(reading) for _ in range(2)]
    assert [page.text for page in pages if isinstance(page, Page)] == [
        "Sheet\n\nfirst | row\n\n",
        "Next\n\nwhole | sheet\n\n",
    ]
    with pytest.raises(WellreadError, match="damaged"):
        next(reading)


def test_a_workbook_that_is_cut_short_gives_what_is_left_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(path, "".join(f'<row><c t="str"><v>row {number}</v></c></row>' for number in range(3000)))
    path.write_bytes(path.read_bytes()[:-500])
    reading = read_pages(Source(path, "xlsx", tmp_path))
    page = next(reading)
    assert isinstance(page, Page) and "row 1999" in page.text
    with pytest.raises(WellreadError, match="damaged|middle"):
        list(reading)


def test_hostile_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(path, "", **{"xl/workbook.xml": '<!DOCTYPE w [<!ENTITY a "b">]><workbook>&a;</workbook>'})
    with pytest.raises(WellreadError, match="document type"):
        read(path)
    workbook(path, "<row>" + "<c>" * 5000)
    with pytest.raises(WellreadError, match="damaged"):
        read(path)
    workbook(path, '<row><c s="999999"><v>1e999</v></c><c t="s"><v>-1</v></c><c s="-1"><v>x</v></c></row>')
    assert read(path)[0].text == "S\n\ninf | x\n\n"
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(WellreadError):
        read(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("empty.txt", "")
    with pytest.raises(WellreadError, match="missing"):
        read(path)


def test_shared_strings_that_fill_the_memory_end_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.reading.sheets import xlsx_strings

    monkeypatch.setattr(xlsx_strings, "_MOST", 1000)
    path = tmp_path / "a.xlsx"
    workbook(path, '<row><c t="s"><v>0</v></c></row>', **{"xl/strings.xml": f"<sst {SPACE}>{'<si/>' * 1000}</sst>"})
    with pytest.raises(WellreadError, match="more text"):
        read(path)
