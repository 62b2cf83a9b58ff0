"""A file inside a file, and the name that it goes by."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Protocol

A_LINK = "It is only a link to another file."
_LONGEST_NAME = 300
_UNSAFE = re.compile(r"[^\w.+,()=@~ -]|^\.+")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\s*(?:\.|$)", re.IGNORECASE)
_LONGEST_STEM, _LONGEST_SUFFIX = 60, 16


class Readable(Protocol):
    """What a member's bytes come from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end. May raise WellreadError, or anything where the file is damaged."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a file.

    name: what a person calls it, with its folders.
    open: gives its bytes, and works only until the next member is asked for. Raises Locked for what is encrypted.
    unread: why it is not read, where that is known without looking.
    """

    name: str
    open: Callable[[], AbstractContextManager[Readable]]
    unread: str = ""


def told_apart(members: Iterable[Member]) -> Iterator[Member]:
    """The members with names fit to be shown, no two of them the same."""
    names = Names()
    for member in members:
        yield replace(member, name=names.fit(member.name))


class Names:
    """Names that were given away: the second a.txt is "a (2).txt"."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def fit(self, raw: str) -> str:
        """A name to show for what is called `raw`, unlike those given before."""
        name = first = shown_name(raw)
        path = PurePosixPath(first)
        while name in self._given:
            self._given[first] += 1
            name = str(path.with_name(f"{path.stem} ({self._given[first]}){path.suffix}"))
        self._given[name] = 1
        return name


def shown_name(raw: str) -> str:
    """A name as a person may be shown it: nothing that can't be seen, no way out of the folder, not endlessly long."""
    text = "".join(_shown(letter) for letter in unicodedata.normalize("NFC", raw[-2 * _LONGEST_NAME :]))
    steps = [step for step in text.split("/") if step.strip() not in ("", ".", "..")]
    return "/".join(steps)[-_LONGEST_NAME:].strip("/ ") or "unnamed"


def name_on_disk(name: str) -> str:
    """A name for the scratch folder that any system takes, its suffix kept: it helps to recognise the file."""
    path = PurePosixPath(name)
    suffix = _UNSAFE.sub("_", path.suffix[1:])[:_LONGEST_SUFFIX]
    stem = _UNSAFE.sub("_", path.stem)[:_LONGEST_STEM].strip(" .") or "_"
    if _DEVICE.match(stem):
        stem = f"_{stem}"
    return f"{stem}.{suffix}" if suffix.strip(" .") else stem


def _shown(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cf":  # marks that turn the direction of letters hide what a file is
        return ""
    if category in ("Cc", "Cs", "Zl", "Zp"):
        return "\ufffd"
    return " " if category == "Zs" else letter
