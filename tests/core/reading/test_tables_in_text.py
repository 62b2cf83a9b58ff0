"""Tables in text: rows with the names of their columns, however the table is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.reading.sheets.header_rows import names_columns
from tests.core.reading.text_kit import assert_positions, blocks_of, headers_of, passages_of, read, written


def test_rows_of_several_lines_stay_whole(tmp_path: Path) -> None:
    source = (
        'Stock of the shop,,\r\nName,Notes,Count\r\nLamp,"two\n\nlines ""quoted""",3\r\nBulb,plain,4\r\n'
        'Pipe,5" wide,7\r\n"Cable, long",x,8\r\n'
    )
    (page,) = pages = read(written(tmp_path, "a.csv", source), "csv")
    assert blocks_of(page) == [
        ("caption", "Stock of the shop"),
        ("table", "Name,Notes,Count"),
        ("table", 'Lamp,"two\n\nlines ""quoted""",3'),
        ("table", 'Bulb,plain,4\r\nPipe,5" wide,7\r\n"Cable, long",x,8'),
    ]
    assert headers_of(page) == ["Name,Notes,Count"]
    assert_positions(pages, source)


@pytest.mark.parametrize(
    "source",
    [
        "Name;Price\nLamp;1,50\nBulb;2,25\n",
        "Name\tPrice\nLamp, large\t1\nBulb\t2\n",
        "Name|Price\nLamp|1\nBulb|2\n",
        "sep=;\nName;Price\nLamp;1\nBulb;2\n",
        'Name,Price\n"Lamp; large",1\n"Bulb; small",2\n',
    ],
)
def test_any_separator(tmp_path: Path, source: str) -> None:
    (page,) = read(written(tmp_path, "a.csv", source), "csv")
    assert [header.replace("\t", ",") for header in headers_of(page)] in (
        ["Name;Price"], ["Name,Price"], ["Name|Price"],
    )  # fmt: skip


def test_a_long_table_names_its_columns_for_every_passage(tmp_path: Path) -> None:
    source = "id,name,note\n" + "".join(f'{n},Person {n},"two\nlines"\n' for n in range(20_000))
    pages = read(written(tmp_path, "a.csv", source.encode("utf-16")), "csv")
    assert len(pages) > 2
    passages = passages_of(pages)
    assert {passage.columns for passage in passages[1:]} == {"id,name,note"}
    assert all(passage.text.count('"') % 2 == 0 for passage in passages)
    assert passages[-1].place.startswith("lines ") and passages[-1].place.endswith(" to 40001")
    assert_positions(pages, source)


@pytest.mark.parametrize(
    "source", [b"", b"\n\n", b'"' + b"a " * 200_000, b'"a\n' * 50_000, b"\t" * 100_000, b",,,\n,,,"]
)
def test_what_is_no_table_does_no_harm(tmp_path: Path, source: bytes) -> None:
    pages = read(written(tmp_path, "a.csv", source), "csv")
    assert "".join(page.text for page in pages) == source.decode()


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([["Name", "Age"], ["Ann", "30"]], True),
        ([["name", "city"], ["Ann", "Rome"], ["Bob", "Oslo"]], True),
        ([["Country", "2022", "2023"], ["Chad", "5", "6"]], True),
        ([["Ann", "30"], ["Bob", "31"]], False),
        ([["1.5", "2"], ["3", "4"]], False),
        ([["a", "a"], ["b", "c"]], False),
        ([["ann@example.org", "Ann"], ["bob@example.org", "Bob"]], False),
        ([["open", "x"], ["open", "y"]], False),
        ([["Name:", "Ann"], ["Town:", "Rome"]], False),
        ([["Name", "Age"]], False),
        ([["", ""], ["", ""]], False),
    ],
)
def test_which_first_rows_name_columns(rows: list[list[str]], named: bool) -> None:
    assert names_columns(rows) is named
