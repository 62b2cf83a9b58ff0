"""Shows the numbers of a spreadsheet the way its cells do: "12.5%", "1,234.00 €", "(5)", and dates as 2024-05-31.

Spreadsheets keep 0.125 and, apart from it, the code of a format. No library that reads sheets applies these codes, so
this module does: sections, conditions, digits, separators, scales, literal text, fractions and exponents. Dates are the
exception: they are shown in one way whatever the code says, because people search for them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import takewhile

from core.reading.sheets.serial_dates import date_shower

GENERAL = "General"
# What the programs know by number alone ([MS-XLSB] and ECMA-376, 18.8.30).
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"$"#,##0_);("$"#,##0)', 6: '"$"#,##0_);("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)', 8: '"$"#,##0.00_);("$"#,##0.00)', 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)", 41: "#,##0_);(#,##0)", 42: '"$"#,##0_);("$"#,##0)',
    43: "#,##0.00_);(#,##0.00)", 44: '"$"#,##0.00_);("$"#,##0.00)', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
    48: "0.0E+0", 49: "@",
}  # fmt: skip

Shower = Callable[[float], str]

_LONGEST_CODE = 1000
_MOST_DIGITS, _MOST_SHIFTS = 30, 3
_ENOUGH = Context(prec=400)  # digits of the largest number there is
_TOKEN = re.compile(
    r'"([^"]*)"?|\\(.)|_.|\*.|\[([^\]]*)\]|(General)|(E[+-]0+)|([0#?]+|\.|,|%|/|@)|(.)', re.IGNORECASE | re.DOTALL
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)(?:-[0-9A-F]*)?", re.IGNORECASE)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip


@lru_cache(maxsize=2000)
def shower(code: str, since_1904: bool = False) -> Shower:
    """What shows numbers by a format code. since_1904: whether days are counted from then, as on early Macs."""
    code = code[:_LONGEST_CODE]
    if code.lower() in ("general", "", "@"):
        return general
    sections = [_section(part) for part in _split(code)[:3]]
    dates = date_shower(code, since_1904)
    if dates is not None:
        return dates
    return lambda number: _shown(number, sections)


def general(number: float) -> str:
    """A number without a format: whole ones in full, others without the noise of floating point."""
    if not math.isfinite(number):
        return str(number)
    if number == int(number) and abs(number) < 1e16:
        return str(int(number))
    return f"{number:.10g}".replace("e", "E")


@dataclass(frozen=True, slots=True)
class _Section:
    """One of a code's sections, parted by semicolons.

    tokens: (kind, text), where kind is "text", "digits" or one of . , % / E and General.
    """

    condition: tuple[str, float] | None
    tokens: tuple[tuple[str, str], ...]

    def fits(self, number: float) -> bool:
        return self.condition is not None and _COMPARE[self.condition[0]](number, self.condition[1])


def _split(code: str) -> list[str]:
    """The sections: semicolons within quotes or after a backslash part nothing."""
    parts = [""]
    for match in re.finditer(r'"[^"]*"?|\\.|;|.', code, re.DOTALL):
        if match[0] == ";":
            parts.append("")
        else:
            parts[-1] += match[0]
    return parts


def _section(code: str) -> _Section:
    condition: tuple[str, float] | None = None
    tokens: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(code):
        quoted, escaped, bracket, word, exponent, mark, other = match.groups()
        if bracket is not None:
            if stated := _CONDITION.fullmatch(bracket):
                condition = (stated[1], float(stated[2]))
            elif currency := _CURRENCY.fullmatch(bracket):
                tokens.append(("text", currency[1]))
        elif word:
            tokens.append(("General", ""))
        elif exponent:
            tokens.append(("E", exponent[1:]))
        elif mark:
            tokens.append(("digits" if mark[0] in "0#?" else mark, mark))
        else:
            tokens.append(("text", quoted or escaped or other or (" " if match[0].startswith("_") else "")))
    return _Section(condition, tuple(tokens))


def _shown(number: float, sections: list[_Section]) -> str:
    if not math.isfinite(number):
        return str(number)
    section, signed = _choose(number, sections)
    return " ".join(_filled(number if signed else abs(number), section).split())


def _choose(number: float, sections: list[_Section]) -> tuple[_Section, bool]:
    """The section for a number, and whether its sign is still to be shown."""
    if any(section.condition for section in sections):
        chosen = next((section for section in sections if section.fits(number)), sections[-1])
        return chosen, True
    if number < 0 and len(sections) > 1:
        return sections[1], False
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], True


def _filled(number: float, section: _Section) -> str:
    kinds = [kind for kind, _ in section.tokens]
    if "digits" not in kinds:
        words = "".join(
            general(abs(number)) if kind == "General" else _literal(kind, text) for kind, text in section.tokens
        )
        return f"-{words}" if number < 0 and ("General" in kinds) else words
    if "/" in kinds and kinds.index("/") > kinds.index("digits"):
        return _fraction(number, section)
    return _decimal(number, section)


def _literal(kind: str, text: str) -> str:
    return text if kind in ("text", "%") else ""


def _decimal(number: float, section: _Section) -> str:
    whole, places, exponent = _layout(section.tokens)
    kinds = [kind for kind, _ in section.tokens]
    shift = 2 * min(kinds.count("%"), _MOST_SHIFTS) - 3 * min(_scale(kinds), _MOST_SHIFTS)
    scaled = Decimal(f"{abs(number):.15g}").scaleb(shift)
    power = int(f"{scaled:.{len(places)}E}".partition("E")[2]) if exponent and scaled else 0
    digits, _, decimals = _rounded(scaled.scaleb(-power), min(len(places), _MOST_DIGITS)).partition(".")
    kept, least = decimals.rstrip("0"), len(places.rstrip("#?"))
    decimals = kept.ljust(least, "0")
    sign = "-" if number < 0 and (digits.strip("0") or kept) else ""
    return sign + _laid_out(section.tokens, _padded(digits, whole), decimals, power)


def _rounded(number: Decimal, places: int) -> str:
    """Halves go up, counted in the fifteen digits that spreadsheets keep."""
    return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _ENOUGH):f}"


def _layout(tokens: tuple[tuple[str, str], ...]) -> tuple[str, str, bool]:
    """The places for digits before and after the point, and whether there is an exponent."""
    whole = places = ""
    pointed = False
    for kind, text in tokens:
        if kind == "E":
            return whole, places, True
        pointed = pointed or kind == "."
        if kind == "digits" and pointed:
            places += text
        elif kind == "digits":
            whole += text
    return whole, places, False


def _scale(kinds: list[str]) -> int:
    """Commas right after the last place for a digit divide by a thousand each."""
    after = len(kinds) - 1 - kinds[::-1].index("digits")
    return len(list(takewhile(lambda kind: kind == ",", kinds[after + 1 :])))


def _padded(digits: str, whole: str) -> str:
    """The digits before the point, with the zeros that the code asks for, and without one that it does not."""
    first = whole.find("0")
    least = len(whole) - first if first >= 0 else 0
    return digits.lstrip("0").rjust(least, "0")


def _laid_out(tokens: tuple[tuple[str, str], ...], digits: str, decimals: str, power: int) -> str:
    """The digits put into the places of the code, from the point to the left; what is over goes before the first."""
    point = next((at for at, (kind, _) in enumerate(tokens) if kind in (".", "E")), len(tokens))
    places = [at for at in range(point) if tokens[at][0] == "digits"]
    grouped = bool(places) and any(kind == "," for kind, _ in tokens[places[0] : places[-1]])
    out: list[str] = []
    left = digits
    for at in range(point - 1, -1, -1):
        kind, text = tokens[at]
        if kind == "digits":
            first = not places or at == places[0]
            taken = left if first or grouped else left[-len(text) :]
            left = left[: len(left) - len(taken)]
            out.append(f"{int(taken):0{len(taken)},}" if grouped and taken.isdecimal() else taken)
        else:
            out.append(_literal(kind, text))
    after: list[str] = []
    for kind, text in tokens[point:]:
        if kind == "." and decimals:
            after.append(f".{decimals}")
        elif kind == "E":
            after.append(f"E{'-' if power < 0 else '+'}{str(abs(power)).rjust(len(text) - 1, '0')}")
        else:
            after.append(_literal(kind, text))
    return "".join(reversed(out)) + "".join(after)


def _fraction(number: float, section: _Section) -> str:
    places = [text for kind, text in section.tokens if kind == "digits"]
    close = Fraction(abs(number)).limit_denominator(10 ** min(len(places[-1]), 4) - 1)
    whole, rest = divmod(close.numerator, close.denominator) if len(places) > 2 else (0, close.numerator)
    parts = [str(whole)] if whole or not rest else []
    if rest:
        parts.append(f"{rest}/{close.denominator}")
    return ("-" if number < 0 and close else "") + " ".join(parts)
