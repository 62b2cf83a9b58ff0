"""What plain words seem to say about where to look: "in the contracts folder", "in Lease.pdf", "mails from last week".

Only a hint: a word of the question may as well be what the question is about. So few shapes are taken, and whoever
searches drops a hint that leaves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.asking.scope import Scope, span_of, types_of
from core.reading.formats import FORMATS


@dataclass(frozen=True, slots=True)
class Hint:
    """A scope that plain words of the text seem to name, and these words, as they stand in the text."""

    scope: Scope
    words: str


_MARKS = '"“”„«»「」『』'
_WORD = rf"(?!(?:in|from|im|aus|dans|en)\s)[^\s{_MARKS}?!,;，。？]{{1,80}}"
_SUFFIX = "|".join(sorted({re.escape(s) for f in FORMATS.values() for s in f.suffixes}, key=len, reverse=True))
_SUFFIX = rf"(?:{_SUFFIX})(?!\.?[0-9A-Za-z_])"
_ANY_FILE = re.compile(rf"[\w)\]]{_SUFFIX}", re.IGNORECASE)
_IN = r"(?<!\w)(?:in|within|inside|from|im|aus|dans|en|nel|nella|nello|no|na|uit|w|в)"
_THE = r"(?:(?:the|my|our|der|dem|den|das|le|la|el|il|lo|o|a|het|de)\s+)?"
_FILE = r"(?:(?:file|document|datei|fichier|archivo|arquivo|bestand)\s+)?"
_IN_FILE = (
    re.compile(
        rf"{_IN}\s+{_THE}{_FILE}[{_MARKS}'‘]?((?:{_WORD}\s+){{0,5}}?{_WORD}{_SUFFIX})[{_MARKS}'’]?", re.IGNORECASE
    ),
    re.compile(rf"在\s*({_WORD}?{_SUFFIX})\s*[中里]?", re.IGNORECASE),
)
_NAME = rf"[{_MARKS}]?((?:{_WORD}\s+){{0,4}}?{_WORD})[{_MARKS}]?"
_IN_FOLDER = (
    re.compile(rf"{_IN}\s+(?:the|my|our)\s+{_NAME}\s+(?:folder|directory)(?!\w)", re.IGNORECASE),
    re.compile(
        rf"{_IN}\s+{_THE}(?:folder|directory|ordner|dossier|carpeta|cartella|pasta|map)\s+{_NAME}(?=\s*(?:[?!.,;]|$))",
        re.IGNORECASE,
    ),
    re.compile(rf"在\s*[{_MARKS}]?({_WORD}?)[{_MARKS}]?\s*(?:文件夹|資料夾|目录)[中里]?"),
)
_KIND = r"(pdf)s|(pdf|word|excel|powerpoint|markdown|text|csv|html)\s+(?:files|documents)"
_OWN = r"(e-?mail|mail|spreadsheet|presentation|photo|picture|ebook)s"
_IN_KIND = (
    re.compile(
        rf"(?<!\w)(?:in|from|within|across)\s+(?:(?:(?:all|any|my|our|the)\s+){{0,2}}(?:{_KIND})"
        rf"|(?:all\s+)?(?:my|our)\s+{_OWN})(?=\s*[?.!]*\s*$)",
        re.IGNORECASE,
    ),
    re.compile(rf"^in\s+(?:(?:all|my|our|the)\s+){{0,2}}(?:{_KIND})(?=\s*,)", re.IGNORECASE),
)
_THINGS = r"files?|documents?|notes?|e-?mails?|mails?|messages?|letters?|spreadsheets?|presentations?|photos?|pictures?"
_DEED = r"changed|modified|written|saved|received|sent|added|created|updated"
_IN_TIME = re.compile(
    rf"(?<!\w)(?:{_THINGS})\s+(?:(?:{_DEED})\s+)?"
    r"((from|of|since|in|during)?\s*(?:the\s+)?((?:last|this)\s+(?:week|month|year)|yesterday|today))(?!\w)",
    re.IGNORECASE,
)


def hints(text: str, now: datetime) -> Iterator[Hint]:
    """now: with a time zone, the person's."""
    yield from _places(text)
    for pattern in _IN_KIND:
        if found := pattern.search(text):
            yield Hint(Scope(types=types_of(next(group for group in found.groups() if group))), found[0])
    for found in _IN_TIME.finditer(text):
        after, before = span_of(" ".join(found[3].casefold().split()), now)
        since = (found[2] or "").casefold() == "since"
        yield Hint(Scope(after=after, before=None if since else before), found[1].strip())


def _places(text: str) -> Iterator[Hint]:
    """One file or one folder: where several files are named, none of them is the only place to look."""
    files = len(_ANY_FILE.findall(text))
    for pattern in _IN_FOLDER if not files else _IN_FILE if files == 1 else ():
        if found := pattern.search(text):
            yield Hint(Scope(places=(found[1].strip(" '‘’"),)), found[0])
            return


def without(text: str, hint: Hint) -> str:
    """The text without the words of a hint that has narrowed the search; as it was, where nothing else is in it."""
    before, words, after = text.partition(hint.words)
    left = f"{before.rstrip()} {after.lstrip()}" if before.strip() else after.lstrip(" ,，")
    left = re.sub(r"\s+(?=[?!.,;，。？])", "", left).strip()
    return left if words and any(char.isalnum() for char in left) else text
