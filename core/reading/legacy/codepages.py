"""Code pages of Windows, as office files name them: by number, by the character set of a font, by language."""

from __future__ import annotations

import codecs
from functools import cache
from types import MappingProxyType

# The character sets of fonts; a Western or unknown one says nothing.
CHARSETS = MappingProxyType({
    77: 10000, 78: 932, 79: 949, 80: 936, 81: 950, 83: 1255, 84: 1256, 85: 1253, 86: 1254, 87: 874, 88: 1250, 89: 10007,
    128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257,
    204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
})  # fmt: skip
_LANGUAGES = {
    0x01: 1256, 0x02: 1251, 0x04: 936, 0x05: 1250, 0x08: 1253, 0x0D: 1255, 0x0E: 1250, 0x11: 932, 0x12: 949, 0x15: 1250,
    0x18: 1250, 0x19: 1251, 0x1A: 1250, 0x1B: 1250, 0x1C: 1250, 0x1E: 874, 0x1F: 1254, 0x22: 1251, 0x23: 1251,
    0x24: 1250, 0x25: 1257, 0x26: 1257, 0x27: 1257, 0x2A: 1258, 0x2F: 1251,
}  # fmt: skip
_TAIWAN, _HONG_KONG = 0x404, 0xC04
_NAMES = {65001: "utf-8", 10000: "mac_roman", 10007: "mac_cyrillic", 20127: "ascii", 28591: "latin-1", 1361: "johab"}
WESTERN = 1252


def language_page(language: int) -> int:
    """The code page that a language was written in."""
    return 950 if language in (_TAIWAN, _HONG_KONG) else _LANGUAGES.get(language & 0x3FF, WESTERN)


@cache
def codec(page: int) -> str:
    """What Python calls a code page; Western where it doesn't know the page."""
    name = _NAMES.get(page, f"cp{page}")
    try:
        codecs.lookup(name)
    except LookupError:
        return f"cp{WESTERN}"
    return name


def decoded(data: bytes, page: int) -> str:
    """Text in a code page; what the page has no letter for is marked as broken."""
    return data.decode(codec(page), "replace")
