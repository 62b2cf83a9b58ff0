from __future__ import annotations

from core.places import boxes_between, pack_words
from core.types import Box

LINE = [(0, 5, 10.0, 100.0, 40.0, 112.0), (6, 11, 44.0, 100.0, 80.0, 112.0), (12, 15, 10.0, 116.0, 30.0, 128.0)]


def test_words_of_one_line_become_one_box() -> None:
    assert boxes_between(pack_words(LINE), 0, 15) == (Box(10.0, 100.0, 80.0, 112.0), Box(10.0, 116.0, 30.0, 128.0))


def test_a_span_takes_only_the_words_that_it_touches() -> None:
    assert boxes_between(pack_words(LINE), 7, 8) == (Box(44.0, 100.0, 80.0, 112.0),)


def test_a_gap_between_columns_keeps_boxes_apart() -> None:
    columns = [(0, 4, 10.0, 10.0, 40.0, 20.0), (5, 9, 300.0, 10.0, 340.0, 20.0)]
    assert len(boxes_between(pack_words(columns), 0, 9)) == 2


def test_a_page_without_words_has_no_boxes() -> None:
    assert pack_words([]) == b""
    assert boxes_between(b"", 0, 10) == ()
