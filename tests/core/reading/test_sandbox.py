"""A reader's process can write nowhere but into its scratch folder, reach nobody and start nothing, by any means."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

# Each tries something and succeeds, or raises; native ones go around Python's audit hooks through the C library.
_HEAD = """
import ctypes, json, os, pathlib, socket, subprocess, sys, tempfile
scratch, outside = sys.argv[1:3]
from core.reading.sandbox import enter
enter(scratch, 1 << 30, False)
libc = ctypes.CDLL(None, use_errno=True)
def native(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
attempts = {}
"""
_ATTEMPTS = {
    "write": "open(os.path.join(outside, 'new'), 'w')",
    "append": "open(os.path.join(outside, 'kept'), 'a')",
    "remove": "os.remove(os.path.join(outside, 'kept'))",
    "rename": "os.rename(os.path.join(outside, 'kept'), os.path.join(scratch, 'x'))",
    "move in": "os.rename(os.path.join(scratch, 'mine'), os.path.join(outside, 'x'))",
    "folder": "os.mkdir(os.path.join(outside, 'sub'))",
    "link": "os.symlink('x', os.path.join(outside, 'link'))",
    "traverse": "open(os.path.join(scratch, '..', os.path.basename(outside), 'new'), 'w')",
    "through a link": "os.symlink(outside, os.path.join(scratch, 'out')); open(os.path.join(scratch, 'out', 'n'), 'w')",
    "connect": "socket.create_connection(('127.0.0.1', 9))",
    "look up": "socket.getaddrinfo('localhost', 80)",
    "start": "subprocess.run(['true'])",
    "system": "os.system('true')",
}
_NATIVE = {
    "native write": "native(libc.open(os.path.join(outside, 'new').encode(), os.O_CREAT | os.O_WRONLY, 0o600))",
    "native truncate": "native(libc.truncate(os.path.join(outside, 'kept').encode(), ctypes.c_long(0)))",
    "native remove": "native(libc.unlink(os.path.join(outside, 'kept').encode()))",
    "native socket": "native(libc.socket(2, 1, 0))",
    "native datagram": "native(libc.socket(10, 2, 0))",
    "native raw": "native(libc.socket(16, 3, 0))",
    "native start": "native(libc.execv(b'/bin/true', (ctypes.c_char_p * 2)(b'true', None)))",
    "native trace": "native(libc.ptrace(0, 0, 0, 0))",
    "native ring": "native(libc.syscall(425, 8, ctypes.create_string_buffer(120)))",
    "signal": "os.kill(os.getppid(), 0)",
}


def outcomes(tmp_path: Path, attempts: dict[str, str]) -> dict[str, str]:
    """What became of each attempt: "" where it succeeded, else the kind of error."""
    scratch, outside = tmp_path / "scratch", tmp_path / "outside"
    scratch.mkdir()
    outside.mkdir()
    (outside / "kept").write_text("kept")
    (scratch / "mine").write_text("mine")
    lines = [_HEAD]
    for name, attempt in attempts.items():
        lines.append(f"try:\n    {attempt}\n    attempts[{name!r}] = ''\n")
        lines.append(f"except Exception as error:\n    attempts[{name!r}] = type(error).__name__\n")
    lines.append("pathlib.Path(scratch, 'result').write_text(json.dumps(attempts))")
    command = [sys.executable, "-c", "\n".join(lines), str(scratch), str(outside)]
    subprocess.run(command, check=True, timeout=60)
    assert (outside / "kept").read_text() == "kept" and [path.name for path in outside.iterdir()] == ["kept"]
    found: dict[str, str] = json.loads((scratch / "result").read_text())
    return found


def test_python_code_is_confined_on_every_system(tmp_path: Path) -> None:
    found = outcomes(tmp_path, _ATTEMPTS)
    assert {name for name, error in found.items() if not error} == set()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's part is there on Linux only, so far")
def test_native_code_is_confined_by_the_kernel(tmp_path: Path) -> None:
    found = outcomes(tmp_path, _NATIVE)
    assert {name for name, error in found.items() if error not in ("PermissionError", "OSError")} == set()


def test_what_a_reader_needs_still_works(tmp_path: Path) -> None:
    found = outcomes(
        tmp_path,
        {
            "scratch": "pathlib.Path(scratch, 'new').write_text('x'); os.remove(os.path.join(scratch, 'new'))",
            "temporary": "tempfile.TemporaryFile().write(b'x'); tempfile.mkdtemp()",
            "read": "open(os.path.join(outside, 'kept')).read()",
            "null": "open(os.devnull, 'wb').write(b'x')",
            "threads": "import threading; t = threading.Thread(target=print); t.start(); t.join()",
            "parsers": "import lxml.etree, zipfile, numpy; from core.reading.pdf.mupdf import load; load()",
        },
    )
    assert {name for name, error in found.items() if error} == set()
