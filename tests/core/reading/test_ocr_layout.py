"""Lines of text that stand somewhere on a page become text in reading order."""

from __future__ import annotations

import numpy as np
import pytest

from core.places import boxes_between, pack_words
from core.reading.pictures.ocr_engine import Written
from core.reading.pictures.ocr_layout import regions
from core.reading.pictures.ocr_lines import Line
from core.reading.pictures.ocr_pieces import usual_size
from core.reading.pictures.ocr_text import Text, write
from core.types import BlockKind

LETTER = 0.4  # of a line's height


def line(text: str, x: float, y: float, tall: float = 20.0, wide: float | None = None) -> Line:
    """A line whose letters are all equally wide, with its top left corner at x, y."""
    width = wide or len(text) * LETTER * tall
    corners = np.array([[x, y], [x + width, y], [x + width, y + tall], [x, y + tall]], np.float32)
    centres = tuple((at + 0.5) / len(text) for at in range(len(text)))
    return Line(Written(text, 1.0, centres), corners, x, y, x + width, y + tall)


def column(texts: list[str], x: float, y: float, step: float = 26.0) -> list[Line]:
    return [line(text, x, y + at * step) for at, text in enumerate(texts)]


def read(lines: list[Line]) -> Text:
    return write(regions(lines[::-1]), usual_size(lines))  # in whatever order they were found


def text_of(text: Text) -> str:
    return "".join(text.parts)


LEFT = [
    "A line of the first column that",
    "is as wide as others are, and",
    "so on until its end comes here",
    "and stops.",
]
RIGHT = [
    "Another column stands beside it",
    "with lines of the same kind and",
    "nearly the same length as those",
    "on its left.",
]


def test_columns_are_read_one_after_the_other_below_the_heading_across() -> None:
    lines = [line("A heading over both columns of text", 0, 0, 30), *column(LEFT, 0, 60), *column(RIGHT, 262, 60)]
    text = read(lines)
    assert text_of(text).split("\n\n") == ["A heading over both columns of text", "\n".join(LEFT), "\n".join(RIGHT)]
    assert [block.kind for block in text.blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]
    assert text.blocks[0].level == 2


def test_columns_whose_lines_stand_at_other_heights() -> None:
    text = read([*column(LEFT, 0, 0), *column(RIGHT, 262, 13)])
    assert text_of(text).split("\n\n") == ["\n".join(LEFT), "\n".join(RIGHT)]


def test_a_heading_between_two_pairs_of_columns_parts_them() -> None:
    top = [*column(LEFT, 0, 0), *column(RIGHT, 262, 0)]
    bottom = [*column(LEFT, 0, 240), *column(RIGHT, 262, 240)]
    parts = text_of(read([*top, line("News", 0, 160, 34, 90), *bottom])).split("\n\n")
    assert parts == ["\n".join(LEFT), "\n".join(RIGHT), "News", "\n".join(LEFT), "\n".join(RIGHT)]


def test_a_row_found_as_one_line_across_two_columns_is_cut_between_them() -> None:
    left, right = [*LEFT[:3], LEFT[0], LEFT[1]], [*RIGHT[:3], RIGHT[0], RIGHT[1]]
    lines = [*column(left, 0, 0), *column(right, 262, 0)]
    merged = line(f"{left[2]}   {right[2]}", 0, 52)
    text = text_of(read([found for found in lines if found.y0 != 52] + [merged]))
    assert text.split("\n\n") == ["\n".join(left), "\n".join(right)]


def test_letters_of_a_neighbour_that_a_box_swallowed_are_read_once() -> None:
    lines = [*column(LEFT, 0, 0), *column(RIGHT, 262, 0)]
    greedy = line(f"at {RIGHT[1]}", 262 - 4 * 8, 26)  # the end of its neighbour on the left, once more
    wide = line(LEFT[1], 0, 26, wide=252)
    kept = [found for found in lines if found.y0 != 26]
    assert text_of(read([*kept, greedy, wide])).split("\n\n") == ["\n".join(LEFT), "\n".join(RIGHT)]


def test_a_table_keeps_its_rows_its_header_and_its_empty_cells() -> None:
    rows = [
        ["Region", "Orders", "Amount"],
        ["North", "1,204", "48,310.50"],
        ["East", "", "36,002.75"],
        ["West", "412", "9.20"],
    ]
    cells = [line(cell, at * 200, 40 * y) for y, row in enumerate(rows) for at, cell in enumerate(row) if cell]
    text = read([*cells, *column(LEFT, 0, 300)])
    table = "Region | Orders | Amount\nNorth | 1,204 | 48,310.50\nEast |  | 36,002.75\nWest | 412 | 9.20"
    assert text_of(text).split("\n\n")[0] == table
    assert text.blocks[0].kind is BlockKind.TABLE
    assert table[: text.blocks[0].header] == "Region | Orders | Amount"


