"""Several questions in one: "What is the notice period and how many sick days do I get?".

A question is taken apart only where each part surely asks on its own; what a part leans on is taken from the one before
it (core.asking.followup).
"""

from __future__ import annotations

import re

from core.asking.followup import standalone
from core.asking.tongues import Tongue, is_han, tongue_of, words_of

_LONGEST = 1_000  # characters; what is longer is a text
_MOST = 5  # more than so many questions are a text that asks, and is looked up as a whole
_LIST = re.compile(r"(?:^|(?<=\s))\(?(?:(\d)[.)]|([a-e])\))\s+(?=\S)")
_SENTENCE = re.compile(r"[^?？]*[?？]+[\s)）”\"]*|[^?？]+$")
_POLITE = frozenset(
    "please thanks thank you many danke bitte vielen dank gracias por favor merci s'il vous plaît grazie".split()
)
_JOINT = re.compile(
    r"[,，]?\s+(?:and|und|y|e|et|en)\s+(?:also\s+|auch\s+|también\s+|aussi\s+|anche\s+|também\s+|ook\s+)?",
    re.IGNORECASE,
)
_COMMA_OR_JOINT = re.compile(rf"{_JOINT.pattern}|[,，]\s+", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:between|both|difference|compare[ds]?|versus|vs|zwischen|sowohl|unterschied|entre|diferencia|différence|tra|"
    r"differenza|diferença|tussen|verschil)\b",
    re.IGNORECASE,
)
_MOST_BETWEEN = 4  # words from what asks to its verb: "how many paid sick days do"


def parts(question: str) -> tuple[str, ...]:
    """The questions in a question, in order, each of them standing alone; the question itself where it is one."""
    if len(question) > _LONGEST:
        return (question,)
    found = _listed(question) or _sentences(question) or _joined(question)
    if not 2 <= len(found) <= _MOST:
        return (question,)
    whole: list[str] = []
    for part in found:
        whole.append(standalone(part, whole[-1:]))
    return tuple(whole)


def _listed(question: str) -> list[str]:
    """The items of a list that is numbered from one on, where nothing but a few words stands before it."""
    marks = list(_LIST.finditer(question))
    numbers = [int(mark[1]) if mark[1] else ord(mark[2]) - ord("a") + 1 for mark in marks]
    if len(marks) < 2 or numbers != list(range(1, len(marks) + 1)):
        return []
    before = question[: marks[0].start()].strip()
    if before and not before.endswith((":", "：")):
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(question)]
    items = [question[mark.end() : end].strip(" \t\n;,") for mark, end in zip(marks, ends, strict=True)]
    return items if all(_asks(item) for item in items) else []


def _asks(text: str) -> bool:
    """Whether a text is a question of its own."""
    if is_han(text):
        return text.rstrip().endswith(("?", "？", "吗", "呢"))
    tongue, words = tongue_of(text), words_of(text)
    if tongue is None or not words:
        return False
    return text.rstrip().endswith("?") or words[0] in tongue.asks


def _sentences(question: str) -> list[str]:
    """Questions one after another, each with its mark; "thanks" after them is no question."""
    if question.count("?") + question.count("？") < 2:
        return []
    found = [sentence.strip() for sentence in _SENTENCE.findall(question)]
    found = [sentence for sentence in found if set(words_of(sentence)) - _POLITE or is_han(sentence)]
    return found if all(_whole_sentence(sentence) for sentence in found) else []


def _whole_sentence(sentence: str) -> bool:
    """One question and no statement before it, which would belong to all of them."""
    body = sentence.rstrip('?？ "”)）')
    return sentence != body and not re.search(r"[.!。！]\s|[。！]", body) and bool(words_of(body) or is_han(body))


def _joined(question: str) -> list[str]:
    """Two questions with "and" between them, both with a word that asks and a verb of their own."""
    if is_han(question):
        return _han(question)
    tongue = tongue_of(question)
    if tongue is None or _COMPARES.search(question):
        return []
    if found := _in_a_row(question, tongue):
        return found
    for joint in _JOINT.finditer(question):
        left, right = question[: joint.start()], question[joint.end() :]
        if (_own_question(left, tongue) or _yes_or_no(left, tongue)) and _own_question(right, tongue):
            return [f"{left.strip()}?", *_joined_again(right)]
    return []


def _in_a_row(question: str, tongue: Tongue) -> list[str]:
    """Three or more, as in "What is the rent, who pays it and when is it due?"."""
    pieces: list[str] = []
    for piece in _COMMA_OR_JOINT.split(question):
        if pieces and not tongue.asks.intersection(words_of(piece)[:2]):
            return []
        pieces.append(piece.strip(" ?"))
    if len(pieces) < 3 or not all(_own_question(piece, tongue) for piece in pieces):
        return []
    return [f"{piece[:1].upper()}{piece[1:]}?" for piece in pieces]


def _joined_again(right: str) -> list[str]:
    right = right[:1].upper() + right[1:].strip()
    return _joined(right) or [right]


def _own_question(text: str, tongue: Tongue) -> bool:
    """What asks, soon after it the verb, and something that it is asked of."""
    words = words_of(text)
    if not words or words[0] not in tongue.asks | tongue.at or not tongue.asks.intersection(words[:2]):
        return False
    if tongue.asks.difference(("que", "wie", "como")).intersection(words[2:]):
        return False  # "... who can apply": what follows may go on with that
    asks = next(i for i, word in enumerate(words) if word in tongue.asks)
    verb = next((i for i in range(asks + 1, len(words)) if words[i] in tongue.does), None)
    if verb is None:
        return words[0] in ("who", "wer", "quién", "qui", "chi", "quem", "wie") and len(words) >= 3
    between = words[asks + 1 : verb]
    if len(between) > _MOST_BETWEEN or tongue.the.intersection(between):
        return False
    return len(words) > verb + 1 or bool(set(between) - tongue.small())


def _yes_or_no(text: str, tongue: Tongue) -> bool:
    """As in "Are pets allowed", which begins with its verb; with nothing in it that the rest may go on."""
    words = words_of(text)
    return len(words) > 2 and words[0] in tongue.does and not tongue.asks.intersection(words)


_HAN_JOINT = re.compile(r"(?:[，,;；]\s*(?:以及|并且|还有|另外|同时)?|以及|还有)\s*")
_HAN_ASKS = re.compile(r"什么|多少|多久|几[个天年月次]|谁|哪[里儿个些年]|怎么|如何|为什么|何时|吗|是否")


def _han(question: str) -> list[str]:
    pieces = [piece.strip() for piece in _HAN_JOINT.split(question.rstrip("?？。 ")) if piece.strip()]
    if (
        len(pieces) < 2
        or pieces[0].endswith(("如何", "怎么", "为什么", "何时"))
        or not all(_HAN_ASKS.search(piece) and len(piece) >= 5 for piece in pieces)
    ):
        return []
    return [f"{piece}？" for piece in pieces]
