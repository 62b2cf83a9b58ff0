"""Words as keyword scoring sees them: lower case, without accents, stemmed, the empty ones left out."""

from __future__ import annotations

import re
import unicodedata

from core.irregular import regular
from core.stemming import stems

# A number keeps its inner points and commas ("3.2.1", "1,299"); a word keeps nothing but letters and digits. Scripts
# without spaces give one token a character.
_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]+\d*|\w+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+,\d+")
EMPTY = frozenset(
    "a about above after again against all am an and any are as at be because been before being below between both "
    "but by can cannot could did do does doing down during each few for from further had has have having he her here "
    "hers herself him himself his how i if in into is it its itself just me more most my myself no nor not now of off "
    "on once only or other our ours ourselves out over own please same she should so some such tell than that the "
    "their theirs them themselves then there these they this those through to too under until up us very was we were "
    "what when where which while who whom why will with would you your yours yourself yourselves may might shall must "
    "get got s t don d ll m re ve".split()
)


def content_words(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order, with repeats; numbers without thousands separators."""
    tokens = (plain_number(token) for token in _TOKEN.findall(_folded(text)) if token not in EMPTY)
    return stems([regular(token) for token in tokens], "english")


def numbers(text: str) -> set[str]:
    """The numbers in `text`, written without thousands separators."""
    return {plain_number(token) for token in _TOKEN.findall(text) if token[0].isdigit()}


def plain_number(token: str) -> str:
    """Without what parts thousands: "1299.50" for "1.299,50"; unchanged where there is none, or may be ("1.200")."""
    if not token[0].isdigit() or not _THOUSANDS.fullmatch(token):
        return token
    comma_parts = "," in token and token.find(",") < (token.find(".") if "." in token else len(token))
    return token.replace(",", "") if comma_parts else token.replace(".", "").replace(",", ".")


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
