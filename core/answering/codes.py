"""What a question names by a code ("ERR-4012", "§ 12.3"), and which hits have it.

An embedder knows nothing of codes, so that what is close in meaning speaks of another one as often as not. Numbers with
words ("30-day", "covid-19"), dates and amounts are no codes: what they name is said in other ways, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.terms import terms
from core.types import Hit

_SECTION = re.compile(r"§+\s*(\d+(?:\.\d+)*[a-z]?)\b")
_NAME = re.compile(r"[^\W_]+(?:[-/._][^\W_]+)*")
_NO_YEAR = r"(?!(?:19|20)\d\d(?![-/._\w]))"
_NO_MONEY = (
    r"(?!(?i:EUR|USD|GBP|CHF|AUD|CAD|NZD|CNY|RMB|JPY|INR|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|SGD|HKD|KRW|KES|RM|RS|R)"
    r"(?:\d|$))"
)
# Parts of a code in capitals; "FY2023" and "Q4" are times, "EUR500" is an amount.
_CAPITALS = re.compile(rf"(?!(?:FY|[QH][1-4]?)(?:\d\d|\d{{4}})?$){_NO_MONEY}[A-Z]+\d*")
_WHOLE = re.compile(rf"{_NO_MONEY}[A-Z]+{_NO_YEAR}\d{{3,}}")
# Typed in small letters it must look like nothing else: "err-4012", and not "mid-2024".
_SMALL = re.compile(rf"{_NO_MONEY}[a-z]{{1,5}}[-_]?{_NO_YEAR}(?:\d{{3,}}|\d{{2,}}(?:[-/._][a-z\d]+)+)")
_PART = re.compile(r"[^-/._]+")


def codes(text: str) -> set[str]:
    """The codes of a text, however they are written there in one form: "err 4012", "§ 12.3"."""
    sections = {f"§ {number}" for number in _SECTION.findall(text)}
    return sections | {" ".join(terms(name)) for name in _NAME.findall(text) if _is_code(name)}


def holding(question: str, hits: Sequence[Hit]) -> list[int]:
    """The hits that have all codes of the question, in their text or over it; empty where it names none."""
    asked = codes(question)
    if not asked:
        return []
    return [index for index, hit in enumerate(hits) if all(_has(hit, code) for code in asked)]


def _is_code(name: str) -> bool:
    if not any(char.isdigit() for char in name):
        return False
    parts = _PART.findall(name)
    in_capitals = len(parts) > 1 and any(_CAPITALS.fullmatch(part) for part in parts)
    return in_capitals or bool(_WHOLE.fullmatch(name) or _SMALL.fullmatch(name))


def _has(hit: Hit, code: str) -> bool:
    text = " ".join((*hit.heading, hit.text))
    if code.startswith("§"):
        return code in codes(text)
    return f" {code} " in f" {' '.join(terms(text))} "
