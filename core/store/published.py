"""What the writer of a team's library keeps beside its tables, for those who only read: a table of names and bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from core.store.tables import ALL, readable_errors

TABLE = "published"
_SCHEMA = pa.schema([pa.field("name", pa.string()), pa.field("data", pa.large_binary())])


def publish(db: Any, files: Mapping[str, bytes]) -> None:
    """All of them in one commit, in place of what was there."""
    rows = pa.table({"name": list(files), "data": list(files.values())}, schema=_SCHEMA)
    with readable_errors():
        db.create_table(TABLE, data=rows, mode="overwrite")


def published(db: Any) -> dict[str, bytes]:
    """Empty where nothing was."""
    with readable_errors():
        if TABLE not in db.list_tables(limit=1000).tables:
            return {}
        rows = db.open_table(TABLE).search().limit(ALL).to_arrow()
    return dict(zip(rows["name"].to_pylist(), rows["data"].to_pylist(), strict=True))
