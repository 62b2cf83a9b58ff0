"""Tables of earlier versions, brought up to date when a store is opened to be written. See core/FORMAT.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pyarrow as pa

from core.store.tables import ABOUT, ALL, PASSAGES


def brought_up_to_date(db: Any, names: set[str], folder: Path) -> set[str]:
    """The tables that stay of `names`. folder: where as much space can be used as the passages take."""
    if "passages" not in names:
        return names
    passages = db.open_table("passages")
    if "terms" not in passages.schema.names:  # versions 1 and 2: the manifest has everything read again
        for name in names:
            db.drop_table(name)
        return set()
    if passages.schema.names != PASSAGES.names:
        with _packed(passages, folder) as rows:
            db.create_table("passages", rows, mode="overwrite")  # one commit: a kill leaves the old rows or the new
    return names


@contextmanager
def _packed(passages: Any, folder: Path) -> Iterator[pa.RecordBatchReader]:
    """The rows of versions 3 and 4, which had a column for each thing that `about` lists.

    They go by way of a file: LanceDB can't read a table while it writes one, and memory may not hold them.
    """
    with TemporaryFile(dir=folder) as file:
        with pa.ipc.new_stream(file, PASSAGES) as stream:
            for batch in passages.search().limit(ALL).to_batches():
                rows = batch.to_pylist()
                for row in rows:
                    row["heading"] = json.loads(row["heading"])
                    row["about"] = json.dumps([row["lead"], *(row[name] for name in ABOUT)])
                stream.write_batch(pa.RecordBatch.from_pylist(rows, schema=PASSAGES))
        file.seek(0)
        with pa.ipc.open_stream(file) as reader:
            yield reader
