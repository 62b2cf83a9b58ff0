"""Where a question is to be answered from: places, types, times and authors, and how a person writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from core.errors import WellreadError
from core.reading.formats import FORMATS


@dataclass(frozen=True, slots=True)
class Scope:
    """What documents must be like. Within one field any value will do; all fields that have one must hold.

    places: a file's or folder's name, a part of one, or several joined by "/".
    types: kinds of the formats ("pdf"), or suffixes (".py").
    after, before: when the file was changed last; `after` is included, `before` is not.
    authors: parts of the name or the address of who wrote it.
    """

    places: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    after: datetime | None = None
    before: datetime | None = None
    authors: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Scope()

    def and_(self, other: Scope) -> Scope:
        """Both; of two times the narrower one."""
        return replace(
            self, places=_union(self.places, other.places), types=_union(self.types, other.types),
            authors=_union(self.authors, other.authors),
            after=max((t for t in (self.after, other.after) if t), default=None),
            before=min((t for t in (self.before, other.before) if t), default=None),
        )  # fmt: skip

    def words(self) -> str:
        """As it could be typed: what a person is told of where was looked."""
        found = [f"in:{_quoted(place)}" for place in self.places]
        found += [f"type:{name}" for name in _named(self.types)]
        found += [f"from:{_quoted(author)}" for author in self.authors]
        found += [f"after:{self.after:%Y-%m-%d}"] if self.after else []
        found += [f"before:{self.before:%Y-%m-%d}"] if self.before else []
        return " ".join(found)


def _union(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(left + right))


def _named(types: tuple[str, ...]) -> list[str]:
    """Families by their names, where all of their kinds are there."""
    families = [name for name, kinds in _FAMILIES.items() if len(kinds) > 1 and set(kinds) <= set(types)]
    covered = {kind for name in families for kind in _FAMILIES[name]}
    return families + [type_.removeprefix(".") for type_ in types if type_ not in covered]


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


# Types

_FAMILIES = MappingProxyType(
    {
        "word": ("docx", "doc", "odt", "rtf"),
        "sheet": ("xlsx", "xlsb", "xls", "ods", "csv"),
        "slides": ("pptx", "ppt", "odp"),
        "mail": ("eml", "msg", "tnef", "mbox"),
        "picture": ("image", "cbz"),
        "book": ("epub", "fb2", "mobi", "cbz"),
        "web": ("html", "mhtml"),
        "text": ("text", "markdown", "rst", "org", "asciidoc", "latex"),
        "code": ("code", "notebook"),
        "calendar": ("ics",),
        "contacts": ("vcf",),
        "archive": ("zip", "tar", "7z", "gzip"),
    }
)
_OTHER_NAMES = MappingProxyType(
    {
        "spreadsheet": "sheet", "excel": "sheet", "workbook": "sheet", "presentation": "slides", "slide": "slides",
        "powerpoint": "slides", "email": "mail", "e-mail": "mail", "message": "mail", "image": "picture",
        "photo": "picture", "ebook": "book", "e-book": "book", "website": "web", "contact": "contacts",
        "calender": "calendar", "doc": "word",
    }
)  # fmt: skip
_SUFFIXES = MappingProxyType({suffix[1:]: format_.kind for format_ in FORMATS.values() for suffix in format_.suffixes})
_MANY = frozenset({"code", "config", "image"})  # kinds of which a suffix names a part
_SPELLINGS = ((".jpg", ".jpeg"), (".tif", ".tiff"), (".yml", ".yaml"))


def types_of(value: str) -> tuple[str, ...]:
    """The kinds or suffixes that a person means. Raises WellreadError for a word that names none."""
    found: list[str] = []
    for word in value.casefold().split(","):
        found += _types_of_word(word.strip().removeprefix("*").removeprefix("."), value)
    return tuple(dict.fromkeys(found))


def _types_of_word(word: str, value: str) -> tuple[str, ...]:
    for name in (word, word.removesuffix("s")):
        if (family := _OTHER_NAMES.get(name, name)) in _FAMILIES:
            return _FAMILIES[family]
        if name in _SUFFIXES and _SUFFIXES[name] in _MANY:
            suffix = f".{name}"
            return next((same for same in _SPELLINGS if suffix in same), (suffix,))
        if name in FORMATS:
            return (name,)
        if name in _SUFFIXES:
            return (_SUFFIXES[name],)
    raise WellreadError(
        f"“type:{value}” names no type of file that Wellread knows.",
        "Write type:pdf, type:word, type:sheet, type:slides, type:mail, type:picture or a suffix such as type:md.",
    )


# Times

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})")
_AGO = re.compile(r"(\d{1,4})(d|w|m|y)")
_DAYS = MappingProxyType({"d": 1, "w": 7, "m": 30, "y": 365})


def moment(operator: str, value: str, now: datetime) -> datetime:
    """The beginning of the time that a person names. Raises WellreadError where it is none."""
    word = value.casefold()
    try:
        if found := _DATE.fullmatch(word):
            return _day(now, found[1], found[2], found[3])
        if found := _DAY_FIRST.fullmatch(word):
            return _day(now, found[3], found[2], found[1])
        if found := _AGO.fullmatch(word):
            return _midnight(now) - timedelta(days=int(found[1]) * _DAYS[found[2]])
        return span_of(word.replace("-", " "), now)[0]
    except (ValueError, KeyError, OverflowError):
        raise WellreadError(
            f"“{operator}:{value}” names no date.",
            f"Write {operator}:2024, {operator}:2024-05 or {operator}:2024-05-17.",
        ) from None


def span_of(words: str, now: datetime) -> tuple[datetime, datetime]:
    """From when until when, the end not included: "today", "last month". Raises KeyError for other words."""
    today = _midnight(now)
    which, _, unit = words.rpartition(" ")
    if not which:
        day = {"today": today, "yesterday": today - timedelta(days=1)}[unit]
        return day, day + timedelta(days=1)
    begin = {
        "week": today - timedelta(days=today.weekday()), "month": today.replace(day=1),
        "year": today.replace(month=1, day=1),
    }[unit]  # fmt: skip
    if which == "this":
        return begin, today + timedelta(days=1)
    if which != "last":
        raise KeyError(which)
    if unit == "week":
        return begin - timedelta(days=7), begin
    before = begin - timedelta(days=1)
    return before.replace(day=1) if unit == "month" else before.replace(month=1, day=1), begin


def _day(now: datetime, year: str, month: str | None, day: str | None) -> datetime:
    return _midnight(now).replace(year=int(year), month=int(month or 1), day=int(day or 1))


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
