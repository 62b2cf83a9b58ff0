"""Rows are found by their keys wherever they lie by now."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
import pytest

from core.store import row_ids
from core.store.row_ids import RowIds

SCHEMA = pa.schema([("id", pa.string()), ("value", pa.int64())])


def rows(first: int, count: int) -> pa.Table:
    numbers = range(first, first + count)
    return pa.table({"id": [f"{number:04d}" for number in numbers], "value": list(numbers)}, schema=SCHEMA)


@pytest.fixture
def table(tmp_path: Path) -> Any:
    made = lancedb.connect(tmp_path).create_table("t", rows(0, 100))
    made.add(rows(100, 100))
    return made


def looked_up(ids: RowIds, *keys: str) -> dict[str, int]:
    found = ids.rows(keys, ["id", "value"])
    return dict(zip(found["id"].to_pylist(), found["value"].to_pylist(), strict=True))


def wait_until_read() -> None:
    for thread in threading.enumerate():
        if thread.name == "read keys":
            thread.join(20)


def settled(ids: RowIds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all keys been read, once."""
    monkeypatch.setattr(row_ids, "_SETTLED", 1)
    monkeypatch.setattr(row_ids, "_REST", 0.0)
    looked_up(ids, "0001")
    wait_until_read()
    monkeypatch.setattr(row_ids, "_SETTLED", 10_000)  # not again


def test_keys_are_found_before_and_after_all_were_read(table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = RowIds(table)
    expected = {"0007": 7, "0150": 150}
    assert looked_up(ids, "0007", "0150", "0999") == expected
    settled(ids, monkeypatch)
    monkeypatch.setattr(table, "search", None)  # from here on no index is asked, also not for what is not there
    assert looked_up(ids, "0007", "0150", "0999") == expected
    assert looked_up(ids, "0999") == {}


def test_rows_that_came_moved_or_went_since_then_are_as_they_are_now(
    table: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = RowIds(table)
    settled(ids, monkeypatch)
    table.add(rows(200, 10))
    table.delete("id = '0007'")
    assert looked_up(ids, "0007", "0150", "0205") == {"0150": 150, "0205": 205}
    table.merge_insert("id").when_matched_update_all().execute(pa.table({"id": ["0150"], "value": [-1]}))
    assert looked_up(ids, "0150") == {"0150": -1}
    table.optimize(cleanup_older_than=timedelta(milliseconds=1), delete_unverified=True)
    assert looked_up(ids, "0001", "0007", "0150", "0205") == {"0001": 1, "0150": -1, "0205": 205}


def test_keys_that_look_alike_to_it_are_told_apart(table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_ids, "_digests", lambda keys: row_ids.np.zeros(len(keys), dtype=row_ids.np.uint64))
    ids = RowIds(table)
    settled(ids, monkeypatch)
    table.add(rows(200, 1))
    assert looked_up(ids, "0007", "0150", "0999") == {"0007": 7, "0150": 150}


def test_an_empty_table_has_no_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = RowIds(lancedb.connect(tmp_path).create_table("t", rows(0, 0)))
    settled(ids, monkeypatch)
    assert looked_up(ids, "0001") == {}


def test_a_table_that_goes_while_its_keys_are_read_stops_nothing(table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = RowIds(table)

    def gone() -> Any:
        raise RuntimeError("not found")

    with monkeypatch.context() as patched:
        patched.setattr(row_ids, "_SETTLED", 1)
        patched.setattr(table, "search", gone)
        ids._read_again()
        wait_until_read()
    assert looked_up(ids, "0007") == {"0007": 7}
