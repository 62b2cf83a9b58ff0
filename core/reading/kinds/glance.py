"""The beginning of a file as text, by the standard library alone: enough to tell text from data."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes that no text encoding in use puts into ordinary text.
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r\f\b\x1b") + b"\x7f"
# Damage and holes leave zeros in text; data has other controls too.
_MOST_ZEROS = 0.7
_COMMON = re.compile(
    "[\t\n\r -~\xa0-\u024f\u0370-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20bf"
    "\u2190-\u25ff\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]+"
)
# How wide a character is, which of its bytes is full, and which are zero in most or all text.
_SHAPES = (
    ("utf-32-le", 4, 0, (2, 3)), ("utf-32-be", 4, 3, (0, 1)), ("utf-16-le", 2, 0, (1,)), ("utf-16-be", 2, 1, (0,))
)  # fmt: skip
_EVERYDAY = frozenset("\n\u3002\u3001 \u3000,.")
# Letters, figures, blanks, stops and line ends of EBCDIC, and letters of ASCII, which EBCDIC leaves nearly empty.
_EBCDIC_WORDS = b"@Kk%\x15\x0d" + bytes(
    row + at for row in (0x80, 0x90, 0xA0, 0xC0, 0xD0, 0xE0, 0xF0) for at in range(10) if row + at not in (0x80, 0x90)
)
_ASCII_LETTERS = bytes([*range(0x61, 0x7B), 0x20])


def byte_order_mark(head: bytes) -> str | None:
    """The encoding that a byte order mark names, as Python spells the codec that drops the mark."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def unmarked_unicode(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, told by where its zeros stand, or by which order of bytes makes sense."""
    if len(head) < 16 or 0 not in head:
        return None
    for codec, width, full, empty in _SHAPES:
        columns = [head[at::width] for at in range(width)]
        most = 0.02 if width == 2 else 0.5
        if columns[full].count(0) < most * len(columns[full]) and all(
            columns[at].count(0) >= (0.6 if width == 2 else 1.0) * len(columns[at]) - 1 for at in empty
        ):
            return codec
    for codec in ("utf-16-le", "utf-16-be"):
        if _reads_well(head[: min(len(head) // 2 * 2, 2048)].decode(codec, "replace")):
            return codec
    return None


def looks_ebcdic(head: bytes) -> bool:
    """Whether bytes are text as mainframes write it."""
    sample = head[:4096]
    if len(sample) < 16:
        return False
    words = len(sample) - len(sample.translate(None, _EBCDIC_WORDS))
    ascii_letters = len(sample) - len(sample.translate(None, _ASCII_LETTERS))
    return words > 0.85 * len(sample) and sample.count(0x40) > 0.05 * len(sample) and ascii_letters < 0.2 * words


def sample_text(head: bytes) -> str | None:
    """The beginning of a file as text, roughly (an unknown 8-bit encoding reads as Latin-1); None for binary data."""
    encoding = byte_order_mark(head) or unmarked_unicode(head)
    if encoding:
        text = head[: len(head) // 4 * 4].decode(encoding, errors="replace")
        odd = sum(1 for c in text if c == "\ufffd" or (c < " " and c not in "\t\n\r\f\b\x1b"))
        return text if odd <= 0.02 * len(text) + 1 else None
    if looks_ebcdic(head):
        return head.decode("cp500")
    if 0 in head and not (head := _without_holes(head)):
        return None
    strange = len(head) - len(head.translate(None, _CONTROLS))
    if strange > 0.003 * len(head) + 1:
        return None
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return head.decode("latin-1")


def _without_holes(head: bytes) -> bytes:
    """Text without its zeros; nothing where these are no holes in text."""
    rest = head.replace(b"\0", b"")
    if len(rest) < (1 - _MOST_ZEROS) * len(head) or len(rest) > len(rest.translate(None, _CONTROLS)):
        return b""
    high = sum(1 for b in rest if b > 0x7E)
    words = re.findall(rb"[A-Za-z\x80-\xff]{3,}[ \n\r\t.,;:!?]", rest)
    return rest if high < 0.3 * len(rest) and 20 * len(words) > len(rest) // 6 else b""


def _reads_well(text: str) -> bool:
    common = sum(len(run) for run in _COMMON.findall(text))
    return common > 0.97 * len(text) and not _EVERYDAY.isdisjoint(text)
