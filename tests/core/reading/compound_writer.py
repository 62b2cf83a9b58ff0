"""Writes compound (OLE) files, byte by byte, for the tests that read them."""

from __future__ import annotations

import struct

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT, MORE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
NONE = 0xFFFFFFFF


def compound(streams: dict[str, bytes]) -> bytes:
    """A file with these streams, in storages where their names say so ("a/b"); short ones lie in the mini stream."""
    sectors: list[bytes] = []
    table: list[int] = []

    def store(data: bytes) -> int:
        if not data:
            return END
        first = len(sectors)
        count = -(-len(data) // SECTOR)
        sectors.extend(data[at * SECTOR : (at + 1) * SECTOR].ljust(SECTOR, b"\0") for at in range(count))
        table.extend([*range(first + 1, first + count), END])
        return first

    mini, mini_table = b"", []
    places: dict[str, int] = {}
    for name, data in streams.items():
        if len(data) >= CUTOFF:
            places[name] = store(data)
            continue
        first, count = len(mini_table), -(-len(data) // MINI)
        places[name] = first if data else END
        mini += data.ljust(count * MINI, b"\0")
        mini_table += [*range(first + 1, first + count), END] if count else []
    root = store(mini)
    minis = store(struct.pack(f"<{len(mini_table)}I", *mini_table).ljust(SECTOR, b"\xff"))
    paths = [""]
    for name in streams:
        steps = name.split("/")
        paths += [path for at in range(1, len(steps) + 1) if (path := "/".join(steps[:at])) not in paths]
    inside = {path: [at for at, one in enumerate(paths) if at and _folder(one) == path] for path in paths}
    entries = [_entry("Root Entry", 5, root, len(mini), child=next(iter(inside[""]), NONE))]
    for at, path in enumerate(paths[1:], 1):
        beside = inside[_folder(path)]
        right = next((other for other in beside if other > at), NONE)  # a chain to the right is a tree too
        name, child = path.rpartition("/")[2], next(iter(inside[path]), NONE)
        known = (2, places[path], len(streams[path])) if path in streams else (1, 0, 0)
        entries.append(_entry(name, *known, right=right, child=child))
    directory = store(b"".join(entries).ljust(-(-len(entries) // 4) * SECTOR, b"\0"))
    fats = more = 0
    while fats * SECTOR // 4 < len(sectors) + fats + more:
        fats += 1
        more = -(-max(0, fats - 109) // 127)
    places_of_fats = range(len(sectors), len(sectors) + fats)
    places_of_more = range(len(sectors) + fats, len(sectors) + fats + more)
    table += [FAT] * fats + [MORE] * more
    table += [FREE] * (fats * SECTOR // 4 - len(table))
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6,
        0, fats, directory, 0, CUTOFF, minis, -(-len(mini_table) * 4 // SECTOR),
        places_of_more[0] if more else END, more,
    )  # fmt: skip
    head += struct.pack("<109I", *[*places_of_fats, *[FREE] * 109][:109])
    tail = b""
    for number, place in enumerate(places_of_more):
        some = [*places_of_fats[109 + 127 * number :], *[FREE] * 127][:127]
        tail += struct.pack("<128I", *some, place + 1 if place + 1 in places_of_more else END)
    return head + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table) + tail


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _entry(name: str, kind: int, start: int, size: int, right: int = NONE, child: int = NONE) -> bytes:
    raw = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIII", raw, len(raw) + 2, kind, 1, NONE, right, child, b"", 0, 0, 0, start, size, 0
    )


def summary(title: str) -> bytes:
    """The stream that states a file's title."""
    said = title.encode("cp1251") + b"\0"
    section = struct.pack("<IIIIII", 0, 2, 1, 24, 2, 32) + struct.pack("<IHH", 2, 1251, 0)
    section += struct.pack("<II", 30, len(said)) + said
    return struct.pack("<HHI16xI16sI", 0xFFFE, 0, 0, 1, b"\xe0\x85\x9f\xf2\xf9\x4f\x68\x10", 48) + section
