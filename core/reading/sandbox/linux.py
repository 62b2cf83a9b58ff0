"""Landlock and seccomp: the kernel itself refuses writing, connecting and starting programs, whatever code asks.

Both need no privileges and can't be undone. A kernel without one of them (Landlock came with 5.13) leaves the other and
the audit hooks. Numbers are those of linux/landlock.h, linux/seccomp.h and the tables of system calls.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1
# Rights to execute, write, remove, make, refer, truncate and use devices; reading stays free.
_EXECUTE, _WRITE_FILE = 1 << 0, 1 << 1
_REMOVE_AND_MAKE = sum(1 << bit for bit in range(4, 13))
_REFER, _TRUNCATE, _DEVICE = 1 << 13, 1 << 14, 1 << 15
_BIND_AND_CONNECT = 0b11
_SCOPES = 0b11  # abstract sockets and signals to processes outside

# socket, and what runs programs, looks into other processes, goes around this filter or changes the system.
_REFUSED = {
    "x86_64": (
        0xC000003E,
        41,
        (59, 322, 101, 310, 311, 165, 166, 321, 298, 250, 248, 425, 323, 246, 175, 313, 272, 308, 155, 161, 169, 428),
    ),
    "aarch64": (
        0xC00000B7,
        198,
        (221, 281, 117, 270, 271, 40, 39, 280, 241, 219, 217, 425, 282, 104, 105, 273, 97, 268, 41, 51, 142, 428),
    ),
}
_AF_UNIX = 1


def confine(scratch: str) -> None:
    """Refuse this process writing outside `scratch`, every socket but local ones, and programs."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        _landlock(libc, scratch)
        _seccomp(libc)


def _landlock(libc: ctypes.CDLL, scratch: str) -> None:
    version = libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_LANDLOCK_VERSION_FLAG))
    if version < 1:
        return
    writing = _WRITE_FILE | _REMOVE_AND_MAKE
    writing |= (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0) | (_DEVICE if version >= 5 else 0)
    fields = [writing | _EXECUTE] + [_BIND_AND_CONNECT] * (version >= 4) + [_SCOPES] * (version >= 6)
    ruleset = struct.pack(f"<{len(fields)}Q", *fields)
    rules = libc.syscall(_LANDLOCK_CREATE, ruleset, ctypes.c_size_t(len(ruleset)), ctypes.c_uint32(0))
    if rules < 0:
        return
    try:
        _allow(libc, rules, scratch, writing & ~_DEVICE)
        _allow(libc, rules, os.devnull, _WRITE_FILE)
        libc.syscall(_LANDLOCK_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("<Qi", rights, handle)
        libc.syscall(_LANDLOCK_ADD, ctypes.c_int(rules), ctypes.c_int(_RULE_PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(handle)


def _seccomp(libc: ctypes.CDLL) -> None:
    if platform.machine() not in _REFUSED:
        return
    program = _filter(*_REFUSED[platform.machine()])
    held = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
    libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0)


def _filter(architecture: int, socket: int, refused: tuple[int, ...]) -> bytes:
    """A classic BPF program over struct seccomp_data (number at 0, architecture at 4, arguments from 16)."""
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000 | errno.EPERM
    most = 0x40000000  # numbers from here on are the x32 calls, another door to the same rooms
    steps = [(load, 0, 0, 4), (equal, 1, 0, architecture), (give, 0, 0, refuse), (load, 0, 0, 0)]
    steps += [(at_least, 0, 1, most), (give, 0, 0, refuse)]
    for number in refused:
        steps += [(equal, 0, 1, number), (give, 0, 0, refuse)]
    steps += [(equal, 0, 3, socket), (load, 0, 0, 16), (equal, 1, 0, _AF_UNIX), (give, 0, 0, refuse)]
    steps += [(give, 0, 0, allow)]
    return b"".join(struct.pack("<HBBI", code, yes, no, value) for code, yes, no, value in steps)
