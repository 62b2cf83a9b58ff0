"""The words of a mail: its headers and its text, in whatever encoding they say they are, or are."""

from __future__ import annotations

import binascii
import codecs
import io
import re
from collections.abc import Iterator
from email.message import Message
from typing import NamedTuple

from core.reading.text.encodings import find_encoding

_FOLD = re.compile(r"[\r\n]+[ \t]*")
_ENCODED = re.compile(r"=\?([\w.:+-]+)(?:\*[\w-]*)?\?([bq])\?([^?]*)\?=", re.IGNORECASE)
# Codecs of Python's that are no encodings of text that people send.
_NOT_TEXT = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
# As in every mail program: what is sent under these names is nearly always the larger set.
_READ_AS = {
    "iso8859-1": "cp1252", "ascii": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "euc_kr": "cp949", "iso8859-9": "cp1254",
}  # fmt: skip
_ALIASES = {"ks_c_5601-1987": "cp949", "iso-8859-8-i": "iso-8859-8", "unicode-1-1-utf-7": "utf-7", "x-sjis": "cp932"}
# What is valid UTF-8 is that by intent, whatever the mail says, unless its encoding has letters of several bytes too.
_ONE_BYTE = ("cp125", "iso8859", "koi8")
_LONGEST_HEADER = 100_000


class _Word(NamedTuple):
    data: bytes
    charset: str


def header(headers: Message, name: str) -> str:
    """A header's words on one line, "" where there is none. Of several of one name all count."""
    charset = parameter(headers, "charset") if name.lower() != "content-type" else ""
    found = [words(value, charset) for key, value in headers.raw_items() if key.lower() == name.lower()]
    return ", ".join(value for value in found if value)


def parameter(headers: Message, name: str, of: str = "content-type") -> str:
    """A parameter of a header, such as the charset, "" where there is none."""
    try:
        value = headers.get_param(name, "", of)
    except (ValueError, LookupError, TypeError):
        return ""
    if isinstance(value, tuple):  # RFC 2231: charset, language, and the bytes as Latin-1
        return decoded((value[2] or "").encode("latin-1", "replace"), value[0] or "")
    return words(str(value))


def words(raw: str, charset: str = "") -> str:
    """A header as it was meant: unfolded, its encoded words decoded, its raw bytes read as the text they are.

    charset: that of the mail, in which mailers that don't encode headers write them.
    """
    raw = _FOLD.sub(" ", raw[:_LONGEST_HEADER])
    if not raw.isascii():
        raw = _raw_bytes(raw.encode("utf-8", "surrogateescape"), charset)
    return " ".join("".join(_decoded_words(raw)).split())


def _decoded_words(raw: str) -> Iterator[str]:
    """Neighbours in one encoding are decoded as one: some mailers cut a letter in two."""
    at = 0
    held = _Word(b"", "")
    for found in _ENCODED.finditer(raw):
        between, at = raw[at : found.start()], found.end()
        word = _Word(_bytes_of(found[2], found[3]), found[1].lower())
        if between.strip() or held.charset != word.charset:
            yield decoded(*held)
            held = _Word(b"", word.charset)
            if between.strip():
                yield between
        held = _Word(held.data + word.data, word.charset)
    yield decoded(*held)
    yield raw[at:]


def _bytes_of(way: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if way in "qQ":
        return binascii.a2b_qp(data, header=True)
    data = data.rstrip(b"=")
    for _ in range(2):
        try:
            return binascii.a2b_base64(data + b"==")
        except binascii.Error:  # a letter too many
            data = data[:-1]
    return b""


def decoded(data: bytes, charset: str) -> str:
    """Text in the encoding that it is said to be in; where it plainly is not, in the one that fits."""
    codec = _codec(charset)
    if codec and not (codec.startswith(_ONE_BYTE) and _is_utf8(data)):
        text = data.decode(codec, "replace")
        if text.count("\ufffd") * 50 <= len(text):
            return text
    return data.decode(find_encoding(io.BytesIO(data)), "replace")


def _raw_bytes(data: bytes, charset: str) -> str:
    """Too few for a guess by statistics."""
    return data.decode("utf-8" if _is_utf8(data) else _codec(charset) or "cp1252", "replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _codec(charset: str) -> str:
    name = charset.strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(_ALIASES.get(name, name)).name
        "".encode(codec)  # refuses what is no text encoding, such as base64
    except (LookupError, ValueError):
        return ""
    return "" if codec in _NOT_TEXT else _READ_AS.get(codec, codec)
