"""The source of a web page as text, in slices: its encoding found as a browser would, pictures in letters left out."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import IO

from core.reading.kinds.glance import byte_order_mark
from core.reading.text.encodings import find_encoding

# Small, so that a parser that is begun anew between two slices never gets deep within one (see core.reading.web.html).
SLICE = 16_384
_HEAD = 8192
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w:.-]+)|<\?xml[^>]{0,100}encoding=[\"']([\w.-]+)", re.IGNORECASE
)
# Browsers read these names as something larger or later than what they say.
_READ_AS = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "big5hkscs", "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman", "x-mac-cyrillic": "mac_cyrillic", "unicode": "utf-8", "utf-16": "utf-8",
    "utf-16le": "utf-8", "utf-16be": "utf-8",
}  # fmt: skip
# Seven-bit encodings look like plain ASCII, so that only the declaration tells.
_SEVEN_BIT = frozenset({"iso-2022-jp", "iso-2022-jp-2", "iso-2022-kr", "hz-gb-2312", "hz", "utf-7"})
_INLINED = re.compile(r";base64,[^\"'()<>]*")
_AFTER_INLINED = re.compile(r"[\"'()<>]")
_MARKER = len(";base64,") - 1


def encoding_of(file: IO[bytes], stated: str | None = None) -> str:
    """The codec for a web page: its mark, what the carrier `stated`, UTF-8 where it is that, what it declares, a guess.

    A page that a browser saved is UTF-8 whatever its old declaration says. Leaves the file's position anywhere.
    """
    head = file.read(_HEAD)
    if mark := byte_order_mark(head):
        return mark
    declared = _DECLARED.search(head)
    names = [stated or "", (declared[1] or declared[2]).decode("ascii", "replace") if declared else ""]
    known = [codec for codec in map(_codec, names) if codec]
    if known and known[0] in _SEVEN_BIT:
        return known[0]
    file.seek(0)
    found = find_encoding(file)
    return found if not known or found.startswith(("utf-8", "utf-16", "utf-32")) else known[0]


def slices(file: IO[bytes], encoding: str) -> Iterator[str]:
    """The decoded page in slices of SLICE characters at most, what is inlined as base64 taken out of them."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    inside = False
    held = ""
    last = False
    while not last:
        data = file.read(SLICE)
        last = not data
        text = held + decoder.decode(data, final=last)
        text, inside = _without_inlined(text, inside)
        whole = len(text) if last or inside else max(0, len(text) - _MARKER)
        held = text[whole:]
        yield text[:whole]


def as_file(data: bytes) -> IO[bytes]:
    return io.BytesIO(data)


def _codec(name: str) -> str:
    name = name.strip().strip("\"'").lower()
    name = _READ_AS.get(name, name)
    try:
        codecs.lookup(name)
        "".encode(name)  # refuses what is no text encoding, such as base64
    except (LookupError, ValueError):
        return ""
    return name


def _without_inlined(text: str, inside: bool) -> tuple[str, bool]:
    """The text without inlined data, and whether such data goes on behind it."""
    if inside:
        end = _AFTER_INLINED.search(text)
        if end is None:
            return "", True
        text = text[end.start() :]
    found = None
    for found in _INLINED.finditer(text):  # noqa: B007 the last one tells whether it goes on
        pass
    goes_on = found is not None and found.end() == len(text)
    return (_INLINED.sub("", text) if found else text), goes_on
