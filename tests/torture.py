"""Random changes to a folder, and in each round a random process killed at a random moment. See `make torture`.

    python tests/torture.py [--rounds 100] [--seed 1] [--keep FOLDER]

At the end the library must equal one that was built from nothing, and no passage whose vector was committed may have
been embedded again. In some rounds, instead, a power cut is played: the tables or the list of files go back to what
they were before the round.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

CHECKOUT = Path(__file__).parent.parent
WORDS = (
    "amber birch cedar dawn ember fern grove heath inlet juniper knoll lark meadow north oak pine quarry reed".split()
)
_FEWEST, _MOST = 8, 24  # files
_POWER_CUTS = 0.1  # of the rounds
_VICTIMS = {"command": 2.0, "librarian": 1.5, "reader": 0.2}  # how long at most each lives on, in seconds
_LONGEST = 180.0  # seconds for one command


def wellread(profile: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "desktop.terminal.main", "--profile", str(profile), *arguments]


@dataclass
class Torture:
    """One run. counts: what was done how often."""

    place: Path
    seed: int
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.docs, self.profile = self.place / "docs", self.place / "profile"
        self.closed: set[Path] = set()  # files and folders whose permission was taken away
        self.docs.mkdir(parents=True)

    def run(self, rounds: int, told: Callable[[str], None] = lambda _: None) -> None:
        """Raises AssertionError where the library does not equal a clean one."""
        for _ in range(_FEWEST):
            self._write()
        self._whole("add", str(self.docs))
        for number in range(rounds):
            changes = [self._change() for _ in range(self.random.randint(1, 4))]
            cut = self.random.random() < _POWER_CUTS
            ended = self._power_cut() if cut else self._killed()
            told(f"round {number + 1}: {', '.join(changes)}; {ended}")
        self._open_all()
        self._whole("sync")
        told("comparing with a library built from nothing")
        self._compare()

    # Changes

    def _change(self) -> str:
        files = self._files()
        changes: list[Callable[[], None]] = [self._write, self._append, self._move, self._swap, self._touch, self._copy]
        changes += [self._permission] if os.name == "posix" else []
        changes += [self._delete] if len(files) > _FEWEST else []
        change = self._write if len(files) < _FEWEST else self.random.choice(changes)
        change()
        name = change.__name__.strip("_")
        self.counts[name] += 1
        return name

    def _files(self) -> list[Path]:
        """That can be changed."""
        return sorted(path for path in self.docs.rglob("*") if path.is_file() and path not in self.closed)

    def _some(self) -> Path:
        return self.random.choice(self._files())

    def _new(self) -> Path:
        folder = self.docs / self.random.choice(["", "a", "a/b", "c"])
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{self.random.choice(WORDS)} {self.random.randrange(1000)}.{self.random.choice(['md', 'txt'])}"

    def _text(self) -> str:
        sections = self.random.randint(1, 6)
        return "\n\n".join(f"## {self._line(3)}\n\n{self._line(self.random.randint(5, 120))}." for _ in range(sections))

    def _line(self, count: int) -> str:
        return " ".join(self.random.choices(WORDS, k=count))

    def _write(self) -> None:
        files = self._files()
        path = self._some() if len(files) >= _MOST else self._new()
        if path not in self.closed:
            path.write_text(self._text(), encoding="utf-8")

    def _append(self) -> None:
        with self._some().open("a", encoding="utf-8") as file:
            file.write(f"\n\n## {self._line(2)}\n\n{self._line(20)}.\n")

    def _move(self) -> None:
        target = self._new()
        if target not in self.closed:
            self._some().replace(target)

    def _copy(self) -> None:
        target = self._new()
        if target not in self.closed:
            shutil.copy(self._some(), target)

    def _swap(self) -> None:
        one, other = self._some(), self._some()
        if one != other:
            aside = one.with_name(".swap")
            one.replace(aside)
            other.replace(one)
            aside.replace(other)

    def _touch(self) -> None:
        os.utime(self._some())

    def _delete(self) -> None:
        self._some().unlink()

    def _permission(self) -> None:
        """Taken from a file, or given back to all."""
        if self.closed:
            self._open_all()
        else:
            self.closed.add(path := self._some())
            path.chmod(0)

    def _open_all(self) -> None:
        for path in self.closed:
            path.chmod(0o600)
        self.closed.clear()

    # Kills

    def _killed(self) -> str:
        """Sync, kill one of its processes, and let it come right by itself, if the command still lives."""
        before = self._embedded_ids()
        process = subprocess.Popen(
            wellread(self.profile, "--json", "sync"), cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        victim = self._kill(process)
        out, said = process.communicate(timeout=_LONGEST)
        self.counts[f"{victim} killed"] += 1
        if victim == "command":
            return "command killed"
        assert process.returncode == 0, said
        self._embedded_once(json.loads(out.splitlines()[-1])["embedded"], before)
        return f"{victim} killed"

    def _kill(self, process: subprocess.Popen[str]) -> str:
        """The process that was killed, "nobody" where all was done before."""
        wanted = self.random.choice(list(_VICTIMS))
        while not (found := _family(process).get(wanted)) and process.poll() is None:
            time.sleep(0.01)
        time.sleep(self.random.uniform(0.0, _VICTIMS[wanted]))
        family = _family(process)
        if not found or process.poll() is not None or not found.is_running():
            return "nobody"
        found.kill()
        if wanted == "command":
            _, alive = psutil.wait_procs(list(family.values()), timeout=20)
            assert not alive, "processes outlived their command"
        return wanted

    def _power_cut(self) -> str:
        """All processes gone, and the writes of this round lost: to the tables, or to the list of files."""
        before = self.place / "before"
        shutil.copytree(self.profile, before, ignore=shutil.ignore_patterns("models", "lock"))
        self._whole("sync")
        lost = min(("library", "manifest.db"), key=lambda name: self.counts[f"power cut, {name} older"])
        for path in self.profile.glob(f"{lost}*"):  # the manifest has a log beside it
            (shutil.rmtree if path.is_dir() else os.unlink)(path)
        for path in before.glob(f"{lost}*"):
            path.rename(self.profile / path.name)
        shutil.rmtree(before)
        known = self._embedded_ids()
        self._embedded_once(self._whole("sync"), known)
        self.counts[f"power cut, {lost} older"] += 1
        return f"power cut, {lost} older"

    # What must hold

    def _whole(self, *arguments: str) -> int:
        """Run a command to its end; how many passages it embedded."""
        done = subprocess.run(
            wellread(self.profile, "--json", *arguments), cwd=CHECKOUT, capture_output=True, text=True,
            timeout=_LONGEST, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return int(json.loads(done.stdout.splitlines()[-1])["embedded"])

    def _embedded_ids(self) -> set[str]:
        from core.profile import Profile
        from tests.equal_libraries import vector_ids

        return vector_ids(Profile(self.profile))

    def _embedded_once(self, embedded: int, before: set[str]) -> None:
        new = len(self._embedded_ids() - before)
        assert embedded <= new, f"{embedded} passages were embedded where {new} had no vectors"
        self.counts["passages embedded"] += embedded

    def _compare(self) -> None:
        from core.profile import Profile
        from tests.equal_libraries import assert_equal, library_size

        clean = self.place / "clean"
        subprocess.run(wellread(clean, "--quiet", "add", str(self.docs)), cwd=CHECKOUT, check=True, timeout=_LONGEST)
        assert_equal(Profile(self.profile), Profile(clean))
        self.counts["times the size of a clean one, %"] = round(
            100 * library_size(Profile(self.profile)) / library_size(Profile(clean))
        )


def _family(process: subprocess.Popen[str]) -> dict[str, psutil.Process]:
    """The processes of a command, by what they are."""
    found: dict[str, psutil.Process] = {}
    try:
        found["command"] = psutil.Process(process.pid)
        for child in found["command"].children(recursive=True):
            if "spawn_main" in " ".join(child.cmdline()):
                found["librarian" if child.ppid() == process.pid else "reader"] = child
    except psutil.NoSuchProcess:
        pass  # one ended while we looked
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="work here, and leave everything there")
    options = parser.parse_args()
    sys.path[:0] = [str(CHECKOUT)]
    place = options.keep or Path(tempfile.mkdtemp(prefix="wellread-torture-"))
    torture = Torture(place, options.seed)
    started = time.monotonic()
    try:
        torture.run(options.rounds, lambda line: print(line, flush=True))
    except AssertionError as error:
        print(f"seed {options.seed}: {error}\nEverything is in {place}.", file=sys.stderr)
        return 1
    for what, count in sorted(torture.counts.items()):
        print(f"  {what:40} {count:6}")
    print(f"The library equals a clean one after {options.rounds} rounds, {time.monotonic() - started:.0f} s.")
    if not options.keep:
        shutil.rmtree(place)
    return 0


if __name__ == "__main__":
    sys.exit(main())
