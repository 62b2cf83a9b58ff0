"""The store: pages, passages and vectors in LanceDB. The only room that knows LanceDB and Arrow."""

from core.store.store import Store
from core.store.tables import StoredPage, StoredPassage
from core.store.tally import NO_ROWS, Rows
from core.store.vectors import Nearness

__all__ = ["NO_ROWS", "Nearness", "Rows", "Store", "StoredPage", "StoredPassage"]
