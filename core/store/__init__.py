"""The store: pages, passages and vectors in LanceDB. The only room that knows LanceDB and Arrow."""

from core.store.store import Store
from core.store.tables import StoredPage, StoredPassage

__all__ = ["Store", "StoredPage", "StoredPassage"]
