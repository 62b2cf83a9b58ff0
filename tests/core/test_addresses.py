"""Where links lead is part of a text, and not of what is read of it."""

from __future__ import annotations

import time

import pytest

from core.addresses import ReadLength, without_addresses
from core.passages import TARGET, Cutter
from core.types import Block, BlockKind, Page

LONG = "https://example.org/directives?file=" + "%20policy" * 30


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("See [the form](https://a.example/b) today.", "See [the form] today."),
        ("[one](a(b)c) and [two](x.md 'no title') left", "[one] and [two](x.md 'no title') left"),
        ('![plan](plan.png "Ground floor").', "![plan]."),
        ("[leave]({% page '/leave/' %}), [pay]({{ site.url }}/pay)", "[leave], [pay]"),
        ("f(x) and [x] (aside) stay", "f(x) and [x] (aside) stay"),
        ("[open](https://never.closed", "[open](https://never.closed"),
        ("https://a.example/b stays", "https://a.example/b stays"),
    ],
)
def test_what_is_read_of_a_link_is_its_words(text: str, read: str) -> None:
    assert without_addresses(text) == read
    assert ReadLength(text).between(0, len(text)) == max(len(read), (len(text) + 1) // 2)


def test_a_stretch_counts_the_addresses_that_begin_in_it() -> None:
    text = f"First [link]({LONG}) of a text with {'words ' * 110}and [another]({LONG}) at its end."
    length = ReadLength(text)
    middle = text.index("of a text")
    assert length.between(middle, len(text)) == len(without_addresses(text[middle:]))
    assert length.between(0, len(text)) == len(without_addresses(text))


def test_text_with_long_addresses_is_cut_by_what_is_read_of_it() -> None:
    first = f"The [policy]({LONG}) and the [procedure]({LONG}) say how violations are reported."
    answer = "Report them to your supervisor or to the Office of Civil Rights."
    text = f"{first} {answer}"
    page = Page(None, text, (Block(BlockKind.PARAGRAPH, 0, len(text)),))
    assert [passage.text for passage in Cutter().cut(page)] == [text]


def test_however_many_links_a_passage_has_an_end() -> None:
    items = "\n".join(f"- [item {n}]({LONG})" for n in range(40))
    page = Page(None, items, (Block(BlockKind.LIST, 0, len(items)),))
    passages = Cutter().cut(page)
    assert "\n".join(passage.text for passage in passages) == items
    assert max(len(passage.text) for passage in passages) <= 2 * TARGET + len(LONG)


@pytest.mark.parametrize("piece", ["](", "](a", "](((", "]({%", "]({{ ", '](a "', "](a " + " " * 50])
def test_hostile_links_cost_no_more_than_their_length(piece: str) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        started = time.perf_counter()
        without_addresses(text)
        return time.perf_counter() - started

    few = min(seconds(5_000) for _ in range(3))
    assert min(seconds(20_000) for _ in range(3)) < 12 * max(few, 1e-4)  # four times the text
