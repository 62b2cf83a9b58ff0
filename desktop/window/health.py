"""What the window says about the health of a file: its status, what happened, what to do about it. No Qt here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from core.reading.formats import FORMATS
from core.types import Status
from desktop.window.words import count

if TYPE_CHECKING:
    from core.types import FileInfo, Part


class Look(NamedTuple):
    """How a status is shown. `grave`: 0 for the gravest."""

    word: str
    picture: str
    colour: str
    grave: int


LOOKS = {
    Status.FAILED: Look("Failed", "failed", "warn", 0),
    Status.PARTIAL: Look("Partly read", "partly", "warn", 1),
    Status.EMPTY: Look("Nothing in it", "empty", "quiet", 2),
    Status.PENDING: Look("Waiting", "waiting", "quiet", 3),
    Status.SKIPPED: Look("Skipped", "skipped", "quiet", 4),
    Status.INDEXED: Look("Ready", "ready", "accent", 5),
}
_LOCKED = Look("Failed", "locked", "warn", 0)
PROBLEMS = frozenset({Status.FAILED, Status.PARTIAL})
# A sentence at the end that names a command of the terminal: the window has a button for it.
_COMMAND = re.compile(r"(?:^|(?<=[.!?])\s+)[^.!?]*\bwellread (?:unlock|retry|files|doctor|models|sync)\b[^.!?]*[.!?]?$")
_ADVICE = {
    Status.FAILED: "Open it to see whether it is whole. If it is, save it anew and have it read again.",
    Status.PARTIAL: "What could be read can be searched.",
    Status.EMPTY: "",
    Status.PENDING: "It is read by itself; there is nothing to do.",
    Status.SKIPPED: "It is left alone and can’t be searched.",
    Status.INDEXED: "All of its text can be searched.",
}


_BY_SUFFIX = {suffix: kind for kind in reversed(list(FORMATS)) for suffix in FORMATS[kind].suffixes}
_LONGEST_SUFFIX = 9


def look(info: FileInfo) -> Look:
    return _LOCKED if info.locked and info.status is Status.FAILED else LOOKS[info.status]


def kind_name(info: FileInfo) -> str:
    """As a person calls such a file, with a capital letter; where its content was not understood, by its name."""
    suffix = info.path.suffix.lower()
    named = _BY_SUFFIX.get(suffix, "")
    understood = info.kind in FORMATS and info.status is not Status.FAILED
    kind = info.kind if understood else named or info.kind
    if kind in FORMATS and info.status is not Status.SKIPPED:
        name = FORMATS[kind].name
        return name[:1].upper() + name[1:]
    return f"{suffix[1:].upper()} file" if suffix[1:].isalnum() and len(suffix) <= _LONGEST_SUFFIX else "File"


def happened(info: FileInfo) -> str:
    """The reason, and what is still to come; empty where all is well."""
    pictures = count(info.pictures, "picture waits", "pictures wait") + " to be read." if info.pictures else ""
    if info.status is Status.PENDING:
        return pictures or "Not read yet."
    key = "Enter the password to have it read." if info.locked else ""
    return " ".join(filter(None, (without_commands(info.reason), key, pictures)))


def advice(info: FileInfo) -> str:
    """What a person may do, in the words of this window."""
    if info.locked:
        return "The password is kept until Wellread closes, and written nowhere."
    if info.status is Status.PENDING and info.pictures:
        return "Text in pictures is read after all other text, by itself."
    return _ADVICE[info.status]


def without_commands(text: str) -> str:
    """A sentence for a person without the one that names a command of the terminal."""
    return _COMMAND.sub("", text).strip()


def parts_in_order(parts: tuple[Part, ...]) -> list[Part]:
    """The files inside a file, what went wrong first."""
    return sorted(parts, key=lambda part: LOOKS[part.status].grave)


def seconds_in_words(seconds: float) -> str:
    if not seconds:
        return ""
    return f"{seconds:.1f} s" if seconds >= 0.05 else "< 0.1 s"
