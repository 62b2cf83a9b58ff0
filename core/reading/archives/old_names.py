"""Names of files whose encoding nobody noted: archives from before UTF-8 hold them as their maker's system wrote them.

A guess over all names of an archive: libraries that guess encodings want whole sentences, and names are a few letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SAMPLE = 20_000
_MOSTLY = 0.8
_LONG = 12
_HIGH = re.compile(rb"[\x80-\xff]")
_RUN = re.compile(rb"[\x80-\xff]{3,}")
# For each encoding the bytes of the letters that names are mostly made of, the likeliest encoding first.
_COMMON = (
    ("cp866", re.compile(rb"[\x80-\xaf\xe0-\xf1]")),
    ("cp1251", re.compile(rb"[\xc0-\xff\xa8\xb8\xb2\xb3\xaf\xbf\xaa\xba\xb9]")),
    ("cp932", re.compile(rb"[\x81-\x83][\x40-\xfc]|[\x88-\x97][\x40-\xfc]")),
    ("gb18030", re.compile(rb"[\xa1\xa3\xb0-\xd7][\xa1-\xfe]")),
    ("big5", re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]")),
    ("euc_kr", re.compile(rb"[\xa1\xb0-\xc8][\xa1-\xfe]")),
)
_WESTERN = ("cp850", "cp1252")


def encoding_of_names(names: Sequence[bytes]) -> str:
    """The encoding that reads all of these names best."""
    if all(_decodes(name, "utf-8") for name in names):
        return "utf-8"
    sample = b"\n".join(name for name in names if _HIGH.search(name))
    if len(sample) > _SAMPLE:
        sample = sample[:_SAMPLE].rpartition(b"\n")[0]
    high = len(_HIGH.findall(sample))
    in_runs = sum(len(run) for run in _RUN.findall(sample))
    if 2 * in_runs > high:  # whole words without a plain letter: not a Western script
        fits = {encoding: _share(sample, high, encoding, common) for encoding, common in _COMMON}
        best = max(fits, key=lambda encoding: fits[encoding])
        if fits["euc_kr"] == fits[best] and high > _LONG:  # by chance few words of Chinese are letters of Korean too
            return "euc_kr"
        if fits[best] > _MOSTLY:
            return best
    return max(_WESTERN, key=lambda encoding: _likely(sample.decode(encoding, "replace")))


def decoded_name(name: bytes, encoding: str) -> str:
    """A name by the encoding of its archive, or by UTF-8 where it is that alone."""
    return name.decode("utf-8" if _decodes(name, "utf-8") else encoding, "replace")


def _likely(text: str) -> int:
    """Letters count, and small ones twice: "Café" is likelier than "CafÚ"."""
    return sum(letter.isalpha() + letter.islower() for letter in text)


def _share(sample: bytes, high: int, encoding: str, common: re.Pattern[bytes]) -> float:
    if not _decodes(sample, encoding):
        return 0.0
    return sum(len(_HIGH.findall(found)) for found in common.findall(sample)) / high


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
