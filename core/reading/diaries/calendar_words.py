"""The times of a calendar in words: days, times with their zones as written, durations, repetitions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from core.reading.diaries.content_lines import Line

_STAMP = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d):?(\d\d)?(?:\.\d+)?(Z)?)?")
_DURATION = re.compile(r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY_CODES = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), _DAYS, strict=True))
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year", "HOURLY": "hour"}
_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "last but one"}
_SAID = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "COUNT", "UNTIL", "WKST"})
_ON = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a time on a day. zone: as the calendar writes it, "" for wherever the reader is."""

    day: date
    time: time | None = None
    zone: str = ""

    @property
    def in_words(self) -> str:
        return f"{day_in_words(self.day)}{f', {self.clock}' if self.time else ''}{self.aside}"

    @property
    def clock(self) -> str:
        return self.time.strftime("%H:%M") if self.time else ""

    @property
    def aside(self) -> str:
        return f" ({self.zone})" if self.zone else ""


def day_in_words(day: date) -> str:
    return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_and_month(month: int, day: int) -> str:
    """As in "3 May", "" for what no calendar has."""
    return f"{day} {_MONTHS[month - 1]}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def moment(value: str, zone: str = "") -> Moment | None:
    """What a date or a time stands for, None where it is neither."""
    found = _STAMP.match(value.strip())
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
        at = time(int(found[4]), int(found[5])) if found[4] else None
    except ValueError:
        return None
    return Moment(day, at, ("UTC" if found[7] else zone) if at else "")


def moment_of(line: Line | None) -> Moment | None:
    return moment(line.value, line.option("TZID")) if line else None


def span_in_words(start: Line | None, end: Line | None, duration: Line | None) -> str:
    """From when to when, as written where it can't be read."""
    begin, stop = moment_of(start), moment_of(end)
    if begin is None:
        return " to ".join(line.text for line in (start, end) if line and line.text)
    if stop is None and duration is not None:
        stop = _later(begin, duration.value)
    if begin.time is None:
        return _days_in_words(begin.day, stop.day if stop else begin.day)
    if stop is None or stop.time is None or stop == begin:
        return begin.in_words
    if stop.zone != begin.zone:
        return f"{begin.in_words} to {stop.in_words}"
    until = stop.clock if stop.day == begin.day else f"{day_in_words(stop.day)}, {stop.clock}"
    return f"{day_in_words(begin.day)}, {begin.clock} to {until}{begin.aside}"


def repetition_in_words(rule: str) -> str:
    """As in "every 2 weeks on Monday, 10 times"; a rule that is not simple as it is written."""
    stated = dict(part.upper().split("=", 1) for part in rule.split(";") if "=" in part)
    unit = _UNITS.get(stated.get("FREQ", ""))
    days = [_ON.fullmatch(day.strip()) for day in stated.get("BYDAY", "").split(",") if day.strip()]
    if unit is None or not stated.keys() <= _SAID or None in days:
        return f"by the rule {rule}"
    interval = stated.get("INTERVAL", "1")
    words = [f"every {unit}" if interval == "1" else f"every {interval} {unit}s"]
    months = [_MONTHS[int(n) - 1] for n in stated.get("BYMONTH", "").split(",") if n.isdecimal() and 1 <= int(n) <= 12]
    if months:
        words.append(f"in {_and(months)}")
    if days:
        words.append(f"on {_and(_nth_day(found[1], found[2]) for found in days if found)}")
    if numbers := stated.get("BYMONTHDAY"):
        words.append(f"on day {_and(numbers.split(','))}")
    if until := moment(stated.get("UNTIL", "")):
        words.append(f"until {day_in_words(until.day)}")
    times = f", {stated['COUNT']} times" if "COUNT" in stated else ""
    return " ".join(words) + times


def _nth_day(number: str | None, code: str) -> str:
    nth = int(number) if number else 0
    if not nth:
        return _DAY_CODES[code]
    return f"the {_NTH.get(nth, f'{nth}.')} {_DAY_CODES[code]}"


def _and(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _days_in_words(first: date, end: date) -> str:
    """end: the day after the last, as calendars write it."""
    last = end - timedelta(days=1) if end > first else first
    if last == first:
        return f"{day_in_words(first)}, all day"
    return f"{day_in_words(first)} to {day_in_words(last)}, all day"


def _later(begin: Moment, duration: str) -> Moment | None:
    found = _DURATION.fullmatch(duration.strip().upper())
    if found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups())
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    clock = timedelta(hours=begin.time.hour, minutes=begin.time.minute) if begin.time else timedelta()
    try:
        day = begin.day + timedelta(days=(clock + length).days)
    except OverflowError:
        return None
    rest = (clock + length).seconds
    return Moment(day, time(rest // 3600, rest % 3600 // 60) if begin.time else None, begin.zone)
