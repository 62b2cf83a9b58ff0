"""Dates of spreadsheets, which keep them as days since 1900 or 1904, shown as 2024-05-31 and 13:45."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

# What the code of a format holds beside its letters for years, months, days, hours, minutes and seconds.
_ASIDE = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|General', re.IGNORECASE | re.DOTALL)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_TIME = re.compile(r"h|s|am/pm|a/p", re.IGNORECASE)
_MINUTES = re.compile(r"h[^a-z]*m+|m+[^a-z]*s", re.IGNORECASE)
_LAST_DAY = 2_957_000  # in the year 9995, counted from either start
# The year 1900 has a 29th of February here, and what comes after it is counted from a day earlier.
_FIRST, _AFTER_LEAP = datetime(1899, 12, 31, tzinfo=UTC), datetime(1899, 12, 30, tzinfo=UTC)


def date_shower(code: str, since_1904: bool) -> Callable[[float], str] | None:
    """What shows dates or times as precisely as a format code does, None for a code of something else."""
    first = _ASIDE.sub("", code.partition(";")[0] or code)
    if elapsed := _ELAPSED.search(first):
        unit = elapsed[1][0].lower()
        return lambda days: _elapsed(days, unit)
    letters = first.lower()
    if re.search(r"[0#?@]", re.sub(r"s\.0+", "", letters)) or not re.search(r"[ymdhs]", letters):
        return None
    shown = _precision(letters)
    return lambda days: _shown(days, shown, since_1904)


def _precision(letters: str) -> str:
    """A strftime pattern: what the code leaves out is left out, but a day without its year is no date."""
    time = ""
    if _TIME.search(letters) or _MINUTES.search(letters):
        time = "%H:%M:%S" if "s" in letters else "%H:%M"
    months = re.sub(r"am/pm|a/p", "", _MINUTES.sub("", letters))
    if "d" in months or (time and "y" in months) or ("m" in months and "y" not in months):
        return f"%Y-%m-%d {time}".strip()
    if "y" in months:
        return "%Y-%m" if "m" in months else "%Y"
    return time


def _shown(days: float, pattern: str, since_1904: bool) -> str:
    if not 0 <= days < _LAST_DAY:
        return f"{days:.10g}"
    if days < 1 and "%H" in pattern:
        pattern = pattern[pattern.index("%H") :]
    first = datetime(1904, 1, 1, tzinfo=UTC) if since_1904 else _FIRST if days < 60 else _AFTER_LEAP
    return (first + timedelta(seconds=round(days * 86_400))).strftime(pattern)


def _elapsed(days: float, unit: str) -> str:
    seconds = round(abs(days) * 86_400)
    sign = "-" if days < 0 else ""
    if unit == "s":
        return f"{sign}{seconds}"
    minutes, rest = divmod(seconds, 60)
    if unit == "m":
        return f"{sign}{minutes}:{rest:02}"
    return f"{sign}{minutes // 60}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")
