"""Keeping a process off the network, whatever the libraries in it try.

Some of them look around when they are imported (urllib3 binds a socket to see whether there is IPv6), and one day one
of them may do more. An audit hook can't be removed again, so nothing that runs later in the process undoes it. It binds
Python code; that native code opens no socket either is what tests/end_to_end/test_offline.py watches.
"""

from __future__ import annotations

import sys
from typing import Any

_AF_UNIX = 1  # the same number wherever it exists
_REACHES = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_ASKS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"})


def stay_offline() -> None:
    """From now on this process can't open a socket that reaches beyond the machine."""
    sys.addaudithook(_on_windows if sys.platform == "win32" else _elsewhere)


def _elsewhere(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _ASKS or (event == "socket.__new__" and arguments[1] != _AF_UNIX):
        raise PermissionError("This process stays offline.")


def _on_windows(event: str, arguments: tuple[Any, ...]) -> None:
    # Event loops there talk to themselves over a loopback socket.
    if event in _ASKS or (event in _REACHES and not _is_loopback(arguments[1])):
        raise PermissionError("This process stays offline.")


def _is_loopback(address: Any) -> bool:
    return not isinstance(address, tuple) or str(address[0]) in ("127.0.0.1", "::1")
