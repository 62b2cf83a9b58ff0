"""The documents that a scope leaves: by place, type, time and author, as the manifest knows them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from unicodedata import normalize

from core.asking.scope import Scope
from core.manifest import Manifest

_ALWAYS = -(2**62), 2**62


def narrowed(manifest: Manifest, scope: Scope) -> set[str]:
    """The keys of the documents that the scope leaves."""
    kinds = [type_ for type_ in scope.types if not type_.startswith(".")]
    suffixes = tuple(type_ for type_ in scope.types if type_.startswith("."))
    after = _nanoseconds(scope.after) if scope.after else _ALWAYS[0]
    before = _nanoseconds(scope.before) if scope.before else _ALWAYS[1]
    files = manifest.whole_files(kinds if not suffixes else [], after, before)
    if suffixes:
        right = {doc for _, doc, _ in manifest.whole_files(kinds, after, before)} if kinds else set()
        files = [file for file in files if file[1] in right or _plain(file[0].name).endswith(suffixes)]
    if scope.authors:
        files = [file for file in files if any(_wrote(author, file[2]) for author in scope.authors)]
    if not scope.places:
        return {doc for _, doc, _ in files}
    roots = list(manifest.folders().values())
    below = [(_below(path, roots), doc) for path, doc, _ in files]
    return set().union(*(_at(place, below) for place in scope.places))


def _at(place: str, files: list[tuple[tuple[str, ...], str]]) -> set[str]:
    """The documents of files at a place: of that very name or, where there is none, with it in their name."""
    steps = [_plain(step) for step in re.split(r"[/\\]+", place) if step not in ("", ".", "~")]
    for fits in (_is_called, _has_in_its_name) if steps else ():
        if found := {doc for parts, doc in files if _leads_through(steps, parts, fits)}:
            return found
    return set()


def _leads_through(steps: list[str], parts: tuple[str, ...], fits: Callable[[str, str], bool]) -> bool:
    """Whether the steps are parts of the path, one after another."""
    starts = range(len(parts) - len(steps) + 1)
    return any(all(fits(step, parts[at + i]) for i, step in enumerate(steps)) for at in starts)


def _is_called(step: str, part: str) -> bool:
    if "*" in step or "?" in step:
        return fnmatchcase(part, step)
    return step in (part, part.rpartition(".")[0])


def _has_in_its_name(step: str, part: str) -> bool:
    return step in part


def _below(path: Path, roots: list[Path]) -> tuple[str, ...]:
    """The parts of a path from the person's own folder on: what is above it names all of them."""
    root = next((root for root in roots if path.is_relative_to(root)), None)
    parts = (root.name, *path.relative_to(root).parts) if root else path.parts
    return tuple(map(_plain, parts))


def _wrote(asked: str, authors: str) -> bool:
    """Whether every word of a name, or an address, begins a word of one of the authors (one a line)."""
    words = [_plain(word) for word in asked.split()]
    lines = [_plain(line) for line in authors.split("\n")]
    return any(all(re.search(rf"(?<!\w){re.escape(word)}", line) for word in words) for line in lines)


def _plain(name: str) -> str:
    return normalize("NFC", name).casefold()


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000
