"""LanceDB without the clients of remote catalogues that it imports: half of its import, and a start waits for that."""

from __future__ import annotations

import importlib.util
import sys

# Written by a generator for a service over HTTP, one class for each of its calls. LanceDB takes types from the modules
# below it alone, which are imported as before.
_CLIENTS = "lance_namespace_urllib3_client"


def leave_out_clients() -> None:
    """To be called before LanceDB is imported: the clients' package is there then, and what it would import is not."""
    spec = None if _CLIENTS in sys.modules else importlib.util.find_spec(_CLIENTS)
    if spec is not None:
        sys.modules[_CLIENTS] = importlib.util.module_from_spec(spec)
