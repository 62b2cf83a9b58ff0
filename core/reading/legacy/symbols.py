"""Letters of the fonts Symbol and Wingdings, which old office files store by their place in the font."""

from __future__ import annotations

import re

# From 0x20 on and from 0xA0 on; "\0" where a place holds only a piece of a large bracket or nothing.
_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\0αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼\0"
)  # fmt: skip
_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…|—↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑\0\0\0\0\0\0\0\0\0\0\0〉∫\0\0\0\0\0\0\0\0\0\0\0\0\0"
)  # fmt: skip
_WINGDINGS = {
    0x4A: "☺", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA7: "▪",
    0xA8: "◻", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✘", 0xFC: "✔", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip


_STRAY = re.compile("[\uf020-\uf0ff]")


def without_strays(text: str) -> str:
    """Text in which letters of an unknown font of symbols are read as those of Symbol, the most usual one."""
    return _STRAY.sub(lambda letter: symbol(ord(letter.group())), text)


def symbol(code: int, font: str = "Symbol") -> str:
    """The letter at this place of a font of symbols, "" for none; its low byte counts."""
    place = code & 0xFF
    if font.lower().startswith("wingdings"):
        return _WINGDINGS.get(place, "")
    if not font.lower().startswith("symbol"):
        return ""
    if 0x20 <= place < 0x80:
        return _LOW[place - 0x20].strip("\0")
    return _HIGH[place - 0xA0].strip("\0") if place >= 0xA0 else ""
