from __future__ import annotations

import threading
from pathlib import Path

import pytest

from core.store import Store
from core.turns import Turns
from core.types import Page, Passage, ReadPage
from models.children.resting import Resting


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "library")
    for number in range(3):
        store.add([(f"{number}", [ReadPage(Page(None, "Text."), (Passage(0, None, 0, 5, "Text."),))])])
    return store


def unindexed(store: Store) -> int:
    stats = store._passages.index_stats("terms_idx")
    assert stats is not None
    return stats.num_unindexed_rows


def test_after_a_while_all_rows_are_in_the_indexes(store: Store) -> None:
    resting = Resting(store, Turns(), idle=0.05)
    assert unindexed(store) == 3
    with resting.working():
        pass
    for _ in range(200):
        if not unindexed(store) and len(store._passages.list_versions()) == 1:
            break
        threading.Event().wait(0.05)
    assert unindexed(store) == 0
    assert len(store._passages.list_versions()) == 1, "old versions go last"
    resting.close()


def test_a_sync_that_begins_meanwhile_is_not_disturbed(store: Store) -> None:
    resting = Resting(store, Turns(), idle=0.2)
    with resting.working():
        pass
    with resting.working():
        threading.Event().wait(0.5)
        assert unindexed(store) == 3
    resting.close()
