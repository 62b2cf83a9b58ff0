"""Passages follow the structure of their page and lose none of it."""

from __future__ import annotations

import random
import time

import pytest

from core.passages import TAIL, TARGET, Cutter, heading_text
from core.types import Block, BlockKind, Page, Passage

WORDS = (
    "the shop takes back 3.5 kg of goods e.g. lamps, within 30 days; Mr. Lee said so! why? 保证期为两年。 ok".split()
)


def page_of(*blocks: tuple[BlockKind, str, int], offset: int = 0, gap: str = "\n\n") -> Page:
    text, placed = "", []
    for kind, part, level in blocks:
        placed.append(Block(kind, len(text), len(text) + len(part), level))
        text += part + gap
    return Page(None, text, tuple(placed), offset)


def heading(text: str, level: int = 1) -> tuple[BlockKind, str, int]:
    return BlockKind.HEADING, text, level


def paragraph(text: str) -> tuple[BlockKind, str, int]:
    return BlockKind.PARAGRAPH, text, 0


def prose(rng: random.Random, words: int) -> str:
    gaps = [*[" "] * 8, ". ", ".\n", "\n", "\n\n", "\t", "\r\n", "  "]
    return "".join(rng.choice(WORDS) + rng.choice(gaps) for _ in range(words))


def assert_spans_hold(page: Page, passages: tuple[Passage, ...]) -> None:
    end = 0
    for passage in passages:
        start, stop = passage.start - page.offset, passage.end - page.offset
        assert passage.text == page.text[start:stop]
        assert passage.text == passage.text.strip() != ""
        assert start >= end, "passages overlap or are out of order"
        assert len(passage.text) <= TARGET + TAIL
        end = stop


def test_a_page_without_blocks_is_cut_at_sentences() -> None:
    text = "A lamp may be returned within thirty days of its purchase. " * 40
    page = Page(3, text)
    passages = Cutter().cut(page)
    assert_spans_hold(page, passages)
    assert all(passage.text.endswith("purchase.") and passage.page == 3 for passage in passages)
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))


def test_headings_bound_passages_and_are_carried_by_what_stands_under_them() -> None:
    page = page_of(
        heading("Handbook"), paragraph("Welcome."), heading("Leave", 2), paragraph("Ask early."), heading("Pay", 2),
        paragraph("On the 25th."), heading("Appendix"), paragraph("Forms."),
    )  # fmt: skip
    found = [(passage.text, passage.heading) for passage in Cutter().cut(page)]
    assert found == [
        ("Welcome.", ("Handbook",)),
        ("Ask early.", ("Handbook", "Leave")),
        ("On the 25th.", ("Handbook", "Pay")),
        ("Forms.", ("Appendix",)),
    ]


def test_headings_last_over_pages() -> None:
    cutter = Cutter()
    cutter.cut(page_of(heading("Leave"), paragraph("Ask early.")))
    (passage,) = cutter.cut(page_of(paragraph("And in writing.")))
    assert (passage.heading, passage.ordinal) == (("Leave",), 1)


def test_a_heading_with_nothing_under_it_is_a_passage() -> None:
    page = page_of(heading("Handbook"), heading("Sick days", 2), heading("Pay", 2), paragraph("On the 25th."))
    found = [(passage.text, passage.heading) for passage in Cutter().cut(page)]
    assert found == [("Sick days", ("Handbook",)), ("On the 25th.", ("Handbook", "Pay"))]
    (last,) = Cutter().cut(page_of(heading("The end")))
    assert last.text == "The end"


def test_list_items_and_table_rows_stay_whole() -> None:
    items = "\n".join(f"- item {n} " + "of the packing list " * 6 for n in range(20))
    rows = "\n".join(f"row {n} | {n * 7} | " + "cell " * 20 for n in range(20))
    for kind, text in ((BlockKind.LIST, items), (BlockKind.TABLE, rows)):
        page = page_of((kind, text, 0))
        passages = Cutter().cut(page)
        assert_spans_hold(page, passages)
        whole = {line.strip() for line in text.splitlines()}
        assert {line.strip() for passage in passages for line in passage.text.splitlines()} == whole


def test_what_no_block_covers_is_left_out() -> None:
    page = Page(None, "title: x\n\nBody text.", (Block(BlockKind.PARAGRAPH, 10, 20),))
    assert [passage.text for passage in Cutter().cut(page)] == ["Body text."]


def test_positions_count_from_the_start_of_the_file() -> None:
    page = page_of(paragraph("First."), offset=1000)
    (passage,) = Cutter().cut(page)
    assert (passage.start, passage.end) == (1000, 1006)


def test_a_short_tail_goes_to_the_passage_before_it() -> None:
    text = "A sentence of about forty characters here. " * 14 + "Short end."
    passages = Cutter().cut(page_of(paragraph(text)))
    assert len(passages) == 1
    assert passages[0].text.endswith("Short end.")


@pytest.mark.parametrize("seed", range(60))
def test_every_character_is_in_exactly_one_passage(seed: int) -> None:
    rng = random.Random(seed)
    blocks = []
    for _ in range(rng.randrange(1, 12)):
        kind = rng.choice(list(BlockKind))
        text = prose(rng, rng.choice([1, 5, 40, 400]))
        blocks.append((kind, text, rng.randrange(1, 5)) if kind is BlockKind.HEADING else (kind, text, 0))
    page = page_of(*blocks, offset=rng.choice([0, 17]), gap=rng.choice(["", "\n", "\n\n"]))
    passages = Cutter().cut(page)
    covered = [0] * len(page.text)
    for passage in passages:
        for at in range(passage.start - page.offset, passage.end - page.offset):
            covered[at] += 1
    for block in page.blocks:
        if block.kind is not BlockKind.HEADING:
            missed = [at for at in range(block.start, block.end) if covered[at] != 1 and not page.text[at].isspace()]
            assert not missed, page.text[missed[0] - 20 : missed[0] + 20]
    assert max(covered, default=0) <= 1


@pytest.mark.parametrize("unit", ["word ", "x", "字", "一句话。", "1. ", "No. 7 said "])
def test_four_times_as_long_a_line_takes_four_times_as_long(unit: str) -> None:
    seconds = []
    for characters in (500_000, 2_000_000):
        page = Page(None, unit * (characters // len(unit)))
        begin = time.process_time()
        passages = Cutter().cut(page)
        seconds.append(time.process_time() - begin)
    assert seconds[1] < 10 * max(seconds[0], 0.05), "sixteen times would be quadratic"
    assert_spans_hold(page, passages)
    assert sum(len(passage.text) for passage in passages) > 0.9 * len(page.text.replace(" ", ""))


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("## Paid *time* off ##", "Paid time off"),
        ("Returns\n=======", "Returns"),
        ("# [Leave](leave.md) {#leave}", "Leave"),
        ("C# in depth", "C# in depth"),
        ("snake_case and 2*3*4", "snake_case and 2*3*4"),
        ("`make` test", "make test"),
    ],
)
def test_heading_text_is_without_marks(raw: str, plain: str) -> None:
    assert heading_text(raw) == plain
