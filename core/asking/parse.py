"""What a person writes into a question beside the question: operators, phrases in quotation marks, plain words.

An operator is a known name, a colon and a value without a space between them (`in:handbook`, `type:pdf`,
`after:2024-05`, `from:"Ann Lee"`), anywhere in the question. Everything else stays text. Plain words ("in the contracts
folder") are hints: they narrow the search only where what they name is in the library.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from core.asking.hints import Hint, hints
from core.asking.scope import Scope, moment, types_of
from core.errors import WellreadError

_OPEN, _CLOSE = '"“”„«「『', '"”“»」』'
_OPERATOR = re.compile(
    rf"(?<![^\s(（])(in|type|after|before|author|from)[:：]"
    rf"(?:[{_OPEN}]([^{_OPEN}{_CLOSE}\n]+)[{_CLOSE}]|(?![\s:：{_OPEN}/\\])(\S+))",
    re.IGNORECASE,
)
_AFTER_A_VALUE = ".,;!?…。，；！？)）"
_PHRASE = re.compile(
    rf"(?<![\w{_CLOSE}])[{_OPEN}](?=[^\s{_CLOSE}])([^{_OPEN}{_CLOSE}\n]{{1,200}})(?<=\S)[{_CLOSE}](?!\w)"
    r"|[“„«「『]([^“”„«»「」『』\n]{1,200})[”“»」』]"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart.

    text: without its operators, all other words kept. phrases: what stands in quotation marks.
    scope: what the operators say; it holds whatever comes of it. hints: what plain words seem to say.
    """

    text: str
    phrases: tuple[str, ...] = ()
    scope: Scope = field(default_factory=Scope)
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class Operator:
    """name: "in", "type" and so on. written: as it stands in the question."""

    name: str
    value: str
    written: str


def parse(question: str, now: datetime) -> Asked:
    """Take a question apart. now: with a time zone, the person's.

    Raises WellreadError for an operator whose value means nothing, and when nothing is left to ask.
    """
    text, operators = apart(question)
    scope = Scope()
    for operator in operators:
        scope = scope.and_(_said(operator.name, operator.value, now))
    if scope and not any(char.isalnum() for char in text):
        raise WellreadError("There is no question beside the filters.", "Add what you want to know.")
    return Asked(text, _phrases(text), scope, tuple(hints(text, now)))


def apart(question: str) -> tuple[str, list[Operator]]:
    """A question without its operators, and these, in order."""
    kept: list[str] = []
    operators: list[Operator] = []
    end = 0
    for found in _OPERATOR.finditer(question):
        value = (found[2] or "").strip() or (found[3] or "").rstrip(_AFTER_A_VALUE)
        if not value:
            continue
        after = found.end() if found[2] else found.start(3) + len(value)
        operators.append(Operator(found[1].casefold(), value, question[found.start() : after]))
        kept.append(question[end : found.start()].rstrip(" \t"))
        end = after
    return "".join([*kept, question[end:]]).strip(), operators


def _said(operator: str, value: str, now: datetime) -> Scope:
    match operator:
        case "in":
            return Scope(places=(value,))
        case "type":
            return Scope(types=types_of(value))
        case "after":
            return Scope(after=moment(operator, value, now))
        case "before":
            return Scope(before=moment(operator, value, now))
    return Scope(authors=(value,))


def _phrases(text: str) -> tuple[str, ...]:
    found = (match[1] or match[2] for match in _PHRASE.finditer(text))
    return tuple(dict.fromkeys(phrase.strip() for phrase in found if any(char.isalnum() for char in phrase)))
