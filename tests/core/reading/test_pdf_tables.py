"""PDF: tables without ruling and with it, the rows that name their columns, and tables that go on over pages."""

from __future__ import annotations

from pathlib import Path

from core.passages import Cutter
from core.places import boxes_between
from core.reading.pdf.grid import grid
from core.types import BlockKind
from tests.core.reading.pdf_kit import BODY, Text, from_html, header_of, lines, make, read, table, texts_of

ENDS = (300.0, 400.0, 500.0)
ROWS = [
    ("Sales of products", "90,229", "83,740", "83,198"),
    ("Sales of services", "10,898", "10,265", "10,298"),
    ("Total", "101,127", "94,005", "93,496"),
]
LONG = "The customer may return the appliance within thirty days of delivery, in the box it came in. "


def test_years_name_the_columns_and_go_with_every_passage(tmp_path: Path) -> None:
    rows = [("", "2018", "2017", "2016"), *(row for _ in range(12) for row in ROWS)]
    (page,) = read(make(tmp_path / "a.pdf", [*lines(72, 60, BODY), *table(72, 150, rows, ENDS)]))
    assert header_of(page) == " | 2018 | 2017 | 2016"
    (text,) = texts_of(page, BlockKind.TABLE)
    assert text.split("\n")[1] == "Sales of products | 90,229 | 83,740 | 83,198"
    later = [passage for passage in Cutter().cut(page) if passage.text.startswith(("Sales", "Total"))]
    assert later
    assert all(passage.columns.strip(" |") == "2018 | 2017 | 2016" for passage in later)


def test_an_empty_cell_keeps_the_others_in_their_columns(tmp_path: Path) -> None:
    rows = [
        ("", "2018", "2017", "2016"),
        *ROWS,
        ("Gains", "", "21", ""),
        ("Losses", "", "", "7"),
        ("Net", "5", "", "8"),
    ]
    (page,) = read(make(tmp_path / "a.pdf", table(72, 150, rows, ENDS)))
    assert texts_of(page, BlockKind.TABLE)[0].split("\n")[4:] == ["Gains |  | 21", "Losses |  |  | 7", "Net | 5 |  | 8"]


def test_labels_between_rows_belong_to_the_table(tmp_path: Path) -> None:
    rows = [("In millions", "2018", "2017", "2016"), ROWS[0], ("Other income, net of tax:", "", "", ""), *ROWS[1:]]
    (page,) = read(make(tmp_path / "a.pdf", table(72, 150, rows, ENDS)))
    (text,) = texts_of(page, BlockKind.TABLE)
    assert text.split("\n")[2] == "Other income, net of tax:"
    assert len(text.split("\n")) == 5


def test_a_label_of_two_lines_is_one_label(tmp_path: Path) -> None:
    rows = [("", "2018", "2017", "2016"), *ROWS]
    wrapped: list[Text] = [(72, 206, "Amortization of losses that were", 10, "helv")]
    more = table(72, 218, [("included in cost", "878", "542", "524")], ENDS)
    (page,) = read(make(tmp_path / "a.pdf", [*table(72, 150, rows, ENDS), *wrapped, *more]))
    last = texts_of(page, BlockKind.TABLE)[0].split("\n")[-1]
    assert last == "Amortization of losses that were included in cost | 878 | 542 | 524"


def test_heads_of_several_lines_are_one_cell_each(tmp_path: Path) -> None:
    heads: list[Text] = []
    for x, words in ((250, ("Gross", "Carrying", "Amount")), (350, ("Net", "Carrying", "Amount")), (460, ("Total",))):
        heads += [(x, 140 + 12 * (3 - len(words) + at), word, 10, "hebo") for at, word in enumerate(words)]
    rows = [(name, a, b, c) for name, a, b, c in ROWS]
    (page,) = read(make(tmp_path / "a.pdf", [*heads, *table(72, 180, rows, ENDS)]))
    assert header_of(page) == " | Gross Carrying Amount | Net Carrying Amount | Total"


def test_heads_over_several_columns_stand_above_those_of_each(tmp_path: Path) -> None:
    above: list[Text] = [(250, 136, "Three Months", 10, "helv"), (440, 136, "Six Months", 10, "helv")]
    rows = [("In millions", "2018", "2017", "2016"), *ROWS]
    (page,) = read(make(tmp_path / "a.pdf", [*above, *table(72, 150, rows, ENDS)]))
    first, second = header_of(page).split("\n")
    assert first.startswith(" | Three Months")
    assert second == "In millions | 2018 | 2017 | 2016"


