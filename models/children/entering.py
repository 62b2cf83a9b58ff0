"""The first thing that runs in a child."""

from __future__ import annotations

from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from core.offline import stay_offline


def enter(entry: str, pipe: Connection, *arguments: Any) -> None:
    """Off the network before any library is imported, then to `entry`, "module:function", with the pipe."""
    stay_offline()
    module, function = entry.split(":")
    getattr(import_module(module), function)(pipe, *arguments)
