from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent.parent


def after_going_offline(code: str) -> str:
    """What a fresh process prints that goes offline first: the hook can't be taken off again."""
    program = f"from core.offline import stay_offline\nstay_offline()\nimport socket\n{code}"
    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', 9))"
        if sys.platform != "win32"
        else "socket.create_connection(('1.1.1.1', 9))",
        "socket.getaddrinfo('example.org', 80)",
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
    ],
)
def test_nothing_gets_out(attempt: str) -> None:
    assert "This process stays offline." in after_going_offline(attempt)


def test_a_process_still_talks_to_itself() -> None:
    assert "works" in after_going_offline("import asyncio; asyncio.run(asyncio.sleep(0)); print('works')")
    if sys.platform != "win32":
        assert "pair" in after_going_offline("socket.socketpair(); print('pair')")
