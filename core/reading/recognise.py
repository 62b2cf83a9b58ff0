"""What kind of file this is, by its first bytes; the name only helps. The standard library is enough for it."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

# How many bytes of a file are enough to recognise it by.
HEAD_BYTES = 8192

_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rmd", ".qmd"})
_WORD = frozenset({".docx", ".docm", ".dotx", ".dotm"})
_HTML = frozenset({".html", ".htm", ".xhtml", ".shtml"})
# These are text to the eye of a program, but mostly codes, pictures in letters or letters within letters to a person.
_NOT_YET = frozenset(
    {".eml", ".mht", ".mhtml", ".mbox", ".mbx", ".ipynb", ".svg", ".p7s", ".p7m", ".pem", ".ps", ".eps", ".fb2"}
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEAD = re.compile(r"\A(?:\s+|<\?xml[^>]*\?>|<!--.*?-->)*", re.DOTALL)
_HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta)\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(?:p|div|span|h[1-6]|table|ul|ol|a|br|section|article)\b", re.IGNORECASE)
# Bytes that no text encoding in use puts into ordinary text.
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r\f\b\x1b") + b"\x7f"


def recognise(path: Path, head: bytes) -> str | None:
    """The kind of a file: "pdf", "docx", "html", "markdown" or "text"; None where Wellread does not read it yet.

    head: the first HEAD_BYTES of the file, or all of a shorter one.
    """
    suffix = path.suffix.lower()
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx" if _is_word(suffix, head) else None
    text = sample_text(head)
    if text is None or suffix in _NOT_YET or text.startswith(("{\\rtf", "%!PS")):
        return None
    if _is_html(suffix, text):
        return "html"
    return "markdown" if suffix in _MARKDOWN else "text"


def unread_reason(path: Path, head: bytes) -> str:
    """Why Wellread does not read a file that `recognise` says None to, as one sentence for a person."""
    suffix = path.suffix.lower()
    if head.startswith(b"\xd0\xcf\x11\xe0") and suffix in _WORD:
        return "This Word file is protected with a password or saved in an old format that Wellread does not read yet."
    if suffix in {".txt", ".md", ".csv", ".pdf", ".docx", ".html", ".htm"}:
        return f"This file is named {suffix} but does not hold what such a file holds."
    if suffix and re.fullmatch(r"\.[\w+~-]{1,16}", suffix):
        return f"Wellread does not read {suffix} files yet."
    return "Wellread does not know what kind of file this is."


def byte_order_mark(head: bytes) -> str | None:
    """The encoding that a byte order mark names, as Python spells the codec that drops the mark."""
    return next((name for mark, name in _BOMS if head.startswith(mark)), None)


def unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of most Western text is zero, and none of the others."""
    even, odd = head[0::2], head[1::2]
    if len(head) < 16 or not even.count(0) + odd.count(0):
        return None
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.02 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.02 * len(odd):
        return "utf-16-be"
    return None


def sample_text(head: bytes) -> str | None:
    """The beginning of a file as text, roughly (an unknown 8-bit encoding reads as Latin-1); None for binary data."""
    encoding = byte_order_mark(head) or unmarked_utf16(head)
    if encoding:
        text = head[: len(head) // 4 * 4].decode(encoding, errors="replace")
        odd = sum(1 for c in text if c == "\ufffd" or (c < " " and c not in "\t\n\r\f\b\x1b"))
        return text if odd <= 0.02 * len(text) + 1 else None
    if b"\x00" in head:
        return None
    strange = len(head) - len(head.translate(None, _CONTROLS))
    if strange > 0.003 * len(head) + 1:
        return None
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return head.decode("latin-1")


def _is_word(suffix: str, head: bytes) -> bool:
    if b"word/" in head:
        return True
    other = head[30:38] == b"mimetype" or b"xl/" in head or b"ppt/" in head
    return suffix in _WORD and not other


def _is_html(suffix: str, text: str) -> bool:
    lead = _LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    if _HTML_START.match(rest):
        return suffix not in _MARKDOWN
    return suffix in _HTML and _ANY_TAG.search(text) is not None
