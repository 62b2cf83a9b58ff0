"""What Wellread leaves out of a folder: by its own defaults, by the person's rules, by size and type.

Rules are in gitignore syntax. They stand in `[ignore]` of settings.toml, which holds for every folder, and in a
`.wellreadignore` in any folder, which holds below it. The deeper word wins, and of one list the last line that fits;
`!` brings back. As with git, what lies in a folder that is left out can only come back with that folder.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from core.errors import WellreadError
from core.ignored_names import left_out_by_name
from core.longpath import reachable
from core.settings import IgnoreSettings

RULES_FILE = ".wellreadignore"
_LONGEST_RULES = 1 << 20  # bytes of one file of rules
_MEGABYTE = 1_000_000
_CASE = re.IGNORECASE if sys.platform in ("win32", "darwin") else re.NOFLAG  # as the file systems there do
_FOLDER = "ps_d"  # pathspec's name for the "/" behind a folder that a pattern fits
_ANY_FOLDER = f"(?P<{_FOLDER}>/)"
# By these a program says itself that what lies beside them can be made again.
_MARKS = {"CACHEDIR.TAG": "a cache", "pyvenv.cfg": "an environment of Python"}
_IN_SETTINGS = "settings.toml"


@dataclass(frozen=True, slots=True)
class Why:
    """The rule that leaves something out, and where it stands."""

    rule: str
    origin: str


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    fits: re.Pattern[str]
    leaves_out: bool


class RuleList:
    """The lines of one list of rules. `faults`: a sentence for each line that is none; the others hold."""

    def __init__(self, lines: Iterable[str], origin: str) -> None:
        self.origin = origin
        self.faults: list[str] = []
        self._lines: list[_Line] = []
        for number, text in enumerate(lines, 1):
            try:
                line = _parsed(text)
            except ValueError:
                self.faults.append(f"Line {number} of {origin} is no rule and is passed over: {text.strip()}")
            else:
                self._lines += [line] if line is not None else []
        every = "|".join(f"(?:{line.fits.pattern.replace(f'?P<{_FOLDER}>', '?:')})" for line in self._lines)
        self._any = re.compile(every, _CASE)

    def __bool__(self) -> bool:
        return bool(self._lines)

    def word(self, path: str) -> tuple[bool, str] | None:
        """(whether it is left out, the line that says so), None where no line fits.

        path: from the folder that the list holds in, with "/" between its parts, and behind a folder.
        """
        if self._any.search(path) is None:
            return None
        for line in reversed(self._lines):
            if _fits(line.fits, path):
                return line.leaves_out, line.text
        return None


def _parsed(text: str) -> _Line | None:
    """None for an empty line or a comment. Raises ValueError for what is no pattern."""
    text = text.rstrip("\r\n")
    if not text.strip() or text.startswith("#"):
        return None
    try:
        regex, leaves_out = GitIgnoreSpecPattern.pattern_to_regex(text)
    except ValueError:
        raise
    except Exception as error:
        raise ValueError(text) from error
    if regex is None or leaves_out is None:
        raise ValueError(text)
    try:
        return _Line(text.strip(), re.compile(regex, _CASE), leaves_out)
    except re.error as error:
        raise ValueError(text) from error


def _fits(pattern: re.Pattern[str], path: str) -> bool:
    """Whether it is this path itself that fits, rather than a folder above it, of which was judged before."""
    found = pattern.search(path)
    if found is None:
        return False
    if _FOLDER not in pattern.groupindex or found[_FOLDER] is None:
        return found.end() < len(path) or not pattern.pattern.endswith("/")  # "a/**" fits what is in it alone
    return found.end(_FOLDER) == len(path) or (pattern.pattern == _ANY_FOLDER and path.endswith("/"))


def _means(line: str, name: str) -> bool:
    """Whether a line that brings back means this name in particular: "!*/" is not to bring back every hidden folder."""
    last = line.rstrip("/").removeprefix("!").rpartition("/")[2]
    return bool(last.strip("*")) and (not name.startswith(".") or last.startswith("."))


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds in one folder and below. `lists`: innermost first, each with how much of a path lies above it."""

    rules: Rules
    lists: tuple[tuple[int, RuleList], ...]

    def judge(self, folder: str, name: str, is_folder: bool) -> Why | None:
        """The rule that leaves this out of `folder` ("" or "a/b/", from the library's folder), None to take it."""
        word = self._word(f"{folder}{name}/" if is_folder else folder + name) if self.lists else None
        if word is not None and word[0]:
            return word[1]
        rule = left_out_by_name(name, is_folder)
        if not rule or (word is not None and _means(word[1].rule, name)):
            return None
        return Why(rule, "the defaults")

    def _word(self, path: str) -> tuple[bool, Why] | None:
        for above, rules in self.lists:
            word = rules.word(path[above:])
            if word is not None:
                return word[0], Why(word[1], rules.origin)
        return None

    def judge_file(self, name: str, size: int) -> Why | None:
        """The limits of settings.toml, which no rule lifts."""
        return self.rules.limit(name, size)

    def enter(self, folder: str, path: Path, names: Container[str]) -> Scope | Why:
        """What holds in a folder with these names in it; or why all of it is left out.

        Raises OSError when it has rules that can't be read: it is better left alone then.
        """
        for mark in [mark for mark in _MARKS if mark in names] if folder else ():
            word = self._word(folder)
            if word is None or not _means(word[1].rule, folder.rstrip("/").rpartition("/")[2]):
                return Why(mark, f"{mark} in it, which marks {_MARKS[mark]}")
        if RULES_FILE not in names:
            return self
        file = path / RULES_FILE
        with reachable(file).open("rb") as opened:
            text = os.fsdecode(opened.read(_LONGEST_RULES)).removeprefix("\ufeff")
        rules = RuleList(text.splitlines(), str(file))
        self.rules.faults[file] = rules.faults
        return replace(self, lists=((len(folder), rules), *self.lists)) if rules else self


