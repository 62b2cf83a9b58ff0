"""PDF: columns in order, paragraphs, headings, captions and footnotes; text that runs otherwise than left to right."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from core.passages import Cutter
from core.places import boxes_between
from core.reading.pdf.letters import mended, with_pairs
from core.reading.pdf.order import Line, in_order
from core.types import BlockKind
from tests.core.reading.pdf_kit import BODY, Text, blocks_of, from_html, lines, make, pymupdf, read, texts_of

LEFT = "Alpha opens the left column and goes on over a good many lines until the left column closes with omega. " * 3
RIGHT = "Beta opens the right column and goes on over a good many lines until the right column closes with psi. " * 3


def by_turns(*columns: list[Text]) -> list[Text]:
    """The columns drawn line by line across."""
    longest = max(map(len, columns))
    return [column[at] for at in range(longest) for column in columns if at < len(column)]


def order_of(text: str, *words: str) -> list[str]:
    return sorted(words, key=text.index)


def test_columns_that_are_drawn_line_by_line_across_are_read_one_after_another(tmp_path: Path) -> None:
    title = (72.0, 60.0, "A title across both of the columns", 16.0, "helv")
    texts = [title, *by_turns(lines(60, 100, LEFT, 40, 10), lines(310, 100, RIGHT, 40, 10))]
    (page,) = read(make(tmp_path / "a.pdf", texts))
    assert order_of(page.text, "Alpha", "omega", "Beta", "psi", "title") == ["title", "Alpha", "omega", "Beta", "psi"]
    assert " | " not in page.text
    assert [block.kind for block in page.blocks][1:] == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]


def test_three_columns_and_their_title_in_a_wrong_order(tmp_path: Path) -> None:
    columns = [lines(50 + 170 * n, 120, f"{name} {BODY}", 28, 10) for n, name in enumerate(("One", "Two", "Three"))]
    foot, title = (290.0, 815.0, "7", 9.0, "helv"), (50.0, 80.0, "Three columns", 18.0, "helv")
    (page,) = read(make(tmp_path / "a.pdf", [foot, *columns[2], *columns[0], *columns[1], title]))
    assert order_of(page.text, "Three columns", "One", "Two", "Three El", "7")[0] == "Three columns"
    assert page.text.index("One") < page.text.index("Two") < page.text.index("Three El") < page.text.rindex("7")


def test_a_heading_across_parts_two_stretches_of_columns(tmp_path: Path) -> None:
    heading = (50.0, 330.0, "A heading across both of the columns, in the middle", 14.0, "helv")
    upper = by_turns(lines(50, 60, LEFT, 42, 10), lines(300, 60, RIGHT, 42, 10))
    lower = by_turns(
        lines(50, 370, LEFT.replace("Alpha", "Gamma"), 42, 10), lines(300, 370, RIGHT.replace("Beta", "Delta"), 42, 10)
    )
    (page,) = read(make(tmp_path / "a.pdf", [*upper, heading, *lower]))
    words = ("Alpha", "Beta", "A heading", "Gamma", "Delta")
    assert order_of(page.text, *words) == list(words)


def test_a_side_bar_that_is_drawn_first_is_read_last(tmp_path: Path) -> None:
    side = lines(440, 130, "Side bar with some words of its own in a narrow column. " * 3, 22, 10)
    (page,) = read(make(tmp_path / "a.pdf", [*side, *lines(50, 120, LEFT, 70, 10)]))
    assert page.text.index("Alpha") < page.text.index("Side bar")


def test_a_sentence_goes_on_in_the_next_column(tmp_path: Path) -> None:
    left = lines(60, 100, f"{BODY}It begins in the left column, at the foot of which it says that the guaran-", 40, 10)
    right = lines(310, 80, "tee goes on in the other one and ends there.", 40, 10)
    (page,) = read(make(tmp_path / "a.pdf", [*left, *right]))
    assert "that the guarantee goes on" in page.text
    assert [block.kind for block in page.blocks] == [BlockKind.PARAGRAPH]


def test_raised_signs_that_are_drawn_last_go_back_to_their_lines(tmp_path: Path) -> None:
    texts: list[Text] = [
        *lines(72, 100, BODY),
        (72, 300, "Also known as Skunk", 11, "helv"),
        (190, 300, "and under other names", 11, "helv"),
        (181, 296, "®", 6, "helv"),
    ]
    (page,) = read(make(tmp_path / "a.pdf", texts))
    assert "known as Skunk ® and under other names" in page.text


def test_the_order_of_lines_that_run_well_is_kept() -> None:
    drawn = [Line(at, x, y, x + 90, y + 10, 20, at) for at, (x, y) in enumerate([(10, 100), (10, 112), (110, 100)])]
    assert in_order(drawn, 800, interleaved=False) == [drawn]


@pytest.mark.parametrize("turn", [90, 270, 180])
def test_turned_text_is_read_as_it_runs(tmp_path: Path, turn: int) -> None:
    document = pymupdf.open()
    page = document.new_page()
    for x, y, text, size, font in lines(72, 100, BODY):
        page.insert_text((x, y), text, fontsize=size, fontname=font)
    step = {90: (14, 0), 270: (-14, 0), 180: (0, -14)}[turn]
    for at, text in enumerate(["The margin says this", "on two lines."]):
        page.insert_text((300 + step[0] * at, 500 + step[1] * at), text, fontsize=11, rotate=turn)
    document.save(tmp_path / "a.pdf")
    (read_page,) = read(tmp_path / "a.pdf")
    assert read_page.text.endswith("The margin says this\non two lines.")
    at = read_page.text.index("margin")
    (box,) = boxes_between(read_page.words, at, at + 6)
    assert (box.y1 - box.y0 > box.x1 - box.x0) == (turn != 180)
    assert abs(box.x0 - 300) < 60


HEBREW = "שלום עולם וברוכים הבאים לספרייה"


def test_right_to_left_text_comes_in_the_order_it_is_read(tmp_path: Path) -> None:
    html = f'<p dir="rtl">{HEBREW}</p><p dir="rtl">{HEBREW}</p>'
    (page,) = read(from_html(tmp_path / "a.pdf", html))
    assert texts_of(page, BlockKind.PARAGRAPH) == [HEBREW, HEBREW]
    at = page.text.index("שלום")
    (box,) = boxes_between(page.words, at, at + 4)
    assert box.x0 > 400, "the first word stands at the right"


def test_lam_and_alef_of_one_sign_are_put_in_order() -> None:
    chars = [("م", 5.0), ("ا", 0.0), ("ل", 5.0), ("ت", 5.0)]
    spans = [{"chars": [{"c": c, "bbox": (0, 0, width, 1)} for c, width in chars]}]
    assert with_pairs(["مالت"], {"blocks": [{"lines": [{"spans": spans}]}]}) == ["ملات"]
    chars = [(c, 5.0) for c, _ in chars]
    spans = [{"chars": [{"c": c, "bbox": (0, 0, width, 1)} for c, width in chars]}]
    assert with_pairs(["مالت"], {"blocks": [{"lines": [{"spans": spans}]}]}) == ["مالت"]


def test_letters_are_those_that_a_person_would_type() -> None:
    odd = ["o\ufb03ce", "G¨odel", "cafe\u0301", "long\u00adterm", "\u2f08", "a\u200bb", "plain"]
    assert mended(odd) == ["office", "Gödel", "café", "long-term", "人", "ab", "plain"]
    tokens = ["only", "ascii"]
    assert mended(tokens) is tokens


def test_a_hyphen_that_a_file_never_parts_words_with_stays(tmp_path: Path) -> None:
    known = "long term real time full scale high risk low cost short lived"
    texts: list[Text] = [(72, 60, known, 11, "helv")]
    for at, (left, right) in enumerate(zip(known.split()[::2], known.split()[1::2], strict=True)):
        texts += [(72, 100 + 60 * at, f"It is {left}-", 11, "helv"), (72, 113 + 60 * at, f"{right} here.", 11, "helv")]
    texts += [(72, 500, "The jet was western-", 11, "helv"), (72, 513, "built by us.", 11, "helv")]
    (page,) = read(make(tmp_path / "a.pdf", texts))
    assert "western-built" in page.text


def test_headings_of_two_sizes_are_two_headings_and_numbers_order_them(tmp_path: Path) -> None:
    texts: list[Text] = [
        (72, 80, "2. Building", 20, "helv"),
        (72, 104, "2.1. What it takes", 18, "helv"),
        *lines(72, 140, BODY),
        (72, 300, "A long heading that needs", 20, "helv"),
        (72, 325, "a second line", 20, "helv"),
        *lines(72, 360, BODY),
    ]
    cover = lines(72, 100, BODY)
    _, page = read(make(tmp_path / "a.pdf", cover, texts))
    headings = blocks_of(page, BlockKind.HEADING)
    assert [(page.text[b.start : b.end].split("\n")[0], b.level) for b in headings] == [
        ("2. Building", 1), ("2.1. What it takes", 2), ("A long heading that needs", 1)
    ]  # fmt: skip
    assert Cutter().cut(page)[0].heading == ("2. Building", "2.1. What it takes")


def test_a_bold_first_line_is_a_heading_though_it_stands_close_to_its_text(tmp_path: Path) -> None:
    texts: list[Text] = [
        *lines(72, 100, BODY),
        (72, 300, "Radios and lamps", 11, "hebo"),
        *lines(72, 314, BODY),
    ]
    (page,) = read(make(tmp_path / "a.pdf", texts))
    assert texts_of(page, BlockKind.HEADING) == ["Radios and lamps"]


def test_captions_and_what_only_begins_like_one(tmp_path: Path) -> None:
    texts: list[Text] = [
        (72, 100, "Figure 3: Sales by region over the year", 10, "helv"),
        (72, 160, "Tabelle 2. Umsatz nach Land", 10, "helv"),
        *lines(72, 220, "Table 2 shows that sales went up in most of the regions that were looked at. " * 3),
    ]
    (page,) = read(make(tmp_path / "a.pdf", texts))
    assert texts_of(page, BlockKind.CAPTION) == [
        "Figure 3: Sales by region over the year", "Tabelle 2. Umsatz nach Land"
    ]  # fmt: skip
    assert len(texts_of(page, BlockKind.PARAGRAPH)) == 1


def test_footnotes_stand_in_small_type_at_the_foot(tmp_path: Path) -> None:
    texts: list[Text] = [
        *lines(72, 100, BODY),
        (72, 700, "1 The receipt is the paper that the till prints.", 8, "helv"),
        (72, 720, "2 A box that was opened counts as the box.", 8, "helv"),
    ]
    page = read(make(tmp_path / "a.pdf", texts, lines(72, 100, BODY)))[0]
    assert [text.split()[0] for text in texts_of(page, BlockKind.NOTE)] == ["1", "2"]
    plain = [(x, y, text, 11.0, font) for x, y, text, _, font in texts]
    assert not texts_of(read(make(tmp_path / "b.pdf", plain))[0], BlockKind.NOTE)


def test_the_number_of_a_footnote_is_no_part_of_the_word_before_it(tmp_path: Path) -> None:
    html = "<p>The appliances<sup>3</sup> and 10<sup>6</sup> lamps, as agreed.<sup>12</sup> Nothing else.</p>"
    (page,) = read(from_html(tmp_path / "a.pdf", html))
    assert page.text.strip() == "The appliances 3 and 106 lamps, as agreed. 12 Nothing else."
    at = page.text.index("3")
    (box,) = boxes_between(page.words, at, at + 1)
    (word,) = boxes_between(page.words, at - 11, at - 1)
    assert box.x0 == pytest.approx(word.x1)
    assert box.x1 - box.x0 < 12


def test_running_heads_are_known_from_the_first_page_on(tmp_path: Path) -> None:
    def page(n: int) -> list[Text]:
        chapter = "Returns" if n < 5 else "Radios"
        head = (72.0, 40.0, f"{n + 20}   Chapter {n // 5 + 1}: {chapter}", 9.0, "helv")
        return [head, *lines(72, 120, f"Page {n} says. {BODY}"), (72.0, 800.0, "The handbook", 9.0, "helv")]

    read_back = read(make(tmp_path / "a.pdf", *map(page, range(1, 10))))
    cutter = Cutter()
    for n, found in enumerate(read_back, 1):
        cut = "\n".join(passage.text for passage in cutter.cut(found))
        assert f"Page {n} says." in cut
        assert "Chapter" not in cut
        assert "handbook" not in cut
        assert "Chapter" in found.text


def test_a_page_of_many_words_in_no_order_takes_its_time_once(tmp_path: Path) -> None:
    """Four times the words must not take sixteen times the time."""

    def seconds(count: int) -> float:
        texts = "".join(
            f"1 0 0 1 {(at * 7919) % 4800} {(at * 104729) % 13900} Tm (word{at % 97}) Tj\n" for at in range(count)
        )
        document = pymupdf.open()
        page = document.new_page(width=5000, height=14000)
        page.insert_text((10, 10), "x", fontname="helv")
        xref = document.get_new_xref()
        document.update_object(xref, "<<>>")
        document.update_stream(xref, f"BT /helv 4 Tf\n{texts}ET".encode())
        page.set_contents(xref)
        path = tmp_path / f"{count}.pdf"
        document.save(path)
        begin = time.process_time()
        assert len(read(path)[0].text) > 4 * count
        return time.process_time() - begin

    seconds(100)
    assert seconds(20_000) < 9 * seconds(5_000)