def test_a_currency_stays_with_its_number(tmp_path: Path) -> None:
    rows = [("", "2018", "2017", "2016"), *ROWS]
    signs: list[Text] = [(x, 164, "$", 10, "helv") for x in (240, 340, 440)]
    drawn = table(72, 150, rows, ENDS)
    at = drawn.index(next(text for text in drawn if text[2] == "90,229"))
    mixed = [*drawn[:at], signs[0], drawn[at], signs[1], drawn[at + 1], signs[2], *drawn[at + 2 :]]
    (page,) = read(make(tmp_path / "a.pdf", mixed))
    assert "Sales of products | $ 90,229 | $ 83,740 | $ 83,198" in page.text


def test_a_title_over_a_table_is_no_head_of_its_columns(tmp_path: Path) -> None:
    title: list[Text] = [(180, 100, "Consolidated Statements of Operations", 10, "hebo")]
    (page,) = read(make(tmp_path / "a.pdf", [*title, *table(72, 150, [("", "2018", "2017", "2016"), *ROWS], ENDS)]))
    assert header_of(page) == " | 2018 | 2017 | 2016"
    assert texts_of(page, BlockKind.HEADING) == ["Consolidated Statements of Operations"]


def test_tables_that_follow_each_other_have_their_own_heads(tmp_path: Path) -> None:
    rows = [("Millions", "2018", "2017", "2016"), *ROWS, ("Shares", "2015", "2014", "2013"), *ROWS]
    (page,) = read(make(tmp_path / "a.pdf", table(72, 150, rows, ENDS)))
    first, second = texts_of(page, BlockKind.TABLE)
    assert (first[:8], second[:6]) == ("Millions", "Shares")


def test_a_table_that_goes_on_keeps_the_names_of_its_columns(tmp_path: Path) -> None:
    begun = table(72, 650, [("", "2018", "2017", "2016"), *ROWS], ENDS)
    goes_on = [*table(72, 100, ROWS, ENDS), *lines(72, 300, BODY)]
    other = [*table(72, 100, [(a, b) for a, b, *_ in ROWS], ENDS[:1]), *lines(72, 300, BODY)]
    pages = read(make(tmp_path / "a.pdf", [*lines(72, 100, BODY), *begun], goes_on, other))
    assert [page.columns for page in pages] == ["", "| 2018 | 2017 | 2016", ""]
    cutter = Cutter()
    assert [cutter.cut(page)[0].columns for page in pages[:2]] == ["", "| 2018 | 2017 | 2016"]


def test_ruled_cells_of_many_lines_are_cells(tmp_path: Path) -> None:
    cells = [
        ("1", LONG * 5, "The clerk at the counter", "Daily"),
        ("2", "Lock the door", "", "At night"),
        ("3", LONG * 4, LONG, "Weekly"),
    ]
    html = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    heads = "<tr><th>No.</th><th>Duty</th><th>Who</th><th>When</th></tr>"
    css = "td, th {border: 1px solid black; padding: 3px}"
    ruled = (
        f'<p>Before it.</p><table border="1" style="border-collapse: collapse">{heads}{html}</table><p>After it.</p>'
    )
    (page,) = read(from_html(tmp_path / "a.pdf", ruled, css))
    (text,) = texts_of(page, BlockKind.TABLE)
    assert text.split("\n") == [
        "No. | Duty | Who | When",
        f"1 | {(LONG * 5).strip()} | The clerk at the counter | Daily",
        "2 | Lock the door |  | At night",
        f"3 | {(LONG * 4).strip()} | {LONG.strip()} | Weekly",
    ]
    assert header_of(page) == "No. | Duty | Who | When"
    at = page.text.index("Weekly")
    (box,) = boxes_between(page.words, at, at + 6)
    assert box.x0 > 400


def test_a_box_around_text_is_no_table() -> None:
    words = [(0.0, 0.0, 1.0, 1.0, "boxed", 0, 0, 0)]
    assert grid(words, "<table>\n<tr>\n<td><p>boxed</p>\n</td>\n</tr>\n</table>") is None
    two = [*words, (0.0, 2.0, 1.0, 3.0, "more", 1, 0, 0)]
    table_of_two = (
        "<table>\n<tr>\n<td><p>boxed</p>\n</td><td></td>\n</tr>\n<tr>\n<td></td><td><p>more</p>\n</td></tr></table>"
    )
    found = grid(two, table_of_two)
    assert found
    assert [(place.row, place.column) for place in found.places.values()] == [(0, 0), (1, 1)]
    assert grid(words, table_of_two) is None, "its blocks are not those of the words"
