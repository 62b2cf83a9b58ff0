"""What kind of file this is, by its first bytes; the name only helps. The standard library is enough for it."""

from __future__ import annotations

import re
from pathlib import Path

from core.reading.kinds import letters, magic
from core.reading.kinds.families import family
from core.reading.kinds.glance import sample_text
from core.reading.kinds.magic import Verdict

# How many bytes of a file are enough to recognise it by.
HEAD_BYTES = 8192

_PDF = re.compile(rb"(?:\A|[\r\n\0])%PDF-\d")
_ZEROS = (
    "This file holds only zeros: it was never written to its end, or its content is elsewhere. "
    "Fetch it once more where it came from."
)
_NAMED = frozenset(
    ".txt .md .csv .tsv .pdf .docx .doc .xlsx .xls .pptx .ppt .odt .ods .odp .html .htm .xml .json .rtf .epub .eml "
    ".msg .zip .7z .tar .gz .png .jpg .jpeg .gif .tif .tiff .webp .bmp .mobi".split()
)


def recognise(path: Path, head: bytes) -> str | None:
    """The kind of a file, a key of core.reading.formats.FORMATS; None where Wellread does not read it.

    Two kinds stand for families that only their parts tell apart: "zip" and "ole" (see core.reading.refine).

    head: the first HEAD_BYTES of the file, or all of a shorter one.
    """
    return _judge(path, head).kind or None


def unread_reason(path: Path, head: bytes) -> str:
    """Why Wellread does not read a file that `recognise` says None to, and what can be done, for a person."""
    return _judge(path, head).reason


def _judge(path: Path, head: bytes) -> Verdict:
    suffix = path.suffix.lower()
    if not head:
        return Verdict("text")
    if not head.strip(b"\0"):
        return Verdict("", _ZEROS)
    if _PDF.search(head[:1024]) or (suffix == ".pdf" and b"%PDF-" in head[:1024]):
        return Verdict("pdf")
    if known := magic.certain(suffix, head):
        return known
    text = sample_text(head)
    if text is None:
        return magic.likely(head) or Verdict("", _unknown(suffix))
    return letters.judge(suffix, text) or Verdict(family(path.name, suffix, text))


def _unknown(suffix: str) -> str:
    if reason := magic.by_suffix(suffix):
        return reason
    if suffix in _NAMED:
        return f"This file is named {suffix} but does not hold what such a file holds. It may be damaged."
    if re.fullmatch(r"\.[\w+~-]{1,16}", suffix):
        return f"Wellread does not read {suffix} files."
    return "Wellread does not know what kind of file this is."
