"""The lines of calendars and address books: unfolded, decoded and taken apart, one entry after another.

Written here because the libraries (icalendar, vobject) hold a whole file and give nothing of one that is cut short, and
each reads only one of the two formats; what is read for a person needs the words as they stand, not typed values.
"""

from __future__ import annotations

import binascii
import codecs
import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from core.reading.opening import open_plain
from core.reading.text.encodings import find_encoding

# What is longer holds a picture, or was made to fill the memory; its beginning is kept.
_LONGEST_LINE = 1 << 20
_LONGEST_ENTRY = 4 << 20
_LEAST = 64  # what an empty line weighs
_NAMED = re.compile(rb"[A-Za-z0-9_.-]+(?:;|:(?!//))")
_QUOTED = re.compile(rb"[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE", re.IGNORECASE)
_NAME = re.compile(r"(?:([\w-]+)\.)?([\w.-]+)")
_OPTION = re.compile(r';([^=:;"]*)(?:=((?:"[^"]*"|[^":;])*))?')
_OPTION_VALUE = re.compile(r'"([^"]*)"|([^",]+)')
_ESCAPED = re.compile(r"\\([nN,;:\\\"])")
_FIELD = re.compile(r"((?:[^;\\]+|\\.|\\\Z)*)(;|\Z)", re.DOTALL)
_CHARSET = re.compile(
    r"(?:utf|iso|windows|cp|koi8|us-ascii|ascii|latin|shift|sjis|euc|gb|big5|mac)[\w-]*", re.IGNORECASE
)


class Line(NamedTuple):
    """A property: its name in capitals, its value with its escapes, its options by their names in capitals.

    An option without a name (vCard 2.1) is a TYPE. group: what ties lines together ("item1").
    """

    name: str
    value: str
    options: dict[str, list[str]]
    group: str = ""

    @property
    def text(self) -> str:
        return unescaped(self.value).strip()

    @property
    def fields(self) -> list[str]:
        """The parts between semicolons."""
        return [unescaped(found[1]).strip() for found in _FIELD.finditer(self.value)]

    def option(self, name: str) -> str:
        return next(iter(self.options.get(name, ())), "")


class Entry(NamedTuple):
    """A component of one of the kinds that were asked for, without the components inside it."""

    kind: str
    lines: list[Line]


def unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def entries(path: Path, kinds: frozenset[str]) -> Iterator[Entry | Line]:
    """The entries of a file in order, and the lines between them. An entry that is never ended ends with the file."""
    entry: Entry | None = None
    skipped, size = "", 0
    for line in _lines(path):
        if line.name not in ("BEGIN", "END"):
            size += len(line.value) + _LEAST
            if entry is None and not skipped:
                yield line
            elif entry is not None and not skipped and size < _LONGEST_ENTRY:
                entry.lines.append(line)
            continue
        kind = line.text.partition("\n")[0].strip().upper()
        if kind in kinds or kind == "VCALENDAR":
            if entry is not None:
                yield entry
            begins = line.name == "BEGIN" and kind in kinds
            entry, skipped, size = (Entry(kind, []) if begins else None), "", 0
        elif line.name == "BEGIN":
            skipped = skipped or kind
        elif kind == skipped:
            skipped = ""
    if entry is not None:
        yield entry


def _lines(path: Path) -> Iterator[Line]:
    with open_plain(path) as file:
        encoding = find_encoding(file)
        file.seek(0)
        wide = encoding.startswith(("utf-16", "utf-32"))
        for raw in _unfolded(_written(file, encoding if wide else "")):
            line = _taken_apart(raw.decode("latin-1"), "utf-8" if wide else encoding)
            if line is not None:
                yield line


def _written(file: IO[bytes], wide: str) -> Iterator[bytes]:
    """The lines of the file without their ends: as bytes, because folding may part the bytes of one character.

    wide: the encoding of a file in which line ends take several bytes; it is turned into UTF-8.
    """
    with io.TextIOWrapper(file, wide or "latin-1", errors="replace") as text:
        while line := text.readline(_LONGEST_LINE):
            yield line.rstrip("\n").encode("utf-8" if wide else "latin-1", "replace").removeprefix(codecs.BOM_UTF8)
            while line and not line.endswith("\n"):
                line = text.readline(_LONGEST_LINE)


def _unfolded(lines: Iterator[bytes]) -> Iterator[bytes]:
    held = bytearray()
    quoted = False
    for line in lines:
        soft = quoted and held.endswith(b"=")
        folded = line.startswith((b" ", b"\t"))
        if held and (soft or folded or not _NAMED.match(line)):
            if soft:
                del held[-1]
            elif line and not folded:  # a line end that its writer forgot to escape
                held += b"\n"
            held += line[0 if soft or not folded else 1 :][: max(0, _LONGEST_LINE - len(held))]
            continue
        if held:
            yield bytes(held)
        held = bytearray(line)
        quoted = _QUOTED.match(line) is not None
    if held:
        yield bytes(held)


def _taken_apart(line: str, encoding: str) -> Line | None:
    """line: its bytes as Latin-1."""
    name = _NAME.match(line)
    if name is None:
        return None
    options: dict[str, list[str]] = {}
    at = name.end()
    while option := _OPTION.match(line, at):
        at = option.end()
        key, values = (option[1].upper(), option[2]) if option[2] is not None else ("TYPE", option[1])
        given = [
            _decoded((quoted or bare).encode("latin-1"), encoding) for quoted, bare in _OPTION_VALUE.findall(values)
        ]
        options.setdefault(key.strip(), []).extend(given)
    if line[at : at + 1] != ":":  # a quotation mark too many
        at = line.find(":", name.end())
        if at < 0:
            return None
    raw = _unpacked(line[at + 1 :].encode("latin-1"), options)
    charset = _charset(options)
    value = raw.decode(charset, "replace") if charset else _decoded(raw, encoding)
    return Line(name[2].upper(), value.replace("\r\n", "\n").replace("\0", ""), options, name[1] or "")


def _decoded(data: bytes, encoding: str) -> str:
    """encoding: a guess from the whole file, in which folding may have parted characters."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(encoding, "replace")


def _unpacked(raw: bytes, options: dict[str, list[str]]) -> bytes:
    """The bytes that quoted-printable stands for. What is packed as base64 is no text: nothing is left of it."""
    packed = {how.upper() for how in (*options.get("ENCODING", ()), *options.get("TYPE", ()))}
    if packed & {"B", "BASE64"}:
        return b""
    return binascii.a2b_qp(raw) if "QUOTED-PRINTABLE" in packed else raw


def _charset(options: dict[str, list[str]]) -> str:
    for name in options.get("CHARSET", ()):
        if _CHARSET.fullmatch(name):
            with contextlib.suppress(LookupError):
                "".encode(name)
                return name
    return ""
