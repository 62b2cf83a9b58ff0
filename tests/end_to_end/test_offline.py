"""Nothing leaves the machine: no process opens a socket but those between themselves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.conftest import CHECKOUT, SAMPLE, command

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux" or not shutil.which("strace"), reason="needs strace"),
]

# What may be asked of the kernel's network: sockets that never leave the machine.
_LOCAL = re.compile(r"\b(?:socket|socketpair)\(AF_(?:UNIX|LOCAL)\b")
_OPENS = re.compile(r"\b(?:socket|socketpair)\(")
_REACHES = re.compile(r"\b(?:connect|sendto|bind)\(\d+, \{sa_family=AF_INET6?\b")


def sockets_out(arguments: list[str], log: Path) -> list[str]:
    """The lines of a trace that open or use anything but a local socket."""
    trace = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log)]
    offscreen = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(CHECKOUT)}
    try:
        subprocess.run([*trace, *arguments], cwd=CHECKOUT, env=offscreen, check=True, capture_output=True, timeout=280)
    except subprocess.CalledProcessError as error:
        if b"ptrace" in error.stderr.lower():
            pytest.skip("this machine lets nobody be traced")
        raise
    lines = log.read_text(errors="replace").splitlines()
    assert any(_LOCAL.search(line) for line in lines)  # it was traced, children and all
    return [line for line in lines if (_OPENS.search(line) and not _LOCAL.search(line)) or _REACHES.search(line)]


@pytest.mark.long
def test_add_and_ask_reach_nobody(weights: Path, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    assert sockets_out(command(profile, "--quiet", "add", SAMPLE), tmp_path / "add.log") == []
    assert sockets_out(command(profile, "ask", "How many sick days do I get?"), tmp_path / "ask.log") == []


def test_the_window_reaches_nobody(sample_profile: Path, tmp_path: Path) -> None:
    """It opens, asks, shows the cited page and closes."""
    shutil.copytree(sample_profile, tmp_path / "own")
    script = CHECKOUT / "tests" / "desktop" / "window" / "whole_way.py"
    assert sockets_out([sys.executable, str(script), str(tmp_path / "own")], tmp_path / "window.log") == []


def test_the_trace_sees_a_connection_when_there_is_one(tmp_path: Path) -> None:
    reach = "import socket; a, b = socket.socketpair(); s = socket.socket(); s.connect_ex(('127.0.0.1', 9))"
    assert len(sockets_out([sys.executable, "-c", reach], tmp_path / "reach.log")) == 2
