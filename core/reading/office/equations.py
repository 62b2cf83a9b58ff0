"""Equations of office files (OMML) as one line of text: (a+b)/2, x^2, √(n)."""

from __future__ import annotations

from typing import Any

from core.reading.office.elements import attribute, child, local

_SHORT = 1  # characters that need no brackets
_PROPERTIES = frozenset("rPr ctrlPr fPr sSupPr sSubPr sSubSupPr radPr naryPr dPr funcPr mPr accPr barPr".split())


def equation_text(element: Any) -> str:
    """The text of an equation, or of the first alternative where there are several."""
    tag = local(element)
    if tag == "t":
        return element.text or ""
    if tag in ("AlternateContent", "Choice"):
        first = next((below for below in element if local(below)), None)
        return _inner(element) if tag == "Choice" else equation_text(first) if first is not None else ""
    if tag == "f":
        return f"{_part(element, 'num')}/{_part(element, 'den')}"
    if tag in ("sSup", "sSub", "sSubSup"):
        below = f"_{_part(element, 'sub')}" if tag != "sSup" else ""
        above = f"^{_part(element, 'sup')}" if tag != "sSub" else ""
        return f"{_inner(child(element, 'e'))}{below}{above}"
    if tag == "rad":
        return f"{_inner(child(element, 'deg'))}√{_bracketed(_inner(child(element, 'e')), 0)}"
    if tag == "d":
        return _delimited(element)
    if tag == "nary":
        return _sum(element)
    return _inner(element)


def _inner(element: Any) -> str:
    return "".join(
        equation_text(below) for below in (() if element is None else element) if local(below) not in _PROPERTIES
    )


def _part(element: Any, name: str) -> str:
    return _bracketed(_inner(child(element, name)), _SHORT)


def _bracketed(text: str, short: int) -> str:
    return text if 0 < len(text) <= short or (text.isalnum() and short) else f"({text})"


def _delimited(element: Any) -> str:
    properties = child(element, "dPr")
    begin, end = child(properties, "begChr"), child(properties, "endChr")
    inside = ", ".join(_inner(below) for below in element if local(below) == "e")
    return f"{'(' if begin is None else attribute(begin)}{inside}{')' if end is None else attribute(end)}"


def _sum(element: Any) -> str:
    sign = attribute(child(child(element, "naryPr"), "chr")) or "∫"
    limits = [
        f"{mark}{_part(element, name)}" for mark, name in (("_", "sub"), ("^", "sup")) if _inner(child(element, name))
    ]
    return f"{sign}{''.join(limits)} {_inner(child(element, 'e'))}"