def test_panes_beside_each_other_are_no_table() -> None:
    names = [line(name, 0, 26 * at) for at, name in enumerate(["Library", "Papers", "Bills", "Add folder"])]
    text = read([*names, *column(LEFT, 200, 0), *column(RIGHT, 470, 0)])
    assert text_of(text).endswith("\n".join(LEFT) + "\n\n" + "\n".join(RIGHT))
    assert BlockKind.TABLE not in [block.kind for block in text.blocks]


def test_signs_of_currencies_stand_with_their_figures() -> None:
    rows = [["Item", "$", "2022", "$", "2021"], ["Boxes", "$", "1,092", "$", "623"], ["Nets", "", "269", "", "207"]]
    left = (0, 200, 230, 330, 360)
    cells = [line(cell, left[at], 40 * y) for y, row in enumerate(rows) for at, cell in enumerate(row) if cell]
    text = text_of(read([cell for cell in cells if cell.y0 or cell.written.text != "$"]))
    assert text == "Item | 2022 | 2021\nBoxes | $ 1,092 | $ 623\nNets | 269 | 207"


def test_a_cell_on_two_lines_stays_one_cell() -> None:
    cells = [line("Item", 0, 0), line("What it is", 200, 0), line("Crate", 0, 60), line("Made of wood, for", 200, 60)]
    cells += [line("apples and pears", 200, 84), line("Knife", 0, 140), line("Made of steel", 200, 140)]
    cells += [line("Net", 0, 200), line("Five metres", 200, 200)]
    assert text_of(read(cells)).splitlines()[1:3] == [
        "Crate | Made of wood, for apples and pears",
        "Knife | Made of steel",
    ]


def test_marks_that_stand_apart_belong_to_their_items() -> None:
    lines = [
        line("•", 0, 0),
        line("the first of the things to bring", 60, 0),
        line("•", 0, 30),
        line("and the second", 60, 30),
    ]
    text = read(lines)
    assert text_of(text) == "• the first of the things to bring\n• and the second"
    assert [block.kind for block in text.blocks] == [BlockKind.LIST]


def test_words_parted_at_the_ends_of_lines() -> None:
    lines = [
        "A hyphen at the end of a line is dis-",
        "carded; that of a well-known com-",
        "pound, which is well-",
        "known, is kept.",
    ]
    text = text_of(read(column(lines, 0, 0)))
    assert (
        text
        == "A hyphen at the end of a line is discarded; that of a well-known compound, which is well-known, is kept."
    )


@pytest.mark.parametrize("second", [(0, 100), (24, 26)], ids=["further down", "indented"])
def test_paragraphs_are_told_apart(second: tuple[float, float]) -> None:
    x, y = second
    lines = [*column([LEFT[0], LEFT[2]], 0, 0), line(LEFT[1], x, 26 + y), line(LEFT[2], 0, 52 + y)]
    assert text_of(read(lines)) == f"{LEFT[0]}\n{LEFT[2]}\n\n{LEFT[1]}\n{LEFT[2]}"


def test_a_line_that_ends_early_ends_its_paragraph() -> None:
    lines = column([LEFT[0], LEFT[1], "It ends.", "The next one begins like this,", LEFT[2]], 0, 0)
    assert text_of(read(lines)).split("\n\n")[1].startswith("The next one")


def test_words_stand_where_they_are_in_the_text_and_on_the_page() -> None:
    text = read([*column(LEFT, 0, 0), *column(RIGHT, 262, 0)])
    whole = text_of(text)
    at = whole.index("column stands")
    boxes = boxes_between(pack_words(text.words), at, at + len("column stands"))
    assert [whole[start:end] for start, end, *_ in text.words] == whole.split()
    (box,) = boxes
    assert (box.x0, box.x1) == pytest.approx((262 + 8 * 8, 262 + 21 * 8), abs=1)
    assert (box.y0, box.y1) == pytest.approx((0, 20))


def test_chinese_is_marked_character_by_character() -> None:
    text = read([line("東京は日本の首都です。", 0, 0)])
    assert [(start, end) for start, end, *_ in text.words][:2] == [(0, 1), (1, 2)]
