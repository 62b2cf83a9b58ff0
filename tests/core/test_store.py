from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import WellreadError
from core.store import Nearness, Store
from core.terms import all_asked
from core.types import Page, Passage, ReadPage

TEXT = "Electronics may be returned within 14 days. Shoes may be returned within 60 days."


def passage(ordinal: int, text: str, start: int = 0, heading: tuple[str, ...] = ()) -> Passage:
    return Passage(ordinal, None, start, start + len(text), text, heading)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "library")
    store.add(
        [
            ("aa", [ReadPage(Page(None, TEXT), (passage(0, TEXT[:44], 0, ("Returns",)), passage(1, TEXT[44:], 44)))]),
            ("bb", [ReadPage(Page(1, "Parking is free.", width=612.0), (passage(0, "Parking is free."),))]),
        ]
    )
    return store


def test_words_find_passages_at_once(store: Store) -> None:
    found = store.keyword(all_asked("shoes returned"), 10)
    assert [stored.passage_id for stored, _ in found] == ["aa-0000001", "aa-0000000"]


def test_headings_are_found_and_are_no_part_of_the_text(store: Store) -> None:
    ((found, _),) = store.keyword(all_asked("returns electronics"), 1)
    assert found.passage.text == TEXT[:44]
    assert found.passage.heading == ("Returns",)
    assert found.body.startswith("Returns\n")


def test_search_can_be_kept_to_some_documents(store: Store) -> None:
    assert store.keyword(all_asked("returned"), 10, ["bb"]) == []
    assert store.keyword(all_asked("free parking"), 10, ["bb"])


@pytest.mark.parametrize("question", ["the", "???", "'; DROP", '"quoted', "a AND (b OR", "", "*", "ß" * 2000])
def test_any_question_is_taken(store: Store, question: str) -> None:
    assert isinstance(store.keyword(all_asked(question), 5), list)


def both(found: dict[str, Nearness]) -> list[tuple[float, float]]:
    return [(near.meaning, near.around) for near in found.values()]


def test_meaning_ranks_by_cosine(store: Store) -> None:
    passages = store.passages_of(["aa"])
    store.add_vectors("m1", passages, np.array([[1, 0], [0.6, 0.8]], dtype=np.float32))
    found = store.dense("m1", np.array([1, 0], dtype=np.float32), 5)
    long = np.hypot(1.6, 0.8)  # the direction of both passages together
    assert list(found) == ["aa-0000000", "aa-0000001"]
    assert both(found) == [pytest.approx(pair, abs=1e-3) for pair in ((1.0, 1.6 / long), (0.6, 1.6 / long))]
    close = store.closeness("m1", np.array([0, 1], dtype=np.float32), ["aa-0000001", "bb-0000000"])
    assert list(close) == ["aa-0000001"]
    assert both(close) == [pytest.approx((0.8, 0.8 / long), abs=1e-3)]
    assert close["aa-0000001"].vector.tolist() == pytest.approx([0.6, 0.8], abs=1e-3)
    assert store.dense("other", np.array([1, 0], dtype=np.float32), 5) == {}


def test_what_has_no_vectors_yet_is_near_nothing(store: Store) -> None:
    vector = np.array([1, 0], dtype=np.float32)
    store.add_vectors("m1", store.passages_of(["aa"]), np.eye(2, dtype=np.float32))
    assert store.closeness("m1", vector, ["bb-0000000"]) == {}
    assert store.dense("m1", vector, 5, ["bb"]) == {}


def test_the_text_around_ends_with_its_document(store: Store) -> None:
    store.add_vectors("m1", store.passages_of(["aa", "bb"]), np.array([[1, 0], [0, 1], [0, -1]], dtype=np.float32))
    close = store.closeness("m1", np.array([0, 1], dtype=np.float32), ["aa-0000000", "bb-0000000"])
    assert dict(zip(close, both(close), strict=True)) == {
        "aa-0000000": pytest.approx((0, 0.7071), abs=1e-3),
        "bb-0000000": pytest.approx((-1, -1), abs=1e-3),
    }


def test_a_phrase_stands_side_by_side(store: Store) -> None:
    ((found, _),) = store.phrase(["is", "free"], 5)
    assert found.doc == "bb"
    assert store.phrase(["free", "is"], 5) == []
    assert store.phrase([], 5) == []


def test_what_is_dropped_is_gone_from_every_table(store: Store) -> None:
    store.add_vectors("m1", store.passages_of(["aa", "bb"]), np.eye(3, dtype=np.float32))
    store.drop(["aa"])
    assert store.counts() == {"pages": 1, "passages": 1, "vectors_m1": 1}
    assert store.keyword(all_asked("shoes"), 5) == []


def test_upkeep_changes_no_result(store: Store) -> None:
    before = scores(store)
    store.upkeep()
    assert before and scores(store) == pytest.approx(before)


def scores(store: Store) -> dict[str, float]:
    return {found.passage_id: score for found, score in store.keyword(all_asked("returned within days"), 5)}


def test_another_store_sees_what_was_written(store: Store, tmp_path: Path) -> None:
    assert Store(tmp_path / "library").counts() == store.counts()


def test_pages_come_back_by_leaf_or_number(store: Store) -> None:
    scan = Page(1, "Parked", ocr=True)
    leaves = [
        ReadPage(Page(None, "first "), ()),
        ReadPage(Page(None, "second", offset=6), (), 1),
        ReadPage(scan, (), 2),
    ]
    store.add([("long", leaves), ("bb", [ReadPage(scan, (), 1), ReadPage(Page(1, "May", part="a.pdf"), (), 2)])])
    second, numbered = store.page("long", 1), store.numbered_page("bb", "", 1)
    assert second is not None and second.text == "second" and second.start == 6
    assert numbered is not None and numbered.width == 612.0, "the page's own text goes before what OCR read"
    assert (store.numbered_page("long", "", 1) or numbered).text == "Parked"
    assert (store.numbered_page("bb", "a.pdf", 1) or numbered).text == "May"
    assert store.numbered_page("bb", "", 2) is None


def test_more_than_ten_passages_come_back(store: Store) -> None:
    store.add([("many", [ReadPage(Page(None, ""), tuple(passage(n, f"passage {n}") for n in range(50)))])])
    assert [stored.passage.ordinal for stored in store.passages_of(["many"])] == list(range(50))


def test_damaged_tables_are_named(store: Store, tmp_path: Path) -> None:
    for file in (tmp_path / "library" / "passages.lance" / "data").iterdir():
        file.write_bytes(b"damaged")
    with pytest.raises(WellreadError, match="tables can't be used"):
        Store(tmp_path / "library").passages_of(["aa"])
