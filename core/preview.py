"""What the rules leave out, and what one more would: looked at, and nothing changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from core.cancel import CancelToken
from core.errors import WellreadError
from core.ignoring import Rules
from core.longpath import reachable
from core.walking import LeftOut, Walk

_EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Omission:
    """A file, or a folder with all that is in it, that a rule leaves out. origin: where the rule stands."""

    path: Path
    is_folder: bool
    files: int
    bytes: int
    rule: str
    origin: str


@dataclass(frozen=True, slots=True)
class Change:
    """Files that a rule moves one way, the first of them by name."""

    files: int
    bytes: int
    examples: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule would do if it stood at the end of those in settings.toml."""

    rule: str
    leaves_out: Change
    brings_back: Change


def roots(library: Sequence[Path], chosen: Path | None) -> list[tuple[Path, Path]]:
    """(folder of the library, what of it is looked at); a chosen one need not be in the library.

    Raises WellreadError where that is no folder.
    """
    if chosen is None:
        return [(folder, folder) for folder in library if folder.is_dir()]
    if not chosen.is_dir():
        raise WellreadError(f"There is no folder {chosen}.", "Check the name and try again.")
    holder = next((folder for folder in library if chosen.is_relative_to(folder)), chosen)
    return [(holder, chosen)]


def omissions(looked_at: Sequence[tuple[Path, Path]], rules: Rules, cancel: CancelToken) -> list[Omission]:
    """Everything that the rules in force leave out there."""
    found: list[Omission] = []
    for root, chosen in looked_at:
        out: list[LeftOut] = []
        for _ in Walk(root, rules, out.append).files():
            cancel.check()
        for item in out:
            if item.path.is_relative_to(chosen) or chosen.is_relative_to(item.path):
                files, size = _extent(item, cancel)
                found.append(Omission(item.path, item.is_folder, files, size, item.why.rule, item.why.origin))
    return sorted(found, key=lambda omission: omission.path)


def effect(looked_at: Sequence[tuple[Path, Path]], rules: Rules, pattern: str, cancel: CancelToken) -> Effect:
    """What one more rule would change. Raises WellreadError where it is none."""
    more = replace(rules.afresh(), further=(*rules.further, pattern))
    before = _taken(looked_at, rules, cancel)
    after = _taken(looked_at, more, cancel)
    return Effect(pattern, _change(before, after), _change(after, before))


def _taken(looked_at: Sequence[tuple[Path, Path]], rules: Rules, cancel: CancelToken) -> dict[Path, int]:
    taken: dict[Path, int] = {}
    for root, chosen in looked_at:
        for found in Walk(root, rules).files():
            cancel.check()
            if found.path.is_relative_to(chosen):
                taken[found.path] = found.size
    return taken


def _change(have: dict[Path, int], then: dict[Path, int]) -> Change:
    gone = sorted(have.keys() - then.keys())
    return Change(len(gone), sum(have[path] for path in gone), tuple(gone[:_EXAMPLES]))


def _extent(item: LeftOut, cancel: CancelToken) -> tuple[int, int]:
    """(files, bytes) of what is left out; what can't be opened counts for nothing."""
    if not item.is_folder:
        with suppress(OSError):
            return 1, reachable(item.path).stat().st_size
        return 1, 0
    files = size = 0
    for entry in _below(item.path):
        cancel.check()
        with suppress(OSError):
            size += entry.stat(follow_symlinks=False).st_size
        files += 1
    return files, size


def _below(folder: Path) -> Iterator[os.DirEntry[str]]:
    waiting = [os.fspath(reachable(folder))]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    yield entry
