"""Words that both faces share: a text without its markup (for showing only), how long things take, how large."""

from __future__ import annotations

import re

from core.addresses import TARGET

_IMAGE = re.compile(rf"!\[([^\]\n]*)\]{TARGET}")
_WORDS = r"[^\[\]\n]+(?:\n[^\[\]\n]+){0,2}"  # wrapped like the text around them
_LINK = re.compile(rf"\[({_WORDS})\](?:{TARGET}|\[[^\]\n]*\])")
_STRONG = re.compile(r"(?<![\w*_\\])(?!__\w+__)(\*\*|__|~~)(?=\S)((?:.|\n(?!\n)){1,400}?)(?<=[^\s\\])\1(?![\w*_])")
_EMPHASIS = re.compile(r"(?<![\w*_\\])([*_])(?=[^\s*_])([^*_\n]+?)(?<=[^\s\\])\1(?![\w*_])")
_CODE = re.compile(r"(?<!`)(`{1,2})(?!`)(.+?)(?<!`)\1(?!`)")
_LEAD = re.compile(r"^[ \t]*(?:(?:[-*+•‣▪◦]|#{1,6}|>)[ \t]+)+(?:\[[ xX]\][ \t]+)?", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|(.+)\|[ \t]*$", re.MULTILINE)
_SIZES = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "KB"))
_MINUTE, _HOUR = 60, 3600  # seconds
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")


def readable(text: str) -> str:
    """`text` without inline Markdown: links become their words; marks of emphasis, lists, quotations and tables go."""
    text = _LEAD.sub("", text)
    text = _ROW.sub(lambda row: " · ".join(cell.strip() for cell in row.group(1).split("|") if cell.strip(" -:")), text)
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _CODE.sub(r"\2", text)
    for _ in range(2):  # emphasis within emphasis
        text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    return _ESCAPE.sub(r"\1", text).strip()


def time_left(seconds: float | None) -> str:
    """As a person would say it; empty while it can't be told."""
    if seconds is None:
        return ""
    if seconds < _MINUTE:
        return "less than a minute left"
    if seconds < 1.5 * _HOUR:
        return f"about {round(seconds / _MINUTE)} min left"
    return f"about {round(seconds / _HOUR)} h left"


def size_in_words(size: int) -> str:
    unit, name = next(((unit, name) for unit, name in _SIZES if size >= 0.9995 * unit), (1, "B"))
    return f"{size / unit:.1f} {name}" if unit > 1 and size < 9.95 * unit else f"{size / unit:,.0f} {name}"
