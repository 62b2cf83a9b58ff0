"""Which files the rules leave out: held against git itself, and the defaults, limits and faults beside it."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from core.errors import WellreadError
from core.ignoring import RULES_FILE, Lookup, RuleList, Rules
from core.settings import IgnoreSettings
from core.walking import LeftOut, Walk

_NAMES = ["a", "b", "ab", "notes", "x1", "top"]
_ENDINGS = ["", ".md", ".log", ".txt"]
_PATTERNS = [
    "*.log", "/a/", "a/", "b", "!b", "notes/*.md", "**/x1/**", "a/**", "!a/top.md", "x[0-9]", "*/", "!ab/", "!*/", "*",
    "!*.txt", "a/**/b", "/top.*", "?b/", "!notes.log", "# none", "", "\\!b", "**/b.txt", "a/b", "!a/b/", "/*", "!/a",
]  # fmt: skip


def kept(root: Path, rules: Rules | None = None) -> set[str]:
    return {found.path.relative_to(root).as_posix() for found in Walk(root, rules or Rules()).files()}


def left_out(root: Path, rules: Rules | None = None) -> dict[str, str]:
    out: list[LeftOut] = []
    list(Walk(root, rules or Rules(), out.append).files())
    return {item.path.relative_to(root).as_posix(): item.why.rule for item in out}


def write(root: Path, *names: str, text: str = "x") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def ruled(*patterns: str, **limits: object) -> Rules:
    return Rules(IgnoreSettings(patterns, **limits))  # type: ignore[arg-type]


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git to be held against")
@pytest.mark.parametrize("seed", range(12))
def test_rules_are_taken_as_git_takes_them(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    folders = [tmp_path]
    for _ in range(8):
        folders.append(rng.choice(folders) / rng.choice(_NAMES))
        folders[-1].mkdir(parents=True, exist_ok=True)
    for folder in folders:
        for _ in range(4):
            path = folder / (rng.choice(_NAMES) + rng.choice(_ENDINGS))
            if not path.exists():
                path.write_text("x")
    for folder in rng.sample(folders, 3):
        rules = "\n".join(rng.choices(_PATTERNS, k=5)) + "\n"
        (folder / RULES_FILE).write_text(rules)
        (folder / ".gitignore").write_text(rules)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    command = ["git", "-C", tmp_path, "ls-files", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    expected = {name for name in listed.split("\0") if name and not name.rpartition("/")[2].startswith(".")}
    assert kept(tmp_path) == {name for name in expected if not name.startswith(".git/")}


def test_what_nobody_wrote_is_left_out_and_says_by_which_rule(tmp_path: Path) -> None:
    write(
        tmp_path, "kept.md", ".hidden/a.md", ".env", "node_modules/m/a.md", "src/__pycache__/a.pyc", "~$report.docx",
        "film.mp4.part", "book.pdf.crdownload", "draft.md~", "copy.tmp", "Thumbs.db", "poetry.lock", "sub/also kept.md",
    )  # fmt: skip
    assert kept(tmp_path) == {"kept.md", "sub/also kept.md"}
    assert left_out(tmp_path) == {
        ".hidden": ".*", ".env": ".*", "node_modules": "node_modules/", "src/__pycache__": "__pycache__/",
        "~$report.docx": "~$*", "film.mp4.part": "*.part", "book.pdf.crdownload": "*.crdownload", "draft.md~": "*~",
        "copy.tmp": "*.tmp", "Thumbs.db": "thumbs.db", "poetry.lock": "*.lock",
    }  # fmt: skip


def test_a_cache_says_itself_that_it_is_one(tmp_path: Path) -> None:
    write(tmp_path, "target/CACHEDIR.TAG", "target/a.md", "my env/pyvenv.cfg", "my env/lib/a.md", "build/plans.md")
    assert kept(tmp_path) == {"build/plans.md"}, "a name alone says nothing: a person may keep plans in build"
    write(tmp_path, RULES_FILE, text="!target/\n")
    assert kept(tmp_path) == {"build/plans.md", "target/a.md", "target/CACHEDIR.TAG"}


def test_a_folder_that_was_added_is_read_whatever_it_is(tmp_path: Path) -> None:
    write(tmp_path, ".notes/node_modules/a.md", ".notes/b.md", ".notes/CACHEDIR.TAG")
    assert "b.md" in kept(tmp_path / ".notes")
    assert kept(tmp_path / ".notes" / "node_modules") == {"a.md"}


def test_what_the_defaults_leave_out_can_be_brought_back(tmp_path: Path) -> None:
    write(tmp_path, ".config/a.md", ".secret/b.md", "list.tmp", "sub/list.tmp", "node_modules/a.md")
    write(tmp_path, RULES_FILE, text="!.config/\n!*.tmp\n!node_modules/\n")
    write(tmp_path, "sub/" + RULES_FILE, text="*.tmp\n")
    assert kept(tmp_path) == {".config/a.md", "list.tmp", "node_modules/a.md"}
    write(tmp_path, RULES_FILE, text="*\n!*/\n!*.md\n")
    assert kept(tmp_path) == set(), "a star for every folder means none in particular"


def test_settings_hold_everywhere_and_a_folder_has_the_last_word(tmp_path: Path) -> None:
    write(tmp_path, "a.log", "sub/b.log", "sub/keep.log")
    write(tmp_path, "sub/" + RULES_FILE, text="!keep.log\n")
    assert kept(tmp_path, ruled("*.log")) == {"sub/keep.log"}


def test_limits_of_size_and_type(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.CSV", "c.tar.gz", "d.gz")
    write(tmp_path, "large.md", text="x" * 3000)
    assert kept(tmp_path, ruled(largest_mb=0.002)) == {"a.md", "b.CSV", "c.tar.gz", "d.gz"}
    assert kept(tmp_path, ruled(types=("csv", ".tar.gz"))) == {"a.md", "d.gz", "large.md"}


def test_a_line_that_is_no_rule_is_named_and_the_others_hold(tmp_path: Path) -> None:
    rules = RuleList(["*.log", "[z-a]", "!", "# a note", ""], "rules")
    assert rules.word("a.log") == (True, "*.log")
    assert [fault[:6] for fault in rules.faults] == ["Line 2", "Line 3"]
    with pytest.raises(WellreadError, match=r"ignore.patterns has a rule that can't be understood: \[z-a\]"):
        ruled("[z-a]")


def test_the_profile_is_never_read(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "profile/manifest.md")
    assert kept(tmp_path, Rules(own=tmp_path / "profile")) == {"a.md"}


def test_a_single_path_is_judged_as_the_walk_does(tmp_path: Path) -> None:
    names = ["a.md", ".git/x.md", "sub/b.log", "sub/deep/c.md", "out/d.md", "cache/CACHEDIR.TAG", "cache/e.md"]
    write(tmp_path, *names)
    write(tmp_path, RULES_FILE, text="out/\n")
    write(tmp_path, "sub/" + RULES_FILE, text="*.log\n")
    lookup = Lookup(tmp_path, Rules())
    assert {name for name in names if lookup.why(tmp_path / name, False) is None} == kept(tmp_path)
    assert lookup.why(tmp_path / "out" / "gone.md", False) is not None
    assert lookup.why(tmp_path / "out", True) is not None