@dataclass(slots=True)
class Rules:
    """What is left out everywhere. Make a new one to have files of rules read anew.

    own: the profile, which is never read. further: lines behind those of settings.toml, as a preview has them.
    faults: of the files of rules met so far, sentences about lines that are no rules.
    """

    settings: IgnoreSettings = field(default_factory=IgnoreSettings)
    own: Path | None = None
    further: tuple[str, ...] = ()
    faults: dict[Path, list[str]] = field(default_factory=dict)
    _types: tuple[str, ...] = ()
    _list: RuleList = field(default_factory=lambda: RuleList((), _IN_SETTINGS))

    def __post_init__(self) -> None:
        """Raises WellreadError for a pattern that is none."""
        lines = (*self.settings.patterns, *self.further)
        for line in lines:
            if RuleList((line,), _IN_SETTINGS).faults:
                where = "the rule" if line in self.further else f"In {_IN_SETTINGS}, ignore.patterns has a rule that"
                said = f"{where} can't be understood: {line}"
                raise WellreadError(f"{said[0].upper()}{said[1:]}", "Rules are written as in a .gitignore file.")
        self._list = RuleList(lines, _IN_SETTINGS)
        self._types = tuple("." + kind.strip().lower().lstrip("*.") for kind in self.settings.types)

    def scope(self) -> Scope:
        """What holds in a folder of the library before its own rules are read."""
        return Scope(self, ((0, self._list),) if self._list else ())

    def limit(self, name: str, size: int) -> Why | None:
        if self._types and (ending := next((kind for kind in self._types if name.lower().endswith(kind)), "")):
            return Why(f"types has {ending}", _IN_SETTINGS)
        if self.settings.largest_mb and size > self.settings.largest_mb * _MEGABYTE:
            return Why(f"largest_mb is {self.settings.largest_mb:g}", _IN_SETTINGS)
        return None

    def afresh(self) -> Rules:
        """The same, with nothing remembered of files of rules."""
        return Rules(self.settings, self.own, self.further)


class Lookup:
    """Asks about single paths below a folder of the library; remembers the rules of the folders on the way."""

    def __init__(self, root: Path, rules: Rules) -> None:
        self._root, self._rules = root, rules
        self._entered: dict[str, Scope | Why] = {}

    def why(self, path: Path, is_folder: bool) -> Why | None:
        """The rule that leaves out a path below the root, also one that is not there any more; None to take it."""
        if self._rules.own is not None and path.is_relative_to(self._rules.own):
            return Why("profile", "Wellread's own files")
        *above, name = path.relative_to(self._root).parts
        folder, at = "", self._root
        scope = self._enter(self._rules.scope(), folder, at)
        for part in above:
            if isinstance(scope, Why) or (why := scope.judge(folder, part, True)) is not None:
                return scope if isinstance(scope, Why) else why
            folder, at = f"{folder}{part}/", at / part
            scope = self._enter(scope, folder, at)
        return scope if isinstance(scope, Why) else scope.judge(folder, name, is_folder)

    def _enter(self, scope: Scope, folder: str, path: Path) -> Scope | Why:
        known = self._entered.get(folder)
        if known is None:
            try:
                known = scope.enter(folder, path, _Beside(path))
            except OSError:
                known = scope
            self._entered[folder] = known
        return known


class _Beside:
    """The names in a folder, asked for one by one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __contains__(self, name: object) -> bool:
        return os.path.lexists(reachable(self._folder / str(name)))
