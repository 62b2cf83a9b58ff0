"""A store of an earlier version holds the same passages after it is opened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lancedb
import numpy as np
import pyarrow as pa
import pytest

from core.store import Store, earlier
from core.terms import all_asked
from core.types import Page, Passage, ReadPage

PASSAGES = (
    Passage(0, 3, 10, 26, "Parking is free.", ("Site", 'A "B"\\C'), 0, "", "in.zip", "Slide 2", "line 4", True),
    Passage(1, None, 30, 51, "Rent is due on the 1st.", (), 1, "Name | Due"),
)


def of_version_4(folder: Path) -> list[Any]:
    """Makes a store and gives its passages the columns that they had; what they are."""
    store = Store(folder)
    store.add([("aa", [ReadPage(Page(None, "Parking is free."), PASSAGES)])])
    stored = store.passages_of(["aa"])
    store.add_vectors("m1", stored, np.eye(2, dtype=np.float32))
    rows = [
        {"id": one.passage_id, "doc": one.doc, "body": one.body, "terms": " ".join(one.terms)}
        | {name: getattr(one.passage, name) for name in earlier.ABOUT}
        | {"heading": json.dumps(one.passage.heading), "lead": len(one.body) - len(one.passage.text)}
        for one in stored
    ]
    lancedb.connect(folder).create_table("passages", pa.Table.from_pylist(rows), mode="overwrite")
    return stored


def test_passages_of_version_4_stay_with_their_vectors(tmp_path: Path) -> None:
    before = of_version_4(tmp_path / "library")
    store = Store(tmp_path / "library")
    assert store.passages_of(["aa"]) == before
    assert store.passages_of(["aa"])[0].passage == PASSAGES[0]
    assert [found.passage_id for found, _ in store.keyword(all_asked("parking"), 5)] == ["aa-0000000"]
    assert list(store.dense("m1", np.array([0, 1], dtype=np.float32), 1)) == ["aa-0000001"]
    assert store.counts() == {"pages": 1, "passages": 2, "vectors_m1": 2}


def test_what_stops_half_way_leaves_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = of_version_4(tmp_path / "library")

    class Broken:
        dumps = loads = None

    with monkeypatch.context() as patched:
        patched.setattr(earlier, "json", Broken)
        with pytest.raises(TypeError):
            Store(tmp_path / "library")
    assert Store(tmp_path / "library").passages_of(["aa"]) == before
