"""The store: pages, passages and vectors in LanceDB. The only room that knows LanceDB and Arrow."""

from core.store.slim import leave_out_clients

leave_out_clients()  # before anything here imports LanceDB

from core.store.store import Store  # noqa: E402
from core.store.tables import StoredPage, StoredPassage  # noqa: E402
from core.store.tally import NO_ROWS, Rows  # noqa: E402
from core.store.vectors import Nearness  # noqa: E402

__all__ = ["NO_ROWS", "Nearness", "Rows", "Store", "StoredPage", "StoredPassage"]
