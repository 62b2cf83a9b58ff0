"""The vector index: when there is one, what it finds, and what becomes of one that finds too little."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lancedb
import numpy as np
import pyarrow as pa
import pytest

from core.store import nearest
from core.store.nearest import Nearest

WIDE = 32
Rows = np.ndarray[Any, np.dtype[np.float32]]


def vectors(count: int, seed: int = 0) -> Rows:
    """In groups, as passages are."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(20, WIDE))
    made = centres[random.integers(0, 20, count)] + 0.6 * random.normal(size=(count, WIDE))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def rows(made: Rows, first: int = 0) -> pa.Table:
    flat = pa.array(made.astype(np.float16).reshape(-1))
    keys = [f"d-{first + number:07d}" for number in range(len(made))]
    return pa.table({"id": keys, "vector": pa.FixedSizeListArray.from_arrays(flat, WIDE)})


@pytest.fixture
def table(tmp_path: Path) -> Any:
    return lancedb.connect(tmp_path / "library").create_table("vectors_x", rows(vectors(2_000)))


def found(keeper: Nearest, table: Any, vector: Rows, count: int = 20) -> list[str]:
    query = table.search(vector, vector_column_name="vector").distance_type("cosine").select(["id", "_distance"])
    return list(keeper.tuned(query).limit(count).to_arrow()["id"].to_pylist())


def test_few_vectors_are_all_looked_at(table: Any, tmp_path: Path) -> None:
    keeper = Nearest(table, tmp_path / "note.json")
    assert keeper.keep() is None
    assert table.list_indices() == []


def test_an_index_finds_what_is_nearest_and_is_remembered(table: Any, tmp_path: Path) -> None:
    keeper = Nearest(table, tmp_path / "note.json")
    question = vectors(1, seed=9)[0]
    truth = found(keeper, table, question)
    tuned = keeper.keep(exact=1_000)
    assert tuned and tuned.recall >= nearest.GOOD and tuned.made == tuned.measured == 2_000
    assert [index.name for index in table.list_indices()] == ["vector_idx"]
    assert len(set(truth) & set(found(keeper, table, question))) >= 19
    again = Nearest(table, tmp_path / "note.json")
    assert again.keep(exact=1_000) == tuned, "nothing has changed, so nothing is measured again"


def test_new_vectors_are_found_before_and_after_upkeep(table: Any, tmp_path: Path) -> None:
    keeper = Nearest(table, tmp_path / "note.json")
    keeper.keep(exact=1_000)
    more = vectors(900, seed=4)
    table.add(rows(more, first=2_000))
    assert found(keeper, table, more[0], 1) == ["d-0002000"]
    table.optimize()
    tuned = keeper.keep(exact=1_000)
    assert tuned and tuned.made == 2_000 and tuned.measured == 2_900, "grown enough to be measured again"
    assert found(keeper, table, more[0], 1) == ["d-0002000"]


def test_an_index_that_misses_too_much_is_dropped(table: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "GOOD", 1.01)
    keeper = Nearest(table, tmp_path / "note.json")
    assert keeper.keep(exact=1_000) is None
    assert table.list_indices() == []
    assert not (tmp_path / "note.json").exists()
    assert len(found(keeper, table, vectors(1, seed=9)[0])) == 20


def test_a_damaged_note_means_an_index_made_anew(table: Any, tmp_path: Path) -> None:
    (tmp_path / "note.json").write_text("{", encoding="utf-8")
    assert Nearest(table, tmp_path / "note.json").keep(exact=1_000)


def test_a_library_that_shrank_needs_no_index(table: Any, tmp_path: Path) -> None:
    keeper = Nearest(table, tmp_path / "note.json")
    assert keeper.keep(exact=1_000)
    table.delete("id > 'd-0000500'")
    assert keeper.keep(exact=1_000) is None
    assert table.list_indices() == []
