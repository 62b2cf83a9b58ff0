"""The plain text of a mail as blocks: paragraphs, lists, what is quoted from earlier mails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from core.reading.outline import Outline
from core.types import BlockKind

_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r"[ \t]?(?:>[ \t]?)+")
_ITEM = re.compile(r"\s*(?:[-*+•‣▪◦●–—]|\(?\d{1,3}[.)])\s+\S")
_RULE = re.compile(r"[-_=*~#.\s]*")
_SIGNED_HEADER = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----[^\S\n]*\n(?:[^\n]+\n)*")
_SEALED = re.compile(
    r"-----BEGIN PGP (MESSAGE|SIGNATURE|PUBLIC KEY BLOCK)-----.*?(?:-----END PGP \1-----|\Z)", re.DOTALL
)
# Above what a mail program quotes whole, in the languages that most people write.
_ORIGINALS = frozenset(
    {"original message", "forwarded message", "original appointment", "begin forwarded message",
     "ursprüngliche nachricht", "original-nachricht", "weitergeleitete nachricht", "originalnachricht",
     "message d'origine", "message original", "message transféré", "mensaje original", "mensaje reenviado",
     "mensagem original", "messaggio originale", "messaggio inoltrato", "oorspronkelijk bericht",
     "doorgestuurd bericht", "исходное сообщение", "пересылаемое сообщение", "wiadomość oryginalna",
     "ursprungligt meddelande"}
)  # fmt: skip
_LONGEST_ORIGINAL = 80


def add_plain(outline: Outline, text: str, flowed: bool = False, joined: bool = False) -> None:
    """Add the blocks of a text. flowed, joined: as in core.reading.mail.letter.Text."""
    text = _LINE_END.sub("\n", text)
    if "-----BEGIN PGP" in text:
        text = _SEALED.sub(_what_was_sealed, _SIGNED_HEADER.sub("", text))
    lines = text.split("\n")
    if flowed:
        lines = _unwrapped(lines, joined)
    for quoted, group in groupby(lines, lambda line: bool(_QUOTED.match(line))):
        for paragraph in _paragraphs(group, quoted):
            _add(outline, paragraph, quoted)


def _what_was_sealed(found: re.Match[str]) -> str:
    return "\n\n(What stands here is encrypted.)\n\n" if found[1] == "MESSAGE" else "\n\n"


def _unwrapped(lines: list[str], joined: bool) -> list[str]:
    """Lines as they were before their mail program broke them. A line of the same depth of quoting is joined on."""
    whole: list[list[str]] = []
    open_depth = -1
    for line in lines:
        mark = _QUOTED.match(line)
        depth = mark.group().count(">") if mark else 0
        rest = line[mark.end() :] if mark else line.removeprefix(" ")
        if depth == open_depth:
            whole[-1].append(rest)
        else:
            whole.append([">" * depth + " " if depth else "", rest])
        goes_on = rest.endswith(" ") and rest != "-- "
        if goes_on and joined:
            whole[-1][-1] = rest[:-1]
        open_depth = depth if goes_on else -1
    return ["".join(parts) for parts in whole]


def _paragraphs(lines: Iterator[str], quoted: bool) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in lines:
        bare = _QUOTED.sub("", line, count=1) if quoted else line
        if _RULE.fullmatch(bare):
            yield paragraph
            paragraph = []
        else:
            paragraph.append(bare.rstrip())
    yield paragraph


def _add(outline: Outline, paragraph: list[str], quoted: bool) -> None:
    if not paragraph:
        return
    if _is_original(paragraph[0]):
        outline.add(BlockKind.HEADING, paragraph.pop(0).strip("-_*= \t:"), 2)
    text = "\n".join(paragraph)
    if quoted:
        outline.add(BlockKind.NOTE, f"Quoted: {text.strip()}" if text.strip() else "")
    elif paragraph and _ITEM.match(paragraph[0]):
        outline.add(BlockKind.LIST, text)
    else:
        outline.add(BlockKind.PARAGRAPH, text)


def _is_original(line: str) -> bool:
    return (
        len(line) < _LONGEST_ORIGINAL and line.strip("-_*= \t:").lower() in _ORIGINALS and line.rstrip()[-1] in "-_*=:"
    )
