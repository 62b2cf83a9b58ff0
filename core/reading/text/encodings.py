"""Which codec reads a text file best."""

from __future__ import annotations

import codecs
from typing import IO

from core.reading.kinds.glance import byte_order_mark, looks_ebcdic, unmarked_unicode

_BYTES = 1 << 20
# Files up to this size are looked through whole for their encoding, longer ones only in their beginning.
_LOOK_THROUGH = 64 << 20
_SAMPLE = 64 << 10
# Letters that are told apart by statistics only: more of them tell no more.
_LETTERS = 16 << 10
# Encodings of seven bits, which are plain ASCII to everyone who does not know their signs.
_SIGNS = (b"\x1b$", b"\x1b(", b"~{")
_SEVEN_BIT = ("iso2022", "hz")
# What programs write under these names is nearly always the larger set.
_READ_AS = {
    "iso8859-1": "cp1252", "ascii": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "shift_jis_2004": "cp932", "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874", "iso8859-9": "cp1254",
    "utf-7": "utf-8",
}  # fmt: skip
_OTHERWISE = "cp1252"


def find_encoding(file: IO[bytes]) -> str:
    """The name of the codec that reads a text file best. Leaves the file's position anywhere."""
    head = file.read(_SAMPLE)
    known = byte_order_mark(head) or unmarked_unicode(head)
    if known:
        return known
    if any(sign in head for sign in _SIGNS):
        seven = _guess(head)
        if seven.startswith(_SEVEN_BIT):
            return seven
    file.seek(0)
    bad = _first_not_utf8(file)
    if bad is None:
        return "utf-8"
    file.seek(max(0, bad - _SAMPLE // 2))
    sample = file.read(_SAMPLE)
    return "utf-8" if _mostly_utf8(sample) else _guess(_telling(sample))


def _first_not_utf8(file: IO[bytes]) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    at = 0
    while at < _LOOK_THROUGH:
        data = file.read(_BYTES)
        try:
            decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            return at + error.start
        if not data:
            break
        at += len(data)
    return None


def _mostly_utf8(sample: bytes) -> bool:
    """A few broken characters in UTF-8 are damage, not another encoding."""
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for c in text if c > "\x7f") - broken
    return whole > 8 * broken


def _telling(sample: bytes) -> bytes:
    """The lines that tell encodings apart, where most of a sample is ASCII."""
    if len(sample) <= _LETTERS or looks_ebcdic(sample):
        return sample[:_LETTERS]
    lines = [line for line in sample.splitlines(keepends=True) if not line.isascii()]
    return b"".join(lines)[:_LETTERS]


def _guess(sample: bytes) -> str:
    import chardet

    name = chardet.detect(sample)["encoding"]
    try:
        codec = codecs.lookup(name or _OTHERWISE).name
        "".encode(codec)  # refuses what is no text encoding
    except (LookupError, ValueError):
        return _OTHERWISE
    return _READ_AS.get(codec, codec)
