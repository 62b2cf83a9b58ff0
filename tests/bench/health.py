"""Adds folders of any files with the real command and says how each of them ended, what it cost and what was largest.

    python tests/bench/health.py FOLDER... [--mutants 200 --seed 7] [--keep PROFILE] [--quiet]

With --mutants, that many files of the folders are bent at random and added instead of them.
Exits with 1 when a file has no end, when a process died, or when one held more than it may.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import psutil

CHECKOUT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from mutants import mutants  # noqa: E402

from core.settings import Settings  # noqa: E402

_ROLES = ("command", "librarian", "reader")
_CODE = 400 << 20  # bytes beside its data that a reader's libraries may take
_LIBRARIAN = 2 << 30  # bytes; the embedder takes most of it


class Watch:
    """The most memory that each role's process held (resident, bytes), and which librarians there were."""

    def __init__(self, pid: int) -> None:
        self.most: dict[str, int] = defaultdict(int)
        self.librarians: set[int] = set()
        self._pid, self._over = pid, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            try:
                family = [psutil.Process(self._pid), *psutil.Process(self._pid).children(recursive=True)]
            except psutil.Error:
                continue
            for process in family:
                self._note(process)

    def _note(self, process: psutil.Process) -> None:
        try:
            role = _ROLES[min(self._depth(process), 2)]
            if "resource_tracker" in " ".join(process.cmdline()):
                return
            self.most[role] = max(self.most[role], process.memory_info().rss)
            if role == "librarian":
                self.librarians.add(process.pid)
        except psutil.Error:
            return

    def _depth(self, process: psutil.Process) -> int:
        depth = 0
        while process.pid != self._pid:
            parent = process.parent()
            if parent is None:
                break
            process, depth = parent, depth + 1
        return depth

    def stop(self) -> None:
        self._over.set()
        self._thread.join()


def add(folders: list[Path], profile: Path) -> tuple[list[dict[str, Any]], dict[str, Any], Watch, int]:
    """(health of every file, the command's report, what was watched, exit status)."""
    command = [sys.executable, "-m", "desktop.terminal.main", "--profile", str(profile), "--json"]
    process = subprocess.Popen(
        [*command, "add", *map(str, folders)], cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    watch = Watch(process.pid)
    out, err = process.communicate()
    watch.stop()
    print(err.strip()[-2000:], file=sys.stderr)
    listed = subprocess.run([*command, "files"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    files = [json.loads(line) for line in listed.stdout.splitlines()]
    return files, json.loads(out.splitlines()[-1]) if out.strip() else {}, watch, process.returncode


def bent(folders: list[Path], count: int, seed: int, place: Path) -> list[Path]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    place.mkdir()
    for name, data in mutants(files, count, seed):
        (place / name).write_bytes(data)
    return [place]


def table(files: list[dict[str, Any]]) -> None:
    """Format by format, how many files ended how."""
    ends: dict[str, Counter[str]] = defaultdict(Counter)
    for file in files:
        ends[Path(file["path"]).suffix.lower() or "(none)"][file["status"]] += 1
    names = ("indexed", "partial", "empty", "skipped", "failed", "pending")
    print(f"{'':12}" + "".join(f"{name:>9}" for name in names))
    for suffix, counts in sorted(ends.items()):
        print(f"{suffix:12}" + "".join(f"{counts[name] or '':>9}" for name in names))
    total = Counter(file["status"] for file in files)
    print(f"{'all':12}" + "".join(f"{total[name] or '':>9}" for name in names))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--mutants", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--quiet", action="store_true", help="without a line for each file")
    parser.add_argument(
        "--words", action="store_true", help="leave the learning of meaning out: it has no part in this"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folders = [folder.resolve() for folder in options.folders]
        if options.mutants:
            folders = bent(folders, options.mutants, options.seed, Path(scratch) / "bent")
        expected = sum(1 for folder in folders for path in folder.rglob("*") if path.is_file())
        profile = options.keep or Path(scratch) / "profile"
        shutil.rmtree(profile, ignore_errors=True)
        if options.words:
            os.environ["WELLREAD_BUNDLED_MODELS"] = scratch
        files, report, watch, status = add(folders, profile)
    return report_on(files, report, watch, status, expected, options.quiet)


def report_on(
    files: list[dict[str, Any]], report: dict[str, Any], watch: Watch, status: int, expected: int, quiet: bool
) -> int:
    if not quiet:
        for file in files:
            print(
                f"{file['status']:8} {Path(file['path']).name[:70]:70} {file['read_seconds']:7.2f} s  {file['reason']}"
            )
    table(files)
    for title, key in (("slowest", "read_seconds"), ("largest", "bytes")):
        ranked = sorted(files, key=lambda file: -file[key])[:5]
        print(f"{title}: " + ", ".join(f"{Path(file['path']).name[:50]} {file[key]:,}" for file in ranked))
    reading = Settings().reading
    bounds = {"reader": max(reading.memory_mb, reading.ocr_memory_mb) * (1 << 20) + _CODE, "librarian": _LIBRARIAN}
    for role, most in watch.most.items():
        bound = f"of {bounds[role] / 1e6:,.0f}" if role in bounds else ""
        print(f"most memory of a {role}: {most / 1e6:,.0f} MB {bound}")
    print(f"seconds: {report.get('seconds')}")
    wrong = [f"{file['path']} has no end" for file in files if file["status"] == "pending"]
    wrong += [f"{file['path']} has no reason" for file in files if file["status"] != "indexed" and not file["reason"]]
    wrong += [f"a {role} held {most:,} bytes" for role, most in watch.most.items() if most > bounds.get(role, 1 << 62)]
    wrong += ["the command failed"] * (status != 0) + ["the librarian died"] * (len(watch.librarians) > 1)
    wrong += [f"{expected} files, {len(files)} listed"] * (len(files) < expected)
    for line in wrong:
        print("WRONG:", line)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
